//! One self-contained web page of a compiled plan: no script, printable, nothing fetched.

use std::fmt::Write;

use super::labels::{Label, Lang, counts, place};
use super::words;
use crate::diagnostic::{Diagnostic, Severity};
use crate::document::Span;
use crate::parse::money::shown;
use crate::plan::{Compiled, DocumentBlock};

pub(crate) const STYLE: &str = include_str!("html.css");

/// The page as text.
pub fn html(compiled: &Compiled) -> String {
    let document = &compiled.plan.document;
    let title = escaped(&words::document_line(document));
    let mut out = String::with_capacity(64 << 10);
    out.push_str("<!DOCTYPE html>\n<html lang=\"vi\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    out.push_str(&format!("<title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n"));
    header(document, &mut out);
    diagnostics(compiled, &mut out);
    for table in [indicators(compiled), tasks(compiled), duties(compiled), citations(compiled)] {
        table.write(&mut out);
    }
    sources(compiled, &mut out);
    out.push_str("</main>\n</body>\n</html>\n");
    out
}

/// A table with its heading; cells are already HTML.
struct Table {
    id: &'static str,
    heading: &'static str,
    columns: &'static [&'static str],
    rows: Vec<Vec<String>>,
}

impl Table {
    fn write(&self, out: &mut String) {
        let Self { id, heading, columns, rows } = self;
        out.push_str(&format!(
            "<section aria-labelledby=\"{id}\">\n<h2 id=\"{id}\">{heading} <span class=\"count\">({})</span></h2>\n",
            rows.len()
        ));
        if rows.is_empty() {
            out.push_str("<p class=\"none\">Không có trong văn bản.</p>\n</section>\n");
            return;
        }
        out.push_str(&format!("<div class=\"wide\" role=\"region\" aria-labelledby=\"{id}\" tabindex=\"0\">\n<table>\n<thead><tr>"));
        for column in *columns {
            out.push_str(&format!("<th scope=\"col\">{column}</th>"));
        }
        out.push_str("</tr></thead>\n<tbody>\n");
        for row in rows {
            out.push_str("<tr>");
            for cell in row {
                out.push_str(&format!("<td>{cell}</td>"));
            }
            out.push_str("</tr>\n");
        }
        out.push_str("</tbody>\n</table>\n</div>\n</section>\n");
    }
}

fn header(document: &DocumentBlock, out: &mut String) {
    let kind = document.kind.as_deref().unwrap_or("Văn bản");
    let title = document.title.as_deref().unwrap_or("(chưa rõ trích yếu)");
    out.push_str(&format!("<header>\n<p class=\"kind\">{}</p>\n<h1>{}</h1>\n<dl>\n", escaped(kind), escaped(title)));
    let signer = &document.signer;
    let signer = [&signer.authority, &signer.position, &signer.name].into_iter().flatten().cloned().collect::<Vec<_>>().join(", ");
    for (name, value) in [
        ("Số, ký hiệu", document.number.clone()),
        ("Ngày ban hành", document.issued_on.map(words::day)),
        ("Cơ quan ban hành", document.issuer.clone()),
        ("Người ký", Some(signer).filter(|signer| !signer.is_empty())),
        ("Nơi nhận", Some(document.recipients.join("; ")).filter(|recipients| !recipients.is_empty())),
    ] {
        let value = value.map_or_else(|| "<span class=\"none\">chưa có</span>".to_owned(), |value| escaped(&value));
        out.push_str(&format!("<dt>{name}</dt><dd>{value}</dd>\n"));
    }
    out.push_str("</dl>\n</header>\n");
}

fn diagnostics(compiled: &Compiled, out: &mut String) {
    let found = &compiled.diagnostics;
    out.push_str("<section aria-labelledby=\"canh-bao\">\n<h2 id=\"canh-bao\">Cảnh báo</h2>\n");
    if found.is_empty() {
        out.push_str("<p class=\"none\">Không thấy lỗi nào.</p>\n</section>\n");
        return;
    }
    out.push_str(&format!("<p>{}.</p>\n<ol class=\"diagnostics\">\n", counts(found.iter().map(|one| one.severity), Lang::Vi)));
    for one in found {
        diagnostic(one, out);
    }
    out.push_str("</ol>\n</section>\n");
}

fn diagnostic(one: &Diagnostic, out: &mut String) {
    let class = match one.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Advice => "advice",
    };
    out.push_str(&format!(
        "<li class=\"{class}\"><p><b>{}</b> {} <code>{}</code></p>\n",
        Lang::Vi.severity(one.severity),
        escaped(&one.message),
        escaped(&one.rule)
    ));
    let quote = one.quote.as_deref().unwrap_or(&one.span.text);
    out.push_str(&format!("<p class=\"place\">{}: <q>{}</q></p>\n", place(&one.span, Lang::Vi), escaped(quote)));
    for related in &one.related {
        let see = Lang::Vi.label(Label::SeeAlso);
        out.push_str(&format!("<p class=\"place\">{see} {}: <q>{}</q></p>\n", place(related, Lang::Vi), escaped(&related.text)));
    }
    if let Some(help) = &one.help {
        out.push_str(&format!("<p class=\"help\">{}: {}</p>\n", Lang::Vi.label(Label::Help), escaped(help)));
    }
    out.push_str("</li>\n");
}

fn indicators(compiled: &Compiled) -> Table {
    let rows = compiled.plan.indicators.iter().map(|row| {
        vec![
            optional(row.no.as_deref()),
            named(&row.name, row.section.as_deref(), row.section_title.as_deref()),
            optional(row.unit.as_deref()),
            row.horizon.map_or(String::new(), |year| year.to_string()),
            optional(row.target.as_ref().and_then(|target| target.text.as_deref())),
            list(&row.lead),
            list(&row.coordinating),
            where_in_source(&row.span),
        ]
    });
    let columns = &["TT", "Chỉ tiêu", "Đơn vị tính", "Năm", "Mục tiêu", "Cơ quan chủ trì", "Cơ quan phối hợp", "Vị trí"];
    Table { id: "chi-tieu", heading: "Chỉ tiêu", columns, rows: rows.collect() }
}

fn tasks(compiled: &Compiled) -> Table {
    let rows = compiled.plan.tasks.iter().map(|task| {
        let deadline = task.deadline.as_ref();
        let due = deadline.and_then(|deadline| deadline.due).map(|due| format!("<br><small>hạn cuối {}</small>", words::day(due)));
        vec![
            optional(task.no.as_deref()),
            named(&task.name, task.section.as_deref(), task.section_title.as_deref()),
            list(&task.lead),
            list(&task.coordinating),
            optional(task.product.as_deref()),
            optional(deadline.and_then(|deadline| deadline.text.as_deref())) + &due.unwrap_or_default(),
            task.budget_million_vnd.map_or(String::new(), shown),
            where_in_source(&task.span),
        ]
    });
    let columns = &["TT", "Nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp", "Sản phẩm", "Thời hạn", "Kinh phí (triệu đồng)", "Vị trí"];
    Table { id: "nhiem-vu", heading: "Nhiệm vụ", columns, rows: rows.collect() }
}

fn duties(compiled: &Compiled) -> Table {
    let rows = compiled.plan.reporting_duties.iter().map(|duty| {
        vec![
            optional(duty.from.as_deref()),
            optional(duty.to.as_deref()),
            words::cadence(duty.cadence).to_owned(),
            optional(duty.due.as_deref()),
            where_in_source(&duty.span),
        ]
    });
    let columns = &["Cơ quan báo cáo", "Nơi nhận báo cáo", "Kỳ báo cáo", "Thời hạn", "Vị trí"];
    Table { id: "che-do-bao-cao", heading: "Chế độ báo cáo", columns, rows: rows.collect() }
}

fn citations(compiled: &Compiled) -> Table {
    let rows = compiled.plan.citations.iter().map(|citation| {
        let places = citation.spans.iter().map(where_in_source).collect::<Vec<_>>().join("<br>");
        vec![
            optional(citation.kind.as_deref()),
            escaped(&citation.number),
            citation.date.map_or(String::new(), words::day),
            optional(citation.issuer.as_deref()),
            places,
        ]
    });
    let columns = &["Loại văn bản", "Số, ký hiệu", "Ngày ban hành", "Cơ quan ban hành", "Vị trí"];
    Table { id: "vien-dan", heading: "Văn bản viện dẫn", columns, rows: rows.collect() }
}

fn sources(compiled: &Compiled, out: &mut String) {
    out.push_str("<footer>\n<p>Biên dịch từ:</p>\n<ul>\n");
    for source in &compiled.sources {
        let pages = source.pages.map_or(String::new(), |pages| format!(", {pages} trang"));
        let _ = writeln!(out, "<li>{}{pages} <small>SHA-256 <code>{}</code></small></li>", escaped(&source.file), source.sha256);
    }
    out.push_str("</ul>\n</footer>\n");
}

fn optional(text: Option<&str>) -> String {
    text.map_or(String::new(), escaped)
}

fn named(name: &str, section: Option<&str>, title: Option<&str>) -> String {
    let section = words::section(section, title);
    if section.is_empty() { escaped(name) } else { format!("{}<br><small>{}</small>", escaped(name), escaped(&section)) }
}

fn list(names: &[String]) -> String {
    names.iter().map(|name| escaped(name)).collect::<Vec<_>>().join("<br>")
}

fn where_in_source(span: &Span) -> String {
    format!("<small>{}</small>", place(span, Lang::Vi))
}

pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

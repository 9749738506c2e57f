//! A plan typed in TCVN3 or VNI gives the rows of the same plan in Unicode, in every format, with true places.

mod support;

use roviec_plan::document::Place;
use roviec_plan::{Compiled, Context};
use support::{PLAN, ROWS, archive, compiled, document_xml};
use unicode_normalization::UnicodeNormalization;

const SMALL: &str =
    "à ả ã á ạ ă ằ ẳ ẵ ắ ặ â ầ ẩ ẫ ấ ậ đ è ẻ ẽ é ẹ ê ề ể ễ ế ệ ì ỉ ĩ í ị ò ỏ õ ó ọ ô ồ ổ ỗ ố ộ ơ ờ ở ỡ ớ ợ ù ủ ũ ú ụ ư ừ ử ữ ứ ự ỳ ỷ ỹ ý ỵ";
const CODES: &str = "b5 b6 b7 b8 b9 a8 bb bc bd be c6 a9 c7 c8 c9 ca cb ae cc ce cf d0 d1 aa d2 d3 d4 d5 d6 d7 d8 dc dd de df e1 e2 e3 e4 ab e5 e6 e7 e8 e9 ac ea eb ec ed ee ef f1 f2 f3 f4 ad f5 f6 f7 f8 f9 fa fb fc fd fe";

/// Small letters of TCVN3; capitals come by the font, plain ones stay as they are.
fn tcvn3(text: &str) -> String {
    let code = |c: char| {
        let small: String = c.to_lowercase().collect();
        let at = SMALL.split(' ').position(|letter| letter == small)?;
        CODES.split(' ').nth(at).and_then(|code| u8::from_str_radix(code, 16).ok()).map(char::from)
    };
    text.chars().map(|c| code(c).unwrap_or(c)).collect()
}

type Encode = fn(&str) -> String;

fn vni(text: &str) -> String {
    text.chars().map(vni_letter).collect()
}

fn vni_letter(c: char) -> String {
    let single = [('ơ', "ô"), ('ư', "ö"), ('đ', "ñ"), ('í', "í"), ('ì', "ì"), ('ỉ', "æ"), ('ĩ', "ó"), ('ị', "ò"), ('ỵ', "î")];
    let small: Vec<char> = c.to_lowercase().collect();
    let known = single.iter().find(|(letter, _)| small == [*letter]).map(|(_, sign)| (*sign).to_owned());
    let out = known.unwrap_or_else(|| {
        let parts: Vec<char> = small.iter().copied().nfd().collect();
        let tone = parts.iter().find_map(|c| "\u{301}\u{300}\u{309}\u{303}\u{323}".chars().position(|tone| tone == *c));
        let row = if parts.contains(&'\u{302}') {
            "âáàåãä"
        } else if parts.contains(&'\u{306}') {
            "êéèúüë"
        } else {
            " ùøûõï"
        };
        let horn = parts.contains(&'\u{31b}');
        let base = match parts[0] {
            'o' if horn => 'ô',
            'u' if horn => 'ö',
            other => other,
        };
        let sign = row.chars().nth(tone.map_or(0, |tone| tone + 1)).filter(|sign| *sign != ' ');
        std::iter::once(base).chain(sign).collect()
    });
    if c.is_uppercase() { out.to_uppercase() } else { out }
}

/// Runs in the font of the small letters, capitals with marks in a run of the other font, as people typed them.
fn run(text: &str, fonts: (&str, &str), encode: fn(&str) -> String) -> String {
    let one = |font: &str, words: &str| {
        format!(
            r#"<w:r><w:rPr><w:rFonts w:ascii="{font}" w:hAnsi="{font}"/></w:rPr><w:t xml:space="preserve">{}</w:t></w:r>"#,
            encode(words)
        )
    };
    if fonts.0 == fonts.1 {
        return one(fonts.0, text);
    }
    let marked = |c: char| c.is_uppercase() && !c.is_ascii();
    let chars: Vec<char> = text.chars().collect();
    let runs = chars.chunk_by(|a, b| marked(*a) == marked(*b));
    runs.map(|run| one(if marked(run[0]) { fonts.1 } else { fonts.0 }, &run.iter().collect::<String>())).collect()
}

fn word_with(paragraph: &dyn Fn(&str) -> String, styles: &str) -> Vec<u8> {
    let lines: String = PLAN.iter().map(|line| paragraph(line)).collect();
    let cell = |text: &&str| format!("<w:tc>{}</w:tc>", paragraph(text));
    let rows: String = ROWS.iter().map(|row| format!("<w:tr>{}</w:tr>", row.iter().map(cell).collect::<String>())).collect();
    let document = document_xml(&format!("{lines}<w:tbl>{rows}</w:tbl>"));
    archive(&[("word/document.xml", document.as_bytes()), ("word/styles.xml", styles.as_bytes())])
}

fn plan_of(name: &str, bytes: &[u8]) -> Compiled {
    compiled(name, bytes, &Context::default()).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn said(compiled: &Compiled) -> usize {
    compiled.diagnostics.iter().filter(|found| found.rule == "legacy-encoding").count()
}

#[test]
fn a_word_file_in_old_fonts_gives_the_plan_of_the_unicode_one() {
    let clean = plan_of("a.docx", &support::plan_as_word());
    assert_eq!(said(&clean), 0);
    let old: [((&str, &str), Encode); 2] = [((".VnTime", ".VnTimeH"), tcvn3), (("VNI-Times", "VNI-Times"), vni)];
    for (fonts, encode) in old {
        let bytes = word_with(&|text| format!("<w:p>{}</w:p>", run(text, fonts, encode)), "<w:styles/>");
        let found = plan_of("a.docx", &bytes);
        assert_eq!(found.plan, clean.plan, "{fonts:?}");
        assert_eq!(said(&found), 1);
    }
}

#[test]
fn fonts_come_from_styles_and_defaults_and_unicode_runs_stand_beside_old_ones() {
    let clean = plan_of("a.docx", &support::plan_as_word());
    let styles = r#"<w:styles xmlns:w="w"><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii=".VnTime" w:hAnsi=".VnTime"/></w:rPr></w:rPrDefault></w:docDefaults>
        <w:style w:type="character" w:styleId="Moi"><w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman"/></w:rPr></w:style></w:styles>"#;
    let paragraph = |text: &str| {
        let runs: String = text
            .split_inclusive(' ')
            .enumerate()
            .map(|(at, word)| {
                let capitals = word.chars().any(|c| c.is_uppercase() && !c.is_ascii());
                match capitals || at % 2 == 0 {
                    true => format!(r#"<w:r><w:rPr><w:rStyle w:val="Moi"/></w:rPr><w:t xml:space="preserve">{word}</w:t></w:r>"#),
                    false => format!(r#"<w:r><w:t xml:space="preserve">{}</w:t></w:r>"#, tcvn3(word)),
                }
            })
            .collect();
        format!("<w:p>{runs}</w:p>")
    };
    let found = plan_of("a.docx", &word_with(&paragraph, styles));
    assert_eq!(found.plan, clean.plan);
    assert_eq!(said(&found), 1);
}

#[test]
fn the_letter_with_the_code_of_a_soft_hyphen_is_kept() {
    let paragraph = |text: &str| {
        let old = tcvn3(&text.to_lowercase()).replace('\u{ad}', "</w:t><w:softHyphen/><w:t xml:space=\"preserve\">");
        format!(
            r#"<w:p><w:r><w:rPr><w:rFonts w:ascii=".VnTime" w:hAnsi=".VnTime"/></w:rPr><w:t xml:space="preserve">{old}</w:t></w:r></w:p>"#
        )
    };
    let found = plan_of("a.docx", &word_with(&paragraph, "<w:styles/>"));
    assert_eq!(found.plan.tasks[1].coordinating, ["trường học"]);
}

/// The words of a plan without capitals but the plain ones, as TCVN3 without fonts gives them.
fn small(text: &str) -> String {
    let kept = |c: char| if c.is_ascii() { c.to_string() } else { c.to_lowercase().collect() };
    text.chars().map(kept).collect()
}

#[test]
fn a_text_in_old_letters_or_bytes_gives_the_plan_of_the_unicode_one_with_its_columns() {
    let source = support::plan_as_text();
    let lower = small(&source);
    let clean = plan_of("a.txt", lower.as_bytes());
    let found = plan_of("a.txt", tcvn3(&lower).as_bytes());
    assert_eq!(found.plan, clean.plan, "columns of TCVN3 are those of Unicode");
    assert_eq!((said(&clean), said(&found)), (0, 1));
    let bytes: Vec<u8> = tcvn3(&lower).chars().map(|c| u8::try_from(u32::from(c)).expect("one byte a letter")).collect();
    assert_eq!(plan_of("a.txt", &bytes).plan, clean.plan);
    let old = vni(&source);
    let found = plan_of("a.txt", old.as_bytes());
    assert_eq!(found.plan.document, plan_of("a.txt", source.as_bytes()).plan.document);
    let task = &found.plan.tasks[0];
    let Place::Lines { line, column, end_line, end_column } = task.span.place else { panic!("a place in lines") };
    assert_eq!(line, end_line);
    let words = old.lines().nth(line as usize - 1).expect("the line is there").chars();
    let there: String = words.skip(column as usize - 1).take((end_column - column) as usize).collect();
    assert_eq!(there, vni(&task.name));
}

#[test]
fn a_page_in_old_fonts_gives_the_plan_of_the_unicode_one() {
    let page = support::plan_as_html();
    let clean = plan_of("a.html", page.as_bytes());
    for (font, old) in [(".VnTime", tcvn3(&small(&page))), ("VNI-Times", vni(&page))] {
        let styled = old.replace("<body>", &format!("<body><font face='{font}'>")).replace("</body>", "</font></body>");
        let found = plan_of("a.html", styled.as_bytes());
        assert_eq!(said(&found), 1, "{font}");
        let names = |compiled: &Compiled| compiled.plan.tasks.iter().map(|task| task.name.to_lowercase()).collect::<Vec<_>>();
        assert_eq!(names(&found), names(&clean));
        assert_eq!(found.plan.document.number, clean.plan.document.number);
        // Without the font the letters alone tell.
        assert_eq!(names(&plan_of("a.html", old.as_bytes())), names(&clean));
    }
}

#[test]
fn text_in_utf_16_without_a_mark_and_in_windows_1258_is_read() {
    let source = support::plan_as_text();
    let clean = plan_of("a.txt", source.as_bytes());
    for bytes in [
        source.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>(),
        source.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        [b"\xEF\xBB\xBF", source.as_bytes()].concat(),
    ] {
        assert_eq!(plan_of("a.txt", &bytes).plan, clean.plan);
    }
    // Vowels with a circumflex, breve or horn are letters of Windows-1258, tones are marks behind them.
    let parted: String = source
        .nfd()
        .collect::<String>()
        .replace("a\u{323}\u{302}", "â\u{323}")
        .replace("o\u{323}\u{302}", "ô\u{323}")
        .replace("e\u{323}\u{302}", "ê\u{323}");
    let parted = [("a\u{302}", "â"), ("e\u{302}", "ê"), ("o\u{302}", "ô"), ("a\u{306}", "ă"), ("o\u{31b}", "ơ"), ("u\u{31b}", "ư")]
        .into_iter()
        .flat_map(|(from, to)| [(from.to_owned(), to.to_owned()), (from.to_uppercase(), to.to_uppercase())])
        .fold(
            parted.replace("A\u{323}\u{302}", "Â\u{323}").replace("O\u{323}\u{302}", "Ô\u{323}").replace("E\u{323}\u{302}", "Ê\u{323}"),
            |text, (from, to)| text.replace(&from, &to),
        );
    let (bytes, _, lost) = encoding_rs::WINDOWS_1258.encode(&parted);
    assert!(!lost, "every letter has a code");
    let found = plan_of("a.txt", &bytes);
    assert_eq!(found.plan.document, clean.plan.document);
    assert_eq!(
        found.plan.tasks.iter().map(|task| &task.name).collect::<Vec<_>>(),
        clean.plan.tasks.iter().map(|task| &task.name).collect::<Vec<_>>()
    );
}

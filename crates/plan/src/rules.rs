//! The rules: one list, one file each, documentation and examples beside them.

mod citations;
pub mod doc;
mod numbering;
mod orphans;
mod places;
mod rows;
pub mod selection;
mod slips;
mod stated;
mod words;

mod agency_name_variant;
mod amount_in_words_mismatch;
mod annex_count_mismatch;
mod annex_mismatch;
mod citation_date_conflict;
mod citation_date_wrong;
mod citation_kind_conflict;
mod citation_later_than_plan;
mod citation_number_wrong;
mod citation_replaced;
mod citation_without_date;
mod citation_without_issuer;
mod citation_without_number;
mod continuous_with_single_product;
mod deadline_before_issue;
mod deadline_contradiction;
mod deadline_too_close;
mod dissolved_agency;
mod duplicate_task;
mod duty_without_deadline;
mod duty_without_task;
mod foreign_line;
mod group_lead;
mod hidden_part;
mod impossible_percentage;
mod inconsistent_spelling;
mod indicator_without_lead;
mod indicator_without_target;
mod indicator_without_unit;
mod internal_column_left;
mod invalid_date;
mod issuer_coordinates;
mod issuer_leads;
mod lead_also_coordinates;
mod legacy_encoding;
mod malformed_document_number;
mod malformed_number;
mod missing_document_number;
mod missing_issue_date;
mod missing_punctuation;
mod missing_signing_authority;
mod missing_so_before_number;
mod missing_space;
mod missing_word;
mod misspelling;
mod mixed_money_unit;
mod quantity_named_share;
mod repeated_phrase;
mod repeated_word;
mod report_date_conflict;
mod report_without_date;
mod report_without_recipient;
mod row_numbering_duplicate;
mod row_numbering_gap;
mod secrecy_mark;
mod section_numbering;
mod several_leads;
mod stray_punctuation;
mod sum_mismatch;
mod superior_uncovered;
mod target_below_superior;
mod target_conflict;
mod target_not_listed;
mod task_without_coordinator;
mod task_without_deadline;
mod task_without_lead;
mod task_without_product;
mod template_leftover;
#[cfg(test)]
mod tests;
mod undefined_abbreviation;
mod unit_repeated;
mod unknown_agency;
mod unmeasurable_target;
mod unreadable_cell;
mod unverifiable_product;
mod vague_deadline;
mod wrong_capitalization;
mod wrong_level_phrase;

use std::cmp::Reverse;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::Builder;

use crate::cascade::Cascade;
use crate::context::Context;
use crate::diagnostic::{Diagnostic, Severity};
use crate::document::{Document, Span};
use crate::plan::{Details, Plan};

/// What a rule may look at.
pub struct Checked<'a> {
    pub documents: &'a [Document],
    pub plan: &'a Plan,
    pub details: &'a Details,
    /// Our plan held against each superior plan; empty where none was given.
    pub cascades: &'a [Cascade],
    pub context: &'a Context<'a>,
    words: OnceLock<words::Words<'a>>,
    /// Read for two rules, see [`stated::with_rows`].
    stated: OnceLock<Option<Vec<stated::Stated<'a>>>>,
    /// Likewise, see [`malformed_document_number::bare_numbers`].
    bare_numbers: OnceLock<Vec<malformed_document_number::BareNumber<'a>>>,
    /// Likewise, see [`citation_without_number::found`].
    named: OnceLock<Vec<(citation_without_number::Named<'a>, Span)>>,
}

impl<'a> Checked<'a> {
    pub fn new(documents: &'a [Document], plan: &'a Plan, details: &'a Details, context: &'a Context<'a>) -> Self {
        Self {
            documents,
            plan,
            details,
            cascades: &[],
            context,
            words: OnceLock::new(),
            stated: OnceLock::new(),
            bare_numbers: OnceLock::new(),
            named: OnceLock::new(),
        }
    }

    /// With the plan held against its superiors.
    pub fn with_cascades(self, cascades: &'a [Cascade]) -> Self {
        Self { cascades, ..self }
    }

    /// The words of the plan, cut when the first rule asks for them.
    fn words(&self) -> &words::Words<'a> {
        self.words.get_or_init(|| words::Words::of(self))
    }
}

/// Where rules put what they find.
pub type Diagnostics = Vec<Diagnostic>;

/// A defect that can be looked for.
pub struct Rule {
    /// Kebab-case id; names the fault, reads after "allow", is never reused.
    pub name: &'static str,
    pub severity: Severity,
    /// The Markdown file beside the rule: what, why, a bad and a good example, legal basis.
    pub doc: &'static str,
    pub check: fn(&Checked<'_>, &mut Diagnostics),
}

impl Rule {
    /// A diagnostic of this rule that quotes the words at its place.
    pub fn at(&self, span: &Span, message: String) -> Diagnostic {
        let quote = Some(span.text.clone()).filter(|text| !text.is_empty());
        Diagnostic {
            rule: self.name.to_owned(),
            severity: self.severity,
            message,
            help: None,
            quote,
            span: span.clone(),
            related: Vec::new(),
        }
    }
}

/// Every rule, in the order of the documentation: form, citations, tasks, indicators, money, language.
pub static RULES: &[Rule] = &[
    missing_document_number::RULE,
    missing_issue_date::RULE,
    missing_signing_authority::RULE,
    section_numbering::RULE,
    row_numbering_gap::RULE,
    row_numbering_duplicate::RULE,
    annex_mismatch::RULE,
    annex_count_mismatch::RULE,
    unreadable_cell::RULE,
    secrecy_mark::RULE,
    template_leftover::RULE,
    internal_column_left::RULE,
    foreign_line::RULE,
    malformed_document_number::RULE,
    citation_without_number::RULE,
    citation_without_date::RULE,
    citation_date_conflict::RULE,
    citation_kind_conflict::RULE,
    citation_date_wrong::RULE,
    citation_later_than_plan::RULE,
    citation_number_wrong::RULE,
    citation_without_issuer::RULE,
    missing_so_before_number::RULE,
    citation_replaced::RULE,
    invalid_date::RULE,
    task_without_lead::RULE,
    task_without_deadline::RULE,
    task_without_product::RULE,
    task_without_coordinator::RULE,
    several_leads::RULE,
    group_lead::RULE,
    issuer_leads::RULE,
    issuer_coordinates::RULE,
    lead_also_coordinates::RULE,
    unverifiable_product::RULE,
    vague_deadline::RULE,
    continuous_with_single_product::RULE,
    deadline_contradiction::RULE,
    deadline_before_issue::RULE,
    deadline_too_close::RULE,
    duty_without_task::RULE,
    duty_without_deadline::RULE,
    duplicate_task::RULE,
    unknown_agency::RULE,
    dissolved_agency::RULE,
    agency_name_variant::RULE,
    wrong_level_phrase::RULE,
    indicator_without_target::RULE,
    indicator_without_lead::RULE,
    indicator_without_unit::RULE,
    unmeasurable_target::RULE,
    unit_repeated::RULE,
    impossible_percentage::RULE,
    target_below_superior::RULE,
    superior_uncovered::RULE,
    quantity_named_share::RULE,
    target_conflict::RULE,
    target_not_listed::RULE,
    malformed_number::RULE,
    sum_mismatch::RULE,
    amount_in_words_mismatch::RULE,
    mixed_money_unit::RULE,
    report_without_date::RULE,
    report_without_recipient::RULE,
    report_date_conflict::RULE,
    undefined_abbreviation::RULE,
    misspelling::RULE,
    repeated_word::RULE,
    repeated_phrase::RULE,
    wrong_capitalization::RULE,
    missing_word::RULE,
    missing_punctuation::RULE,
    inconsistent_spelling::RULE,
    missing_space::RULE,
    stray_punctuation::RULE,
    legacy_encoding::RULE,
    hidden_part::RULE,
];

/// The rule of this name.
pub fn find(name: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.name == name)
}

/// The stamp of a state secret in the document block, when there is one: nothing else may then be compiled.
pub fn secrecy_mark(documents: &[Document]) -> Option<Diagnostic> {
    secrecy_mark::find(documents)
}

/// Runs every rule; the result is in the order of the source, the gravest first where several stand at one place.
pub fn check(checked: &Checked<'_>) -> Vec<Diagnostic> {
    let mut out: Diagnostics = on_threads(checked).into_iter().flatten().collect();
    out.sort_by_key(|diagnostic| (places::order(&diagnostic.span), Reverse(diagnostic.severity)));
    // What is missing quotes nothing: several such things at one place are told apart by what is said of them.
    let words = |of: &Diagnostic| of.quote.clone().unwrap_or_else(|| of.message.clone());
    let same = |a: &Diagnostic, b: &Diagnostic| a.rule == b.rule && words(a) == words(b);
    let mut unique: Diagnostics = Vec::with_capacity(out.len());
    for diagnostic in out {
        let place = places::order(&diagnostic.span);
        let mut here = unique.iter().rev().take_while(|other| places::order(&other.span) == place);
        if !here.any(|other| same(other, &diagnostic)) {
            unique.push(diagnostic);
        }
    }
    unique
}

/// What each rule found, in the order of the rules. They look at the same plan and know nothing of each other, so
/// every core takes the next one.
fn on_threads(checked: &Checked<'_>) -> Vec<Diagnostics> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut found = Vec::new();
        // The caller is told that the work was stopped; nobody sees the half list.
        while !(checked.context.should_stop)() {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(rule) = RULES.get(at) else { break };
            let mut out = Diagnostics::new();
            (rule.check)(checked, &mut out);
            found.push((at, out));
        }
        found
    };
    let cores = std::thread::available_parallelism().map_or(1, usize::from).min(MOST_THREADS);
    let mut found: Vec<(usize, Diagnostics)> = std::thread::scope(|scope| {
        let other = || {
            checked.context.vocabulary.lexicon();
            // While the words are made, what several rules ask for and needs no words.
            malformed_document_number::bare_numbers(checked);
            citation_without_number::found(checked);
            stated::with_rows(checked);
            work()
        };
        // Where the system starts no thread, this one does all the work.
        let others: Vec<_> = (1..cores).filter_map(|_| Builder::new().spawn_scoped(scope, other).ok()).collect();
        // Many rules wait for the words and the word list, which take longest: they are made first, side by side.
        checked.words();
        let mut found = work();
        for other in others {
            match other.join() {
                Ok(more) => found.extend(more),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        found
    });
    found.sort_unstable_by_key(|(at, _)| *at);
    found.into_iter().map(|(_, out)| out).collect()
}

/// A server compiles several plans at a time: one of them takes no more cores than this.
const MOST_THREADS: usize = 4;

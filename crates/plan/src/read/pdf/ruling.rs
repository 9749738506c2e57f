//! Drawn lines: collinear pieces joined into ruling lines.

/// A horizontal line (`at` is its height, the ends are left and right) or a vertical one
/// (`at` is its distance from the left, the ends are top and bottom).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rule {
    pub at: f64,
    pub start: f64,
    pub end: f64,
}

/// Lines this close are the two sides of one border.
const SAME_LINE: f64 = 1.6;
/// Ends this close touch: corners drawn apart, dashes.
const GAP: f64 = 3.0;

/// Joins pieces of the same line, wherever they were drawn. All rules have one direction.
pub fn joined(mut rules: Vec<Rule>) -> Vec<Rule> {
    rules.sort_by(|a, b| a.at.total_cmp(&b.at));
    let mut out = Vec::new();
    let mut rest = rules.as_mut_slice();
    while let Some(first) = rest.first() {
        let limit = first.at + SAME_LINE;
        let count = rest.partition_point(|rule| rule.at <= limit);
        let (level, after) = rest.split_at_mut(count);
        level.sort_by(|a, b| a.start.total_cmp(&b.start));
        let mut open: Option<Rule> = None;
        for rule in level.iter() {
            match &mut open {
                Some(line) if rule.start <= line.end + GAP => {
                    // The longer piece says where the line is.
                    if rule.end - rule.start > line.end - line.start {
                        line.at = rule.at;
                    }
                    line.end = line.end.max(rule.end);
                }
                _ => out.extend(open.replace(*rule)),
            }
        }
        out.extend(open);
        rest = after;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_of_a_line_are_joined_and_other_lines_are_not() {
        let piece = |at, start, end| Rule { at, start, end };
        let rules = vec![piece(10.0, 50.0, 100.0), piece(10.4, 0.0, 48.0), piece(30.0, 0.0, 40.0), piece(30.0, 60.0, 100.0)];
        let spans: Vec<(f64, f64)> = joined(rules).iter().map(|rule| (rule.start, rule.end)).collect();
        assert_eq!(spans, [(0.0, 100.0), (0.0, 40.0), (60.0, 100.0)]);
    }
}

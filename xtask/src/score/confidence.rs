//! Stated confidence against what was right, pooled over the documents of a folder.

use std::collections::BTreeMap;

use anyhow::{Context, Result, ensure};

/// One filled field of one row.
#[derive(Debug, Clone, PartialEq)]
pub struct Stated {
    /// "tasks deadline".
    pub field: String,
    /// 0 to 1.
    pub confidence: f64,
    pub right: bool,
}

/// Lower ends of the classes; a field that states 1 is in the last.
const CLASSES: &[f64] = &[0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0];

/// The lines of confidence.py.
///
/// # Errors
/// When a line has another shape or the last is missing.
pub fn read(said: &str) -> Result<Vec<Stated>> {
    let mut out = Vec::new();
    let mut ended = false;
    for line in said.lines() {
        match line.split_whitespace().collect::<Vec<_>>()[..] {
            ["end"] => ended = true,
            [part, field, confidence, right] => {
                out.push(Stated { field: format!("{part} {field}"), confidence: confidence.parse()?, right: right == "1" });
            }
            _ => ensure!(false, "confidence.py printed {line:?}"),
        }
    }
    ensure!(ended, "confidence.py ended too early: {said}");
    Ok(out)
}

/// Fields and right ones of each class.
fn classes<'a>(stated: impl Iterator<Item = &'a Stated>) -> Vec<(usize, usize, f64)> {
    let mut out = vec![(0, 0, 0.0); CLASSES.len()];
    for one in stated {
        let class = CLASSES.iter().rposition(|least| one.confidence >= *least).unwrap_or(0);
        out[class].0 += 1;
        out[class].1 += usize::from(one.right);
        out[class].2 += one.confidence;
    }
    out
}

/// Prints the table by class, then the fields of each class that are there.
///
/// # Errors
/// When nothing was stated at all.
pub fn print(stated: &[Stated]) -> Result<()> {
    stated.first().context("no field to compare: is there a gold file?")?;
    println!("{:>12} {:>8} {:>8} {:>8} {:>8}", "confidence", "fields", "stated", "right", "share");
    for (class, (fields, right, sum)) in classes(stated.iter()).into_iter().enumerate() {
        let name = CLASSES.get(class + 1).map_or_else(|| "1".to_owned(), |end| format!("{:.1} to {end:.1}", CLASSES[class]));
        if fields > 0 {
            println!("{name:>12} {fields:>8} {:>8.3} {right:>8} {:>8.3}", sum / fields as f64, right as f64 / fields as f64);
        }
    }
    let mut by_field: BTreeMap<&str, Vec<&Stated>> = BTreeMap::new();
    for one in stated {
        by_field.entry(&one.field).or_default().push(one);
    }
    println!("\n{:30} right of stated, by class from {:.1}, {:?}", "field", CLASSES[0], &CLASSES[1..]);
    for (field, own) in by_field {
        let cells: Vec<String> = classes(own.into_iter()).into_iter().map(|(fields, right, _)| format!("{right}/{fields}")).collect();
        println!("{field:30} {}", cells.iter().map(|cell| format!("{cell:>11}")).collect::<String>());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stated_fields_fall_into_their_classes() {
        let stated = read("tasks lead 0.85 1\ntasks lead 0.8 0\ntasks no 1 1\nend\n").unwrap();
        let classes = classes(stated.iter());
        assert_eq!((classes[4].0, classes[4].1), (2, 1));
        assert_eq!((classes[6].0, classes[6].1), (1, 1));
        assert!(read("tasks lead 0.85 1\n").is_err());
        assert!(read("tasks lead\nend\n").is_err());
    }
}

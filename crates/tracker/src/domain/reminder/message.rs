//! The text of a reminder as people send it to each other: short, one line for each piece of work, nothing that a phone cannot show.

use jiff::civil::Date;

use crate::domain::written;

/// A piece of work that is late or about to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    pub task: String,
    /// Number of the plan.
    pub source: Option<String>,
    pub due: Date,
}

/// "Kính gửi …": the late ones first, then what is due soon, and what is asked for.
pub fn text(addressee: &str, unit: &str, pieces: &[Piece], today: Date) -> String {
    let (late, soon): (Vec<&Piece>, Vec<&Piece>) = pieces.iter().partition(|piece| piece.due < today);
    let mut out = format!("Kính gửi {addressee},\n");
    if pieces.is_empty() {
        return format!("{out}Đến ngày {}, {unit} không còn nhiệm vụ quá hạn hoặc sắp đến hạn.\nTrân trọng.", written::day(today));
    }
    if !late.is_empty() {
        out += &format!("Đến ngày {}, {unit} còn {} nhiệm vụ quá hạn:\n", written::day(today), late.len());
        out += &lines(&late, today);
    }
    if !soon.is_empty() {
        let opening = if late.is_empty() { format!("{unit} có") } else { "Ngoài ra có".to_owned() };
        out += &format!("{opening} {} nhiệm vụ sắp đến hạn:\n", soon.len());
        out += &lines(&soon, today);
    }
    out + "Đề nghị hoàn thành hoặc cập nhật tiến độ, nêu rõ khó khăn (nếu có) và thời gian hoàn thành.\nTrân trọng."
}

fn lines(pieces: &[&Piece], today: Date) -> String {
    let line = |(at, piece): (usize, &&Piece)| {
        let source = piece.source.as_ref().map(|number| format!(" ({number})")).unwrap_or_default();
        format!("{}. {}{source}: hạn {}, {}\n", at + 1, piece.task, written::day(piece.due), written::distance(piece.due, today))
    };
    pieces.iter().enumerate().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const TODAY: Date = date(2026, 11, 20);

    fn piece(task: &str, due: Date) -> Piece {
        Piece { task: task.to_owned(), source: Some("12/KH-UBND".to_owned()), due }
    }

    #[test]
    fn late_work_comes_before_what_is_due_soon() {
        let pieces = [piece("Ban hành quy chế", date(2026, 11, 10)), piece("Lập danh mục", date(2026, 11, 25))];
        assert_eq!(
            text("Sở Y tế", "Sở Y tế", &pieces, TODAY),
            "Kính gửi Sở Y tế,\n\
             Đến ngày 20/11/2026, Sở Y tế còn 1 nhiệm vụ quá hạn:\n\
             1. Ban hành quy chế (12/KH-UBND): hạn 10/11/2026, trễ 10 ngày\n\
             Ngoài ra có 1 nhiệm vụ sắp đến hạn:\n\
             1. Lập danh mục (12/KH-UBND): hạn 25/11/2026, còn 5 ngày\n\
             Đề nghị hoàn thành hoặc cập nhật tiến độ, nêu rõ khó khăn (nếu có) và thời gian hoàn thành.\n\
             Trân trọng."
        );
    }

    #[test]
    fn who_has_nothing_open_is_told_so() {
        assert!(text("đồng chí An", "Sở Y tế", &[], TODAY).contains("Sở Y tế không còn nhiệm vụ quá hạn"));
    }
}

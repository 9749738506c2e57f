//! How codes of units are written: administrative codes under QĐ 19/2025/QĐ-TTg (2 digits for a province, 5 for a commune, as
//! text), identifiers under QĐ 20/2020/QĐ-TTg.

/// Characters of a code or an identifier.
pub const LONGEST_CODE: usize = 35;

/// Why a code cannot be taken, in one sentence without its full stop.
pub fn code_fault(code: &str) -> Option<String> {
    let known = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || matches!(c, '.' | '-' | '_');
    if code.is_empty() {
        return Some("Chưa có mã đơn vị".to_owned());
    }
    if code.len() > LONGEST_CODE || !code.chars().all(known) {
        return Some(format!(
            "Mã “{code}” chưa đúng: dùng chữ hoa không dấu, chữ số, dấu chấm, gạch nối, gạch dưới, nhiều nhất {LONGEST_CODE} ký tự"
        ));
    }
    let administrative = code.bytes().all(|byte| byte.is_ascii_digit());
    if administrative && !matches!(code.len(), 2 | 5) {
        return Some(format!("Mã “{code}” chưa đúng: mã đơn vị hành chính có 2 chữ số (cấp tỉnh) hoặc 5 chữ số (cấp xã)"));
    }
    if administrative && code.bytes().all(|byte| byte == b'0') {
        return Some(format!("Mã “{code}” không được cấp cho đơn vị nào"));
    }
    None
}

/// Why an identifier cannot be taken.
pub fn identifier_fault(identifier: &str) -> Option<String> {
    let group = |(at, group): (usize, &str)| {
        let length = if at == 0 { 3..=3 } else { 2..=3 };
        length.contains(&group.len()) && group.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
    };
    let right = identifier.len() <= LONGEST_CODE && identifier.split('.').enumerate().all(group);
    (!right).then(|| format!("Mã định danh “{identifier}” chưa đúng Quyết định 20/2020/QĐ-TTg: ví dụ H01.01.02"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_administrative_code_keeps_its_zeros_and_its_length() {
        for right in ["01", "00004", "98.01", "99002.T1", "BM.YT"] {
            assert_eq!(code_fault(right), None, "{right}");
        }
        for wrong in ["", "1", "004", "00000", "xã 1", "A B"] {
            assert!(code_fault(wrong).is_some(), "{wrong}");
        }
    }

    #[test]
    fn an_identifier_has_three_characters_and_then_groups_of_two_or_three() {
        for right in ["H15", "H01.01.02", "G09.101"] {
            assert_eq!(identifier_fault(right), None, "{right}");
        }
        for wrong in ["", "H1", "H01.1", "H01..02", "h01.02", "H01.0102"] {
            assert!(identifier_fault(wrong).is_some(), "{wrong}");
        }
    }
}

//! What a password has to be, before anything is hashed. The figures are configuration.

/// Longer texts are no passwords of ours and only cost time.
pub const LONGEST: usize = 200;

/// Characters at least, where the sign-in asks for nothing else and where it asks for a code too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PasswordRules {
    pub alone: usize,
    pub with_code: usize,
}

/// A kind of characters, with its name.
type Kind = (fn(char) -> bool, &'static str);

impl PasswordRules {
    /// Why a password cannot be taken, in one sentence without its full stop; `with_code` where a code is asked for too.
    pub fn fault(self, password: &str, login: &str, with_code: bool) -> Option<String> {
        let length = password.chars().count();
        let least = if with_code { self.with_code } else { self.alone };
        if length < least {
            return Some(format!("Mật khẩu phải có ít nhất {least} ký tự; mật khẩu vừa nhập có {length}"));
        }
        if length > LONGEST {
            return Some(format!("Mật khẩu dài quá {LONGEST} ký tự"));
        }
        // A login of three letters stands in many words by chance.
        if login.chars().count() > 3 && password.to_lowercase().contains(&login.to_lowercase()) {
            return Some("Mật khẩu không được chứa tên đăng nhập".to_owned());
        }
        let kinds: [Kind; 4] = [
            (char::is_lowercase, "chữ thường"),
            (char::is_uppercase, "chữ hoa"),
            (char::is_numeric, "chữ số"),
            (|c| !c.is_alphanumeric(), "ký tự khác (dấu cách, dấu câu)"),
        ];
        let missing: Vec<&str> = kinds.iter().filter(|(is, _)| !password.chars().any(is)).map(|(_, name)| *name).collect();
        (!with_code && !missing.is_empty()).then(|| format!("Mật khẩu còn thiếu: {}", missing.join(", ")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULES: PasswordRules = PasswordRules { alone: 14, with_code: 10 };

    #[test]
    fn a_password_alone_is_long_and_of_four_kinds() {
        let fault = |password| RULES.fault(password, "an", false);
        assert_eq!(fault("Sáng nay 7 giờ họp"), None);
        assert_eq!(fault("Ngắn 1.").as_deref(), Some("Mật khẩu phải có ít nhất 14 ký tự; mật khẩu vừa nhập có 7"));
        assert_eq!(fault("sángnaybảygiờhọp").as_deref(), Some("Mật khẩu còn thiếu: chữ hoa, chữ số, ký tự khác (dấu cách, dấu câu)"));
        assert!(fault(&"Aa1 ".repeat(51)).is_some_and(|sentence| sentence.contains("200")));
    }

    #[test]
    fn with_a_code_beside_it_a_shorter_one_will_do() {
        assert_eq!(RULES.fault("mười ký tự", "binh", true), None);
        assert!(RULES.fault("chín kýtự", "binh", true).is_some());
    }

    #[test]
    fn the_login_is_no_part_of_a_password() {
        assert!(RULES.fault("Nguyen.An 2026 xin chào", "nguyen.an", true).is_some_and(|sentence| sentence.contains("tên đăng nhập")));
    }
}

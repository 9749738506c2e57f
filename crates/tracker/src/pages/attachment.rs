//! A file that the browser saves.

use axum::http::HeaderValue;

/// The header of a file called `name`, written for every browser (RFC 8187); `plain` is the stem in ASCII for old ones.
pub fn attachment(name: &str, plain: &str) -> HeaderValue {
    disposition("attachment", name, plain)
}

/// As [`attachment`], of a file that the browser shows in place.
pub fn inline(name: &str, plain: &str) -> HeaderValue {
    disposition("inline", name, plain)
}

fn disposition(way: &'static str, name: &str, plain: &str) -> HeaderValue {
    let kept = |byte: u8| byte.is_ascii_alphanumeric() || b".-_".contains(&byte);
    let escaped: String = name.bytes().map(|byte| if kept(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect();
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    let ending = if ending.chars().all(|c| c.is_ascii_alphanumeric()) { ending } else { "" };
    let dot = if ending.is_empty() { "" } else { "." };
    HeaderValue::from_str(&format!("{way}; filename=\"{plain}{dot}{ending}\"; filename*=UTF-8''{escaped}"))
        .unwrap_or(HeaderValue::from_static(way))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_vietnamese_name_is_escaped_and_a_hostile_ending_left_out() {
        let header = attachment("kế hoạch (góp ý).docx", "gop-y");
        assert_eq!(
            header,
            "attachment; filename=\"gop-y.docx\"; filename*=UTF-8''k%E1%BA%BF%20ho%E1%BA%A1ch%20%28g%C3%B3p%20%C3%BD%29.docx"
        );
        let hostile = attachment("a.x\"\r\nSet-Cookie: b", "gop-y");
        assert!(hostile.to_str().unwrap().starts_with("attachment; filename=\"gop-y\"; filename*=UTF-8''a.x%22%0D%0A"));
    }
}

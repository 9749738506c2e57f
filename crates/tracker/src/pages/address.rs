//! Addresses with a query, and the pager that keeps it.

use std::fmt::Write;

/// `path?a=1&b=2` without the pairs whose value is empty.
pub fn address(path: &str, pairs: &[(&str, &str)]) -> String {
    let query: Vec<String> =
        pairs.iter().filter(|(_, value)| !value.is_empty()).map(|(name, value)| format!("{name}={}", encoded(value))).collect();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{}", query.join("&")) }
}

/// Percent-encoding of everything but unreserved characters (RFC 3986, 2.3).
pub fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            write!(out, "%{byte:02X}").expect("writing to a string does not fail");
        }
    }
    out
}

/// Where in a long list the page stands: "51–100 của 340 nhiệm vụ".
pub struct Pager {
    pub first: u64,
    pub last: u64,
    pub total: i64,
    pub noun: &'static str,
    pub previous: Option<String>,
    pub next: Option<String>,
}

impl Pager {
    /// `page` from 1; `pairs` are the filters the links keep.
    pub fn new(path: &str, pairs: &[(&str, &str)], page: u64, size: u64, total: i64, noun: &'static str) -> Self {
        let pages = u64::try_from(total).unwrap_or(0).div_ceil(size).max(1);
        let page = page.clamp(1, pages);
        let link = |page: u64| {
            let number = page.to_string();
            let mut pairs = pairs.to_vec();
            pairs.push(("page", if page == 1 { "" } else { &number }));
            address(path, &pairs)
        };
        Self {
            first: if total == 0 { 0 } else { (page - 1) * size + 1 },
            last: (page * size).min(total.max(0) as u64),
            total,
            noun,
            previous: (page > 1).then(|| link(page - 1)),
            next: (page < pages).then(|| link(page + 1)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_keeps_vietnamese_words_and_drops_empty_filters() {
        assert_eq!(address("/tasks", &[("q", "y tế"), ("state", "")]), "/tasks?q=y%20t%E1%BA%BF");
        assert_eq!(address("/tasks", &[]), "/tasks");
    }

    #[test]
    fn a_pager_names_its_rows_and_keeps_the_filters() {
        let pager = Pager::new("/tasks", &[("q", "số")], 2, 50, 120, "nhiệm vụ");
        assert_eq!((pager.first, pager.last, pager.total), (51, 100, 120));
        assert_eq!(pager.previous.as_deref(), Some("/tasks?q=s%E1%BB%91"));
        assert_eq!(pager.next.as_deref(), Some("/tasks?q=s%E1%BB%91&page=3"));
        assert_eq!(Pager::new("/tasks", &[], 9, 50, 0, "nhiệm vụ").first, 0);
    }
}

//! Agency names as plans write them, made comparable: abbreviations spelt out, remarks left off.

use super::folding::match_key;

/// Abbreviations of NĐ 30/2020/NĐ-CP practice, as whole words, in the form [`match_key`] gives.
const ABBREVIATIONS: &[(&str, &str)] = &[
    ("ubnd", "Ủy ban nhân dân"),
    ("hđnd", "Hội đồng nhân dân"),
    ("ubmttq", "Ủy ban Mặt trận Tổ quốc"),
    ("mttq", "Mặt trận Tổ quốc"),
    ("vp", "Văn phòng"),
    ("ttptdvhcc", "Trung tâm Phục vụ hành chính công"),
    ("ttpvhcc", "Trung tâm Phục vụ hành chính công"),
    ("kh cn", "Khoa học và Công nghệ"),
    ("khcn", "Khoa học và Công nghệ"),
    ("gd đt", "Giáo dục và Đào tạo"),
    ("gdđt", "Giáo dục và Đào tạo"),
    ("nn mt", "Nông nghiệp và Môi trường"),
    ("vh xh", "Văn hóa Xã hội"),
    ("vhxh", "Văn hóa Xã hội"),
    ("vhttdl", "Văn hóa Thể thao và Du lịch"),
    ("vh tt dl", "Văn hóa Thể thao và Du lịch"),
    ("tttt", "Thông tin và Truyền thông"),
    ("cntt", "Công nghệ thông tin"),
    ("đmst", "Đổi mới sáng tạo"),
    ("cđs", "Chuyển đổi số"),
    ("thpt", "Trung học phổ thông"),
    ("thcs", "Trung học cơ sở"),
    ("tp", "Thành phố"),
];

/// One key for every usual spelling of the same name: "Sở KH&CN" and "Sở Khoa học và Công nghệ".
pub fn name_key(name: &str) -> String {
    let joined = name.replace('&', " ");
    let mut key = format!(" {} ", match_key(&joined));
    for (short, long) in ABBREVIATIONS {
        let short = format!(" {} ", match_key(short));
        if key.contains(&short) {
            key = key.replace(&short, &format!(" {} ", match_key(long)));
        }
    }
    // "Khoa học, công nghệ" and "Khoa học và Công nghệ" name the same agency.
    key.split_whitespace().filter(|word| *word != "và").collect::<Vec<_>>().join(" ")
}

/// The keys to try for a name in a plan, best first: as written, without a remark in brackets, without
/// "tỉnh" and what follows it.
pub fn candidate_keys(name: &str) -> Vec<String> {
    let bare = without_brackets(name);
    let mut keys = vec![name_key(name), name_key(&bare)];
    let key = name_key(&bare);
    let of_province = match_key("tỉnh");
    if let Some(at) = key.rfind(&format!(" {of_province}")) {
        keys.push(key[..at].to_owned());
    }
    keys.retain(|key| !key.is_empty());
    keys.dedup();
    keys
}

/// The place an authority is of, without its level: "tân hòa" of "Ủy ban nhân dân xã Tân Hòa", as a key.
pub fn place_of(authority: &str) -> Option<String> {
    let key = name_key(authority);
    let words: Vec<&str> = key.split(' ').collect();
    let levels: Vec<Vec<String>> = ["xã", "phường", "đặc khu", "tỉnh", "thành phố"]
        .iter()
        .map(|level| name_key(level).split(' ').map(str::to_owned).collect())
        .collect();
    let after = |at: usize| levels.iter().find(|level| words[at..].iter().take(level.len()).eq(level.iter())).map(|level| at + level.len());
    let start = (0..words.len()).rev().find_map(after)?;
    (start < words.len()).then(|| words[start..].join(" "))
}

fn without_brackets(name: &str) -> String {
    let mut depth = 0_u32;
    let mut out = String::new();
    for c in name.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ if depth == 0 => out.push(c),
            _ => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usual_spellings_of_one_agency_share_a_key() {
        assert_eq!(name_key("Sở KH&CN"), name_key("Sở Khoa học và Công nghệ"));
        assert_eq!(name_key("UBND xã Tân Hoà"), name_key("Ủy ban nhân dân xã Tân Hòa"));
        assert_eq!(name_key("Phòng Văn hóa - Xã hội"), name_key("phòng VH-XH"));
        assert_ne!(name_key("UBND xã Đông Phú"), name_key("UBND xã Đồng Phú"));
    }

    #[test]
    fn an_authority_is_of_a_place() {
        assert_eq!(place_of("Ủy ban nhân dân xã Tân Hòa"), Some(name_key("Tân Hòa")));
        assert_eq!(place_of("Ủy ban nhân dân thành phố Sông Hàn"), Some(name_key("Sông Hàn")));
        assert_eq!(place_of("Sở Y tế"), None);
    }

    #[test]
    fn a_remark_and_the_word_tinh_do_not_hide_a_name() {
        assert!(candidate_keys("Sở Nội vụ (thường trực)").contains(&name_key("Sở Nội vụ")));
        assert!(candidate_keys("Sở Nội vụ tỉnh Lam Giang").contains(&name_key("Sở Nội vụ")));
        assert_eq!(candidate_keys("Công an tỉnh")[0], name_key("Công an tỉnh"));
    }
}

use super::*;

use unicode_normalization::UnicodeNormalization;

/// Words that everybody knows in both encodings, typed from what such files look like, not from the tables.
const KNOWN: [(&str, &str, &str); 4] = [
    ("Cộng hòa xã hội chủ nghĩa Việt Nam", "Céng hßa x· héi chñ nghÜa ViÖt Nam", "Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam"),
    ("Độc lập - Tự do - Hạnh phúc", "§éc lËp - Tù do - H¹nh phóc", "Ñoäc laäp - Töï do - Haïnh phuùc"),
    ("được giao nhiệm vụ", "®\u{ad}îc giao nhiÖm vô", "ñöôïc giao nhieäm vuï"),
    ("Kế hoạch phát triển", "KÕ ho¹ch ph¸t triÓn", "Keá hoaïch phaùt trieån"),
];

/// Every small letter with a mark, and its byte in TCVN 5712 as the character map of the C library has it.
const LETTERS: &str =
    "à ả ã á ạ ă ằ ẳ ẵ ắ ặ â ầ ẩ ẫ ấ ậ đ è ẻ ẽ é ẹ ê ề ể ễ ế ệ ì ỉ ĩ í ị ò ỏ õ ó ọ ô ồ ổ ỗ ố ộ ơ ờ ở ỡ ớ ợ ù ủ ũ ú ụ ư ừ ử ữ ứ ự ỳ ỷ ỹ ý ỵ";
const CODES: &str = "b5 b6 b7 b8 b9 a8 bb bc bd be c6 a9 c7 c8 c9 ca cb ae cc ce cf d0 d1 aa d2 d3 d4 d5 d6 d7 d8 dc dd de df e1 e2 e3 e4 ab e5 e6 e7 e8 e9 ac ea eb ec ed ee ef f1 f2 f3 f4 ad f5 f6 f7 f8 f9 fa fb fc fd fe";

fn tcvn3() -> Vec<(char, char)> {
    let codes = CODES.split(' ').map(|code| char::from(u8::from_str_radix(code, 16).expect("a code")));
    LETTERS.split(' ').map(|letter| letter.chars().next().expect("a letter")).zip(codes).collect()
}

/// VNI as its description says it: the vowel, then one sign for its marks.
fn vni(letter: char) -> String {
    let single = [('ơ', "ô"), ('ư', "ö"), ('đ', "ñ"), ('í', "í"), ('ì', "ì"), ('ỉ', "æ"), ('ĩ', "ó"), ('ị', "ò"), ('ỵ', "î")];
    if let Some((_, sign)) = single.iter().find(|(known, _)| *known == letter) {
        return (*sign).to_owned();
    }
    let parts: Vec<char> = std::iter::once(letter).nfd().collect();
    let tones = ['\u{301}', '\u{300}', '\u{309}', '\u{303}', '\u{323}'];
    let tone = parts.iter().find_map(|c| tones.iter().position(|tone| tone == c));
    let has = |mark: char| parts.contains(&mark);
    let sign = |signs: [&str; 6]| signs[tone.map_or(0, |tone| tone + 1)].to_owned();
    match () {
        () if has('\u{302}') => format!("{}{}", parts[0], sign(["â", "á", "à", "å", "ã", "ä"])),
        () if has('\u{306}') => format!("{}{}", parts[0], sign(["ê", "é", "è", "ú", "ü", "ë"])),
        () if has('\u{31b}') => format!("{}{}", if parts[0] == 'o' { 'ô' } else { 'ö' }, sign(["", "ù", "ø", "û", "õ", "ï"])),
        () => format!("{}{}", parts[0], sign(["", "ù", "ø", "û", "õ", "ï"])),
    }
}

fn composed_text(text: &str) -> String {
    text.nfc().collect()
}

#[test]
fn words_everybody_knows_are_converted() {
    for (words, tcvn3, vni) in KNOWN {
        assert_eq!(composed_text(&Encoding::Tcvn3.convert_in_place(tcvn3)), words);
        assert_eq!(composed_text(&Encoding::Vni.convert_in_place(vni)), words);
        assert_eq!(Encoding::Vni.convert_in_place(vni).chars().count(), vni.chars().count());
        let face = Typeface { encoding: Encoding::Vni, capitals: false };
        assert_eq!(composed_text(&face.convert(vni)), words);
    }
}

#[test]
fn all_134_letters_come_through_both_encodings() {
    assert_eq!(tcvn3().len(), 67);
    for (letter, code) in tcvn3() {
        assert_eq!(Encoding::Tcvn3.letters(code), Some(letter.to_string().as_str()), "{letter}");
        let capital = letter.to_uppercase().to_string();
        let face = Typeface { encoding: Encoding::Tcvn3, capitals: true };
        assert_eq!(face.convert(&code.to_string()), capital);
        assert_eq!(composed_text(&Encoding::Vni.convert_in_place(&vni(letter))), letter.to_string());
        assert_eq!(composed_text(&Encoding::Vni.convert_in_place(&vni(letter).to_uppercase())), capital, "{letter}");
    }
    for (code, letter) in (0xA1..=0xA7).zip("ĂÂÊÔƠƯĐ".chars()) {
        assert_eq!(Encoding::Tcvn3.letters(char::from(code)), Some(letter.to_string().as_str()));
    }
}

#[test]
fn names_of_fonts_tell_the_encoding() {
    let of = |name: &str| Typeface::of_font(name).map(|face| (face.encoding, face.capitals));
    assert_eq!(of(".VnTime"), Some((Encoding::Tcvn3, false)));
    assert_eq!(of("ABCDEE+.VnTimeH,Bold"), Some((Encoding::Tcvn3, true)));
    assert_eq!(of("'.VnArialH'"), Some((Encoding::Tcvn3, true)));
    assert_eq!(of("VNI-Times"), Some((Encoding::Vni, false)));
    for face in ["Times New Roman", "UVnTime", "Vnitura", "UVN Bai Sau", "Arial", ""] {
        assert_eq!(of(face), None, "{face}");
    }
}

#[test]
fn unicode_words_in_an_old_font_stay_as_they_are() {
    let face = Typeface::of_font(".VnTime").expect("an old font");
    assert_eq!(face.convert("Kế hoạch được giao"), "Kế hoạch được giao");
}

#[test]
fn the_pattern_tells_old_words_and_leaves_every_clean_text_alone() {
    let of = |part: fn(&(&'static str, &'static str, &'static str)) -> &'static str| {
        by_pattern(&KNOWN.iter().map(part).collect::<Vec<_>>().join(". "))
    };
    assert_eq!(of(|known| known.0), None);
    assert_eq!(of(|known| known.1), Some(Encoding::Tcvn3));
    assert_eq!(of(|known| known.2), Some(Encoding::Vni));
    let french = "L'été dernier, nous avons dîné près du château où naquit François, là-bas à Orléans, près de la forêt, naïf, Noël";
    assert_eq!(by_pattern(french), None);
    assert_eq!(by_pattern("5 µm ± 2 °C; © 2026 ® § 3; ½ ¼ ¾ « » · a plan in English — with “quotes”"), None);
    let decomposed: String = "Kế hoạch được giao: nâng cao chất lượng phục vụ người dân ở các xã".nfd().collect();
    assert_eq!(by_pattern(&decomposed), None);
}

#[test]
fn bytes_of_windows_1258_are_text() {
    // "Nhiệm vụ được giao, nâng cao chất lượng phục vụ".
    let bytes = b"Nhi\xEA\xF2m vu\xF2 \xF0\xFD\xF5\xF2c giao, n\xE2ng cao ch\xE2\xECt l\xFD\xF5\xF2ng phu\xF2c vu\xF2";
    let text = of_bytes(bytes).expect("the words are Vietnamese");
    assert_eq!(composed_text(&text), "Nhiệm vụ được giao, nâng cao chất lượng phục vụ");
    assert_eq!(of_bytes(b"\xFF\xFE\x80\x81\x9D junk \xC0\xC1"), None);
}

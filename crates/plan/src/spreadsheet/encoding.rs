//! How the characters of a CSV are written, and the old Vietnamese encodings that are recognised and refused.

use crate::read::ReadError;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    Utf8 { mark: bool },
    Utf16 { little: bool, mark: bool },
}

const TCVN3: &str = "tệp CSV viết bằng bảng mã TCVN3 (phông .VnTime); hãy chuyển sang Unicode, rồi lưu lại kiểu CSV UTF-8";
const WINDOWS_1258: &str = "tệp CSV viết bằng bảng mã Windows-1258, không phải Unicode; hãy mở bằng Excel, chọn Lưu thành, kiểu CSV UTF-8";
const UNKNOWN: &str = "không nhận ra bảng mã của tệp CSV; hãy mở bằng Excel, chọn Lưu thành, kiểu CSV UTF-8 hoặc Excel (.xlsx)";

/// The text without its byte order mark.
///
/// # Errors
/// The bytes are of an old encoding or none at all: one sentence on what to do.
pub fn decode(bytes: &[u8]) -> Result<(Encoding, String), ReadError> {
    match bytes {
        [0xEF, 0xBB, 0xBF, rest @ ..] => utf8(rest, true),
        [0xFF, 0xFE, rest @ ..] => utf16(rest, true, true),
        [0xFE, 0xFF, rest @ ..] => utf16(rest, false, true),
        _ if zeros(bytes, 1) => utf16(bytes, true, false),
        _ if zeros(bytes, 0) => utf16(bytes, false, false),
        _ => utf8(bytes, false),
    }
}

/// The text as bytes again, as it came.
pub fn encode(encoding: Encoding, text: &str) -> Vec<u8> {
    let units = |little: bool| text.encode_utf16().flat_map(move |unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() });
    match encoding {
        Encoding::Utf8 { mark } => [if mark { "\u{feff}" } else { "" }, text].concat().into_bytes(),
        Encoding::Utf16 { little, mark } => {
            let mark: &[u8] = match (mark, little) {
                (false, _) => &[],
                (true, true) => &[0xFF, 0xFE],
                (true, false) => &[0xFE, 0xFF],
            };
            mark.iter().copied().chain(units(little)).collect()
        }
    }
}

fn utf8(bytes: &[u8], mark: bool) -> Result<(Encoding, String), ReadError> {
    match std::str::from_utf8(bytes) {
        Ok(text) if text.contains('\0') => Err(ReadError::Unsupported(UNKNOWN)),
        Ok(text) => Ok((Encoding::Utf8 { mark }, text.to_owned())),
        Err(_) => Err(ReadError::Unsupported(old(bytes))),
    }
}

fn utf16(bytes: &[u8], little: bool, mark: bool) -> Result<(Encoding, String), ReadError> {
    let join = if little { u16::from_le_bytes } else { u16::from_be_bytes };
    let units = bytes.chunks_exact(2).map(|pair| join([pair[0], pair[1]]));
    let text: Result<String, _> = char::decode_utf16(units).collect();
    match text {
        Ok(text) if bytes.len().is_multiple_of(2) && !text.contains('\0') => Ok((Encoding::Utf16 { little, mark }, text)),
        _ => Err(ReadError::Broken("văn bản UTF-16 không trọn vẹn".to_owned())),
    }
}

/// Every other byte of plain letters, separators and line ends is zero in UTF-16.
fn zeros(bytes: &[u8], at: usize) -> bool {
    let pairs = bytes.chunks_exact(2).take(500);
    let (all, zero) = pairs.fold((0, 0), |(all, zero), pair| (all + 1, zero + usize::from(pair[at] == 0)));
    bytes.len().is_multiple_of(2) && all > 0 && zero * 3 > all
}

/// "đ" is AE in TCVN3 and F0 in Windows-1258, and no other letter is so frequent in either.
fn old(bytes: &[u8]) -> &'static str {
    let count = |byte: u8| bytes.iter().filter(|other| **other == byte).count();
    if bytes.contains(&0) {
        return UNKNOWN;
    }
    match (count(0xAE), count(0xF0)) {
        (tcvn3, windows) if tcvn3 > windows => TCVN3,
        (tcvn3, windows) if windows > tcvn3 => WINDOWS_1258,
        _ => UNKNOWN,
    }
}

/// Letters of TCVN3 read as Latin ("NhiÖm vô"): text of an old typeface inside a Unicode file.
pub fn looks_like_tcvn3(text: &str) -> bool {
    const OLD: &str = "µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉË®ÒÐÏÑÖªÝØÜÞßô«ø÷öù¬ûåçæ";
    let vietnamese = text.chars().any(|c| matches!(c, '\u{1ea0}'..='\u{1ef9}' | 'ă' | 'đ' | 'ơ' | 'ư' | 'Đ'));
    let old = text.chars().filter(|c| OLD.contains(*c)).count();
    !vietnamese && old > 3 && old * 12 > text.chars().filter(|c| c.is_alphabetic()).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_decoded_is_encoded_back_byte_for_byte() {
        let text = "TT;Nhiệm vụ\r\n1;Lập tổ\r\n";
        for encoding in [
            Encoding::Utf8 { mark: true },
            Encoding::Utf8 { mark: false },
            Encoding::Utf16 { little: true, mark: true },
            Encoding::Utf16 { little: false, mark: true },
            Encoding::Utf16 { little: true, mark: false },
        ] {
            let bytes = encode(encoding, text);
            assert_eq!(decode(&bytes), Ok((encoding, text.to_owned())));
            assert_eq!(encode(encoding, text), bytes);
        }
    }

    #[test]
    fn old_encodings_are_named() {
        // "Nhiệm vụ, thời hạn, được" in both.

        let tcvn3 = b"STT;Nhi\xD6m v\xF4;Th\xEAi h\xB9n;\xAE\xAD\xEEc giao";
        assert_eq!(decode(tcvn3), Err(ReadError::Unsupported(TCVN3)));
        assert_eq!(decode(b"STT;Nhi\xEA\xF2m vu\xF2;\xF0\xFD\xF5\xF2c giao"), Err(ReadError::Unsupported(WINDOWS_1258)));
        assert_eq!(decode(b"a;\xFF\xFE;b"), Err(ReadError::Unsupported(UNKNOWN)));
        assert!(looks_like_tcvn3("NhiÖm vô ®\u{ad}îc giao, Thêi h¹n hoµn thµnh"));
        assert!(!looks_like_tcvn3("Nhiệm vụ được giao, Thời hạn hoàn thành"));
    }
}

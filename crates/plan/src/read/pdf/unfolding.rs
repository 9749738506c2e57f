//! What the streams of a PDF unfold to, looked at before the PDF library, which knows no bound, unfolds them.

use std::io::Read;

use flate2::read::{DeflateDecoder, ZlibDecoder};

/// Deflate makes of one byte no more than so many.
const MOST_PER_BYTE: usize = 1_032;
/// Streams that unfold to streams that unfold again are refused at this depth; honest files fold once.
const DEEPEST: usize = 3;

/// Whether every deflated stream unfolds to no more than so many bytes. What ends early or breaks off is not judged here.
pub fn is_within(bytes: &[u8], most: usize) -> bool {
    streams(bytes).all(|stream| unfolds_within(stream, most))
}

/// The bytes behind each "stream" keyword, up to the "endstream" that follows.
fn streams(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let keyword = at + find(&bytes[at..], b"stream")?;
        let begin = keyword + b"stream".len();
        let end = find(&bytes[begin..], b"endstream").map_or(bytes.len(), |length| begin + length);
        at = (end + b"endstream".len()).min(bytes.len());
        let data = &bytes[begin..end];
        Some(data.strip_prefix(b"\r\n").or_else(|| data.strip_prefix(b"\n")).unwrap_or(data))
    })
}

fn find(bytes: &[u8], word: &[u8]) -> Option<usize> {
    let first = word[0];
    let mut from = 0;
    while let Some(at) = bytes[from..].iter().position(|byte| *byte == first) {
        if bytes[from + at..].starts_with(word) {
            return Some(from + at);
        }
        from += at + 1;
    }
    None
}

fn unfolds_within(stream: &[u8], most: usize) -> bool {
    // Short streams, which most are, cannot reach the bound at once: they are not unfolded twice.
    let short = stream.len().saturating_mul(MOST_PER_BYTE) <= most;
    if !is_deflated(stream) {
        // The library takes deflated bytes without their header too.
        return short || length_within(&mut DeflateDecoder::new(stream), most);
    }
    for layers in 1..=DEEPEST {
        let needless = short && layers == 1;
        if !needless && !length_within(&mut unfolded(stream, layers), most) {
            return false;
        }
        let mut head = [0; 2];
        if unfolded(stream, layers).read_exact(&mut head).is_err() || !is_deflated(&head) {
            return true;
        }
    }
    false
}

fn unfolded(stream: &[u8], layers: usize) -> Box<dyn Read + '_> {
    (0..layers).fold(Box::new(stream), |inner, _| Box::new(ZlibDecoder::new(inner)))
}

fn length_within(unfolded: &mut dyn Read, most: usize) -> bool {
    let (mut buffer, mut length) = ([0; 16 << 10], 0_usize);
    while length <= most {
        match unfolded.read(&mut buffer) {
            Ok(0) | Err(_) => return true,
            Ok(read) => length += read,
        }
    }
    false
}

/// A zlib header: method 8, and both bytes together a multiple of 31 (RFC 1950, 2.2).
fn is_deflated(bytes: &[u8]) -> bool {
    matches!(bytes, [method, flags, ..] if method & 15 == 8 && u16::from_be_bytes([*method, *flags]).is_multiple_of(31))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::{DeflateEncoder, ZlibEncoder};

    use super::*;

    fn folded(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn file(stream: &[u8]) -> Vec<u8> {
        [b"1 0 obj <</Filter/FlateDecode>>\nstream\r\n", stream, b"\nendstream endobj"].concat()
    }

    #[test]
    fn a_stream_that_unfolds_beyond_the_bound_is_found_in_every_disguise() {
        let large = vec![b' '; 4 << 20];
        let mut bare = DeflateEncoder::new(Vec::new(), Compression::best());
        bare.write_all(&large).unwrap();
        for stream in [folded(&large), folded(&folded(&large)), bare.finish().unwrap()] {
            assert!(!is_within(&file(&stream), 1 << 20));
            assert!(is_within(&file(&stream), 5 << 20));
            assert!(!is_within(&[file(b"plain"), file(&stream)].concat(), 1 << 20));
        }
    }

    #[test]
    fn damaged_and_plain_streams_are_not_judged() {
        let mut damaged = folded(&[b' '; 1 << 16]);
        damaged.truncate(20);
        for stream in [damaged.as_slice(), b"BT (x) Tj ET", b"", b"x\x9c"] {
            assert!(is_within(&file(stream), 32 << 10));
        }
        assert!(is_within(b"stream", 10) && is_within(b"endstream", 10) && is_within(b"", 10));
    }
}

//! How what the index shows of an article is pressed: each by itself, so that a hit costs no more than its own text, with a
//! dictionary of common words, so that it is as small as when many are pressed together.

use std::cell::RefCell;
use std::io;
use std::sync::LazyLock;

use zstd::bulk::{Compressor, Decompressor};
use zstd::dict::{DecoderDictionary, EncoderDictionary};

/// How hard. Measured over 1,500 articles of 3 kB with all that is around them: 6 leaves 33.4 in a hundred, 9 leaves 32.9 and
/// takes twice as long.
const LEVEL: i32 = 6;

/// Bytes that are believed to come out of one article; more is damage.
const MOST: u32 = 256 << 20;

/// The rarest words first: what stands at the end of a dictionary is the cheapest to refer to.
const WORDS: &str = include_str!("../data/words.txt");

/// What each article has around its text.
const FRAME: &str = r#"{"site":"phuong-","url":"https://.gov.vn/tin-tuc/","title":"","body":"","section":"Tin tức","published_at":"2024-01-01T01:00:00Z","precision":"minute","captured_at":"2025-01-01T01:00:00Z","gone_at":null,"persons":["Nguyễn Văn ","Trần Thị "],"posts":[{"person":0,"post":"chủ tịch ubnd phường","sentence":[0,100]},{"person":1,"post":"bí thư đảng ủy","sentence":[]}]}"#;

static DICTIONARY: LazyLock<String> = LazyLock::new(|| WORDS.replace('\n', " ") + FRAME);
static TO_PRESS: LazyLock<EncoderDictionary<'static>> =
    LazyLock::new(|| EncoderDictionary::copy(DICTIONARY.as_bytes(), LEVEL));
static TO_READ: LazyLock<DecoderDictionary<'static>> =
    LazyLock::new(|| DecoderDictionary::copy(DICTIONARY.as_bytes()));

thread_local! {
    static PRESS: RefCell<Option<Compressor<'static>>> = const { RefCell::new(None) };
    static READER: RefCell<Option<Decompressor<'static>>> = const { RefCell::new(None) };
}

/// Presses an article.
///
/// # Errors
/// If there is no memory for it, or it is too long.
pub(crate) fn press(article: &[u8]) -> io::Result<Vec<u8>> {
    let length = u32::try_from(article.len()).ok().filter(|length| *length <= MOST);
    let length = length.ok_or_else(|| io::Error::other("the article is too long"))?;
    let pressed = PRESS.with_borrow_mut(|press| -> io::Result<Vec<u8>> {
        let press = match press {
            Some(press) => press,
            None => press.insert(Compressor::with_prepared_dictionary(&TO_PRESS)?),
        };
        press.compress(article)
    })?;
    let mut bytes = Vec::with_capacity(4 + pressed.len());
    bytes.extend(length.to_le_bytes());
    bytes.extend(pressed);
    Ok(bytes)
}

/// Gives an article back.
///
/// # Errors
/// If the bytes are not what [`press`] made.
pub(crate) fn unpressed(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let (length, pressed) =
        bytes.split_first_chunk().ok_or_else(|| io::Error::other("the article is cut short"))?;
    let length = u32::from_le_bytes(*length);
    if length > MOST {
        return Err(io::Error::other("the article is damaged"));
    }
    READER.with_borrow_mut(|reader| {
        let reader = match reader {
            Some(reader) => reader,
            None => reader.insert(Decompressor::with_prepared_dictionary(&TO_READ)?),
        };
        let article = reader.decompress(pressed, length as usize)?;
        match article.len() == length as usize {
            true => Ok(article),
            false => Err(io::Error::other("the article is cut short")),
        }
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_text_becomes_small_by_itself() {
        let text =
            "Ủy ban nhân dân phường thông báo lịch tiếp công dân tháng 3 của lãnh đạo phường. ".repeat(3);
        let pressed = press(text.as_bytes()).unwrap();
        assert!(pressed.len() * 4 < text.len(), "{} of {}", pressed.len(), text.len());
        assert_eq!(unpressed(&pressed).unwrap(), text.as_bytes());
        assert_eq!(unpressed(&press(b"").unwrap()).unwrap(), b"");
    }

    proptest! {
        #[test]
        fn all_comes_back(text in any::<Vec<u8>>()) {
            prop_assert_eq!(unpressed(&press(&text).unwrap()).unwrap(), text);
        }

        #[test]
        fn what_is_cut_is_told(text in "[a-zà-ỹ ]{1,200}", keep in 0.0..1.0f64) {
            let pressed = press(text.as_bytes()).unwrap();
            let cut = (pressed.len() as f64 * keep) as usize;
            prop_assert!(unpressed(&pressed[..cut]).is_err());
        }
    }
}

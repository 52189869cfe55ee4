//! The normal form of Vietnamese text, and the folded one.

use unicode_normalization::UnicodeNormalization;

/// Returns the normal form: NFC, one tone-mark placement, Đ for Ð, plain spaces. Case is kept.
pub fn normal_form(text: &str) -> String {
    text.nfc().collect()
}

/// Returns the key under which two spellings of one name or word are the same: normal form in lower case,
/// runs of white space made one space, trimmed. `Thẩm  Bá Phước` and `THẨM BÁ PHƯỚC` have one key.
pub fn match_key(text: &str) -> String {
    normal_form(text).to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns the text in lower case without any diacritics, đ made d: `thẩm bá phước` → `tham ba phuoc`.
pub fn fold(text: &str) -> String {
    match_key(text)
        .nfd()
        .filter(|c| !unicode_normalization::char::is_combining_mark(*c))
        .collect::<String>()
        .replace('đ', "d")
}

/// Says whether any letter carries a Vietnamese mark (a tone, a hat, a horn, a breve, or is đ).
pub fn has_marks(text: &str) -> bool {
    text.to_lowercase().nfd().any(|c| c == 'đ' || unicode_normalization::char::is_combining_mark(c))
}

//! The last part of article URLs: a title without marks.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// What becomes of `đ`, which no decomposition takes apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stroke {
    /// `đảng` becomes `dang`.
    Plain,
    /// `đảng` becomes `ang`: an old portal that drops what it does not know.
    Dropped,
}

/// Writes a title as a slug: `Đảng ủy phường` becomes `dang-uy-phuong`.
pub(crate) fn slug(title: &str, stroke: Stroke) -> String {
    let mut slug = String::new();
    for c in title.nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase) {
        match c {
            'a'..='z' | '0'..='9' => slug.push(c),
            'đ' if stroke == Stroke::Plain => slug.push('d'),
            _ if slug.ends_with('-') || slug.is_empty() => {}
            _ => slug.push('-'),
        }
    }
    slug.truncate(slug.trim_end_matches('-').len());
    slug
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_lose_their_marks() {
        assert_eq!(slug("Đảng uỷ phường: họp 6 tháng", Stroke::Plain), "dang-uy-phuong-hop-6-thang");
        assert_eq!(slug("Đại hội Đảng bộ", Stroke::Dropped), "ai-hoi-ang-bo");
        assert_eq!(slug("“Nhà tôi 3 đời”!", Stroke::Plain), "nha-toi-3-doi");
    }
}

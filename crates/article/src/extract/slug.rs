//! Whether a URL spells a headline: the words of most are in it, without marks.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::CanonicalUrl;

/// The words in the steps and parameters of a URL, run together.
#[derive(Debug, Clone, Default)]
pub(super) struct Slugs(Vec<String>);

/// Shorter spellings say nothing.
const MIN_CHARS: usize = 12;

impl Slugs {
    pub(super) fn of(url: &CanonicalUrl) -> Self {
        let decoded = |text: &str| {
            let pairs: Vec<_> = url::form_urlencoded::parse(text.as_bytes()).collect();
            pairs.into_iter().map(|(name, value)| format!("{name}{value}")).collect::<String>()
        };
        let steps = url.as_url().path_segments().into_iter().flatten().map(decoded);
        let values = url.as_url().query_pairs().map(|(_, value)| value.into_owned());
        let mut slugs = Vec::new();
        for step in steps.chain(values) {
            let stem = step.rsplit_once('.').map_or(step.as_str(), |(stem, _)| stem);
            // "1234567-hoi-nghi": an id in front.
            let words = stem.trim_start_matches(|c: char| c.is_ascii_digit() || c == '-' || c == '_');
            for spelling in [
                run_together(stem, Some("d")),
                run_together(words, Some("d")),
                run_together(&with_codes(words), Some("d")),
            ] {
                if spelling.chars().count() >= MIN_CHARS && !slugs.contains(&spelling) {
                    slugs.push(spelling);
                }
            }
        }
        Self(slugs)
    }

    /// Whether one of them begins with the text or is its beginning; "Đ" may have been dropped.
    pub(super) fn spell(&self, text: &str) -> bool {
        if self.0.is_empty() {
            return false;
        }
        [Some("d"), None].into_iter().any(|d| {
            let text = run_together(text, d);
            self.0.iter().any(|slug| {
                let shorter = slug.len().min(text.len());
                let same = slug.bytes().zip(text.bytes()).take_while(|(a, b)| a == b).count();
                let is_same = same * 20 >= shorter * 19 || (same >= 18 && same * 10 >= shorter * 8);
                // A short heading is not what a long slug spells.
                shorter >= MIN_CHARS && is_same && text.len() * 5 >= slug.len() * 2
            })
        })
    }
}

/// Letters and digits without marks, in lower case; `d`: what becomes of "đ".
fn run_together(text: &str, d: Option<&str>) -> String {
    let mut run = String::new();
    for c in text.nfd().flat_map(char::to_lowercase) {
        match c {
            'đ' => run.push_str(d.unwrap_or_default()),
            c if c.is_ascii_alphanumeric() => run.push(c),
            c if c.is_alphanumeric() && !is_combining_mark(c) => run.push(c),
            _ => {}
        }
    }
    run
}

/// `qu-226-n` → `quân`: one system writes the numbers of its letters.
fn with_codes(slug: &str) -> String {
    let mut text = String::new();
    for piece in slug.split('-') {
        let letter = piece
            .parse::<u32>()
            .ok()
            .filter(|code| (192..=433).contains(code) || (7840..=7929).contains(code))
            .and_then(char::from_u32);
        match letter {
            Some(letter) => text.push(letter),
            None => text.push_str(piece),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings() {
        let check = |url: &str, text: &str, expected: bool| {
            let url = CanonicalUrl::parse(&format!("http://a.vn{url}")).unwrap();
            assert_eq!(Slugs::of(&url).spell(text), expected, "{url} {text}");
        };
        check("/tin/-/view_content/1234567-ang-uy-phuong-hop.html", "Đảng ủy phường họp", true);
        check("/kinh-te/dang-uy-phuong-hop-595005", "Đảng ủy phường họp", true);
        check(
            "/portal/Pages/2024-5-17/Dang-uy-phuong-hop-giao-b8hj3k2.aspx",
            "Đảng ủy phường họp giao ban",
            true,
        );
        check("/phuong-12-ra-qu-226-n-ve-sinh-101635.html", "Phường 12 ra quân vệ sinh", true);
        check("/tin?p_p_id=101&_101_urlTitle=ang-uy-phuong-hop", "Đảng ủy phường họp", true);
        check("/kinh-te/dang-uy-phuong-hop-giao-ban-thang-ba-nam-moi-595005", "Đảng ủy phường", false);
        check("/?cn=85&tc=52353", "Đảng ủy phường họp", false);
        check("/cong-tac-dang/hoi-nghi-tong-ket-1", "Công tác Đảng", false);
    }
}

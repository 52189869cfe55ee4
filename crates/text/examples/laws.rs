//! Measures on sentences of yours how many have the same tokens in every spelling: NFC and NFD, both styles of tone marks,
//! small and capital letters.
//!
//! ```text
//! laws FILE…       plain text, a sentence a line, or CoNLL-U with `# text =` lines
//! ```

use std::error::Error;
use std::io::Write;

use langbao_text::{Analyzer, Stream};
use unicode_normalization::UnicodeNormalization;

/// The styles of tone marks: old, new.
const STYLES: [(&str, &str); 30] = [
    ("oà", "òa"),
    ("oá", "óa"),
    ("oả", "ỏa"),
    ("oã", "õa"),
    ("oạ", "ọa"),
    ("oè", "òe"),
    ("oé", "óe"),
    ("oẻ", "ỏe"),
    ("oẽ", "õe"),
    ("oẹ", "ọe"),
    ("uỳ", "ùy"),
    ("uý", "úy"),
    ("uỷ", "ủy"),
    ("uỹ", "ũy"),
    ("uỵ", "ụy"),
    ("OÀ", "ÒA"),
    ("OÁ", "ÓA"),
    ("OẢ", "ỎA"),
    ("OÃ", "ÕA"),
    ("OẠ", "ỌA"),
    ("OÈ", "ÒE"),
    ("OÉ", "ÓE"),
    ("OẺ", "ỎE"),
    ("OẼ", "ÕE"),
    ("OẸ", "ỌE"),
    ("UỲ", "ÙY"),
    ("UÝ", "ÚY"),
    ("UỶ", "ỦY"),
    ("UỸ", "ŨY"),
    ("UỴ", "ỤY"),
];

fn main() -> Result<(), Box<dyn Error>> {
    let mut sentences = Vec::new();
    for file in std::env::args().skip(1) {
        let text = std::fs::read_to_string(&file)?;
        let treebank = text.contains("# text =");
        let kept = |line: &str| match treebank {
            true => line.strip_prefix("# text =").map(|text| text.trim().to_owned()),
            false => Some(line.to_owned()).filter(|line| !line.is_empty()),
        };
        sentences.extend(text.lines().filter_map(kept));
    }
    let analyzer = Analyzer::new();
    let texts = |stream: Stream| stream.iter().map(|t| (t.text.to_owned(), t.position)).collect::<Vec<_>>();
    let streams = |text: &str| {
        let found = analyzer.analyze(text);
        [found.exact, found.folded, found.bigrams, found.folded_bigrams, found.words].map(texts)
    };
    let mut out = std::io::stdout().lock();
    let mut law = |name: &str, keeps: &dyn Fn(&str) -> bool| {
        let kept = sentences.iter().filter(|sentence| keeps(sentence)).count();
        let share = 100.0 * kept as f64 / sentences.len().max(1) as f64;
        writeln!(out, "{share:6.2} %  of {} sentences: {name}", sentences.len())
    };
    law("all streams, NFC and NFD", &|s| {
        let (nfc, nfd): (String, String) = (s.nfc().collect(), s.nfd().collect());
        streams(&nfc) == streams(&nfd) && streams(s) == streams(&nfc)
    })?;
    law("all streams, old and new tone marks", &|s| {
        streams(&restyled(s, false)) == streams(&restyled(s, true))
    })?;
    law("all streams, as written, all small and all capital letters", &|s| {
        let [small, capital] = [s.to_lowercase(), s.to_uppercase()].map(|s| streams(&s));
        small == streams(s) && capital == small
    })?;
    Ok(())
}

/// The text with its tone marks in the old or the new style; *qu* is a consonant and keeps its *y* marked.
fn restyled(text: &str, old: bool) -> String {
    let text: String = text.nfc().collect();
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(c) = rest.chars().next() {
        let behind = |from: &str| !rest[from.len()..].starts_with(char::is_alphabetic);
        let consonant = out.ends_with(['q', 'Q']);
        let found = STYLES.iter().map(|(a, b)| if old { (b, a) } else { (a, b) });
        match found.filter(|_| !consonant).find(|(from, _)| rest.starts_with(**from) && behind(from)) {
            Some((from, to)) => {
                out.push_str(to);
                rest = &rest[from.len()..];
            }
            None => {
                out.push(c);
                rest = &rest[c.len_utf8()..];
            }
        }
    }
    out
}

//! What two texts have in common, estimated: MinHash over shingles of words, with bands for finding candidates.
//!
//! Pure. Marks and letters count as they are, case, punctuation and line breaks do not: a copy is typed or pasted, not
//! transcribed.

use langbao_article::Article;

/// Numbers in a signature.
const NUMBERS: usize = 64;
/// Numbers in a band, and bands. Ten of three: of two texts that share 80 % of their shingles, 99.9 % share a band; of two
/// that share 30 %, 24 %, which only costs a comparison. Each band is a page of the database written anew for each article.
const BAND: usize = 3;
const BANDS: usize = 10;
/// Syllables in a shingle.
const SHINGLE: usize = 4;
/// A text with fewer shingles says too little: "Lịch tiếp công dân" is the title of a hundred notices.
const FEWEST: usize = 40;

/// The signature of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Signature {
    /// A hash of all words.
    pub(crate) exact: u64,
    /// How many different shingles there are.
    pub(crate) shingles: u32,
    minima: [u32; NUMBERS],
}

impl Signature {
    /// Makes the signature of an article's title and text; `None` if there is too little of it.
    pub(crate) fn of(article: &Article) -> Option<Self> {
        let text = article.text().to_lowercase();
        let words: Vec<&str> =
            text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
        let mut whole = blake3::Hasher::new();
        for word in &words {
            whole.update(word.as_bytes());
            whole.update(b" ");
        }
        let mut hashes: Vec<u64> = words.windows(SHINGLE).map(hash).collect();
        hashes.sort_unstable();
        hashes.dedup();
        if hashes.len() < FEWEST {
            return None;
        }
        let seeds: [u64; NUMBERS] = std::array::from_fn(|number| mixed(number as u64 + 1));
        let mut minima = [u32::MAX; NUMBERS];
        for hash in &hashes {
            for (seed, minimum) in seeds.iter().zip(&mut minima) {
                *minimum = (*minimum).min((mixed(hash ^ seed) >> 32) as u32);
            }
        }
        let exact = first_eight(whole.finalize().as_bytes());
        let shingles = u32::try_from(hashes.len()).unwrap_or(u32::MAX);
        Some(Self { exact, shingles, minima })
    }

    /// The bands: two texts that share one are worth comparing.
    pub(crate) fn bands(&self) -> impl Iterator<Item = u64> {
        (0_u64..).zip(self.minima.chunks(BAND).take(BANDS)).map(|(number, band)| {
            band.iter().fold(mixed(number + 1), |hash, minimum| mixed(hash ^ u64::from(*minimum)))
        })
    }

    /// Estimates which share of the shingles of both is in both.
    pub(crate) fn similarity(&self, other: &Self) -> f64 {
        if self.exact == other.exact {
            return 1.0;
        }
        let same = self.minima.iter().zip(&other.minima).filter(|(a, b)| a == b).count();
        // Different words are never quite the same.
        (same as f64 / NUMBERS as f64).min(0.99)
    }

    /// The numbers as bytes.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        self.minima.iter().flat_map(|minimum| minimum.to_le_bytes()).collect()
    }

    /// Reads what [`Self::to_bytes`] wrote.
    pub(crate) fn from_bytes(exact: u64, shingles: u32, bytes: &[u8]) -> Option<Self> {
        let mut minima = [0; NUMBERS];
        let numbers =
            bytes.chunks_exact(4).map(|four| u32::from_le_bytes([four[0], four[1], four[2], four[3]]));
        if bytes.len() != NUMBERS * 4 {
            return None;
        }
        minima.iter_mut().zip(numbers).for_each(|(minimum, number)| *minimum = number);
        Some(Self { exact, shingles, minima })
    }
}

/// FNV-1a over the words, then mixed.
fn hash(words: &[&str]) -> u64 {
    let bytes = words.iter().flat_map(|word| word.bytes().chain([b' ']));
    mixed(
        bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        }),
    )
}

/// The finalizer of SplitMix64: spreads each bit over all.
fn mixed(mut bits: u64) -> u64 {
    bits = (bits ^ bits >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ bits >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ bits >> 31
}

fn first_eight(bytes: &[u8; 32]) -> u64 {
    let mut first = [0; 8];
    first.copy_from_slice(&bytes[..8]);
    u64::from_le_bytes(first)
}

#[cfg(test)]
mod tests {
    use langbao_article::{Block, BlockKind, CanonicalUrl};

    use super::*;

    fn article(title: &str, words: impl Iterator<Item = u64>) -> Article {
        let text = words.map(|n| format!("tiếng{}", mixed(n))).collect::<Vec<_>>().join(" ");
        Article {
            url: CanonicalUrl::parse("https://xa.example.vn/1").unwrap(),
            title: title.to_owned(),
            lead: None,
            blocks: vec![Block { kind: BlockKind::Paragraph, text }],
            published: None,
            section: None,
            author: None,
            source: None,
            view_count: None,
            images: Vec::new(),
            attachments: Vec::new(),
            language: None,
            warnings: Vec::new(),
        }
    }

    fn signature(words: impl Iterator<Item = u64>) -> Signature {
        Signature::of(&article("Tin", words)).unwrap()
    }

    #[test]
    fn the_estimate_is_near_the_truth() {
        for shared in [0, 300, 600, 800, 900, 990] {
            let (one, other) = (signature(0..1000), signature((0..shared).chain(5000..6000 - shared)));
            let truth = shared as f64 / (2000 - shared) as f64;
            let estimate = one.similarity(&other);
            assert!((estimate - truth).abs() < 0.2, "{shared}: {estimate}, in truth {truth}");
            let candidates = one.bands().filter(|band| other.bands().any(|b| b == *band)).count();
            assert!(truth < 0.8 || candidates > 0, "{shared}: not found");
            assert!(truth > 0.01 || candidates == 0, "{shared}: found");
        }
    }

    #[test]
    fn case_and_punctuation_do_not_count() {
        let one = article("Một", 0..100);
        let mut other = article("MỘT.", 0..100);
        other.blocks[0].text = other.blocks[0].text.replacen(' ', ",  ", 20).to_uppercase();
        let [one, other] = [one, other].map(|article| Signature::of(&article).unwrap());
        assert_eq!(one, other);
        assert_eq!(one.similarity(&other), 1.0);
        assert_eq!(Signature::from_bytes(one.exact, one.shingles, &one.to_bytes()), Some(one));
        assert_eq!(Signature::of(&article("Ngắn", 0..20)), None);
    }
}

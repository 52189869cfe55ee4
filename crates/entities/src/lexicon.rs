//! What the crate knows before it reads: phrases around names, name statistics, abbreviations, the gazetteer.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::gazetteer::Gazetteer;
use crate::vocabulary::{Trie, Vocabulary, WordId};

/// What a phrase says about what stands beside it; sets of these are bit sets.
pub(crate) type Flags = u32;

/// *ông*, *bà*: a name follows, perhaps of one syllable.
pub(crate) const HONORIFIC: Flags = 1;
/// *đồng chí*: a name follows, or a post.
pub(crate) const COMRADE: Flags = 1 << 1;
/// *đại tá*, *liệt sĩ*: a name of two syllables or more follows.
pub(crate) const TITLE: Flags = 1 << 2;
/// *Chủ tịch*: a post begins.
pub(crate) const POST: Flags = 1 << 3;
/// *Trưởng*: a post begins if a body follows.
pub(crate) const NEEDS_BODY: Flags = 1 << 4;
/// *nguyên*: the post that follows is a former one.
pub(crate) const FORMER: Flags = 1 << 5;
/// *Đảng ủy*: goes on with a post.
pub(crate) const BODY: Flags = 1 << 6;
/// *Văn hóa*: goes on with a post, and may be joined to the next by a dash, a comma or *và*.
pub(crate) const FIELD: Flags = 1 << 7;
/// *phường*, *cầu*: what follows names a place.
pub(crate) const PLACE: Flags = 1 << 8;
/// *đường*, *trường*, *giải*: what follows is named after someone, and so are the next items of the list.
pub(crate) const STREET: Flags = 1 << 9;
/// Ends a post; after a name, a sign that it is one.
pub(crate) const VERB: Flags = 1 << 10;
/// A verb that only persons are the subject of.
pub(crate) const SPEECH: Flags = 1 << 11;
/// *giữ chức*: a post follows, of the person before.
pub(crate) const OFFICE: Flags = 1 << 13;
/// Looks like a name and is none; with [`BODY`], no name begins with it either.
pub(crate) const NOT_A_NAME: Flags = 1 << 12;

/// *Tại*: opens a sentence; no name begins with it.
pub(crate) const OPENER: Flags = 1 << 15;
/// *liệt sĩ*, *đại tá*: a title that is a post as well.
pub(crate) const CIVIL: Flags = 1 << 14;

const SECTIONS: &[(&str, Flags)] = &[
    ("[honorific]", HONORIFIC),
    ("[comrade]", COMRADE),
    ("[title]", TITLE),
    ("[civil]", TITLE | CIVIL),
    ("[post]", POST),
    ("[needs body]", POST | NEEDS_BODY),
    ("[former]", FORMER),
    ("[body]", BODY),
    ("[field]", BODY | FIELD),
    ("[place]", PLACE),
    ("[street]", STREET | PLACE),
    ("[verb]", VERB),
    ("[speech]", VERB | SPEECH),
    ("[office]", OFFICE),
    ("[not a name]", NOT_A_NAME),
    ("[country]", NOT_A_NAME | BODY),
    ("[opener]", OPENER),
];

/// Single words that rules ask for by name.
const WORDS: &[&str] = &[
    "kiêm", "theo", "sn", "sinh", "năm", "tuổi", "thị", "văn", "ban", "tháng", "ngày", "người", "lần", "hộ",
    "giờ", "nhiệm", "kỳ", "thuộc", "của", "ở", "tại", "từ", "về", "đến", "ra", "vào", "tới", "rời", "các",
    "những", "hai", "ba", "bốn", "sáu", "bảy", "hạng", "loại", "là", "ký", "cũ", "tức", "ủy", "đoàn", "tổ",
    "ngành", "bộ", "sở", "phận", "tác", "phòng", "đảng", "thực", "tổng", "lược", "sưu", "ghi", "số", "nhà",
    "ngõ", "ngách", "hẻm", "kiệt", "trung", "đức", "đình", "hữu", "xuân", "bá", "duy", "viết", "đăng", "huy",
];

/// A phrase of the lists.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Phrase {
    /// In its usual capitals.
    pub(crate) text: &'static str,
    /// What it says.
    pub(crate) flags: Flags,
    /// Which of its words have a capital, the first in the lowest bit.
    pub(crate) capitals: u32,
}

/// How often a syllable stands where in a name.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct NameSyllable {
    /// How common a surname it is: 0 (none) to 4.
    pub(crate) surname: u8,
    /// Count as middle name in news articles.
    pub(crate) middle: u32,
    /// Count as given name in news articles.
    pub(crate) given: u32,
}

/// All lists.
pub(crate) struct Lexicon {
    /// The words of all lists.
    pub(crate) vocabulary: Vocabulary,
    /// The phrases around names.
    pub(crate) phrases: Trie<Phrase>,
    /// Those after whom things are named.
    pub(crate) namesakes: Trie<()>,
    /// The units of the country.
    pub(crate) gazetteer: Gazetteer,
    /// What abbreviations stand for inside a post.
    pub(crate) abbreviations: FxHashMap<WordId, &'static str>,
    /// *và*
    pub(crate) and: WordId,
    names: Vec<NameSyllable>,
}

impl Lexicon {
    /// Says whether a word is the given one, which must be in the lists, in match-key form.
    pub(crate) fn is(&self, word: WordId, key: &str) -> bool {
        self.vocabulary.get(key) == Some(word)
    }

    /// Returns what is known of a syllable of a name.
    pub(crate) fn name(&self, word: WordId) -> NameSyllable {
        self.names.get(word as usize).copied().unwrap_or_default()
    }
}

/// Returns the lists, read at the first call.
pub(crate) fn lexicon() -> &'static Lexicon {
    static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
        let mut vocabulary = Vocabulary::default();
        let names = read_names(&mut vocabulary);
        let phrases = read_phrases(&mut vocabulary);
        let namesakes = read_namesakes(&mut vocabulary);
        let abbreviations = rows(include_str!("../data/abbreviations.tsv"))
            .map(|[short, long, _]| (vocabulary.add(short), long))
            .collect();
        let gazetteer = Gazetteer::read(include_str!("../data/gazetteer.txt"), &mut vocabulary);
        let and = vocabulary.add("và");
        for word in WORDS {
            vocabulary.add(word);
        }
        Lexicon { vocabulary, phrases, namesakes, gazetteer, abbreviations, and, names }
    });
    &LEXICON
}

/// Returns the first three columns of each row that is no remark; missing columns are empty.
fn rows(table: &'static str) -> impl Iterator<Item = [&'static str; 3]> {
    table.lines().filter(|line| !line.starts_with('#')).map(|line| {
        let mut columns = line.split('\t');
        [(); 3].map(|()| columns.next().unwrap_or_default())
    })
}

fn read_names(vocabulary: &mut Vocabulary) -> Vec<NameSyllable> {
    let mut names: Vec<NameSyllable> = Vec::new();
    let mut change = |word: WordId, change: &dyn Fn(&mut NameSyllable)| {
        let at = word as usize;
        if names.len() <= at {
            names.resize(at + 1, NameSyllable::default());
        }
        change(&mut names[at]);
    };
    for [surname, count, kind] in rows(include_str!("../data/surnames.tsv")) {
        // The surnames of the highlands are rare in general news and telling where they stand.
        let rank = match (count.parse().unwrap_or(0), kind) {
            (250.., _) => 4,
            (20.., _) => 3,
            (2.., _) | (_, "minority") => 2,
            (0_u32..2, _) => 1,
        };
        change(vocabulary.add(surname), &|name| name.surname = name.surname.max(rank));
    }
    for [syllable, middle, given] in rows(include_str!("../data/name_syllables.tsv")) {
        // Two spellings of one syllable (*Thuỷ*, *Thủy*) have one key, so their counts add up.
        change(vocabulary.add(syllable), &|name| {
            name.middle += middle.parse().unwrap_or(0);
            name.given += given.parse().unwrap_or(0);
        });
    }
    names
}

fn read_namesakes(vocabulary: &mut Vocabulary) -> Trie<()> {
    let mut namesakes = Trie::default();
    for line in include_str!("../data/namesakes.txt").lines().filter(|line| !line.starts_with('#')) {
        for name in line.split(" | ") {
            *namesakes.entry(&vocabulary.add_phrase(name)) = Some(());
        }
    }
    namesakes
}

fn read_phrases(vocabulary: &mut Vocabulary) -> Trie<Phrase> {
    let mut phrases = Trie::default();
    let mut flags = 0;
    for line in include_str!("../data/phrases.txt").lines().filter(|line| !line.starts_with('#')) {
        if line.starts_with('[') {
            flags = SECTIONS.iter().find(|(name, _)| *name == line).map_or(0, |(_, flags)| *flags);
            continue;
        }
        for text in line.split(" | ").filter(|text| !text.trim().is_empty()) {
            let capitals = text
                .split_whitespace()
                .enumerate()
                .filter(|(_, word)| word.chars().next().is_some_and(char::is_uppercase))
                .fold(0, |bits, (at, _)| bits | 1 << at.min(31));
            let phrase = phrases.entry(&vocabulary.add_phrase(text)).get_or_insert(Phrase {
                text,
                flags: 0,
                capitals: 0,
            });
            phrase.flags |= flags;
            phrase.capitals |= capitals;
        }
    }
    phrases
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(syllable: &str) -> NameSyllable {
        lexicon().name(lexicon().vocabulary.get(&langbao_text::match_key(syllable)).unwrap())
    }

    #[test]
    fn statistics_tell_surnames_from_given_names() {
        assert_eq!(name("Nguyễn").surname, 4);
        assert_eq!(name("Đặng").surname, 3);
        assert_eq!(name("Thẩm").surname, 2);
        assert_eq!(name("phường").surname, 0);
        assert!(name("Văn").middle > 2000 && name("Bình").given > 500);
    }

    #[test]
    fn every_section_of_the_phrases_is_known() {
        for line in include_str!("../data/phrases.txt").lines().filter(|line| line.starts_with('[')) {
            assert!(SECTIONS.iter().any(|(name, _)| *name == line), "{line}");
        }
    }
}

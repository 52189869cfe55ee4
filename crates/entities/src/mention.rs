//! What was found in a text.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::Place;

/// All that was found in one text, each list in the order of the text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mentions {
    /// Mentions of persons, short forms among them.
    pub persons: Vec<PersonMention>,
    /// Bylines and photo credits: names of those who made the text, not of those it speaks of.
    pub authors: Vec<PersonMention>,
    /// Places of the gazetteer.
    pub places: Vec<PlaceMention>,
    /// Document numbers.
    pub documents: Vec<DocumentNumber>,
}

impl Mentions {
    /// Returns each person once, by first mention, with all posts the text gives them; a bare office is left out where
    /// the same is known with its body.
    pub fn distinct_persons(&self) -> Vec<(PersonName, Vec<PostMention>)> {
        let mut distinct: Vec<(PersonName, Vec<PostMention>)> = Vec::new();
        let mut seen: HashMap<String, (usize, HashSet<String>)> = HashMap::new();
        for mention in &self.persons {
            let (at, posts) = seen.entry(mention.name.key()).or_insert_with(|| {
                distinct.push((mention.name.clone(), Vec::new()));
                (distinct.len() - 1, HashSet::new())
            });
            for post in &mention.posts {
                if posts.insert(langbao_text::match_key(&post.normalized)) {
                    distinct[*at].1.push(post.clone());
                }
            }
        }
        for (_, posts) in &mut distinct {
            drop_bare_offices(posts);
        }
        distinct
    }
}

/// Leaves out *Chủ tịch* where *Chủ tịch Ủy ban nhân dân xã* is known.
fn drop_bare_offices(posts: &mut Vec<PostMention>) {
    if posts.len() < 2 {
        return;
    }
    let keys: Vec<String> = posts.iter().map(|post| langbao_text::match_key(&post.normalized)).collect();
    let mut at = 0;
    posts.retain(|post| {
        let key = &keys[at];
        at += 1;
        let longer =
            |other: &String| other.strip_prefix(key.as_str()).is_some_and(|rest| rest.starts_with(' '));
        post.body.is_some() || post.place.is_some() || !keys.iter().any(longer)
    });
}

/// A full name without honorific and post, in normal form and usual capitals: `Thẩm Bá Phước`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct PersonName(String);

impl PersonName {
    /// Takes a name as typed or written; brings it to normal form.
    pub fn new(name: &str) -> Self {
        Self(langbao_text::normal_form(name).split_whitespace().collect::<Vec<_>>().join(" "))
    }

    /// Returns the name for people.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the key under which spellings of this name are the same (lower case, one tone placement).
    pub fn key(&self) -> String {
        langbao_text::match_key(&self.0)
    }
}

/// A span in a text that names a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonMention {
    /// Byte range of the name in the text, honorific and post not included.
    pub range: Range<usize>,
    /// The full name, also when the text here has a short form (*đồng chí Phước*).
    pub name: PersonName,
    /// The honorific written before it: `đồng chí`, `ông`.
    pub honorific: Option<String>,
    /// Posts written at this mention.
    pub posts: Vec<PostMention>,
    /// Whether the text here has only a part of the name: `name` is the full one if the text has it elsewhere, or
    /// else that part (*gia đình ông Tám*).
    pub short_form: bool,
}

/// A post that a text gives a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostMention {
    /// As written, *nguyên* included: `BTĐU`, `nguyên Chủ tịch UBND xã`.
    pub written: String,
    /// With abbreviations written out and usual capitals, without *nguyên*: `Bí thư Đảng ủy`.
    pub normalized: String,
    /// Whether the text says *nguyên* (former).
    pub former: bool,
    /// Whether the text says *quyền* (acting) or *phụ trách* (in charge).
    pub acting: bool,
    /// The first part of `normalized`: `Bí thư`, `Phó Chủ tịch Thường trực`.
    pub office: String,
    /// What it is held in, without its place: `Đảng ủy`, `Trường Tiểu học`, `tổ 5`.
    pub body: Option<String>,
    /// The name of the place it is held in: `Phường Ngọc Thụy`. A bare unit word (*Chủ tịch UBND phường*) means the
    /// place of that kind named nearest before, or else first after.
    pub place: Option<String>,
    /// Ids of that place; several if the name is shared and the text does not tell.
    pub place_ids: Vec<String>,
    /// First and last year of the term, if the text gives it here: *nhiệm kỳ 2015–2020*.
    pub term: Option<(u16, u16)>,
}

/// A span in a text that names a place of the gazetteer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlaceMention {
    /// Byte range in the text, with the unit word if it is there: `phường Ngọc Thụy`.
    pub range: Range<usize>,
    /// The name in normal form with its unit word: `Phường Ngọc Thụy`.
    pub name: String,
    /// Place ids (code and period, `vn:00118@-2025`); several if the name is shared and the text does not tell, none if
    /// the text says that it lies where no unit of the name is known.
    pub ids: Vec<String>,
}

impl PlaceMention {
    /// Returns the places that are meant: one, or one that is the same in both periods where the text does not tell
    /// when; none if the text leaves it open between others.
    pub fn settled(&self) -> Vec<Place> {
        let places: Vec<Place> = self.ids.iter().filter_map(|id| Place::by_id(id)).collect();
        match places.as_slice() {
            [_] => places,
            [a, b] if a.is_same_in_other_period(*b) => places,
            _ => Vec::new(),
        }
    }
}

/// A document number: `32/QĐ-UBND`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentNumber {
    /// Byte range in the text.
    pub range: Range<usize>,
    /// The number in normal form and upper case.
    pub number: String,
    /// What kind of document it is: `Quyết định`; a number that does not say is an official letter, `Công văn`.
    pub kind: String,
    /// The year in the number, or else in the date right behind it.
    pub year: Option<u16>,
    /// Who made it, as in the number: `UBND`, `TW`.
    pub body: Option<String>,
}

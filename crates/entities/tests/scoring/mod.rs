//! Labelled texts and how well `annotate` finds what is labelled: shared by the tests and the example `score_persons`.
//!
//! Labels stand in the text: `[Nguyễn Văn A]` is a person; `[Nguyễn Văn A|Bí thư Chi bộ; nguyên Trưởng thôn]` one with
//! posts as written (`?` before a post: may be found or not); `[Khoa>Lê Văn Khoa]` a short form; `[Bảy Hòa=Lê Văn
//! Hòa]` another name, which may be found as a person or not; `{Minh Đức}` an author. A document begins with a line
//! `## id what it is`.

#![allow(dead_code, reason = "the test and the example each use a part")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::ops::Range;

use langbao_entities::{Mentions, PersonName, annotate};

/// What is labelled in one text.
#[derive(Debug, Default)]
pub(crate) struct Labelled {
    /// Name of the document.
    pub(crate) id: String,
    /// The text without labels.
    pub(crate) text: String,
    /// Distinct persons by key of the name.
    pub(crate) persons: BTreeMap<String, Person>,
    /// Keys of names that may be found or not.
    pub(crate) aliases: BTreeSet<String>,
    /// Where short forms stand (bytes) and the key of the full name.
    pub(crate) short: Vec<(Range<usize>, String)>,
    /// Keys of the names of authors.
    pub(crate) authors: BTreeSet<String>,
}

/// A labelled person.
#[derive(Debug, Default)]
pub(crate) struct Person {
    /// For people.
    pub(crate) name: String,
    /// Posts as written, in any of the places where the person is named.
    pub(crate) posts: Vec<String>,
    /// Posts that may be found or not.
    pub(crate) optional: Vec<String>,
}

fn key(name: &str) -> String {
    PersonName::new(name).key()
}

/// Reads a file of labelled texts.
pub(crate) fn read(file: &str) -> Vec<Labelled> {
    let documents = file.split("\n## ").map(|document| document.trim_start_matches("## "));
    documents.filter(|document| !document.trim().is_empty()).map(parse).collect()
}

fn parse(document: &str) -> Labelled {
    let (head, body) = document.split_once('\n').unwrap_or((document, ""));
    let mut labelled = Labelled { id: head.to_owned(), ..Labelled::default() };
    let mut rest = body.trim_end();
    while let Some(at) = rest.find(['[', '{']) {
        labelled.text.push_str(&rest[..at]);
        let author = rest[at..].starts_with('{');
        let end = rest[at..].find(if author { '}' } else { ']' }).expect("a label is closed") + at;
        let label = &rest[at + 1..end];
        let start = labelled.text.len();
        if author {
            labelled.text.push_str(label);
            labelled.authors.insert(key(label));
        } else if let Some((short, full)) = label.split_once('>') {
            labelled.text.push_str(short);
            labelled.short.push((start..labelled.text.len(), key(full)));
        } else if let Some((alias, _)) = label.split_once('=') {
            labelled.text.push_str(alias);
            labelled.aliases.insert(key(alias));
        } else {
            let (name, posts) = label.split_once('|').unwrap_or((label, ""));
            labelled.text.push_str(name);
            let person = labelled.persons.entry(key(name)).or_default();
            person.name = name.to_owned();
            for post in posts.split(';').map(str::trim).filter(|post| !post.is_empty()) {
                match post.strip_prefix('?') {
                    Some(optional) => person.optional.push(optional.to_owned()),
                    None => person.posts.push(post.to_owned()),
                }
            }
        }
        rest = &rest[end + 1..];
    }
    labelled.text.push_str(rest);
    labelled
}

/// Counts over some texts.
#[derive(Debug, Default, Clone)]
pub(crate) struct Score {
    /// How many texts.
    pub(crate) texts: usize,
    pub(crate) exact: usize,
    pub(crate) right: usize,
    pub(crate) labelled: usize,
    pub(crate) found: usize,
    pub(crate) short_labelled: usize,
    pub(crate) short_linked: usize,
    pub(crate) short_found: usize,
    pub(crate) posts_labelled: usize,
    pub(crate) posts_found: usize,
    pub(crate) posts_given: usize,
    pub(crate) posts_right: usize,
    pub(crate) authors_labelled: usize,
    pub(crate) authors_found: usize,
    pub(crate) authors_right: usize,
    /// What is wrong, for people.
    pub(crate) errors: Vec<String>,
}

impl Score {
    /// Share of the found persons that are labelled.
    pub(crate) fn precision(&self) -> f64 {
        share(self.right, self.found)
    }
    /// Share of the labelled persons that are found.
    pub(crate) fn recall(&self) -> f64 {
        share(self.right, self.labelled)
    }
    /// Harmonic mean of both.
    pub(crate) fn f1(&self) -> f64 {
        share(2 * self.right, self.found + self.labelled)
    }
    /// Share of the texts whose persons are all found and no others.
    pub(crate) fn exact(&self) -> f64 {
        share(self.exact, self.texts)
    }
    /// Share of the labelled short forms that are found and tied to the right full name.
    pub(crate) fn short_linked(&self) -> f64 {
        share(self.short_linked, self.short_labelled)
    }
    /// Share of the labelled posts that are found, perhaps shorter or longer.
    pub(crate) fn posts_found(&self) -> f64 {
        share(self.posts_found, self.posts_labelled)
    }
    /// Share of the posts given to labelled persons that are exactly as labelled.
    pub(crate) fn posts_right(&self) -> f64 {
        share(self.posts_right, self.posts_given)
    }

    /// Adds what was found in one text.
    pub(crate) fn add(&mut self, labelled: &Labelled) {
        let mentions = annotate(&labelled.text);
        let before = self.errors.len();
        self.add_persons(labelled, &mentions);
        self.add_short_forms(labelled, &mentions);
        self.add_posts(labelled, &mentions);
        let authors: BTreeSet<String> = mentions.authors.iter().map(|author| author.name.key()).collect();
        self.authors_labelled += labelled.authors.len();
        self.authors_found += authors.len();
        self.authors_right += authors.intersection(&labelled.authors).count();
        for error in &mut self.errors[before..] {
            *error = format!("{}: {error}", labelled.id.split(' ').next().unwrap_or_default());
        }
    }

    fn add_persons(&mut self, labelled: &Labelled, mentions: &Mentions) {
        let found: BTreeMap<String, String> = mentions
            .distinct_persons()
            .into_iter()
            .map(|(name, _)| (name.key(), name.as_str().to_owned()))
            .filter(|(key, _)| !labelled.aliases.contains(key))
            .collect();
        let right = found.keys().filter(|key| labelled.persons.contains_key(*key)).count();
        self.texts += 1;
        self.exact += usize::from(right == found.len() && right == labelled.persons.len());
        self.right += right;
        self.found += found.len();
        self.labelled += labelled.persons.len();
        for (key, name) in &found {
            if !labelled.persons.contains_key(key) {
                self.errors.push(format!("no person: {name}"));
            }
        }
        for (key, person) in &labelled.persons {
            if !found.contains_key(key) {
                self.errors.push(format!("missed: {}", person.name));
            }
        }
    }

    fn add_short_forms(&mut self, labelled: &Labelled, mentions: &Mentions) {
        self.short_labelled += labelled.short.len();
        self.short_found += mentions.persons.iter().filter(|person| person.short_form).count();
        for (range, full) in &labelled.short {
            let overlap = |other: &Range<usize>| other.start < range.end && range.start < other.end;
            let mention = mentions.persons.iter().find(|person| overlap(&person.range));
            match mention {
                Some(person) if person.name.key() == *full => self.short_linked += 1,
                Some(person) => self.errors.push(format!(
                    "short form {} is {}, not {full}",
                    &labelled.text[range.clone()],
                    person.name.as_str()
                )),
                None => self.errors.push(format!("short form missed: {}", &labelled.text[range.clone()])),
            }
        }
    }

    fn add_posts(&mut self, labelled: &Labelled, mentions: &Mentions) {
        let found = mentions.distinct_persons();
        for (key, person) in &labelled.persons {
            let given: Vec<String> = found
                .iter()
                .filter(|(name, _)| name.key() == *key)
                .flat_map(|(_, posts)| posts.iter().map(|post| post_key(&post.written)))
                .collect();
            let wanted: Vec<String> = person.posts.iter().map(|post| post_key(post)).collect();
            let optional: Vec<String> = person.optional.iter().map(|post| post_key(post)).collect();
            self.posts_labelled += wanted.len();
            for post in &wanted {
                if given.iter().any(|given| given.contains(post.as_str()) || post.contains(given.as_str())) {
                    self.posts_found += 1;
                } else {
                    self.errors.push(format!("post missed: {post} of {key}"));
                }
            }
            for post in given {
                if wanted.contains(&post) {
                    self.posts_given += 1;
                    self.posts_right += 1;
                } else if !optional
                    .iter()
                    .any(|optional| optional.contains(post.as_str()) || post.contains(optional.as_str()))
                {
                    self.posts_given += 1;
                    self.errors.push(format!("post wrong: {post} of {key}"));
                }
            }
        }
    }
}

fn post_key(post: &str) -> String {
    PersonName::new(post).key().replace([' ', '.', '-', '–', ','], "")
}

fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 1.0 } else { part as f64 / whole as f64 }
}

impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} texts, {} persons: P {:.3} R {:.3} F1 {:.3}, exact {:.3}; short forms {} linked {:.3} (found {}); \
             posts {} found {:.3}, right {:.3}; authors {} P {:.3} R {:.3}",
            self.texts,
            self.labelled,
            self.precision(),
            self.recall(),
            self.f1(),
            self.exact(),
            self.short_labelled,
            self.short_linked(),
            self.short_found,
            self.posts_labelled,
            self.posts_found(),
            self.posts_right(),
            self.authors_labelled,
            share(self.authors_right, self.authors_found),
            share(self.authors_right, self.authors_labelled),
        )
    }
}

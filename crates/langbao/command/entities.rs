//! `langbao entities`: who, where and which documents each text on stdin speaks of.
//!
//! One line of JSON for each line of JSON, so that any program can read and score it. Offsets count Unicode scalar
//! values of the text in NFC.

use std::io::{BufRead, Write};
use std::ops::Range;
use std::time::{Duration, Instant};

use anyhow::Context;
use langbao_entities::{Mentions, PostMention, annotate};
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use crate::cli::Entities;
use crate::failure::{Exit, ending};
use crate::input::stdin_text;
use crate::output::{fault, json};
use crate::session::Session;

#[derive(Deserialize)]
struct Question {
    #[serde(default)]
    id: serde_json::Value,
    text: String,
}

#[derive(Serialize)]
struct Answer {
    id: serde_json::Value,
    persons: Vec<Person>,
    authors: Vec<Named>,
    places: Vec<Place>,
    numbers: Vec<Number>,
}

#[derive(Serialize)]
struct Fault {
    line: usize,
    error: String,
}

/// First and behind the last character.
type Span = [usize; 2];

#[derive(Serialize)]
struct Person {
    name: String,
    mentions: Vec<Span>,
    short_mentions: Vec<Span>,
    /// Posts as written.
    roles: Vec<String>,
    /// The same posts with what they consist of.
    posts: Vec<PostMention>,
}

#[derive(Serialize)]
struct Named {
    name: String,
    mentions: Vec<Span>,
}

#[derive(Serialize)]
struct Place {
    name: String,
    ids: Vec<String>,
    mentions: Vec<Span>,
}

#[derive(Serialize)]
struct Number {
    number: String,
    kind: String,
    year: Option<u16>,
    body: Option<String>,
    mentions: Vec<Span>,
}

/// Counts characters up to ever later bytes of a text.
struct Chars<'t> {
    text: &'t str,
    byte: usize,
    count: usize,
}

impl Chars<'_> {
    fn at(&mut self, byte: usize) -> usize {
        if byte < self.byte {
            (self.byte, self.count) = (0, 0);
        }
        self.count += self.text[self.byte..byte].chars().count();
        self.byte = byte;
        self.count
    }

    fn span(&mut self, range: &Range<usize>) -> Span {
        [self.at(range.start), self.at(range.end)]
    }
}

/// Returns the entry that the wanted one joins, a new one if there is none.
fn entry<T>(list: &mut Vec<T>, is: impl Fn(&T) -> bool, new: impl FnOnce() -> T) -> &mut T {
    let at = list.iter().position(is).unwrap_or_else(|| {
        list.push(new());
        list.len() - 1
    });
    &mut list[at]
}

fn answer(id: serde_json::Value, text: &str, mentions: &Mentions) -> Answer {
    let mut chars = Chars { text, byte: 0, count: 0 };
    let mut persons: Vec<Person> = mentions
        .distinct_persons()
        .into_iter()
        .map(|(name, posts)| Person {
            name: name.as_str().to_owned(),
            mentions: Vec::new(),
            short_mentions: Vec::new(),
            roles: posts.iter().map(|post| post.written.clone()).collect(),
            posts,
        })
        .collect();
    let keys: Vec<String> = mentions.distinct_persons().iter().map(|(name, _)| name.key()).collect();
    for mention in &mentions.persons {
        let key = mention.name.key();
        if let Some(at) = keys.iter().position(|other| *other == key) {
            let span = chars.span(&mention.range);
            let list =
                if mention.short_form { &mut persons[at].short_mentions } else { &mut persons[at].mentions };
            list.push(span);
        }
    }
    let (mut authors, mut places, mut numbers) = (Vec::new(), Vec::new(), Vec::new());
    for mention in &mentions.authors {
        let name = mention.name.as_str().to_owned();
        let new = || Named { name: name.clone(), mentions: Vec::new() };
        entry(&mut authors, |a: &Named| a.name == name, new).mentions.push(chars.span(&mention.range));
    }
    for mention in &mentions.places {
        let new = || Place { name: mention.name.clone(), ids: mention.ids.clone(), mentions: Vec::new() };
        let same = |p: &Place| p.name == mention.name && p.ids == mention.ids;
        entry(&mut places, same, new).mentions.push(chars.span(&mention.range));
    }
    for mention in &mentions.documents {
        let new = || Number {
            number: mention.number.clone(),
            kind: mention.kind.clone(),
            year: mention.year,
            body: mention.body.clone(),
            mentions: Vec::new(),
        };
        let found = entry(&mut numbers, |n: &Number| n.number == mention.number, new);
        found.year = found.year.or(mention.year);
        found.mentions.push(chars.span(&mention.range));
    }
    Answer { id, persons, authors, places, numbers }
}

/// Times the work on texts, without reading and writing.
#[derive(Default)]
struct Stopwatch {
    texts: usize,
    chars: usize,
    spent: Duration,
}

impl Stopwatch {
    fn annotate(&mut self, text: &str) -> (String, Mentions) {
        let start = Instant::now();
        let text: String = text.nfc().collect();
        let mentions = annotate(&text);
        self.spent += start.elapsed();
        self.texts += 1;
        self.chars += text.chars().count();
        (text, mentions)
    }
}

/// `langbao entities`.
pub(super) fn run(session: &Session, args: &Entities) -> anyhow::Result<()> {
    let mut watch = Stopwatch::default();
    let result = match args.text {
        true => stdin_text().and_then(|text| {
            let (text, mentions) = watch.annotate(&text);
            json(&answer(serde_json::Value::Null, &text, &mentions))
        }),
        false => lines(&mut watch),
    };
    if args.stats {
        let Stopwatch { texts, chars, spent } = watch;
        let rate = texts as f64 / spent.as_secs_f64().max(f64::EPSILON);
        let mean = chars / texts.max(1);
        fault(&session.lang.pick(
            format!("{texts} văn bản, trung bình {mean} ký tự, {rate:.0} văn bản/s"),
            format!("{texts} documents, {mean} characters on average, {rate:.0} documents/s"),
        ));
    }
    result
}

fn lines(watch: &mut Stopwatch) -> anyhow::Result<()> {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let mut input = std::io::stdin().lock();
    let (mut line, mut number, mut failed) = (Vec::new(), 0, 0);
    while {
        line.clear();
        input.read_until(b'\n', &mut line).context("cannot read stdin")? > 0
    } {
        number += 1;
        if line.trim_ascii().is_empty() {
            continue;
        }
        match serde_json::from_slice::<Question>(&line) {
            Ok(Question { id, text }) => {
                let (text, mentions) = watch.annotate(&text);
                serde_json::to_writer(&mut out, &answer(id, &text, &mentions))
            }
            Err(error) => {
                failed += 1;
                let error = format!("line {number}: {error}");
                fault(&error);
                serde_json::to_writer(&mut out, &Fault { line: number, error })
            }
        }
        .context("cannot make JSON")?;
        out.write_all(b"\n").context("cannot write to stdout")?;
    }
    out.flush().context("cannot write to stdout")?;
    match failed {
        0 => Ok(()),
        _ => Err(ending(Exit::Partial, format!("{failed} of the lines could not be read"))),
    }
}

//! Marks for what was typed without: *tham ba phuoc* → *thẩm bá phước*.
//!
//! A text is read as a chain of words; each word is one of a list that is spelled so without marks, or the name of a
//! person put together from surname, middle and given names. The chain whose words are most common wins. The counts are in
//! `data/restore.txt`, which `scripts/build-restorer` makes.

use std::cmp::Ordering;
use std::sync::LazyLock;

use unicode_normalization::char::is_combining_mark;

use crate::key::{fold, has_marks, match_key};
use crate::letter::{Tone, Vowel, bare, lower};
use crate::syllable::{Syllable, is_syllable, may_be_syllable};

/// Words and name parts with what they cost. Lines: the word in match-key form, a tab, its cost; or a syllable and three
/// costs, as surname, middle and given name (`-` if it is none). Costs are tenths of a natural logarithm of a
/// probability, without its sign. Sorted by the letters without marks.
const COUNTS: &str = include_str!("../data/restore.txt");

/// The most syllables a word of the list has.
const MAX_WORD: usize = 7;

/// What a syllable costs that is in no list; and one that keeps marks it was typed with but gets more.
const UNKNOWN: f32 = 16.0;
const ADDED: f32 = 3.0;

/// What it costs that a syllable lacks its marks where all others have theirs; less, by the share that have.
const DOUBT: f32 = 24.0;

/// What it costs that a name stands here, of two, three and four syllables.
const NAME: [f32; 3] = [5.0, 1.5, 2.0];

/// A text of more syllables has one candidate.
const MAX_CHOICE: usize = 40;

/// How many ways are kept open at each syllable, at least.
const WIDTH: usize = 12;

/// A text with its marks restored.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// The text; everything but the marks is as typed.
    pub text: String,
    /// The share of the probability among the candidates looked at, above 0 and up to 1.
    pub score: f32,
}

/// Restores the marks of a text typed without them, or without some of them, and gives up to `n` candidates, the likeliest
/// first; one for a text of more than 40 syllables. Marks that were typed stay, as do case, numbers, punctuation and words
/// of other languages.
///
/// ```
/// use langbao_text::restore;
///
/// assert_eq!(restore("Uy ban nhan dan phuong", 1)[0].text, "Ủy ban nhân dân phường");
/// assert_eq!(restore("nguyen van hung", 3)[0].text, "nguyễn văn hùng");
/// assert_eq!(restore("họp to dan pho 12", 1)[0].text, "họp tổ dân phố 12");
/// ```
pub fn restore(text: &str, n: usize) -> Vec<Candidate> {
    let n = n.max(1);
    let tokens = tokens(text);
    let is_long = tokens.len() > MAX_CHOICE;
    let width = n.max(WIDTH);
    // Words do not go on over punctuation: each stretch is restored by itself.
    let mut ways = vec![Way::default()];
    let mut from = 0;
    while from < tokens.len() {
        let until = tokens.len().min(from + MAX_CHOICE);
        let stretch = tokens[from..until].iter().take_while(|token| token.syllable.is_some()).count();
        let tails = match stretch {
            0 => vec![Way { text: tokens[from].text.to_owned(), cost: 0.0 }],
            _ => stretch_ways(&tokens[from..from + stretch], width),
        };
        from += stretch.max(1);
        if is_long {
            // Which of so many ways is best as a whole is no question of a few.
            ways[0].text.push_str(tails.first().map_or("", |tail| &tail.text));
            continue;
        }
        ways = ways.iter().flat_map(|way| tails.iter().map(|tail| way.then(tail))).collect();
        best(&mut ways, width);
    }
    let least = ways.first().map_or(0.0, |way| way.cost);
    let whole: f32 = ways.iter().map(|way| (least - way.cost).exp()).sum();
    let candidate = |way: Way| Candidate { score: (least - way.cost).exp() / whole, text: way.text };
    ways.into_iter().take(n).map(candidate).collect()
}

/// A syllable with the spaces behind it, or anything else.
struct Token<'a> {
    text: &'a str,
    syllable: Option<Typed<'a>>,
}

/// A syllable as it was typed.
struct Typed<'a> {
    text: &'a str,
    /// What it looks like without marks.
    key: String,
    /// What it costs to change it.
    doubt: f32,
}

fn tokens(text: &str) -> Vec<Token<'_>> {
    let is_part = |c: char| c.is_alphanumeric() || is_combining_mark(c);
    let (marked, syllables) = text
        .split_whitespace()
        .filter(|word| may_be_syllable(word))
        .fold((0u16, 0u16), |(marked, all), word| {
            (marked + u16::from(has_marks(word) && is_syllable(word)), all + 1)
        });
    let share = f32::from(marked) / f32::from(syllables.max(1));
    let mut tokens = Vec::new();
    for chunk in text.split_inclusive(char::is_whitespace) {
        // Addresses stay: `phuong.example.vn`.
        let is_address = chunk.contains('@') || {
            let mut parts = chunk.split(['.', '/']).skip(1);
            parts.any(|part| part.starts_with(is_part))
        };
        if is_address {
            tokens.push(Token { text: chunk, syllable: None });
            continue;
        }
        let mut rest = chunk;
        while !rest.is_empty() {
            let length = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
            if length == 0 {
                let end = rest.find(is_part).unwrap_or(rest.len());
                tokens.push(Token { text: &rest[..end], syllable: None });
                rest = &rest[end..];
                continue;
            }
            let word = &rest[..length];
            // Spaces do not part words.
            let is_spaced = rest[length..].chars().all(|c| c == ' ');
            let end = if is_spaced { rest.len() } else { length };
            // Who types marks types those of every syllable, mostly.
            let doubt = if word.is_ascii() { DOUBT * share } else { 0.0 };
            let syllable = may_be_syllable(word).then(|| Typed { text: word, key: fold(word), doubt });
            tokens.push(Token { text: &rest[..end], syllable });
            rest = &rest[end..];
        }
    }
    tokens
}

/// One way to write a text so far.
#[derive(Debug, Clone, Default)]
struct Way {
    text: String,
    cost: f32,
}

impl Way {
    fn then(&self, tail: &Way) -> Way {
        Way { text: format!("{}{}", self.text, tail.text), cost: self.cost + tail.cost }
    }
}

/// Keeps the cheapest ways, each text once.
fn best(ways: &mut Vec<Way>, width: usize) {
    ways.sort_by(|a, b| a.cost.total_cmp(&b.cost).then_with(|| a.text.cmp(&b.text)));
    let mut seen: Vec<String> = Vec::with_capacity(width);
    ways.retain(|way| {
        let new = seen.len() < width && !seen.contains(&way.text);
        if new {
            seen.push(way.text.clone());
        }
        new
    });
}

/// The cheapest ways to write a stretch of syllables.
fn stretch_ways(tokens: &[Token<'_>], width: usize) -> Vec<Way> {
    let mut open: Vec<Vec<Way>> = vec![Vec::new(); tokens.len() + 1];
    open[0].push(Way::default());
    for at in 0..tokens.len() {
        best(&mut open[at], width);
        let before = std::mem::take(&mut open[at]);
        let last = tokens.len().min(at + MAX_WORD);
        for end in at + 1..=last {
            let mut words = listed(&tokens[at..end]);
            if (2..=4).contains(&(end - at)) {
                words.extend(names(&tokens[at..end]));
            }
            if end == at + 1 && words.is_empty() {
                words.push(Way { text: tokens[at].text.to_owned(), cost: UNKNOWN });
            }
            for way in &before {
                open[end].extend(words.iter().map(|word| way.then(word)));
            }
        }
    }
    let mut ways = open.pop().unwrap_or_default();
    best(&mut ways, width);
    ways
}

/// The words of the list that the syllables may be.
fn listed(tokens: &[Token<'_>]) -> Vec<Way> {
    let key: Vec<&str> =
        tokens.iter().filter_map(|token| token.syllable.as_ref()).map(|typed| typed.key.as_str()).collect();
    let mut ways = Vec::new();
    for line in MODEL.lines(&key.join(" ")) {
        let (word, costs) = line.split_once('\t').unwrap_or((line, ""));
        if costs.contains('\t') {
            continue;
        }
        if let Some((text, added)) = written(word, tokens) {
            ways.push(Way { text, cost: cost(costs).unwrap_or(UNKNOWN) + added });
        }
    }
    ways
}

/// The names of persons the syllables may be: surname, middle names, given name.
fn names(tokens: &[Token<'_>]) -> Vec<Way> {
    let mut ways = vec![Way { text: String::new(), cost: NAME[tokens.len() - 2] }];
    for (at, token) in tokens.iter().enumerate() {
        let part = if at == 0 { 0 } else { 1 + usize::from(at + 1 == tokens.len()) };
        let Some(typed) = &token.syllable else { return Vec::new() };
        let mut parts: Vec<Way> = MODEL
            .lines(&typed.key)
            .filter_map(|line| {
                let mut fields = line.split('\t');
                let name = fields.next()?;
                let costs: Vec<&str> = fields.collect();
                let cost = cost(costs.get(part).filter(|_| costs.len() == 3)?)?;
                let (text, added) = written(name, std::slice::from_ref(token))?;
                Some(Way { text, cost: cost + added })
            })
            .collect();
        best(&mut parts, 4);
        ways = ways.iter().flat_map(|way| parts.iter().map(|part| way.then(part))).collect();
        best(&mut ways, 6);
    }
    ways
}

fn cost(field: &str) -> Option<f32> {
    field.parse::<u16>().ok().map(|tenths| f32::from(tenths) / 10.0)
}

/// Writes a word of the list the way the syllables were typed: their case, their `i` or `y`, their spaces. `None` if it
/// lacks a mark that was typed, or changes a syllable that is one with the marks it has.
fn written(word: &str, tokens: &[Token<'_>]) -> Option<(String, f32)> {
    let mut text = String::new();
    let mut added = 0.0;
    for (syllable, token) in word.split(' ').zip(tokens) {
        let typed = token.syllable.as_ref()?;
        let key = match_key(typed.text);
        if key == syllable {
            text.push_str(token.text);
            continue;
        }
        if !typed.text.is_ascii() {
            if Syllable::parse(&key).is_some() && MODEL.knows(&key) {
                return None;
            }
            added += ADDED;
        }
        added += typed.doubt;
        let mut letters = syllable.chars();
        for c in typed.text.chars() {
            text.push(one_letter(c, letters.next()?)?);
        }
        text.push_str(&token.text[typed.text.len()..]);
    }
    Some((text, added))
}

/// A letter with the marks of the list's letter and the case of the typed one, if it keeps the marks of that.
fn one_letter(typed: char, listed: char) -> Option<char> {
    let small = lower(typed)?;
    let letter = match (small, Vowel::of(listed)) {
        // Typed `si`, listed `sỹ`.
        ('i', Some(vowel)) if bare(listed) == Some('y') => Vowel::of('i')?.with_tone(vowel.tone()),
        _ => listed,
    };
    let kept = match (Vowel::of(small), Vowel::of(letter)) {
        _ if small.is_ascii() => true,
        (Some(typed), Some(new)) => {
            let hat = !typed.is_hatted()
                || typed.with_tone(crate::Tone::Level) == new.with_tone(crate::Tone::Level);
            hat && (typed.tone() == Tone::Level || typed.tone() == new.tone())
        }
        _ => small == letter,
    };
    let upper = typed.is_uppercase();
    kept.then(|| if upper { letter.to_uppercase().next().unwrap_or(letter) } else { letter })
}

/// The lines of the list, found by what they look like without marks.
struct Model {
    starts: Vec<usize>,
}

static MODEL: LazyLock<Model> = LazyLock::new(|| {
    let ends = COUNTS.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
    Model { starts: std::iter::once(0).chain(ends).take_while(|start| *start < COUNTS.len()).collect() }
});

impl Model {
    fn line(&self, at: usize) -> &'static str {
        let end = self.starts.get(at + 1).map_or(COUNTS.len(), |end| *end);
        COUNTS[self.starts[at]..end].trim_end()
    }

    /// How the word of a line compares to a word without marks.
    fn compare(&self, at: usize, key: &str) -> Ordering {
        let word = self.line(at).chars().take_while(|c| *c != '\t').filter_map(bare);
        word.cmp(key.chars())
    }

    /// The lines whose word looks so without marks.
    fn lines<'k>(&'static self, key: &'k str) -> impl Iterator<Item = &'static str> + use<'k> {
        let (mut low, mut high) = (0, self.starts.len());
        while low < high {
            let middle = low.midpoint(high);
            match self.compare(middle, key) {
                Ordering::Less => low = middle + 1,
                _ => high = middle,
            }
        }
        (low..self.starts.len()).take_while(move |at| self.compare(*at, key).is_eq()).map(|at| self.line(at))
    }

    /// Whether a syllable is in the list with the marks it has.
    fn knows(&'static self, syllable: &str) -> bool {
        let key: String = syllable.chars().filter_map(bare).collect();
        self.lines(&key).any(|line| line.split('\t').next() == Some(syllable))
    }
}

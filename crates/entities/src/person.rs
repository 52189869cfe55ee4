//! Finding persons: names in runs of capital words, then the same names elsewhere; short forms come last.

use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::lexicon::{BODY, PLACE};
use crate::post;
use crate::reading::Reading;
use crate::score::{self, Before, LONGEST, THRESHOLD};
use crate::short_form::{self, Tails};
use crate::token::{Kind, Line};
use crate::vocabulary::WordId;

/// What a word costs that is in a run of capitals with a name but in no name, phrase or place.
const LEFT_OVER: f32 = 2.0;
/// What a name loses right before another.
const SIDE_BY_SIDE: f32 = 4.0;
/// What a word costs that may belong to the name of the body or place before the run.
const OF_BODY: f32 = 0.2;
/// What a name loses that something in the text is named after.
const NAMED_AFTER: f32 = 3.0;
/// A list of persons may have this much in brackets between two of them, in tokens.
const LONGEST_BRACKET: usize = 14;

/// A person found in the text.
#[derive(Debug, Clone)]
pub(crate) struct Person {
    /// Number of the line.
    pub(crate) line: usize,
    /// Tokens of the name.
    pub(crate) tokens: Range<usize>,
    /// The full name.
    pub(crate) name: String,
    /// Whether the text here has only a part of the name.
    pub(crate) short: bool,
}

/// Finds all persons, in the order of the text, and takes their tokens.
pub(crate) fn find(reading: &mut Reading<'_>) -> Vec<Person> {
    let runs = runs(reading);
    let mut persons = full_names(reading, &runs);
    for person in &persons {
        reading.taken[person.tokens.clone()].fill(true);
    }
    persons.extend(repeated_names(reading, &runs, &persons));
    persons.sort_by_key(|person| person.tokens.start);
    let tails = Tails::of(reading, &persons);
    for person in persons.iter_mut().filter(|person| person.tokens.len() == 2) {
        let surname = reading.lexicon.name(reading.token(person.tokens.start).word).surname;
        let line = &reading.lines()[person.line];
        let full = tails.full_name(reading, line, &person.tokens);
        let whole = person.tokens.clone().any(|at| score::is_foreign(reading, at))
            || matches!(reading.tokens.raw(reading.token(person.tokens.start)), "A" | "Y");
        person.short = full.is_some() || surname == 0 && !whole;
        if let Some(full) = full {
            person.name = full.to_owned();
        }
    }
    for person in &persons {
        reading.taken[person.tokens.clone()].fill(true);
    }
    persons.extend(short_form::find(reading, &runs, &tails));
    for person in &persons {
        reading.taken[person.tokens.clone()].fill(true);
    }
    persons.sort_by_key(|person| person.tokens.start);
    join_aliases(reading, &mut persons);
    persons
}

/// Gives other names the name of who bears them: *Y Siu Byă (Ama Minh)*, *Trần Văn Hai (tức Hai Lúa)*.
fn join_aliases(reading: &Reading<'_>, persons: &mut [Person]) {
    let mut aliases: FxHashMap<String, String> = FxHashMap::default();
    for pair in persons.windows(2) {
        let [person, alias] = pair else { continue };
        let between = person.tokens.end..alias.tokens.start;
        let opens = between.len() <= 4 && !between.is_empty() && reading.token(between.start).is_mark('(');
        let closes = reading.tokens.list.get(alias.tokens.end).is_some_and(|token| token.is_mark(')'));
        let says = between.skip(1).any(|at| reading.lexicon.is(reading.token(at).word, "tức"));
        let elder = ["Ama", "Amí", "Ma"].contains(&reading.tokens.raw(reading.token(alias.tokens.start)));
        // *Lê Văn Bảy (Bảy Hòa)*
        let called = alias.short && person.tokens.end + 1 == alias.tokens.start;
        if opens && closes && (says || elder || called) && person.line == alias.line && !person.short {
            aliases.insert(alias.name.clone(), person.name.clone());
        }
    }
    for person in persons.iter_mut().filter(|_| !aliases.is_empty()) {
        if let Some(name) = aliases.get(&person.name) {
            person.name.clone_from(name);
            person.short = true;
        }
    }
}

/// Middle names that are now and then written small.
const SLIPS: &[&str] =
    &["thị", "văn", "trung", "đức", "đình", "hữu", "xuân", "bá", "duy", "viết", "đăng", "huy"];

/// A run of capital words without a mark between them.
pub(crate) struct Run {
    /// Number of the line.
    pub(crate) line: usize,
    /// Its tokens, never an empty range.
    pub(crate) tokens: Range<usize>,
}

/// Returns all runs. Abbreviations part them, unless the whole line is in capitals.
fn runs(reading: &Reading<'_>) -> Vec<Run> {
    let mut runs = Vec::new();
    for (number, line) in reading.lines().iter().enumerate() {
        let mut at = line.tokens.start;
        while at < line.tokens.end {
            let end = run_end(reading, line, at);
            if end > at {
                runs.push(Run { line: number, tokens: at..end });
            }
            at = end.max(at + 1);
        }
    }
    runs
}

fn run_end(reading: &Reading<'_>, line: &Line, start: usize) -> usize {
    let first = reading.token(start);
    let surname = |at: usize| reading.lexicon.name(reading.token(at).word).surname;
    // *Nguyễn thị Hoa*: the small letter is a slip.
    let slip = |at: usize| {
        at > start
            && at + 1 < line.tokens.end
            && reading.token(at - 1).kind == Kind::Capital
            && surname(at - 1) >= 3
            && reading.token(at + 1).kind == Kind::Capital
            && reading.over(at).is_none()
            && SLIPS.iter().any(|slip| reading.lexicon.is(reading.token(at).word, slip))
    };
    let of_run = |at: &usize| {
        let token = reading.token(*at);
        let same = token.is_capital() && (line.upper || token.kind == first.kind);
        !reading.taken[*at] && (same || token.kind == Kind::Lower && slip(*at))
    };
    let end = (start..line.tokens.end).find(|at| !of_run(at)).unwrap_or(line.tokens.end);
    if line.upper || first.kind != Kind::Upper {
        return end;
    }
    // A name in capitals inside a usual line: *đồng chí NGUYỄN VĂN AN*.
    let syllable = |at: usize| reading.lexicon.name(reading.token(at).word);
    let known = (start..end).all(|at| {
        let name = syllable(at);
        name.surname > 0 || name.middle + name.given > 0
    });
    if end - start >= 2 && known && surname(start) > 0 { end } else { start }
}

/// Finds the names that stand out by themselves.
fn full_names(reading: &Reading<'_>, runs: &[Run]) -> Vec<Person> {
    let lines = reading.lines();
    let named_after = named_after(reading, runs);
    let mut persons: Vec<Person> = Vec::new();
    // Where the list of persons, or of streets, may go on: line and token.
    let mut list = None;
    let mut streets = None;
    let mut places = None;
    for run in runs {
        let line = &lines[run.line];
        let signed = run.tokens == line.tokens && post::above_signature(reading, run.line).is_some();
        let mut before: Vec<Before> =
            run.tokens.clone().map(|at| Before::at(reading, line, at, signed)).collect();
        before[0].continues = goes_on(reading, list, run, true);
        before[0].continues_streets = goes_on(reading, streets, run, false);
        before[0].continues_places = goes_on(reading, places, run, false);
        if before[0].street || before[0].continues_streets {
            streets = Some((run.line, run.tokens.end));
        } else if before[0].is_place() || before[0].continues_places || reading.in_place[run.tokens.start] {
            places = Some((run.line, run.tokens.end));
        }
        for tokens in best_spans(reading, line, run, &before, &named_after) {
            let (_, end) = post::after(reading, line, tokens.end, line.tokens.end);
            list = Some((run.line, end));
            persons.push(Person { line: run.line, name: reading.name(tokens.clone()), tokens, short: false });
        }
    }
    persons
}

/// Returns what stands after a place word somewhere in the text: it is hardly a person elsewhere.
fn named_after(reading: &Reading<'_>, runs: &[Run]) -> FxHashSet<Vec<WordId>> {
    runs.iter()
        .filter(|run| {
            let line = &reading.lines()[run.line];
            run.tokens.len() <= LONGEST && Before::at(reading, line, run.tokens.start, false).is_place()
        })
        .map(|run| reading.tokens.words(run.tokens.clone()).collect())
        .collect()
}

/// Says whether only a comma, *và* or (if wanted) something in brackets parts a run from where a list stood.
fn goes_on(reading: &Reading<'_>, list: Option<(usize, usize)>, run: &Run, brackets: bool) -> bool {
    let Some((line, mut at)) = list else { return false };
    if line != run.line || at >= run.tokens.start {
        return false;
    }
    if brackets && reading.token(at).is_mark('(') {
        let limit = run.tokens.start.min(at + LONGEST_BRACKET);
        let Some(close) = (at..limit).find(|at| reading.token(*at).is_mark(')')) else { return false };
        at = close + 1;
    }
    let parts = |at: usize| {
        let token = reading.token(at);
        token.is_dash() || matches!(token.kind, Kind::Mark(',' | ';')) || token.word == reading.lexicon.and
    };
    at < run.tokens.start && run.tokens.start - at <= 2 && (at..run.tokens.start).all(parts)
}

/// Returns some words from a token on, zeros behind them.
fn words_at(reading: &Reading<'_>, at: usize, count: usize) -> [WordId; LONGEST] {
    let mut words = [0; LONGEST];
    words.iter_mut().zip(reading.tokens.words(at..at + count)).for_each(|(to, word)| *to = word);
    words
}

/// What to do with the next words of a run.
#[derive(Clone, Copy)]
enum Choice {
    Name(usize),
    Leave(usize),
}

/// Cuts a run into names and the rest so that the sum of what the names are over the threshold and what the rest
/// costs is highest; no names if that is not worth it.
fn best_spans(
    reading: &Reading<'_>,
    line: &Line,
    run: &Run,
    before: &[Before],
    named_after: &FxHashSet<Vec<WordId>>,
) -> Vec<Range<usize>> {
    let Range { start, end } = run.tokens;
    let after: Vec<f32> = (start + 1..=end).map(|at| score::after(reading, line, at)).collect();
    let left_over = left_over(reading, line, run);
    let count = end - start;
    let mut best = vec![0.0_f32; count + 1];
    let mut choice = vec![Choice::Leave(1); count];
    for from in (0..count).rev() {
        best[from] = best[from + 1] - left_over.costs[from];
        let place = left_over.places[from];
        if place > 1 && best[from + place] > best[from] {
            best[from] = best[from + place];
            choice[from] = Choice::Leave(place);
        }
        let longest = LONGEST.min(count - from);
        let named_after =
            !before[from].has_honorific() && !before[from].president && !named_after.is_empty() && {
                let words = words_at(reading, start + from, longest);
                (2..=longest).any(|length| named_after.contains(&words[..length]))
            };
        for length in 2..=longest {
            let span = start + from..start + from + length;
            if score::is_blocked(reading, line, &span, before[from]) {
                continue;
            }
            let score = score::span(reading, line, &span, before[from], after[from + length - 1]);
            let gain = score - THRESHOLD - if named_after { NAMED_AFTER } else { 0.0 };
            // Hardly ever do two names stand side by side without a mark.
            let pair =
                from + length < count && matches!(choice[from + length], Choice::Name(_)) && !line.upper;
            let total = gain + best[from + length] - if pair { SIDE_BY_SIDE } else { 0.0 };
            if gain > 0.0 && total > best[from] {
                best[from] = total;
                choice[from] = Choice::Name(length);
            }
        }
    }
    let mut spans = Vec::new();
    let mut at = 0;
    while best[0] > 0.0 && at < count {
        match choice[at] {
            Choice::Name(length) => {
                spans.push(start + at..start + at + length);
                at += length;
            }
            Choice::Leave(length) => at += length,
        }
    }
    spans
}

/// What it costs to leave the words of a run out of names.
struct LeftOver {
    /// For each word alone.
    costs: Vec<f32>,
    /// For each word how many words from there are the name of a place, to be left out together for nothing.
    places: Vec<usize>,
}

fn left_over(reading: &Reading<'_>, line: &Line, run: &Run) -> LeftOver {
    let mut left_over = LeftOver { costs: Vec::new(), places: Vec::new() };
    // *Tập đoàn Hoa Lâm | Đặng Hoàng Phượng*, but a lone surname is not split off.
    let named = reading.ending(line, run.tokens.start).is_some_and(|found| found.is(BODY | PLACE));
    let named = named && reading.lexicon.name(reading.token(run.tokens.start).word).surname < 3;
    for at in run.tokens.clone() {
        let opens = at == run.tokens.start
            && reading.begins_sentence(line, at)
            && reading.lexicon.name(reading.token(at).word).surname == 0;
        // *Anh* is an honorific at the head of a run, and mostly a given name inside.
        let syllable = reading.lexicon.name(reading.token(at).word);
        let phrase = reading.over(at).is_some_and(|found| {
            found.tokens.len() > 1 || at == run.tokens.start || syllable.middle + syllable.given == 0
        });
        let free = line.upper || opens || reading.in_place[at] || phrase;
        left_over.costs.push(match free {
            true => 0.0,
            false if named && at < run.tokens.start + 3 => OF_BODY,
            false => LEFT_OVER,
        });
        let place = reading.lexicon.gazetteer.bare.prefixes(reading.tokens.words(at..run.tokens.end)).last();
        // Wards of one syllable are rare, names that end in that syllable are not.
        left_over.places.push(place.map_or(0, |(length, _)| length).max(1));
    }
    left_over
}

/// Finds the names already found where nothing around them tells that they are persons.
fn repeated_names(reading: &Reading<'_>, runs: &[Run], persons: &[Person]) -> Vec<Person> {
    let names: FxHashMap<Vec<WordId>, &str> = persons
        .iter()
        .map(|person| (reading.tokens.words(person.tokens.clone()).collect(), person.name.as_str()))
        .collect();
    let mut found = Vec::new();
    for run in runs {
        let line = &reading.lines()[run.line];
        let mut at = run.tokens.start;
        while at < run.tokens.end {
            let longest = LONGEST.min(run.tokens.end - at);
            let words = words_at(reading, at, longest);
            let name = (if line.upper { 3 } else { 2 }..=longest).rev().find_map(|length| {
                let tokens = at..at + length;
                let name = names.get(&words[..length])?;
                let before = Before::at(reading, line, at, false);
                let other = before.is_place() || score::is_blocked(reading, line, &tokens, before);
                (!other).then_some((tokens, *name))
            });
            if let Some((tokens, name)) = name {
                at = tokens.end;
                found.push(Person { line: run.line, tokens, name: name.to_owned(), short: false });
            } else {
                at += 1;
            }
        }
    }
    found
}

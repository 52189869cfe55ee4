//! What the segmenter sees of a stretch of text: each syllable, and what the lists say of the seam before it.

use super::LetterCase;
use super::lexicon::{Entry, Lexicon, MAX_SYLLABLES, hash_row, hash_syllable, mix};

/// The longest entry of one list over a seam.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Over {
    /// Syllables of the entry; 0 if there is none.
    length: u8,
    /// How many of them stand before the seam.
    offset: u8,
    /// How often news have it.
    news: u8,
}

impl Over {
    fn offer(&mut self, length: usize, offset: usize, entry: Entry) {
        if length > usize::from(self.length) {
            *self = Self { length: length as u8, offset: offset as u8, news: entry.news() };
        }
    }

    fn code(self) -> u64 {
        u64::from(self.length) * 16 + u64::from(self.offset)
    }
}

/// A syllable and the seam before it.
#[derive(Debug, Clone, Copy)]
struct Cell {
    hash: u64,
    /// Case and use in names.
    class: u64,
    dictionary: Over,
    news: Over,
    place: Over,
    /// Whether the longest match from the left, and from the right, joins over the seam.
    forward: bool,
    backward: bool,
    /// How often news have the pair over the seam, and the pair that begins one syllable earlier with one more.
    pair: u8,
    /// Whether the three syllables that end here are a word of any list.
    triple: bool,
    /// The run of capitalised syllables, and of syllables that names are made of, over the seam.
    capitals: u64,
    names: u64,
    forced: Option<bool>,
    /// Syllables of the longest entry that begins, and that ends, here.
    from: u8,
    to: u8,
    term: u8,
}

/// A stretch of text.
pub(super) struct View {
    cells: Vec<Cell>,
}

/// Stands for what lies before the first and behind the last syllable.
const EDGE: u64 = 0x1234_5678_9ABC_DEF1;

/// All numbers are one syllable to the segmenter.
const NUMBER: u64 = 0x0FED_CBA9_8765_4321;

impl View {
    pub(super) fn new(lexicon: &Lexicon, syllables: &[&str], cases: &[LetterCase]) -> Self {
        let cells = syllables.iter().enumerate().map(|(at, syllable)| {
            let case = cases.get(at).copied().unwrap_or(LetterCase::Unknown);
            let hash = if case == LetterCase::Number { NUMBER } else { hash_syllable(syllable) };
            Cell {
                hash,
                class: case as u64 * 4 + u64::from(lexicon.get(hash).in_names()),
                dictionary: Over::default(),
                news: Over::default(),
                place: Over::default(),
                forward: false,
                backward: false,
                pair: 0,
                triple: false,
                capitals: 0,
                names: 0,
                forced: None,
                from: 1,
                to: 1,
                term: 1,
            }
        });
        let mut view = Self { cells: cells.collect() };
        view.look_up(lexicon);
        view.match_longest();
        view.note_runs();
        view
    }

    pub(super) fn len(&self) -> usize {
        self.cells.len()
    }

    /// What the seam before a syllable must be, whatever the weights say.
    pub(super) fn forced(&self, at: usize) -> Option<bool> {
        self.cells[at].forced
    }

    fn look_up(&mut self, lexicon: &Lexicon) {
        for start in 0..self.cells.len() {
            let mut hash = self.cells[start].hash;
            for end in start + 1..self.cells.len().min(start + MAX_SYLLABLES) {
                hash = hash_row(hash, self.cells[end].hash);
                let entry = lexicon.get(hash);
                let length = end - start + 1;
                let known = entry.in_dictionary() || entry.news() > 0;
                if entry.in_dictionary() || entry.is_term() {
                    self.cells[start].from = length as u8;
                    self.cells[end].to = self.cells[end].to.max(length as u8);
                }
                if entry.is_term() {
                    self.cells[start].term = length as u8;
                }
                if length == 2 {
                    self.cells[end].pair = entry.news();
                } else if length == 3 {
                    self.cells[end].triple = known;
                }
                if known || entry.is_place() {
                    for seam in start + 1..=end {
                        let cell = &mut self.cells[seam];
                        let offset = seam - start;
                        if entry.in_dictionary() {
                            cell.dictionary.offer(length, offset, entry);
                        }
                        if entry.news() > 0 {
                            cell.news.offer(length, offset, entry);
                        }
                        if entry.is_place() {
                            cell.place.offer(length, offset, entry);
                        }
                    }
                }
                if !entry.goes_on() {
                    break;
                }
            }
        }
    }

    fn match_longest(&mut self) {
        let mut at = 0;
        while at < self.cells.len() {
            let next = at + usize::from(self.cells[at].from);
            self.cells[at + 1..next].iter_mut().for_each(|c| c.forward = true);
            at = next;
        }
        let mut end = self.cells.len();
        while end > 0 {
            let start = end - usize::from(self.cells[end - 1].to);
            self.cells[start + 1..end].iter_mut().for_each(|c| c.backward = true);
            end = start;
        }
        let mut at = 0;
        while at < self.cells.len() {
            let next = at + usize::from(self.cells[at].term);
            if next > at + 1 {
                self.cells[at].forced = Some(false);
                self.cells[at + 1..next].iter_mut().for_each(|c| c.forced = Some(true));
                if let Some(after) = self.cells.get_mut(next) {
                    after.forced = Some(false);
                }
            }
            at = next;
        }
    }

    /// Notes at each seam inside a run how long the run is, where in it the seam is, what use in names its first
    /// syllable has, and whether the stretch begins with it: a sentence gives its first word a capital.
    fn note_runs(&mut self) {
        let capital = |cell: &Cell| cell.class / 4 == LetterCase::Capital as u64;
        let name = |cell: &Cell| !cell.class.is_multiple_of(4);
        let mut start = 0;
        let code = |run: &mut [Cell], put: fn(&mut Cell, u64)| {
            let first = run.first().map_or(0, |c| c.class % 4);
            let length = run.len().min(7) as u64;
            for (offset, cell) in run.iter_mut().enumerate().skip(1) {
                put(cell, (first << 12) | (length << 8) | ((offset.min(7) as u64) << 4) | 1);
            }
        };
        for run in self.cells.chunk_by_mut(|a, b| capital(a) && capital(b)) {
            code(run, |cell, code| cell.capitals = code);
            if start == 0 {
                run.iter_mut().for_each(|c| c.capitals <<= 1);
            }
            start += run.len();
        }
        for run in self.cells.chunk_by_mut(|a, b| name(a) && name(b)) {
            code(run, |cell, code| cell.names = code);
        }
    }

    /// Calls with the hash of each feature of the seam before a syllable, the first of the stretch excepted.
    #[inline]
    pub(super) fn features(&self, at: usize, mut call: impl FnMut(u64)) {
        let edge = |at: Option<usize>| at.and_then(|at| self.cells.get(at));
        let (left, right) = (&self.cells[at - 1], &self.cells[at]);
        let (before, after) = (edge(at.checked_sub(2)), edge(Some(at + 1)));
        let hash = |cell: Option<&Cell>| cell.map_or(EDGE, |c| c.hash);
        let class = |cell: Option<&Cell>| cell.map_or(31, |c| c.class);
        let pair = |cell: Option<&Cell>| cell.map_or(0, |c| u64::from(c.pair));
        let both = mix(left.hash, right.hash);
        let lists =
            (right.dictionary.code() << 16) | (right.news.code() << 8) | u64::from(right.news.news / 2);
        let longest = u64::from(right.forward) << 1 | u64::from(right.backward);
        let shapes = (class(before) << 15) | (left.class << 10) | (right.class << 5) | class(after);
        let next_longest = after.map_or(0, |c| u64::from(c.forward) << 1 | u64::from(c.backward));
        call(mix(1, both));
        call(mix(2, left.hash));
        call(mix(3, right.hash));
        call(mix(4, mix(hash(before), both)));
        call(mix(5, mix(both, hash(after))));
        call(mix(6, mix(hash(before), left.hash)));
        call(mix(7, mix(right.hash, hash(after))));
        call(mix(8, shapes));
        call(mix(9, left.class << 5 | right.class));
        call(mix(10, right.dictionary.code() << 2 | longest));
        call(mix(11, lists));
        call(mix(12, (right.place.code() << 10) | (left.class << 5) | right.class));
        call(mix(13, lists << 4 | longest << 2 | next_longest));
        call(mix(14, ((pair(Some(left)) / 2) << 16) | (pair(Some(right)) << 8) | (pair(after) / 2)));
        call(mix(17, right.capitals));
        call(mix(18, (right.names << 10) | (left.class << 5) | right.class));
        call(mix(19, (right.capitals << 20) | (right.place.code() << 8) | right.dictionary.code()));
        call(mix(15, mix(left.hash, longest << 8 | right.class)));
        call(mix(16, mix(right.hash, longest << 8 | left.class)));
    }

    /// Calls with the hash of each feature of joining over this seam, given whether the one before is joined.
    #[inline]
    pub(super) fn transitions(&self, at: usize, joined_before: bool, mut call: impl FnMut(u64)) {
        let (left, right) = (&self.cells[at - 1], &self.cells[at]);
        let known = u64::from(right.triple) << 2 | u64::from(right.pair > 0) << 1 | u64::from(left.pair > 0);
        call(mix(31 + u64::from(joined_before), known));
        call(mix(33 + u64::from(joined_before), left.class << 5 | right.class));
    }
}

//! What the segmenter sees of a stretch of text: each syllable, and what the lists say of the seam before it.

use super::lexicon::{Entry, Lexicon, MAX_SYLLABLES, hash_row, mix};
use super::{LetterCase, Unit};

/// The longest entry of one list over a seam: 16 times its syllables, and how many of them stand before the seam.
/// 0 if there is none.
#[derive(Debug, Clone, Copy, Default)]
struct Over(u8);

impl Over {
    /// Takes the entry if it is longer than the one before; says whether it was.
    #[inline]
    fn offer(&mut self, length: usize, offset: usize) -> bool {
        let longer = length > usize::from(self.0 >> 4);
        if longer {
            *self = Self((length << 4 | offset) as u8);
        }
        longer
    }

    #[inline]
    fn code(self) -> u64 {
        u64::from(self.0)
    }
}

/// A syllable and the seam before it.
#[derive(Debug, Clone, Copy, Default)]
struct Cell {
    hash: u64,
    /// The hash of the syllable before and this one.
    row: u64,
    /// What the lists know of these two.
    entry: Entry,
    /// Case and use in names.
    class: u8,
    dictionary: Over,
    news: Over,
    /// How often news have the entry of `news`.
    frequency: u8,
    place: Over,
    term: Over,
    /// Whether the longest match from the left (2), and from the right (1), joins over the seam.
    longest: u8,
    /// How often news have the pair over the seam.
    pair: u8,
    /// Whether the three syllables that end here are a word of any list.
    triple: bool,
    /// The run of capitalised syllables, and of syllables that names are made of, over the seam.
    capitals: u16,
    names: u16,
    forced: Option<bool>,
    /// Syllables of the longest entry that begins, and that ends, here; of the longest term that begins here.
    from: u8,
    to: u8,
    whole: u8,
}

/// A stretch of text. Two cells before it and one behind stand for what is not there.
#[derive(Debug, Clone, Default)]
pub(super) struct View {
    cells: Vec<Cell>,
    /// Whether a term that always is one word is among them.
    any_whole: bool,
}

/// How many cells stand before the first syllable.
const PAD: usize = 2;

/// The cell of what lies before the first and behind the last syllable.
const EDGE: Cell = Cell {
    hash: 0x1234_5678_9ABC_DEF1,
    row: 0,
    entry: Entry::NONE,
    class: 31,
    dictionary: Over(0),
    news: Over(0),
    frequency: 0,
    place: Over(0),
    term: Over(0),
    longest: 0,
    pair: 0,
    triple: false,
    capitals: 0,
    names: 0,
    forced: None,
    from: 1,
    to: 1,
    whole: 1,
};

impl View {
    /// Looks at a stretch, in place of the one before.
    pub(super) fn look(&mut self, lexicon: &Lexicon, units: &[Unit]) {
        self.cells.clear();
        self.any_whole = false;
        self.cells.extend([EDGE; PAD]);
        self.cells.extend(units.iter().map(|unit| Cell {
            hash: unit.hash,
            class: unit.case as u8 * 4 + unit.names,
            ..EDGE
        }));
        self.look_up(lexicon);
        self.match_longest();
        self.note_runs();
        self.cells.push(EDGE);
    }

    /// The number of syllables.
    pub(super) fn len(&self) -> usize {
        self.cells.len().saturating_sub(PAD + 1)
    }

    /// What the seam before a syllable must be, whatever the weights say.
    #[inline]
    pub(super) fn forced(&self, at: usize) -> Option<bool> {
        self.cells[at + PAD].forced
    }

    fn look_up(&mut self, lexicon: &Lexicon) {
        let cells = &mut self.cells[PAD..];
        // Rows of two first, in a loop of its own: the look-ups wait for memory side by side.
        let mut left = None;
        for cell in &mut *cells {
            if let Some(left) = left {
                let row = hash_row(left, cell.hash);
                (cell.row, cell.entry) = (row, lexicon.get(row));
                cell.pair = cell.entry.news();
            }
            left = Some(cell.hash);
        }
        for start in 0..cells.len().saturating_sub(1) {
            let mut entry = cells[start + 1].entry;
            if !entry.is_told() {
                continue;
            }
            let mut hash = cells[start + 1].row;
            let mut end = start + 1;
            loop {
                if entry.is_listed() {
                    self.any_whole |= entry.is_whole();
                    note(&mut cells[start..=end], entry);
                }
                end += 1;
                if !entry.goes_on() || end == cells.len().min(start + MAX_SYLLABLES) {
                    break;
                }
                hash = hash_row(hash, cells[end].hash);
                entry = lexicon.get(hash);
            }
        }
    }

    fn match_longest(&mut self) {
        let cells = &mut self.cells[PAD..];
        let mut at = 0;
        while at < cells.len() {
            let next = at + usize::from(cells[at].from);
            cells[at + 1..next].iter_mut().for_each(|c| c.longest |= 2);
            at = next;
        }
        let mut end = cells.len();
        while end > 0 {
            let start = end - usize::from(cells[end - 1].to);
            cells[start + 1..end].iter_mut().for_each(|c| c.longest |= 1);
            end = start;
        }
        let mut at = if self.any_whole { 0 } else { cells.len() };
        while at < cells.len() {
            let next = at + usize::from(cells[at].whole);
            if next > at + 1 {
                cells[at].forced = Some(false);
                cells[at + 1..next].iter_mut().for_each(|c| c.forced = Some(true));
                if let Some(after) = cells.get_mut(next) {
                    after.forced = Some(false);
                }
            }
            at = next;
        }
    }

    /// Notes at each seam inside a run how long the run is, where in it the seam is, what use in names its first
    /// syllable has, and whether the stretch begins with it: a sentence gives its first word a capital.
    fn note_runs(&mut self) {
        let capital = |cell: &Cell| cell.class / 4 == LetterCase::Capital as u8;
        let name = |cell: &Cell| !cell.class.is_multiple_of(4);
        let code = |run: &mut [Cell], put: fn(&mut Cell, u16)| {
            let first = run.first().map_or(0, |c| u16::from(c.class % 4));
            let length = run.len().min(7) as u16;
            for (offset, cell) in run.iter_mut().enumerate().skip(1) {
                put(cell, (first << 12) | (length << 8) | ((offset.min(7) as u16) << 4) | 1);
            }
        };
        let cells = &mut self.cells[PAD..];
        let mut start = 0;
        for run in cells.chunk_by_mut(|a, b| capital(a) && capital(b)) {
            code(run, |cell, code| cell.capitals = code);
            if start == 0 {
                run.iter_mut().for_each(|c| c.capitals <<= 1);
            }
            start += run.len();
        }
        for run in cells.chunk_by_mut(|a, b| name(a) && name(b)) {
            code(run, |cell, code| cell.names = code);
        }
    }

    /// Calls with the hash of each feature of the seam before a syllable, the first of the stretch excepted.
    #[inline]
    pub(super) fn features(&self, at: usize, features: Features, mut call: impl FnMut(u64)) {
        let [before, left, right, after] = &self.cells[at..at + 4] else { return };
        let mut put = |number: u64, code: u64| {
            if features.has(number) {
                call(mix(number, code));
            }
        };
        let class = |cell: &Cell| u64::from(cell.class);
        let classes = class(left) << 5 | class(right);
        let [dictionary, news, place] = [right.dictionary, right.news, right.place].map(Over::code);
        let [left_dictionary, next_dictionary] = [left.dictionary, after.dictionary].map(Over::code);
        let lists = (dictionary << 16) | (news << 8) | u64::from(right.frequency / 2);
        let [left_longest, longest, next_longest] = [left, right, after].map(|c| u64::from(c.longest));
        let [left_frequency, frequency, next_frequency] =
            [left, right, after].map(|c| u64::from(c.frequency));
        let (capitals, names) = (u64::from(right.capitals), u64::from(right.names));
        let triples = u64::from(right.triple) << 1 | u64::from(after.triple);
        let (from, to) = (u64::from(right.from), u64::from(left.to));
        put(1, right.row);
        put(2, left.hash);
        put(3, right.hash);
        put(4, left.row);
        put(5, mix(right.hash, longest << 8 | class(left)));
        put(6, news);
        put(7, dictionary << 2 | longest);
        put(8, lists);
        put(9, lists << 4 | longest << 2 | next_longest);
        put(10, (place << 10) | classes);
        put(11, right.term.code() << 2 | longest);
        put(12, capitals);
        put(13, (names << 10) | classes);
        put(14, (capitals << 20) | (place << 8) | dictionary);
        // What stands around the two: found by trying features at random, one more kept when unseen halves and thirds
        // of the treebank gained by it.
        put(15, mix(right.row, class(before)));
        put(16, mix(right.row, next_longest));
        put(17, mix(right.hash, class(before)));
        put(18, mix(right.hash, next_dictionary << 2 | next_longest));
        put(19, mix(left.hash, left_dictionary << 8 | frequency));
        put(20, mix(before.hash, longest));
        put(21, left_dictionary << 5 | triples << 3 | from);
        put(22, next_dictionary << 11 | next_frequency << 3 | from);
        put(23, place << 13 | next_dictionary << 5 | class(after));
        put(24, place << 10 | left_frequency << 2 | triples);
        put(25, u64::from(left.pair) << 4 | longest << 2 | left_longest);
        put(26, class(before) << 5 | longest << 3 | to);
    }

    /// Calls with the hash of each feature of joining over this seam, given whether the one before is joined.
    #[inline]
    pub(super) fn transitions(&self, at: usize, joined_before: bool, mut call: impl FnMut(u64)) {
        let [left, right] = &self.cells[at + 1..at + 3] else { return };
        let known = u64::from(right.triple) << 2 | u64::from(right.pair > 0) << 1 | u64::from(left.pair > 0);
        call(mix(31 + u64::from(joined_before), known));
        call(mix(33 + u64::from(joined_before), u64::from(left.class) << 5 | u64::from(right.class)));
    }
}

/// Notes an entry of the lists at each seam inside it.
fn note(cells: &mut [Cell], entry: Entry) {
    let length = cells.len();
    let known = entry.in_dictionary() || entry.is_term();
    if known {
        cells[0].from = length as u8;
    }
    if entry.is_whole() {
        cells[0].whole = length as u8;
    }
    if let Some(last) = cells.last_mut() {
        if known {
            last.to = last.to.max(length as u8);
        }
        last.triple |= length == 3 && (entry.in_dictionary() || entry.news() > 0);
    }
    for (offset, cell) in cells.iter_mut().enumerate().skip(1) {
        if entry.in_dictionary() {
            cell.dictionary.offer(length, offset);
        }
        if entry.news() > 0 && cell.news.offer(length, offset) {
            cell.frequency = entry.news();
        }
        if entry.is_place() {
            cell.place.offer(length, offset);
        }
        if entry.is_term() {
            cell.term.offer(length, offset);
        }
    }
}

/// The features that ask which syllables these are, not only what the lists and capitals say of them.
#[cfg(feature = "training")]
pub(super) const SYLLABLES: &[u32] = &[1, 2, 3, 4, 5, 15, 16, 17, 18, 19, 20];

/// Which features are asked for, as bits by number.
#[derive(Debug, Clone, Copy)]
pub(super) struct Features(u64);

impl Features {
    /// Those of the built-in model.
    pub(super) const ALL: Self = Self(u64::MAX);

    /// These without some.
    #[cfg(feature = "training")]
    pub(super) fn except(self, numbers: &[u32]) -> Self {
        Self(numbers.iter().fold(self.0, |bits, n| bits & !(1 << n)))
    }

    #[inline]
    fn has(self, number: u64) -> bool {
        self.0 >> number & 1 == 1
    }
}

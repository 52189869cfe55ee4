//! Tokens of several parts: document numbers, dates, times, decimals, e-mail addresses, hosts, `đ/c`.

use crate::atom::{Atom, Gap};
use crate::key::key_of_normal;

/// A token over several atoms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Compound {
    /// The atoms, half-open.
    pub(crate) atoms: std::ops::Range<usize>,
    pub(crate) text: String,
    /// Whether the parts are no tokens of their own: `1.234.567,89`, `đ/c`.
    pub(crate) whole: bool,
}

/// The longest compound in atoms: an e-mail address at a host of four labels has seven.
const MAX_ATOMS: usize = 12;

/// Ends of host names in use here. A list, because a missing space after a full stop (`hội nghị.Tại`) looks the same.
const TOP_LEVEL: &[&str] = &[
    "app", "asia", "biz", "com", "dev", "edu", "eu", "gov", "info", "int", "io", "me", "net", "online",
    "org", "site", "tv", "uk", "us", "vn", "xyz",
];

/// Finds the compounds, in the order of their first atoms. Those that are whole overlap no other.
pub(crate) fn compounds(normal: &str, atoms: &[Atom]) -> Vec<Compound> {
    let reader = Reader { normal, atoms };
    let mut found = Vec::new();
    let mut at = 0;
    // Where the compound found last ends: what stands before the next one is then none of its business.
    let mut fresh = 0;
    while at < atoms.len() {
        // Letters begin a compound only if something is joined to them.
        if !atoms[at].number && !reader.goes_on(at) {
            at += 1;
            continue;
        }
        let before = if at == fresh { None } else { reader.joint(at) };
        if let Some(mail) = reader.mail(at, before) {
            // Its host is found on the way on.
            found.push(mail);
        }
        let compound = if atoms[at].number {
            reader
                .time(at, before)
                .or_else(|| reader.document_number(at, before))
                .or_else(|| reader.host(at, before))
                .or_else(|| reader.date(at, before))
                .or_else(|| reader.spoken_date(at))
                .or_else(|| reader.number(at, before))
        } else {
            reader.host(at, before).or_else(|| reader.slashed_letters(at, before))
        };
        match compound {
            Some(compound) => {
                at = compound.atoms.end;
                fresh = at;
                found.push(compound);
            }
            None => at += 1,
        }
    }
    found
}

struct Reader<'a> {
    normal: &'a str,
    atoms: &'a [Atom],
}

impl<'a> Reader<'a> {
    /// The text of an atom; empty beyond the end.
    fn text(&self, at: usize) -> &'a str {
        self.atoms.get(at).map_or("", |a| &self.normal[a.range.clone()])
    }

    /// The mark that alone joins this atom to the one before.
    fn joint(&self, at: usize) -> Option<char> {
        match self.atoms.get(at)?.before {
            Gap::Joint(c) => Some(c),
            _ => None,
        }
    }

    /// Whether the next atom is joined to this one without a space.
    #[inline]
    fn goes_on(&self, at: usize) -> bool {
        self.atoms.get(at + 1).is_some_and(|a| matches!(a.before, Gap::None | Gap::Joint(_)))
    }

    /// Whether only a space stands before this atom.
    fn spaced(&self, at: usize) -> bool {
        self.atoms.get(at).is_some_and(|a| a.before == Gap::Space)
    }

    /// Whether the atom is joined to the one before without a space, by one mark of these or by nothing.
    fn joined(&self, at: usize, marks: &str) -> bool {
        match self.atoms.get(at).map(|a| a.before) {
            Some(Gap::None) => true,
            Some(Gap::Joint(c)) => marks.contains(c),
            _ => false,
        }
    }

    /// The number an atom of so many digits is.
    fn digits(&self, at: usize, lengths: std::ops::RangeInclusive<usize>) -> Option<u32> {
        let atom = self.atoms.get(at).filter(|a| a.number && lengths.contains(&a.range.len()))?;
        self.normal[atom.range.clone()].parse().ok()
    }

    fn slice(&self, atoms: &std::ops::Range<usize>) -> &'a str {
        match (self.atoms.get(atoms.start), self.atoms.get(atoms.end - 1)) {
            (Some(first), Some(last)) => &self.normal[first.range.start..last.range.end],
            _ => "",
        }
    }

    fn found(&self, atoms: std::ops::Range<usize>, text: String, whole: bool) -> Option<Compound> {
        Some(Compound { atoms, text, whole })
    }

    fn verbatim(&self, atoms: std::ops::Range<usize>) -> Option<Compound> {
        let text = key_of_normal(self.slice(&atoms));
        self.found(atoms, text, false)
    }

    /// `18:00`, `18h30`, `18h`, `18 giờ 30` → `18:30`.
    fn time(&self, at: usize, before: Option<char>) -> Option<Compound> {
        let hour = self.digits(at, 1..=2).filter(|h| *h < 24)?;
        if matches!(before, Some(':' | '.' | ',' | '/')) {
            return None;
        }
        let minute = |at| self.digits(at, 2..=2).filter(|m| *m < 60);
        let next = self.text(at + 1);
        let (minute, end) = if self.joint(at + 1) == Some(':') {
            (minute(at + 1)?, at + 2)
        } else if self.atoms.get(at + 1).is_some_and(|a| a.before == Gap::None) {
            // `18h30`, and in the south `18g30`.
            let digits = next.strip_prefix(['h', 'H', 'g', 'G'])?;
            match digits {
                "" if next.starts_with(['h', 'H']) => (0, at + 2),
                "" => return None,
                _ if digits.len() == 2 => (digits.parse().ok().filter(|m| *m < 60)?, at + 2),
                _ => return None,
            }
        } else if self.spaced(at + 1) && self.spaced(at + 2) && key_of_normal(next) == "giờ" {
            (minute(at + 2)?, at + 3)
        } else {
            return None;
        };
        self.found(at..end, format!("{hour:02}:{minute:02}"), false)
    }

    /// `32/QĐ-UBND`, `15-NQ/TW`, `12/2016/TT-BNV`: a number, then letters, with a `/` somewhere between.
    fn document_number(&self, at: usize, before: Option<char>) -> Option<Compound> {
        if matches!(before, Some('/' | '-' | '.' | ':')) {
            return None;
        }
        let mut end = at + 1;
        let (mut slash, mut letters) = (false, false);
        while end - at < MAX_ATOMS && self.joined(end, "/-") {
            slash |= self.joint(end) == Some('/');
            letters |= !self.atoms[end].number && self.joint(end).is_some();
            end += 1;
        }
        // `15/3/2018-UBND` is rare, `60km/h` is not: a unit is no document.
        let unit = self.atoms.get(at + 1).is_some_and(|a| a.before == Gap::None && a.range.len() > 1);
        if slash && letters && !unit { self.verbatim(at..end) } else { None }
    }

    /// `27/02/2018` → `2018-02-27`, day first; `02/2018` → `2018-02`; `24/7` as it stands.
    fn date(&self, at: usize, before: Option<char>) -> Option<Compound> {
        let mark = self.joint(at + 1).filter(|c| matches!(c, '/' | '-' | '.'))?;
        if before == Some(mark) {
            return None;
        }
        let last = |end| self.joint(end) != Some(mark) || !self.atoms.get(end).is_some_and(|a| a.number);
        if self.joint(at + 2) == Some(mark) && last(at + 3) {
            let day_first = (self.digits(at, 1..=2), self.digits(at + 1, 1..=2), self.digits(at + 2, 4..=4));
            let year_first = (self.digits(at + 2, 1..=2), self.digits(at + 1, 1..=2), self.digits(at, 4..=4));
            for found in [day_first, year_first] {
                if let (Some(day), Some(month), Some(year)) = found {
                    return self.found(at..at + 3, day_key(day, month, year)?, false);
                }
            }
            return None;
        }
        if mark == '.' || !last(at + 2) {
            return None;
        }
        let first = self.digits(at, 1..=2)?;
        if let Some(year) = self.digits(at + 1, 4..=4) {
            return self.found(at..at + 2, month_key(first, year)?, false);
        }
        let second = self.digits(at + 1, 1..=2).filter(|_| mark == '/')?;
        self.found(at..at + 2, format!("{first}/{second}"), false)
    }

    /// `27 tháng 02 năm 2018` → `2018-02-27`, `2 năm 2018` after `tháng` → `2018-02`.
    fn spoken_date(&self, at: usize) -> Option<Compound> {
        let says = |at, word: &str| self.spaced(at) && key_of_normal(self.text(at)) == word;
        let number = |at, lengths| self.digits(at, lengths).filter(|_| self.spaced(at));
        if says(at + 1, "tháng") {
            let (day, month) = (self.digits(at, 1..=2)?, number(at + 2, 1..=2)?);
            let year = number(at + 4, 4..=4).filter(|_| says(at + 3, "năm"))?;
            return self.found(at..at + 5, day_key(day, month, year)?, false);
        }
        if at > 0 && says(at + 1, "năm") && key_of_normal(self.text(at - 1)) == "tháng" {
            let (month, year) = (number(at, 1..=2)?, number(at + 2, 4..=4)?);
            return self.found(at..at + 3, month_key(month, year)?, false);
        }
        None
    }

    /// `1.234.567,89` → `1234567,89`; `12,5` and `12.5` → `12,5`; `0243.872.1234` → `02438721234`.
    fn number(&self, at: usize, before: Option<char>) -> Option<Compound> {
        if matches!(before, Some('.' | ',' | ':' | '/')) {
            return None;
        }
        let joint_number = |at, mark| self.joint(at) == Some(mark) && self.atoms[at].number;
        let mut end = at + 1;
        while end - at < MAX_ATOMS && joint_number(end, '.') {
            end += 1;
        }
        if joint_number(end, '.') {
            return None;
        }
        let lengths: Vec<usize> = self.atoms[at..end].iter().map(|a| a.range.len()).collect();
        let grouped = lengths[0] <= 3 && lengths[1..].iter().all(|n| *n == 3);
        let phone = self.text(at).starts_with('0')
            && lengths.len() > 1
            && (9..=11).contains(&lengths.iter().sum::<usize>())
            && lengths[1..].iter().all(|n| (2..=4).contains(n));
        let joined = || self.atoms[at..end].iter().map(|a| &self.normal[a.range.clone()]).collect::<String>();
        if grouped && joint_number(end, ',') {
            // `1,2,3` is a list, and `1,234,567` is written so by others.
            let mut last = end + 1;
            while last - end < MAX_ATOMS && joint_number(last, ',') {
                last += 1;
            }
            let thousands = last > end + 1 && lengths.len() == 1;
            return match last - end {
                1 => self.found(at..last, format!("{},{}", joined(), self.text(end)), true),
                _ if thousands && (end..last).all(|i| self.text(i).len() == 3) => {
                    self.found(at..last, self.slice(&(at..last)).replace(',', ""), true)
                }
                _ => None,
            };
        }
        if lengths.len() > 1 && (grouped || phone) {
            return self.found(at..end, joined(), true);
        }
        // One point and not three digits after it: a decimal as others write it, or a paragraph's number.
        (lengths.len() == 2)
            .then(|| self.found(at..end, format!("{},{}", self.text(at), self.text(at + 1)), false))
            .flatten()
    }

    /// `vpub@longbien.hanoi.gov.vn`.
    fn mail(&self, at: usize, before: Option<char>) -> Option<Compound> {
        if matches!(before, Some('.' | '-' | '_' | '@')) || !self.ascii(at) {
            return None;
        }
        let mut sign = at + 1;
        while sign - at < MAX_ATOMS && self.joined(sign, ".-_") && self.ascii(sign) {
            sign += 1;
        }
        if self.joint(sign) != Some('@') || !self.ascii(sign) {
            return None;
        }
        let end = self.labels(sign);
        let dotted = (sign + 1..end).any(|i| self.joint(i) == Some('.'));
        if dotted { self.verbatim(at..end) } else { None }
    }

    /// `longbien.hanoi.gov.vn`.
    fn host(&self, at: usize, before: Option<char>) -> Option<Compound> {
        if matches!(before, Some('.' | '-' | '_')) || !self.ascii(at) {
            return None;
        }
        let known = |i: &usize| {
            self.joint(*i) == Some('.')
                && TOP_LEVEL.binary_search(&self.text(*i).to_ascii_lowercase().as_str()).is_ok()
        };
        let last = (at + 1..self.labels(at)).rev().find(known)?;
        self.verbatim(at..last + 1)
    }

    /// Where the labels of a host that begins here end.
    fn labels(&self, at: usize) -> usize {
        let mut end = at + 1;
        while end - at < MAX_ATOMS && self.joined(end, ".-") && self.ascii(end) {
            end += 1;
        }
        end
    }

    fn ascii(&self, at: usize) -> bool {
        !self.text(at).is_empty() && self.text(at).is_ascii()
    }

    /// `Đ/c`, `v/v`, `T/M`: single letters with a slash.
    fn slashed_letters(&self, at: usize, before: Option<char>) -> Option<Compound> {
        let one = |at| {
            let mut chars = self.text(at).chars();
            chars.next().is_some_and(char::is_alphabetic) && chars.next().is_none()
        };
        let slash = self.joint(at + 1) == Some('/') && before != Some('/') && self.joint(at + 2) != Some('/');
        if slash && one(at) && one(at + 1) {
            let text = key_of_normal(self.slice(&(at..at + 2)));
            return self.found(at..at + 2, text, true);
        }
        None
    }
}

/// The key of a day; `None` if no calendar has it.
fn day_key(day: u32, month: u32, year: u32) -> Option<String> {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    ((1..=days).contains(&day) && year >= 1000).then(|| format!("{year}-{month:02}-{day:02}"))
}

/// The key of a month.
fn month_key(month: u32, year: u32) -> Option<String> {
    ((1..=12).contains(&month) && year >= 1000).then(|| format!("{year}-{month:02}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::atom::atoms;

    #[track_caller]
    fn check(cases: &[(&str, &str)]) {
        for (text, expected) in cases {
            let found = compounds(text, &atoms(text)).into_iter();
            let found: Vec<String> =
                found.map(|c| if c.whole { format!("[{}]", c.text) } else { c.text }).collect();
            assert_eq!(found.join(" "), *expected, "{text}");
        }
    }

    #[test]
    fn document_numbers() {
        check(&[
            ("Quyết định số 123/QĐ-UBND.", "123/qđ-ubnd"),
            ("15-NQ/TW và 12/2016/TT-BNV", "15-nq/tw 12/2016/tt-bnv"),
            ("32a/QĐ-UBND", "32a/qđ-ubnd"),
            ("HĐND-UBND", ""),
            ("60km/h", ""),
        ]);
    }

    #[test]
    fn dates_and_times() {
        check(&[
            ("27/02/2018 27-02-2018 27.02.2018 2018-02-27", "2018-02-27 2018-02-27 2018-02-27 2018-02-27"),
            ("ngày 5/3/2018, 31/02/2018", "2018-03-05"),
            ("tháng 02/2018; 2-2018", "2018-02 2018-02"),
            ("ngày 5 tháng 3 năm 2018, tháng 3 năm 2018", "2018-03-05 2018-03"),
            ("24/7, 05/03", "24/7 5/3"),
            ("1975-2025, 1/2/3/4", ""),
            ("18:00 | 18h30, 7g15, 18 giờ 30, 8h", "18:00 18:30 07:15 18:30 08:00"),
            ("25:00, 18:75, 3g", ""),
            ("18h30, 27/02/2018", "18:30 2018-02-27"),
        ]);
    }

    #[test]
    fn numbers() {
        check(&[
            ("1.234.567,89 đồng", "[1234567,89]"),
            ("12,5% và 12.5%", "[12,5] 12,5"),
            ("1.500m2, 1.500 m²", "[1500] [1500]"),
            ("1,2,3 và 1,234,567", "[1234567]"),
            ("0243.872.1234", "[02438721234]"),
            ("Tốt 5.Hôm", ""),
        ]);
    }

    #[test]
    fn addresses() {
        check(&[
            ("vpub@longbien.hanoi.gov.vn.", "vpub@longbien.hanoi.gov.vn longbien.hanoi.gov.vn"),
            ("https://bao-moi.com/a.html", "bao-moi.com"),
            ("hội nghị.Tai, TP.HCM, P.Ngọc Thụy", ""),
        ]);
    }

    #[test]
    fn letters_with_a_slash() {
        check(&[("Đ/c Phước", "[đ/c]"), ("v/v", "[v/v]"), ("km/h, a/b/c, và/hoặc", "")]);
    }

    #[test]
    fn an_endless_chain_is_read_once() {
        let text = "1/a.".repeat(50_000);
        assert!(compounds(&text, &atoms(&text)).len() <= 50_000);
    }
}

//! Abbreviations of local news and what they stand for.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use crate::key::fold_key;

/// A stretch of a query that is also written another way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expansion {
    /// Which of the syllables given, half-open.
    pub range: Range<usize>,
    /// The other ways, in match-key form, syllables separated by spaces: `ủy ban nhân dân` for `ubnd`, and `ubnd` for
    /// `ủy ban nhân dân`.
    pub to: Vec<&'static str>,
}

/// The table: abbreviation, its words, the way, the source.
static TABLE: &str = include_str!("../data/abbreviations.tsv");

/// Which way an abbreviation may be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// Both ways, with and without marks.
    Both,
    /// Both ways, but the abbreviation must be typed with its marks: without them it is a common syllable (`ĐU`, `du`).
    Marked,
    /// From the abbreviation to the words only: it stands for too much.
    Forth,
}

/// A row of the table, in match-key form. Several rows may share a side.
#[derive(Debug, Clone, Copy)]
struct Row {
    short: &'static str,
    long: &'static str,
    way: Way,
}

/// The rows in their order; what is no row is left out, a test looks for such.
fn rows() -> impl Iterator<Item = Row> {
    TABLE.lines().filter(|line| !line.starts_with('#')).filter_map(|line| {
        let mut columns = line.split('\t');
        let (short, long) = (columns.next()?, columns.next()?);
        let way = match columns.next()? {
            "both" => Way::Both,
            "marked" => Way::Marked,
            "forth" => Way::Forth,
            _ => return None,
        };
        Some(Row { short, long, way })
    })
}

/// From a side in match-key or folded form to the other sides, and the greatest number of syllables of a side.
static SIDES: LazyLock<(HashMap<String, Vec<&'static str>>, usize)> = LazyLock::new(|| {
    let mut sides: HashMap<String, Vec<&'static str>> = HashMap::new();
    let mut longest = 0;
    let mut add = |from: String, to: &'static str| {
        longest = longest.max(from.split(' ').count());
        let to_list = sides.entry(from).or_default();
        if !to_list.contains(&to) {
            to_list.push(to);
        }
    };
    for Row { short, long, way } in rows() {
        add(short.to_owned(), long);
        if way != Way::Marked {
            add(fold_key(short), long);
        }
        if way != Way::Forth {
            add(long.to_owned(), short);
            add(fold_key(long), short);
        }
    }
    (sides, longest)
});

/// Finds abbreviations of the domain, and texts that have one, in a row of syllables in match-key or folded form.
/// Ranges are in order and do not overlap; the longest stretch wins.
pub fn expansions(syllables: &[&str]) -> Vec<Expansion> {
    let (sides, longest) = &*SIDES;
    let mut found = Vec::new();
    let mut start = 0;
    while start < syllables.len() {
        let lengths = (1..=(*longest).min(syllables.len() - start)).rev();
        let side =
            lengths.filter_map(|n| Some((n, sides.get(&syllables[start..start + n].join(" "))?))).next();
        match side {
            Some((length, to)) => {
                found.push(Expansion { range: start..start + length, to: to.clone() });
                start += length;
            }
            None => start += 1,
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::match_key;

    #[track_caller]
    fn check(query: &str, expected: &[(Range<usize>, &[&str])]) {
        let syllables: Vec<&str> = query.split(' ').collect();
        let found = expansions(&syllables);
        let found: Vec<(Range<usize>, &[&str])> = found.iter().map(|e| (e.range.clone(), &*e.to)).collect();
        assert_eq!(found, expected, "{query}");
    }

    #[test]
    fn both_ways() {
        check("ubnd phường", &[(0..1, &["ủy ban nhân dân"])]);
        check("chủ tịch ủy ban nhân dân", &[(2..6, &["ubnd"])]);
        check("hđnd", &[(0..1, &["hội đồng nhân dân"])]);
        check("đ/c phước", &[(0..1, &["đồng chí", "địa chỉ"])]);
        check("đồng chí", &[(0..2, &["đ/c", "đc"])]);
        check("tp hcm", &[(0..2, &["thành phố hồ chí minh"])]);
        check("phát triển kinh tế xã hội", &[(2..6, &["kt xh", "ktxh"])]);
    }

    #[test]
    fn without_marks() {
        check("uy ban nhan dan", &[(0..4, &["ubnd"])]);
        check("hdnd va bch", &[(0..1, &["hội đồng nhân dân"]), (2..3, &["ban chấp hành", "ban chỉ huy"])]);
        check("d/c phuoc", &[(0..1, &["đồng chí", "địa chỉ"])]);
        check("du lich", &[]);
        check("đu", &[(0..1, &["đảng ủy"])]);
    }

    #[test]
    fn the_longest_stretch_wins() {
        check("bí thư đảng ủy", &[(0..4, &["btđu"])]);
        check("ủy ban mặt trận tổ quốc việt nam", &[(0..8, &["ubmttqvn"])]);
    }

    #[test]
    fn one_letter_goes_one_way() {
        check("p ngọc thụy q long biên", &[(0..1, &["phường"]), (3..4, &["quận"])]);
        check("phường quận", &[]);
    }

    #[test]
    fn an_ambiguous_one_has_its_readings() {
        check("btc", &[(0..1, &["ban tổ chức", "bộ tài chính"])]);
        check("ct ubnd", &[(0..1, &["chỉ thị", "chủ tịch", "chương trình"]), (1..2, &["ủy ban nhân dân"])]);
        check("bộ tài chính", &[]);
    }

    #[test]
    fn the_table_is_in_match_key_form_and_names_its_sources() {
        let lines: Vec<&str> = TABLE.lines().filter(|l| !l.is_empty() && !l.starts_with('#')).collect();
        assert_eq!(rows().count(), lines.len());
        for (row, line) in rows().zip(lines) {
            assert_eq!(
                (match_key(row.short), match_key(row.long)),
                (row.short.to_owned(), row.long.to_owned())
            );
            assert!(row.short.chars().count() > 1 || row.way == Way::Forth, "{line}");
            assert!(["nd30", "law", "signs", "news"].contains(&line.rsplit('\t').next().unwrap()), "{line}");
            // Without marks it must not be a syllable that means something else, unless it is typed with them.
            let bare = fold_key(row.short);
            let syllable = bare.chars().count() > 1 && crate::is_syllable(&bare);
            assert!(!syllable || row.way == Way::Marked, "{line}");
        }
        let distinct: std::collections::BTreeSet<&str> = rows().map(|row| row.short).collect();
        assert!(distinct.len() >= 150, "{}", distinct.len());
    }

    #[test]
    fn anything_may_be_asked() {
        check("", &[]);
        assert_eq!(expansions(&[]), []);
    }
}

//! Links that lead nowhere without end: calendars, filters, sessions, paths that grow, pages after the last one.
//!
//! No list of such forms is ever complete, so what counts is what visits bring. URLs of one look are a *family*; a family
//! of which so many visits in a row brought neither an article nor a way to a family that may have some is left alone
//! for the rest of the run.

use std::collections::{HashMap, HashSet};

use langbao_article::CanonicalUrl;

use crate::url_shape::{is_number, split_extension};

/// Visits of a family in a row that bring nothing. What looks like an article may be one that cannot be read now.
const MOST_IN_VAIN: u32 = 50;
const MOST_UNREAD: u32 = 150;

/// Visits after which a family is known for what it brings.
const KNOWN: u32 = 50;

/// Visits in a row with the very same links: the pages after the last one.
const MOST_ECHOES: u32 = 12;

/// Links of a page to its own family that are kept.
pub(crate) const MOST_OF_ITS_OWN: usize = 200;

/// Steps from a start page beyond which pages that are no turned-over list share one family.
const DEEP: u32 = 7;

/// The look of a URL.
pub(crate) type Family = String;

/// What visits of this run have brought.
#[derive(Debug, Default)]
pub(crate) struct Traps {
    families: HashMap<Family, Record>,
}

#[derive(Debug, Default)]
struct Record {
    visits: u32,
    articles: u32,
    in_vain: u32,
    /// A digest of the last page's links, and how many pages in a row had the same.
    echo: (u64, u32),
    cut: bool,
}

/// What one visit of a page never seen before has brought.
#[derive(Debug)]
pub(crate) struct Brought {
    /// An article that the site did not have under another URL.
    pub(crate) article: bool,
    /// The page should have been one, by its URL.
    pub(crate) expected: bool,
    /// The families of the links seen for the first time in this run.
    pub(crate) leads_to: HashSet<Family>,
    /// A digest of all links; `None` if there are none.
    pub(crate) echo: Option<u64>,
}

impl Traps {
    /// Says whether a family is left alone.
    pub(crate) fn is_cut(&self, family: &str) -> bool {
        self.families.get(family).is_some_and(|record| record.cut)
    }

    /// Leaves a family alone from now on.
    pub(crate) fn cut(&mut self, family: String) {
        self.families.entry(family).or_default().cut = true;
    }

    /// Notes a visit. Returns whether the family is left alone from now on.
    pub(crate) fn note(&mut self, family: &str, brought: &Brought) -> bool {
        let leads = brought.leads_to.iter().any(|to| to != family && self.may_have_articles(to));
        let record = self.families.entry(family.to_owned()).or_default();
        record.visits += 1;
        record.articles += u32::from(brought.article);
        match brought.article || leads {
            true => record.in_vain = 0,
            false => record.in_vain += 1,
        }
        match brought.echo {
            Some(echo) if echo == record.echo.0 && !brought.article && !brought.expected => {
                record.echo.1 += 1
            }
            echo => record.echo = (echo.unwrap_or_default(), 0),
        }
        let most = if brought.expected { MOST_UNREAD } else { MOST_IN_VAIN };
        let newly = !record.cut && (record.in_vain >= most || record.echo.1 >= MOST_ECHOES);
        record.cut |= newly;
        newly
    }

    /// A family that is not known yet may have some; two that are known to lead but to each other do not.
    fn may_have_articles(&self, family: &str) -> bool {
        self.families
            .get(family)
            .is_none_or(|record| !record.cut && (record.articles > 0 || record.visits < KNOWN))
    }
}

/// Returns the family of a URL, `depth` steps from a start page.
pub(crate) fn family(url: &CanonicalUrl, depth: u32, turns_pages: bool) -> Family {
    let url = url.as_url();
    let segments: Vec<&str> = url.path().split('/').filter(|segment| !segment.is_empty()).collect();
    let (last, parents) = segments.split_last().map_or(("", &[][..]), |(last, parents)| (*last, parents));
    let mut family = String::new();
    if depth >= DEEP && !turns_pages {
        return "deep".to_owned();
    }
    for parent in parents.iter().take(2) {
        family.push('/');
        family.push_str(&class(parent));
    }
    if parents.len() > 2 {
        family.push_str("/…");
    }
    let (name, extension) = split_extension(last);
    family.push('/');
    family.push_str(&class(name));
    family.push('.');
    family.push_str(extension);
    let names = url.query().unwrap_or_default().split('&').filter_map(|pair| pair.split('=').next());
    let mut names: Vec<&str> = names.filter(|name| !name.is_empty()).collect();
    names.sort_unstable();
    names.dedup();
    for name in names {
        family.push(if family.contains('?') { '&' } else { '?' });
        family.push_str(name);
    }
    family
}

/// What a segment looks like: a number, a headline, a code, or the word itself.
fn class(segment: &str) -> String {
    let digits = segment.bytes().filter(u8::is_ascii_digit).count();
    if is_number(segment) {
        "#".to_owned()
    } else if segment.split(['-', '_']).filter(|word| !word.is_empty()).count() >= 4 {
        "slug".to_owned()
    } else if digits >= 2 && segment.len() >= 8 && !segment.contains('-') {
        "code".to_owned()
    } else {
        segment.chars().map(|c| if c.is_ascii_digit() { '#' } else { c.to_ascii_lowercase() }).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(path: &str) -> Family {
        family(&CanonicalUrl::parse(&format!("https://a.vn{path}")).unwrap(), 2, false)
    }

    fn nothing(leads_to: &[&str]) -> Brought {
        Brought {
            article: false,
            expected: false,
            leads_to: leads_to.iter().map(|to| (*to).to_owned()).collect(),
            echo: None,
        }
    }

    #[test]
    fn urls_of_one_look_are_one_family() {
        assert_eq!(of("/lich/2031/5"), of("/lich/2032/12"));
        assert_eq!(of("/lich?nam=2031&tuan=7"), of("/lich?tuan=8&nam=2032"));
        assert_eq!(of("/tin/hop-to-dan-pho-12.html"), of("/tin/ra-quan-don-ve-sinh-9.html"));
        assert_eq!(of("/a/b/c/d"), of("/a/b/c/e/d"));
        assert_eq!(of("/x?phien=a1"), of("/x?phien=b2"));
        assert_ne!(of("/tin/hop-to-dan-pho-12.html"), of("/tin/hop-to-dan-pho-12.html?phien=1"));
        assert_ne!(of("/tin-tuc/page-2"), of("/thong-bao/page-2"));
        let deep =
            |path: &str| family(&CanonicalUrl::parse(&format!("https://a.vn{path}")).unwrap(), 20, false);
        assert_eq!(deep("/mot"), deep("/hai/ba"));
    }

    #[test]
    fn a_family_that_brings_nothing_is_left_alone() {
        let mut traps = Traps::default();
        let cut = (1..200).find(|_| traps.note("lich", &nothing(&["lich"])));
        assert_eq!(cut, Some(MOST_IN_VAIN));
        assert!(traps.is_cut("lich") && !traps.is_cut("tin"));
    }

    #[test]
    fn an_article_or_a_new_way_sets_it_right() {
        let mut traps = Traps::default();
        for _ in 0..500 {
            assert!(!traps.note("trang", &nothing(&["tin"])), "its articles have not been visited yet");
        }
        for n in 0..500 {
            let brought = Brought { article: n % 40 == 0, ..nothing(&[]) };
            assert!(!traps.note("tin", &brought));
        }
    }

    #[test]
    fn two_families_that_lead_to_each_other_are_both_found_out() {
        let mut traps = Traps::default();
        let mut visits = 0;
        while !(traps.is_cut("a") && traps.is_cut("b")) {
            traps.note("a", &nothing(&["b"]));
            traps.note("b", &nothing(&["a"]));
            visits += 2;
            assert!(visits <= 300);
        }
    }

    #[test]
    fn pages_after_the_last_one_are_all_alike() {
        let mut traps = Traps::default();
        let echo = || Brought { echo: Some(7), ..nothing(&["tin"]) };
        let cut = (1..200).find(|_| traps.note("trang", &echo()));
        assert_eq!(cut, Some(MOST_ECHOES + 1));
    }
}

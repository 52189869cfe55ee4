//! The cookies of one host: just enough for doors that send the visitor back to where they are until they see their
//! cookie again. They live as long as the process.

use std::collections::BTreeMap;

/// Cookies that are kept of one host, and bytes of one.
const MOST: usize = 24;
const MOST_BYTES: usize = 4_096;

/// The cookies of a host. Paths and domains are left out of account: a host gets back what it gave.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Cookies(BTreeMap<String, String>);

impl Cookies {
    /// Takes the `Set-Cookie` headers of an answer; says whether that changed anything.
    pub(crate) fn take<'a>(&mut self, set: impl Iterator<Item = &'a str>) -> bool {
        let mut changed = false;
        for line in set {
            let (pair, attributes) = line.split_once(';').unwrap_or((line, ""));
            let Some((name, value)) = pair.split_once('=') else { continue };
            let (name, value) = (name.trim(), value.trim());
            if name.is_empty() || !is_plain(name) || !is_plain(value) || pair.len() > MOST_BYTES {
                continue;
            }
            if is_over(attributes) {
                changed |= self.0.remove(name).is_some();
            } else if self.0.len() < MOST || self.0.contains_key(name) {
                changed |= self.0.insert(name.to_owned(), value.to_owned()).is_none_or(|old| old != value);
            }
        }
        changed
    }

    /// Returns the `Cookie` header.
    pub(crate) fn header(&self) -> Option<String> {
        let pairs: Vec<String> = self.0.iter().map(|(name, value)| format!("{name}={value}")).collect();
        (!pairs.is_empty()).then(|| pairs.join("; "))
    }
}

fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' '..=b'~') && !matches!(byte, b';' | b','))
}

/// A cookie is taken back with an age that is over. Dates are not read: a portal's clock says little.
fn is_over(attributes: &str) -> bool {
    attributes.split(';').filter_map(|attribute| attribute.split_once('=')).any(|(name, value)| {
        name.trim().eq_ignore_ascii_case("max-age") && value.trim().parse().is_ok_and(|age: i64| age <= 0)
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_was_given_is_given_back() {
        let mut cookies = Cookies::default();
        assert_eq!(cookies.header(), None);
        assert!(cookies.take(["cua=mo; Path=/; HttpOnly", "b = 2"].into_iter()));
        assert!(!cookies.take(["cua=mo"].into_iter()), "nothing new");
        assert_eq!(cookies.header().as_deref(), Some("b=2; cua=mo"));
        assert!(cookies.take(["cua=; Max-Age=0", "x", "=y", "d=a\u{1}"].into_iter()));
        assert_eq!(cookies.header().as_deref(), Some("b=2"));
    }

    #[test]
    fn a_host_cannot_fill_the_memory() {
        let mut cookies = Cookies::default();
        for n in 0..1_000 {
            cookies.take([format!("c{n}={}", "x".repeat(n * 10)).as_str()].into_iter());
        }
        assert_eq!(cookies.0.len(), MOST);
    }

    proptest! {
        #[test]
        fn any_header_passes_and_the_answer_is_one_line(lines in prop::collection::vec("\\PC{0,40}", 0..5)) {
            let mut cookies = Cookies::default();
            cookies.take(lines.iter().map(String::as_str));
            prop_assert!(cookies.header().unwrap_or_default().bytes().all(|b| matches!(b, b' '..=b'~')));
        }
    }
}

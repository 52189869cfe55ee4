//! Query strings. Keys are checked against those an address knows, so that a slip of the pen (`dateFrom`) is told
//! and not answered with too many articles.

use std::str::FromStr;

use langbao_search::PartialDate;
use url::form_urlencoded;

use crate::Lang;
use crate::parameter::{self, Parameter};
use crate::problem::Problem;

/// A query string whose keys are all known. Empty values, as forms send them, count as not given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Params {
    pairs: Vec<(String, String)>,
}

/// Splits a query string. Any text passes: broken escapes are read as they stand.
pub(crate) fn pairs(raw: &str) -> Vec<(String, String)> {
    form_urlencoded::parse(raw.as_bytes()).into_owned().collect()
}

/// Writes a query string.
pub(crate) fn write<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

/// Writes an address; without parameters, no question mark.
pub(crate) fn address<'a>(path: &str, pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    match write(pairs) {
        query if query.is_empty() => path.to_owned(),
        query => format!("{path}?{query}"),
    }
}

/// Writes one segment of a path.
pub(crate) fn segment(text: &str) -> String {
    // The serializer is that of forms, which write a space as a plus.
    form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>().replace('+', "%20")
}

/// Whether a parameter is one that others hang on links that people share.
fn added_by_sharing(key: &str) -> bool {
    key.starts_with("utm_") || ["fbclid", "gclid", "zarsrc", "zalo_id"].contains(&key)
}

impl Params {
    /// Reads a query string.
    ///
    /// # Errors
    /// A parameter that is not among `known`.
    pub(crate) fn parse(raw: Option<&str>, known: &[&str]) -> Result<Self, Problem> {
        let mut kept = pairs(raw.unwrap_or_default());
        kept.retain(|(key, _)| !added_by_sharing(key));
        if let Some((unknown, _)) = kept.iter().find(|(key, _)| !known.contains(&key.as_str())) {
            return Err(Problem::unknown_parameter(unknown, known));
        }
        kept.retain(|(_, value)| !value.trim().is_empty());
        Ok(Self { pairs: kept })
    }

    /// Reads a query string of an address whose parameters are listed.
    ///
    /// # Errors
    /// A parameter that is not in the list.
    pub(crate) fn read(raw: Option<&str>, list: &[Parameter]) -> Result<Self, Problem> {
        Self::parse(raw, &parameter::names(list))
    }

    /// Returns the pairs in their order.
    pub(crate) fn pairs(&self) -> &[(String, String)] {
        &self.pairs
    }

    /// Returns the values of a key that may be repeated.
    pub(crate) fn all<'a>(&'a self, key: &str) -> impl Iterator<Item = &'a str> {
        self.pairs.iter().filter(move |(k, _)| k == key).map(|(_, v)| v.as_str())
    }

    /// Returns the value of a key that stands once.
    ///
    /// # Errors
    /// If it is repeated.
    pub(crate) fn one(&self, key: &str) -> Result<Option<&str>, Problem> {
        let mut values = self.all(key);
        match (values.next(), values.next()) {
            (_, Some(_)) => Err(Problem::repeated_parameter(key)),
            (value, None) => Ok(value),
        }
    }

    /// Reads one of a few words.
    ///
    /// # Errors
    /// Another word, or a repeated key.
    pub(crate) fn word<T: Copy>(&self, key: &str, words: &[(&str, T)]) -> Result<Option<T>, Problem> {
        let Some(value) = self.one(key)? else { return Ok(None) };
        let found = words.iter().find(|(word, _)| *word == value);
        found.map(|(_, meaning)| Some(*meaning)).ok_or_else(|| {
            let names: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            Problem::unknown_word(key, value, &names)
        })
    }

    /// Reads `true` or `false` (also `1` or `0`).
    ///
    /// # Errors
    /// Another word, or a repeated key.
    pub(crate) fn flag(&self, key: &str) -> Result<Option<bool>, Problem> {
        self.word(key, &[("true", true), ("false", false), ("1", true), ("0", false)])
    }

    /// Reads a number from 1 to `most`.
    ///
    /// # Errors
    /// Anything else, or a repeated key.
    pub(crate) fn number(&self, key: &str, most: usize) -> Result<Option<usize>, Problem> {
        let Some(value) = self.one(key)? else { return Ok(None) };
        match value.trim().parse() {
            Ok(n) if (1..=most).contains(&n) => Ok(Some(n)),
            _ => Err(Problem::invalid(
                key,
                format!("“{value}” không phải là số từ 1 đến {most}"),
                format!("\"{value}\" is not a number from 1 to {most}"),
            )),
        }
    }

    /// Reads a date of a year, a month or a day.
    ///
    /// # Errors
    /// Anything else, or a repeated key.
    pub(crate) fn date(&self, key: &str) -> Result<Option<PartialDate>, Problem> {
        let Some(value) = self.one(key)? else { return Ok(None) };
        value.parse().map(Some).map_err(|_| {
            Problem::invalid(
                key,
                format!(
                    "“{value}” không phải là ngày: dùng 27/02/2018, 02/2018, 2018, 2018-02-27 hoặc 2018-02"
                ),
                format!("\"{value}\" is not a date: use YYYY, YYYY-MM, YYYY-MM-DD or dd/mm/yyyy"),
            )
        })
    }

    /// Reads the language.
    ///
    /// # Errors
    /// An unknown language.
    pub(crate) fn lang(&self) -> Result<Lang, Problem> {
        Ok(self.word("lang", &[("vi", Lang::Vi), ("en", Lang::En)])?.unwrap_or_default())
    }
}

/// Reads the language of a query string that may be wrong otherwise.
pub(crate) fn lang_of(raw: Option<&str>) -> Lang {
    let pairs = pairs(raw.unwrap_or_default());
    let lang = pairs.iter().find(|(key, _)| key == "lang");
    lang.and_then(|(_, value)| Lang::from_str(value).ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: &[&str] = &["q", "person", "date_from", "limit", "lang"];

    #[test]
    fn repeated_keys_are_alternatives_and_empty_ones_are_not_there() {
        let params = Params::parse(Some("person=An&q=&person=B%C3%ACnh+Minh&limit=3"), KNOWN).unwrap();
        assert_eq!(params.all("person").collect::<Vec<_>>(), ["An", "Bình Minh"]);
        assert_eq!(params.one("q").unwrap(), None);
        assert_eq!(params.number("limit", 100).unwrap(), Some(3));
        assert_eq!(params.lang().unwrap(), Lang::Vi);
    }

    #[test]
    fn wrong_parameters_are_named() {
        let check = |raw: &str, code: &str, parameter: &str, hint: Option<&str>| {
            let problem = Params::parse(Some(raw), KNOWN)
                .and_then(|p| p.number("limit", 100).map(|_| p))
                .and_then(|p| p.one("q").map(|_| ()))
                .unwrap_err();
            assert_eq!((problem.kind.code(), problem.parameter.as_deref()), (code, Some(parameter)), "{raw}");
            assert_eq!(problem.did_you_mean.as_deref(), hint, "{raw}");
        };
        check("dateFrom=2018", "unknown_parameter", "dateFrom", Some("date_from"));
        check("persons=An", "unknown_parameter", "persons", Some("person"));
        check("xyz=1", "unknown_parameter", "xyz", None);
        check("limit=0", "invalid_parameter", "limit", None);
        check("limit=ba", "invalid_parameter", "limit", None);
        check("q=a&q=b", "repeated_parameter", "q", None);
    }

    #[test]
    fn what_sharing_adds_is_no_mistake() {
        let params = Params::parse(Some("q=a&fbclid=x&utm_source=zalo"), KNOWN).unwrap();
        assert_eq!(params.pairs(), [("q".to_owned(), "a".to_owned())]);
    }

    #[test]
    fn the_language_is_found_even_if_all_else_is_wrong() {
        assert_eq!(lang_of(Some("wrong=1&lang=en")), Lang::En);
        assert_eq!(lang_of(Some("lang=fr")), Lang::Vi);
        assert_eq!(lang_of(None), Lang::Vi);
    }
}

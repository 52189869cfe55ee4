//! What stands around every page.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::http::Uri;
use langbao_archive::Site;
use langbao_article::SiteId;
use langbao_search::Snippet;

use crate::assets::{script_address, style_address};
use crate::params::{self, Params};
use crate::problem::Problem;
use crate::state::WebSettings;
use crate::{AppState, Lang};

/// Language, name and links that every page has.
#[derive(Debug, Clone)]
pub(crate) struct Frame {
    pub(crate) lang: Lang,
    pub(crate) settings: Arc<WebSettings>,
    pub(crate) style: &'static str,
    pub(crate) script: &'static str,
    /// This page in the other language.
    pub(crate) switch: String,
    path: String,
}

impl Frame {
    /// Frames the page at this address.
    pub(crate) fn new(state: &AppState, uri: &Uri, lang: Lang) -> Self {
        let pairs = params::pairs(uri.query().unwrap_or_default());
        let kept = pairs.iter().filter(|(key, _)| key != "lang").map(|(k, v)| (k.as_str(), v.as_str()));
        Self {
            lang,
            settings: Arc::clone(&state.settings),
            style: style_address(),
            script: script_address(),
            // Said outright: the browser may have asked for another language.
            switch: params::address(uri.path(), kept.chain([("lang", lang.other().code())])),
            path: uri.path().to_owned(),
        }
    }

    /// Frames a page that takes no other parameter than the language.
    ///
    /// # Errors
    /// An unknown parameter or language.
    pub(crate) fn plain(state: &AppState, uri: &Uri) -> Result<Self, Problem> {
        let lang = Params::parse(uri.query(), &["lang"])?.lang()?;
        Ok(Self::new(state, uri, lang))
    }

    /// The name of the product as its admin calls it.
    pub(crate) fn name(&self) -> &str {
        self.settings.name()
    }

    /// Links to another page in this language.
    pub(crate) fn href(&self, path: &str) -> String {
        params::address(path, lang_pair(self.lang))
    }

    /// Links to another page in this language with parameters.
    pub(crate) fn with(&self, path: &str, pairs: &[(&str, &str)]) -> String {
        params::address(path, pairs.iter().copied().chain(lang_pair(self.lang)))
    }

    /// Links to a search with one parameter.
    pub(crate) fn search(&self, key: &str, value: &str) -> String {
        crate::article_view::search_link(key, value, self.lang)
    }

    /// Says to assistive technology which link leads here.
    pub(crate) fn current(&self, path: &str) -> &'static str {
        if self.path == path { "page" } else { "false" }
    }

    /// Says the words of a key, see `words`.
    pub(crate) fn say(&self, key: &'static str) -> &'static str {
        self.lang.say(key)
    }

    /// Writes a number.
    pub(crate) fn n(&self, number: impl Count) -> String {
        self.lang.number(number.count())
    }

    /// Links to whoever runs the server, to report an article; `None` without contact.
    pub(crate) fn report(&self, article: &str) -> Option<String> {
        let contact = self.settings.contact.trim();
        if self.contact_is_mail() {
            let subject = self.say("report-subject");
            let subject = params::segment(&format!("{subject}: {article}"));
            return Some(format!("mailto:{contact}?subject={subject}"));
        }
        self.contact_is_web().then(|| contact.to_owned())
    }

    /// Returns whether contact is an address that mail can be sent to.
    pub(crate) fn contact_is_mail(&self) -> bool {
        self.settings.contact.contains('@') && !self.settings.contact.contains([' ', ':', '/'])
    }

    /// Returns whether contact is an address of the web.
    pub(crate) fn contact_is_web(&self) -> bool {
        self.settings.contact.starts_with("https://") || self.settings.contact.starts_with("http://")
    }
}

/// A number as templates pass it.
pub(crate) trait Count {
    fn count(self) -> u64;
}

impl Count for u64 {
    fn count(self) -> u64 {
        self
    }
}

impl Count for usize {
    fn count(self) -> u64 {
        self as u64
    }
}

impl Count for &usize {
    fn count(self) -> u64 {
        *self as u64
    }
}

impl Count for u32 {
    fn count(self) -> u64 {
        u64::from(self)
    }
}

impl Count for &u32 {
    fn count(self) -> u64 {
        u64::from(*self)
    }
}

impl Count for &u64 {
    fn count(self) -> u64 {
        *self
    }
}

/// Vietnamese needs no parameter.
fn lang_pair(lang: Lang) -> Option<(&'static str, &'static str)> {
    (lang != Lang::default()).then_some(("lang", lang.code()))
}

/// A stretch of a snippet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Part {
    pub(crate) text: String,
    pub(crate) marked: bool,
}

/// Cuts a snippet at its highlights. Ranges that do not fit the text are passed over.
pub(crate) fn parts(snippet: &Snippet) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut at = 0;
    let mut push = |range: std::ops::Range<usize>, marked: bool| {
        if let Some(text) = snippet.text.get(range).filter(|t| !t.is_empty()) {
            parts.push(Part { text: text.to_owned(), marked });
        }
    };
    for range in &snippet.highlights {
        if range.start >= at && snippet.text.get(range.clone()).is_some() {
            push(at..range.start, false);
            push(range.clone(), true);
            at = range.end;
        }
    }
    push(at..snippet.text.len(), false);
    parts
}

/// Names of sites for people.
#[derive(Debug, Clone, Default)]
pub(crate) struct SiteNames(BTreeMap<SiteId, String>);

impl SiteNames {
    pub(crate) fn new<'a>(sites: impl IntoIterator<Item = &'a Site>) -> Self {
        Self(sites.into_iter().map(|s| (s.id.clone(), s.name.clone())).collect())
    }

    /// Returns the name, or the id of a site that was removed.
    pub(crate) fn get<'a>(&'a self, id: &'a str) -> &'a str {
        let found = id.parse::<SiteId>().ok().and_then(|id| self.0.get(&id));
        found.map(String::as_str).filter(|name| !name.is_empty()).unwrap_or(id)
    }

    /// Returns ids and names in the order of ids.
    pub(crate) fn all(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(id, name)| (id.as_str(), name.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn snippets_are_cut_where_they_match() {
        let check = |highlights: Vec<std::ops::Range<usize>>, expected: &str| {
            let snippet = Snippet { text: "họp phường".to_owned(), highlights };
            let written: Vec<_> = parts(&snippet)
                .into_iter()
                .map(|p| if p.marked { format!("[{}]", p.text) } else { p.text })
                .collect();
            assert_eq!(written.concat(), expected);
        };
        check(vec![], "họp phường");
        check(vec![0..5, 6..15], "[họp] [phường]");
        // Neither ranges inside a character nor past the end nor backwards may lose text.
        check(vec![0..2, 6..99, 6..15, 0..5], "họp [phường]");
    }
}

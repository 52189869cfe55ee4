//! What the links of a site's pages come to: most links of a page are on all its others too, and making a canonical URL of
//! each, and finding what it looks like, is dearer than parsing the page.

use std::collections::HashMap;

use langbao_article::{CanonicalUrl, LinkKind};
use url::Position;

/// Links that are remembered; then all are forgotten.
const MOST: usize = 1_000;

/// Longer ones are not remembered.
const LONGEST: usize = 300;

/// A link made whole.
#[derive(Debug, Clone)]
pub(crate) struct Resolved {
    pub(crate) url: CanonicalUrl,
    /// What its looks say it is; `None`: not worth following.
    pub(crate) shape: Option<LinkKind>,
}

/// Remembers links that mean the same on every page of one scheme and host.
#[derive(Debug, Default)]
pub(crate) struct LinkMemo {
    origin: String,
    /// `None`: of another site, or no URL.
    known: HashMap<Box<str>, Option<Resolved>>,
}

impl LinkMemo {
    /// Makes a link whole, or remembers what it came to. `base`: what it is relative to.
    pub(crate) fn resolve(
        &mut self,
        base: &CanonicalUrl,
        href: &str,
        make: impl FnOnce() -> Option<Resolved>,
    ) -> Option<Resolved> {
        let means_the_same = href.starts_with('/') || href.starts_with("http");
        if !means_the_same || href.len() > LONGEST {
            return make();
        }
        let origin = &base.as_url()[..Position::BeforePath];
        if self.origin != origin {
            self.known.clear();
            origin.clone_into(&mut self.origin);
        }
        if let Some(known) = self.known.get(href) {
            return known.clone();
        }
        if self.known.len() >= MOST {
            self.known.clear();
        }
        let made = make();
        self.known.insert(href.into(), made.clone());
        made
    }
}

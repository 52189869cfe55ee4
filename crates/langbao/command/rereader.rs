//! Reads articles off pages that the archive holds, each with the profile of its site, as it would be read today.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use langbao_archive::Site;
use langbao_article::{Article, Page, SiteId, SiteProfile};
use langbao_crawl::is_never_article;

use super::import::read_imported;
use crate::house::site_profile;
use crate::whole::{Find, read_article};

/// Reads pages; finds the profile of each site once.
pub(super) struct Rereader<'a> {
    data: &'a Path,
    profiles: Mutex<HashMap<SiteId, Option<Arc<SiteProfile>>>>,
}

impl<'a> Rereader<'a> {
    /// Makes a reader over a data folder, where users keep profiles of their own.
    pub(super) fn new(data: &'a Path) -> Self {
        Self { data, profiles: Mutex::default() }
    }

    /// Reads the article off a page, if there is one; `find`: its further pages. A page that brings the extractor down has none.
    pub(super) fn read(&self, page: &Page, site: Option<&Site>, find: Find<'_>) -> Option<Article> {
        match read_imported(page) {
            Some(imported) => imported
                .inspect_err(
                    |error| tracing::warn!(url = %page.url, error = format!("{error:#}"), "cannot be read"),
                )
                .ok(),
            None => {
                let profile = site.and_then(|site| self.profile(site));
                let is_start = site.is_some_and(|site| site.start_urls.contains(&page.url));
                // As at the visit: of the depth no more is known than whether it is a start page.
                if is_never_article(&page.url, u32::from(!is_start), profile.as_deref()) {
                    return None;
                }
                read_article(page, None, profile.as_deref(), find).unwrap_or_default()
            }
        }
    }

    fn profile(&self, site: &Site) -> Option<Arc<SiteProfile>> {
        // The map is whole between any two statements.
        let mut profiles = self.profiles.lock().unwrap_or_else(PoisonError::into_inner);
        let found = profiles.entry(site.id.clone()).or_insert_with(|| {
            site_profile(self.data, site).unwrap_or_else(|error| {
                tracing::error!(site = %site.id, error = format!("{error:#}"), "reading without a profile");
                None
            })
        });
        found.clone()
    }
}

//! Which place a site belongs to: what its profile says, else what its name says.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use langbao_archive::{Archive, ArticleRecord, Site};
use langbao_article::SiteId;
use langbao_entities::{Period, Place, Setting, place_of_site};

use crate::house::site_profile;

/// Returns the place of a site, if it has one.
pub(crate) fn site_place(data: &Path, site: &Site) -> Option<Place> {
    // A profile that cannot be read is told when the site is crawled.
    let profile = site_profile(data, site).ok().flatten();
    match profile.as_deref().and_then(langbao_article::SiteProfile::place) {
        Some(written) => {
            let place = place_of_site(written);
            if place.is_none() {
                tracing::warn!(site = %site.id, place = written, "the profile names no place, or one of several");
            }
            place
        }
        None => place_of_site(&site.name),
    }
}

/// The places of sites, looked up once each.
pub(crate) struct SitePlaces {
    data: PathBuf,
    known: HashMap<SiteId, Option<Place>>,
}

impl SitePlaces {
    pub(crate) fn new(data: &Path) -> Self {
        Self { data: data.to_owned(), known: HashMap::new() }
    }

    /// Returns what helps to tell which places an article means.
    ///
    /// # Errors
    /// If the site cannot be read.
    pub(crate) fn setting(
        &mut self,
        archive: &Archive,
        record: &ArticleRecord,
    ) -> Result<Setting, langbao_archive::Error> {
        let place = match self.known.get(&record.site) {
            Some(place) => *place,
            None => {
                let place = archive.site(&record.site)?.and_then(|site| site_place(&self.data, &site));
                self.known.insert(record.site.clone(), place);
                place
            }
        };
        let published = record.article.published.as_ref();
        Ok(Setting::new(place, published.map(|published| Period::at(published.at.timestamp()))))
    }
}

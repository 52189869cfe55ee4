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

    /// Returns the place of an article's site.
    ///
    /// # Errors
    /// If the site cannot be read.
    pub(crate) fn place(
        &mut self,
        archive: &Archive,
        record: &ArticleRecord,
    ) -> Result<Option<Place>, langbao_archive::Error> {
        Ok(match self.known.get(&record.site) {
            Some(place) => *place,
            None => {
                let place = archive.site(&record.site)?.and_then(|site| site_place(&self.data, &site));
                self.known.insert(record.site.clone(), place);
                place
            }
        })
    }
}

/// Returns what helps to tell which places an article of a site means.
pub(crate) fn setting(site: Option<Place>, record: &ArticleRecord) -> Setting {
    let published = record.article.published.as_ref();
    Setting::new(site, published.map(|published| Period::at(published.at.timestamp())))
}

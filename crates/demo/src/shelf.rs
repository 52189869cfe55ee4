//! The articles of one site as they stand now: published, edited, removed.

use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

use chrono::{Duration, NaiveDateTime};

use crate::content::{Article, Bundle, Facts, Section};
use crate::{Error, SampleArticle};

/// One site's content.
#[derive(Debug)]
pub(crate) struct Shelf {
    pub(crate) facts: Facts,
    pub(crate) sections: Vec<SectionName>,
    /// Section by section, newest first inside one.
    pub(crate) entries: Vec<Entry>,
    /// Pages served, as shown in the footer.
    pub(crate) visits: AtomicU64,
}

#[derive(Debug)]
pub(crate) struct SectionName {
    pub(crate) title: String,
    pub(crate) slug: String,
}

/// One article and what happened to it.
#[derive(Debug)]
pub(crate) struct Entry {
    /// Its number in URLs; unique on the site, growing with the date.
    pub(crate) number: usize,
    /// Index in [`Shelf::sections`].
    pub(crate) section: usize,
    pub(crate) article: Article,
    /// The title it was published with: an edit changes no URL.
    pub(crate) first_title: String,
    /// How often it was edited.
    pub(crate) revision: u32,
    pub(crate) removed: bool,
    /// How often it was read.
    pub(crate) views: AtomicU32,
}

impl Shelf {
    /// Puts a site's articles on the shelf.
    pub(crate) fn open(bundle: &Bundle) -> Result<Self, Error> {
        let (facts, sections) = bundle.read()?;
        let mut names = Vec::new();
        let mut entries = Vec::new();
        for (at, Section { title, slug, articles }) in sections.into_iter().enumerate() {
            names.push(SectionName { title, slug });
            entries.extend(articles.into_iter().map(|article| Entry {
                number: 0,
                section: at,
                first_title: article.title.clone(),
                article,
                revision: 0,
                removed: false,
                views: AtomicU32::new(0),
            }));
        }
        let mut by_date: Vec<usize> = (0..entries.len()).collect();
        by_date.sort_by_key(|at| entries[*at].article.date);
        for (rank, at) in by_date.into_iter().enumerate() {
            // Numbers grow in uneven steps, as other things than articles take some of them.
            entries[at].number = 1180 + rank * 13 + rank * rank % 7;
            entries[at].views = AtomicU32::new(u32::try_from(rank * 37 % 900 + 58).unwrap_or(58));
        }
        Ok(Self { facts, sections: names, entries, visits: AtomicU64::new(2_936_873) })
    }

    /// Returns the articles of a section that are still there, newest first.
    pub(crate) fn in_section(&self, section: usize) -> impl Iterator<Item = &Entry> {
        self.published().filter(move |entry| entry.section == section)
    }

    /// Returns all articles that are still there.
    pub(crate) fn published(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(|entry| !entry.removed)
    }

    /// Returns the newest articles of the whole site.
    pub(crate) fn newest(&self, count: usize) -> Vec<&Entry> {
        let mut entries: Vec<&Entry> = self.published().collect();
        entries.sort_by_key(|entry| std::cmp::Reverse(entry.article.date));
        entries.truncate(count);
        entries
    }

    /// Counts one more visit of the site.
    pub(crate) fn visit(&self) -> u64 {
        self.visits.fetch_add(1, Ordering::Relaxed) + 1
    }
}

impl Entry {
    /// Counts one more reader.
    pub(crate) fn read_once(&self) -> u32 {
        self.views.fetch_add(1, Ordering::Relaxed) + 1
    }

    /// When it last changed, Vietnamese time. No clock is asked: each edit counts as one hour later.
    pub(crate) fn changed_at(&self) -> NaiveDateTime {
        self.article.date + Duration::hours(i64::from(self.revision))
    }

    /// Replaces a text of the article; `false` if it does not stand there.
    pub(crate) fn edit(&mut self, from: &str, to: &str) -> bool {
        let found = self.article.replace(from, to);
        self.revision += u32::from(found);
        found
    }

    /// Says what a reader should find at a URL.
    pub(crate) fn sample(&self, url: String) -> SampleArticle {
        SampleArticle {
            url,
            title: self.article.title.clone(),
            published_at: self.article.date,
            lead: self.article.lead.clone(),
            paragraphs: self.article.paragraphs().collect(),
            correction: self.article.correction.as_ref().map(|c| (c.from.clone(), c.to.clone())),
        }
    }
}

//! The bundled content: the articles and the facts of each site, as they stand in `sites/`.
//!
//! How they look on a page is decided by the layouts.

use chrono::NaiveDateTime;
use serde::{Deserialize, Deserializer};

use crate::Error;

/// The files of one site.
pub(crate) struct Bundle {
    folder: &'static str,
    facts: &'static str,
    sections: &'static [(&'static str, &'static str)],
}

macro_rules! bundle {
    ($folder:literal: $($section:literal),+ $(,)?) => {
        Bundle {
            folder: $folder,
            facts: include_str!(concat!("../sites/", $folder, "/site.toml")),
            sections: &[$(($section, include_str!(concat!("../sites/", $folder, "/", $section, ".toml")))),+],
        }
    };
}

pub(crate) static AN_THUY: Bundle =
    bundle!("phuong-an-thuy": "tin-hoat-dong", "xay-dung-dang", "van-hoa-xa-hoi", "an-ninh-do-thi");
pub(crate) static DONG_VAN: Bundle = bundle!("xa-dong-van": "thoi-su", "nong-thon-moi", "doi-song");
pub(crate) static VINH_SON: Bundle = bundle!("huyen-vinh-son": "chinh-tri", "kinh-te", "van-xa", "phap-luat");
pub(crate) static DONG_THUY: Bundle = bundle!("phuong-dong-thuy": "tin-tuc", "doi-song");

/// What a site says of itself.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Facts {
    pub(crate) id: String,
    /// The name for people: `Phường An Thụy, quận Tây Lâm`.
    pub(crate) name: String,
    /// The line above the name in the head of each page.
    pub(crate) owner: String,
    pub(crate) address: String,
    pub(crate) phone: String,
    /// Who answers for the site, as printed in the footer.
    pub(crate) editor: String,
    /// Paragraphs of the page "Giới thiệu".
    pub(crate) about: Vec<String>,
    /// Links of the side bar that lead nowhere in particular: the e-services of each portal.
    pub(crate) banners: Vec<String>,
    /// The text of robots.txt; `{base}` is the site's own address without the last slash.
    pub(crate) robots: String,
    /// Articles on one list page.
    pub(crate) per_page: usize,
    /// Whether pages carry an `ETag`. Old systems only have `Last-Modified`, and only on articles.
    pub(crate) etag: bool,
}

/// One section with its articles, newest first.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Section {
    pub(crate) title: String,
    #[serde(skip)]
    pub(crate) slug: String,
    #[serde(rename = "article")]
    pub(crate) articles: Vec<Article>,
}

/// One article.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Article {
    /// When it was published, Vietnamese time, to the minute.
    #[serde(deserialize_with = "minute")]
    pub(crate) date: NaiveDateTime,
    pub(crate) title: String,
    pub(crate) lead: Option<String>,
    /// Paragraphs, with an empty line between two.
    pub(crate) body: String,
    /// Captions of the photos.
    #[serde(default)]
    pub(crate) photos: Vec<String>,
    /// Who wrote it.
    pub(crate) author: Option<String>,
    /// Where it was taken from: `VPĐU`.
    pub(crate) source: Option<String>,
    /// Titles of the attached documents.
    #[serde(default)]
    pub(crate) files: Vec<String>,
    /// A correction that waits to be published.
    pub(crate) correction: Option<Correction>,
}

/// One place of an article that is going to be put right.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Correction {
    pub(crate) from: String,
    pub(crate) to: String,
}

fn minute<'de, D: Deserializer<'de>>(deserializer: D) -> Result<NaiveDateTime, D::Error> {
    let text = String::deserialize(deserializer)?;
    NaiveDateTime::parse_from_str(&text, "%Y-%m-%d %H:%M").map_err(serde::de::Error::custom)
}

impl Article {
    /// Returns the paragraphs of the body; a line break inside one is a space.
    pub(crate) fn paragraphs(&self) -> impl Iterator<Item = String> + '_ {
        let paragraphs = self.body.split("\n\n").map(|p| p.split_whitespace().collect::<Vec<_>>().join(" "));
        paragraphs.filter(|p| !p.is_empty())
    }

    /// Replaces a text wherever it stands; `false` if it stands nowhere.
    pub(crate) fn replace(&mut self, from: &str, to: &str) -> bool {
        let mut found = false;
        for text in [Some(&mut self.title), self.lead.as_mut(), Some(&mut self.body)].into_iter().flatten() {
            if text.contains(from) {
                *text = text.replace(from, to);
                found = true;
            }
        }
        found
    }
}

impl Bundle {
    /// Reads the files.
    pub(crate) fn read(&self) -> Result<(Facts, Vec<Section>), Error> {
        let content = |name: &str, source| Error::Content {
            file: format!("{}/{name}.toml", self.folder),
            source: Box::new(source),
        };
        let facts = toml::from_str(self.facts).map_err(|e| content("site", e))?;
        let mut sections = Vec::new();
        for (slug, text) in self.sections {
            let mut section: Section = toml::from_str(text).map_err(|e| content(slug, e))?;
            section.slug = (*slug).to_owned();
            section.articles.sort_by_key(|article| std::cmp::Reverse(article.date));
            sections.push(section);
        }
        Ok((facts, sections))
    }
}

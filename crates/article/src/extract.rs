//! Page to article.

use crate::{Article, Page, SiteProfile};

/// What was made of a page.
#[derive(Debug, Clone)]
pub enum Extraction {
    /// It is an article.
    Article(Box<Article>),
    /// It is something else: a list, a home page, a login form, not HTML.
    NotArticle {
        /// Why, for people, in English.
        reason: String,
    },
}

/// Extracts the article of a page. `profile`: the site's own; `None`: the built-in ones are tried, then the generic
/// extractor. Any bytes pass.
pub fn extract(page: &Page, profile: Option<&SiteProfile>) -> Extraction {
    let _ = (page, profile);
    Extraction::NotArticle { reason: "not implemented".to_owned() }
}

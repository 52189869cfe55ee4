//! Articles of one page and of several: read, and put together.

use std::panic::{AssertUnwindSafe, catch_unwind};

use langbao_article::{
    Article, CanonicalUrl, Decoded, Extraction, Page, SiteProfile, extract, extract_decoded, further_pages,
    is_further_page, join,
};

/// Finds the page that was last fetched from a URL.
pub(crate) type Find<'a> = &'a dyn Fn(&CanonicalUrl) -> Option<Page>;

/// Extracts the article of a page, if it is one, with what its further pages say. A further page is none of its own.
///
/// # Errors
/// What a panic said. A page that brings the extractor down must not bring its site down: it is a failed visit, tried
/// again later and later.
pub(crate) fn read_article(
    page: &Page,
    text: Option<&Decoded>,
    profile: Option<&SiteProfile>,
    find: Find<'_>,
) -> Result<Option<Article>, String> {
    let Some(first) = read_one(page, text, profile)? else { return Ok(None) };
    let parts = caught(page, || further_pages(page))?;
    if parts.is_empty() {
        return Ok(if caught(page, || is_further_page(page))? { None } else { Some(first) });
    }
    let mut pages = vec![first];
    for part in parts.iter().filter_map(find) {
        pages.extend(read_one(&part, None, profile)?);
    }
    Ok(join(pages))
}

/// The further pages of the article on a page, if there is one.
pub(crate) fn parts_of(page: &Page, profile: Option<&SiteProfile>) -> Vec<CanonicalUrl> {
    let parts = caught(page, || further_pages(page)).unwrap_or_default();
    match parts.is_empty() || !matches!(read_one(page, None, profile), Ok(Some(_))) {
        true => Vec::new(),
        false => parts,
    }
}

fn read_one(
    page: &Page,
    text: Option<&Decoded>,
    profile: Option<&SiteProfile>,
) -> Result<Option<Article>, String> {
    let read = || match text {
        Some(text) => extract_decoded(page, text, profile),
        None => extract(page, profile),
    };
    caught(page, || match read() {
        Extraction::Article(article) => Some(*article),
        Extraction::NotArticle { .. } => None,
    })
}

fn caught<T>(page: &Page, work: impl FnOnce() -> T) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|panic| {
        let said = panic.downcast_ref::<String>().map(String::as_str);
        let said = said.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("no words");
        tracing::error!(url = %page.url, said, "the extractor panicked");
        format!("the extractor panicked: {said}")
    })
}

//! `langbao sites check`: a look at a site before it is added, or when something is wrong with it.

use std::sync::Arc;

use anyhow::Context;
use langbao_archive::Archive;
use langbao_article::{
    CanonicalUrl, Extraction, LinkKind, Page, PageKind, SiteId, SiteProfile, Trace, explain,
};
use langbao_crawl::{Link, SiteScope};

use super::extract::print_explained;
use crate::cli::Format;
use crate::failure::{Exit, ending};
use crate::house::site_profile;
use crate::output::{json, line};
use crate::session::Session;
use crate::site_probe::Probe;

/// Articles that `sites check` previews, and pages it asks for them.
const PREVIEWS: usize = 3;
const MOST_ASKED: usize = 8;

/// Fetches one page, obeying robots.txt, and shows what the stations make of it and of three articles it leads to, each
/// field with its rule. Nothing is stored.
pub(super) fn run(session: &Session, target: &str) -> anyhow::Result<()> {
    let (url, profile) = target_of(session, target)?;
    let probe = Probe::new(&session.config)?;
    let page = probe.fetch(session.lang, url)?;
    let site = "check".parse().context("the name of the check site")?;
    let start_urls = vec![page.url.clone()];
    let scope = SiteScope { profile: profile.clone(), ..SiteScope::new(site, start_urls) };
    let mut links = langbao_crawl::discover(&page, &scope);
    if session.format == Format::Human {
        print_explained(session, &page, profile.as_deref())?;
        show_links(session, &links)?;
    }
    // What is surely an article first, then what may be one.
    links.retain(|link| matches!(link.kind, LinkKind::Article | LinkKind::Unknown));
    links.sort_by_key(|link| link.kind != LinkKind::Article);
    let mut previews = Vec::new();
    let mut shown = 0;
    for Link { url, .. } in links.into_iter().take(MOST_ASKED) {
        if shown == PREVIEWS {
            break;
        }
        let fetched = probe.fetch(session.lang, url.clone());
        let (extraction, trace) = match &fetched {
            Ok(page) => explain(page, profile.as_deref()),
            Err(error) => {
                let reason = format!("{error:#}");
                let unread = Extraction::NotArticle { kind: PageKind::NoText, reason, text: String::new() };
                (unread, Trace::default())
            }
        };
        shown += usize::from(matches!(extraction, Extraction::Article(_)));
        if session.format == Format::Json {
            previews.push(preview_json(&url, &extraction, &trace));
            continue;
        }
        line(&format!("\n── {url}"))?;
        match (&extraction, &fetched) {
            (Extraction::Article(_), Ok(page)) => print_explained(session, page, profile.as_deref())?,
            (Extraction::NotArticle { reason, .. }, _) => line(
                &session
                    .lang
                    .pick(format!("không phải bài viết: {reason}"), format!("not an article: {reason}")),
            )?,
            (Extraction::Article(_), Err(_)) => {}
        }
    }
    if session.format == Format::Json {
        let (extraction, trace) = explain(&page, profile.as_deref());
        let mut own = preview_json(&page.url, &extraction, &trace);
        own["previews"] = serde_json::Value::Array(previews);
        return json(&own);
    }
    line("")?;
    line(&session.lang.pick(
        format!("xem trước {shown} bài; chưa có gì được lưu"),
        format!("{shown} articles previewed; nothing was stored"),
    ))
}

fn preview_json(url: &CanonicalUrl, extraction: &Extraction, trace: &Trace) -> serde_json::Value {
    let (article, reason) = match extraction {
        Extraction::Article(article) => (Some(article), None),
        Extraction::NotArticle { reason, .. } => (None, Some(reason)),
    };
    serde_json::json!({ "url": url, "article": article, "reason": reason, "rules": trace })
}

fn show_links(session: &Session, links: &[Link]) -> anyhow::Result<()> {
    line(&session.lang.pick(
        format!("\n{} liên kết đáng theo:", links.len()),
        format!("\n{} links worth following:", links.len()),
    ))?;
    for Link { url, kind, .. } in links {
        line(&format!("  {:8} {url}", format!("{kind:?}").to_lowercase()))?;
    }
    Ok(())
}

/// Fetches one page as the crawler would, redirects followed. Nothing is stored.
pub(super) fn fetch_page(session: &Session, url: CanonicalUrl) -> anyhow::Result<Page> {
    Probe::new(&session.config)?.fetch(session.lang, url)
}

fn target_of(session: &Session, target: &str) -> anyhow::Result<(CanonicalUrl, Option<Arc<SiteProfile>>)> {
    if let Ok(url) = CanonicalUrl::parse(target) {
        return Ok((url, None));
    }
    let fail = || ending(Exit::NotFound, format!("\"{target}\" is neither a URL nor the id of a site"));
    let id: SiteId = target.parse().map_err(|_| fail())?;
    let site = Archive::open_read_only(&session.data)?.site(&id)?.ok_or_else(fail)?;
    let url = site.start_urls.first().cloned().with_context(|| format!("site {id} has no start page"))?;
    Ok((url, site_profile(&session.data, &site)?))
}

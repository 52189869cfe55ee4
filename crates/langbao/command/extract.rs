//! `langbao extract`: what the extractor makes of one page, and by which rules.

use std::path::Path;

use anyhow::Context;
use langbao_article::{Article, CanonicalUrl, Extraction, Field, Page, SiteProfile, Trace, explain};
use serde_json::json;

use super::extract_folder;
use super::site_check::fetch_page;
use crate::cli::{Extract, Format};
use crate::failure::{Exit, ending};
use crate::input::stdin;
use crate::output::{json, line, publication};
use crate::session::Session;

pub(super) fn run(session: &Session, args: &Extract) -> anyhow::Result<()> {
    let profile = args.profile.as_deref().map(profile).transpose()?;
    match (&args.dir, &args.target) {
        (Some(_), _) => extract_folder::run(session, args, profile.as_ref()),
        (None, Some(target)) => {
            let page = page(session, target, args.url.clone())?;
            print(session, &page, profile.as_ref(), args.explain)
        }
        (None, None) => Err(ending(Exit::Failure, "name a file, a URL or --dir")),
    }
}

/// The page behind what the user named.
fn page(session: &Session, target: &str, url: Option<CanonicalUrl>) -> anyhow::Result<Page> {
    if target.starts_with("http://") || target.starts_with("https://") {
        let address = CanonicalUrl::parse(target).with_context(|| format!("cannot use {target}"))?;
        let mut page = fetch_page(session, address)?;
        page.url = url.unwrap_or(page.url);
        return Ok(page);
    }
    let body = match target {
        "-" => stdin()?,
        file => std::fs::read(file).with_context(|| format!("cannot read {file}"))?,
    };
    let url = url.map_or_else(|| CanonicalUrl::parse("import://local/page.html"), Ok)?;
    Ok(page_of_file(session, url, body))
}

/// A page that lies in a file, as if it had been fetched now.
pub(super) fn page_of_file(session: &Session, url: CanonicalUrl, body: Vec<u8>) -> Page {
    let headers = vec![("content-type".to_owned(), "text/html".to_owned())];
    Page { url, fetched_at: session.clock.now(), status: 200, headers, body }
}

fn profile(name: &str) -> anyhow::Result<SiteProfile> {
    if let Some(builtin) = SiteProfile::builtin().iter().find(|p| p.name() == name) {
        return Ok(builtin.clone());
    }
    let text = std::fs::read_to_string(name)
        .with_context(|| format!("\"{name}\" is neither a built-in profile nor a file"))?;
    let stem = Path::new(name).file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
    SiteProfile::parse(&stem, &text).with_context(|| format!("cannot use {name}"))
}

/// Shows what the extractor finds on a page and by which rules, and why not.
pub(super) fn print_explained(
    session: &Session,
    page: &Page,
    profile: Option<&SiteProfile>,
) -> anyhow::Result<()> {
    print(session, page, profile, true)
}

fn print(
    session: &Session,
    page: &Page,
    profile: Option<&SiteProfile>,
    with_rules: bool,
) -> anyhow::Result<()> {
    let (extraction, trace) = explain(page, profile);
    let shown = with_rules.then_some(&trace);
    match extraction {
        Extraction::Article(article) if session.format == Format::Json && with_rules => {
            json(&json!({ "article": article, "rules": trace }))
        }
        Extraction::Article(article) if session.format == Format::Json => json(&article),
        Extraction::Article(article) => human(session, &article, shown),
        Extraction::NotArticle { kind, reason, text } if session.format == Format::Json => {
            json(&json!({ "article": null, "verdict": kind, "reason": reason, "text": text, "rules": shown }))
        }
        Extraction::NotArticle { kind, reason, text } => line(&session.lang.pick(
            format!("không phải bài viết ({kind}): {reason}"),
            format!("not an article ({kind}): {reason}"),
        ))
        .and_then(|()| if text.is_empty() { Ok(()) } else { line(&text) }),
    }
    .and_then(|()| match page.body.is_empty() {
        true => Err(ending(Exit::Failure, "the page is empty")),
        false => Ok(()),
    })
}

/// Field by field; with a trace, the rule of each in brackets.
fn human(session: &Session, article: &Article, trace: Option<&Trace>) -> anyhow::Result<()> {
    let absent = session.lang.pick("(không thấy)", "(not found)").to_owned();
    let rule = |field: Field| trace.and_then(|trace| trace.rule(field)).map(|rule| format!("  [{rule}]"));
    let date = article.published.as_ref();
    let date = date.map(|p| match trace {
        Some(_) => publication(p.at, Some(p.precision)),
        None => format!("{} [{}]", publication(p.at, Some(p.precision)), p.rule),
    });
    let rows = [
        (Field::Url, "địa chỉ", "url", Some(article.url.to_string())),
        (Field::Title, "tiêu đề", "title", Some(article.title.clone())),
        (Field::Published, "ngày đăng", "published", date),
        (Field::Section, "chuyên mục", "section", article.section.clone()),
        (Field::Author, "tác giả", "author", article.author.clone()),
        (Field::Source, "nguồn", "source", article.source.clone()),
        (Field::Views, "lượt xem", "views", article.view_count.map(|n| n.to_string())),
        (Field::Language, "ngôn ngữ", "language", article.language.clone()),
        (Field::Lead, "sapô", "lead", article.lead.clone()),
    ];
    for (field, vi, en, value) in rows {
        let rule = value.as_ref().and_then(|_| rule(field)).unwrap_or_default();
        let value = value.unwrap_or_else(|| absent.clone());
        line(&format!("{:12}{value}{rule}", session.lang.pick(vi, en)))?;
    }
    for (field, vi, en) in [
        (Field::Profile, "mẫu", "profile"),
        (Field::Body, "thân bài", "body"),
        (Field::Images, "ảnh", "images"),
        (Field::Attachments, "tệp kèm", "attachments"),
    ] {
        if let Some(rule) = rule(field) {
            line(&format!("{:10}{rule}", session.lang.pick(vi, en)))?;
        }
    }
    for block in &article.blocks {
        line(&format!("{:12}{}", format!("{:?}", block.kind).to_lowercase(), block.text))?;
    }
    for image in &article.images {
        line(&format!("{:12}{} {}", "image", image.url, image.caption.as_deref().unwrap_or_default()))?;
    }
    for attachment in &article.attachments {
        line(&format!("{:12}{} {}", "attachment", attachment.url, attachment.label))?;
    }
    for warning in &article.warnings {
        line(&format!("{:12}{:?}: {}", "warning", warning.code, warning.detail))?;
    }
    Ok(())
}

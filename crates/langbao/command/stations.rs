//! The stations one by one, stdin to stdout: for debugging and measuring.

use std::path::Path;

use anyhow::Context;
use langbao_article::{Article, CanonicalUrl, Extraction, Page, SiteProfile};

use crate::cli::{Extract, Format, Tokenize};
use crate::failure::{Exit, ending};
use crate::input::stdin;
use crate::output::{json, line, publication};
use crate::session::Session;

pub(super) fn stdin_text() -> anyhow::Result<String> {
    String::from_utf8(stdin()?).context("stdin is not UTF-8")
}

/// `langbao tokenize`: one line of tokens, or of text with the syllables of words joined, for each line of text.
pub(super) fn tokenize(args: &Tokenize) -> anyhow::Result<()> {
    let analyzer = langbao_text::Analyzer::new();
    for text in stdin_text()?.lines() {
        if args.words {
            line(&analyzer.segmented(text))?;
        } else {
            let tokens: Vec<String> = analyzer.analyze(text).exact.into_iter().map(|t| t.text).collect();
            line(&tokens.join(" | "))?;
        }
    }
    Ok(())
}

/// `langbao extract`.
pub(super) fn extract(session: &Session, args: &Extract) -> anyhow::Result<()> {
    let body = match args.file.as_os_str() == "-" {
        true => stdin()?,
        false => std::fs::read(&args.file).with_context(|| format!("cannot read {}", args.file.display()))?,
    };
    let url = match &args.url {
        Some(url) => url.clone(),
        None => CanonicalUrl::parse("import://local/page.html")?,
    };
    let profile = args.profile.as_deref().map(profile).transpose()?;
    let headers = vec![("content-type".to_owned(), "text/html".to_owned())];
    let page = Page { url, fetched_at: session.clock.now(), status: 200, headers, body };
    print_extraction(session, &page, profile.as_ref())
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

/// Shows what the extractor finds on a page, and why not.
pub(super) fn print_extraction(
    session: &Session,
    page: &Page,
    profile: Option<&SiteProfile>,
) -> anyhow::Result<()> {
    match langbao_article::extract(page, profile) {
        Extraction::Article(article) if session.format == Format::Json => json(&article),
        Extraction::Article(article) => human(session, &article),
        Extraction::NotArticle { reason } if session.format == Format::Json => {
            json(&serde_json::json!({ "article": null, "reason": reason }))
        }
        Extraction::NotArticle { reason } => line(
            &session.lang.pick(format!("không phải bài viết: {reason}"), format!("not an article: {reason}")),
        ),
    }
    .and_then(|()| match page.body.is_empty() {
        true => Err(ending(Exit::Failure, "the page is empty")),
        false => Ok(()),
    })
}

fn human(session: &Session, article: &Article) -> anyhow::Result<()> {
    let absent = session.lang.pick("(không thấy)", "(not found)").to_owned();
    let or_absent = |value: Option<String>| value.unwrap_or_else(|| absent.clone());
    let date = article.published.as_ref();
    let date = date.map(|p| format!("{} [{}]", publication(p.at, Some(p.precision)), p.rule));
    let rows = [
        ("địa chỉ", "url", article.url.to_string()),
        ("tiêu đề", "title", article.title.clone()),
        ("ngày đăng", "published", or_absent(date)),
        ("chuyên mục", "section", or_absent(article.section.clone())),
        ("tác giả", "author", or_absent(article.author.clone())),
        ("nguồn", "source", or_absent(article.source.clone())),
        ("lượt xem", "views", or_absent(article.view_count.map(|n| n.to_string()))),
        ("sapô", "lead", or_absent(article.lead.clone())),
    ];
    for (vi, en, value) in rows {
        line(&format!("{:12}{value}", session.lang.pick(vi, en)))?;
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

//! `langbao show`.

use langbao_archive::{Archive, ArticleCopy, ArticleRecord, AttachmentRecord, AttachmentText};
use langbao_article::{ArticleId, BlockKind, CanonicalUrl};
use serde_json::json;

use crate::cli::{Format, Show};
use crate::failure::{Exit, ending};
use crate::output::{self, line, minute, publication};
use crate::session::Session;
use crate::site_place::{SitePlaces, setting};

pub(super) fn run(session: &Session, args: &Show) -> anyhow::Result<()> {
    let archive = Archive::open_read_only(&session.data)?;
    let id = match args.article.parse::<ArticleId>() {
        Ok(id) => id,
        Err(_) => ArticleId::of(&CanonicalUrl::parse(&args.article).map_err(|e| {
            ending(Exit::NotFound, format!("\"{}\" is neither an article id nor a URL: {e}", args.article))
        })?),
    };
    let record = match args.version {
        Some(version) => archive.article_version(id, version)?,
        None => archive.article(id)?,
    };
    let Some(record) = record else {
        let what = match args.version {
            Some(version) => format!("there is no version {version} of an article {id}"),
            None => format!("there is no article {id}"),
        };
        return Err(ending(Exit::NotFound, what));
    };
    if let Some(from) = args.diff {
        return diff(session, &archive, &record, from);
    }
    let copies = archive.copies(record.id)?;
    let files = archive.attachments(record.id)?;
    match session.format {
        Format::Json => output::json(&json!({
            "id": record.id,
            "site": record.site,
            "version": record.version,
            "first_seen_at": record.first_seen_at,
            "last_seen_at": record.last_seen_at,
            "suspected_at": record.suspected_at,
            "gone_at": record.gone_at,
            "gone_reason": record.gone_reason,
            "events": archive.events(record.id)?,
            "copies": copies,
            "article": record.article,
            "attachments": files.iter().map(|file| json!({
                "url": file.url, "capture": file.capture.map(|capture| capture.0), "read": file.text,
            })).collect::<Vec<_>>(),
            "mentions": langbao_entities::annotate_in(
                &record.article.text(),
                &setting(SitePlaces::new(&session.data).place(&archive, &record)?, &record),
            ),
        })),
        _ => human(session, &record, &copies, &files),
    }
}

/// Shows what changed from one version to another, word by word.
fn diff(session: &Session, archive: &Archive, record: &ArticleRecord, from: u32) -> anyhow::Result<()> {
    let from = if from == 0 { record.version.saturating_sub(1) } else { from };
    let Some(old) = archive.article_version(record.id, from)? else {
        return Err(ending(Exit::NotFound, format!("there is no version {from} of article {}", record.id)));
    };
    let lines = langbao_web::diff_lines(&old.article, &record.article);
    if session.format == Format::Json {
        return output::json(&json!({
            "id": record.id, "from": old.version, "to": record.version, "lines": lines,
        }));
    }
    line(&session.lang.pick(
        format!(
            "phiên bản {} ({}) → {} ({})",
            old.version,
            minute(old.seen_at),
            record.version,
            minute(record.seen_at)
        ),
        format!(
            "version {} ({}) → {} ({})",
            old.version,
            minute(old.seen_at),
            record.version,
            minute(record.seen_at)
        ),
    ))?;
    lines.iter().try_for_each(|text| line(text))
}

fn human(
    session: &Session,
    record: &ArticleRecord,
    copies: &[ArticleCopy],
    files: &[AttachmentRecord],
) -> anyhow::Result<()> {
    let article = &record.article;
    line(&article.title)?;
    let date = article.published.as_ref().map(|p| publication(p.at, Some(p.precision)));
    let facts = [date.as_deref(), article.section.as_deref(), Some(record.site.as_str())];
    line(&facts.into_iter().flatten().collect::<Vec<_>>().join(" · "))?;
    line(article.url.as_str())?;
    line(&session.lang.pick(
        format!("phiên bản {}, thấy từ {}", record.version, output::minute(record.first_seen_at)),
        format!("version {}, first seen {}", record.version, output::minute(record.first_seen_at)),
    ))?;
    if let Some(gone) = record.gone_at {
        line(&session.lang.pick(
            format!("trang gốc không còn bài này từ {}", minute(gone)),
            format!("the site no longer has this article since {}", minute(gone)),
        ))?;
    }
    for (place, copy) in copies.iter().enumerate() {
        let what = match place {
            0 => session.lang.pick("đăng đầu tiên", "first published"),
            _ => session.lang.pick("bản khác", "copy"),
        };
        line(&format!("{what}: {}  {}  {:.0} %", copy.site, copy.url, copy.similarity * 100.0))?;
    }
    for paragraph in article.lead.iter() {
        line(&format!("\n{paragraph}"))?;
    }
    for block in &article.blocks {
        match block.kind {
            BlockKind::ListItem => line(&format!("  - {}", block.text))?,
            BlockKind::Heading => line(&format!("\n## {}", block.text))?,
            BlockKind::Caption => line(&format!("\n[{}]", block.text))?,
            BlockKind::Paragraph | BlockKind::TableRow => line(&format!("\n{}", block.text))?,
        }
    }
    for file in files {
        let read = match &file.text {
            Some(AttachmentText::Text { text, .. }) => {
                let count = text.chars().count();
                session.lang.pick(format!("{count} ký tự"), format!("{count} characters"))
            }
            Some(AttachmentText::NoText) => {
                session.lang.pick("bản chụp, không có chữ", "scanned, no text").to_owned()
            }
            Some(AttachmentText::Unreadable { reason }) => reason.clone(),
            None => session.lang.pick("chưa tải", "not fetched").to_owned(),
        };
        line(&format!("\n{}: {} ({read})", session.lang.pick("Tệp kèm", "Attachment"), file.url))?;
    }
    if let Some(source) = &article.source {
        line(&session.lang.pick(format!("\nNguồn: {source}"), format!("\nSource: {source}")))?;
    }
    let persons = langbao_entities::annotate(&record.article.text()).distinct_persons();
    if !persons.is_empty() {
        line(session.lang.pick("\nNgười được nhắc đến:", "\nPersons:"))?;
        for (name, posts) in persons {
            let posts: Vec<&str> = posts.iter().map(|p| p.normalized.as_str()).collect();
            line(format!("  {} — {}", name.as_str(), posts.join("; ")).trim_end_matches([' ', '—']))?;
        }
    }
    Ok(())
}

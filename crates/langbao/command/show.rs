//! `langbao show`.

use langbao_archive::{Archive, ArticleRecord};
use langbao_article::{ArticleId, BlockKind, CanonicalUrl};
use serde_json::json;

use crate::cli::{Format, Show};
use crate::failure::{Exit, ending};
use crate::output::{self, line, publication};
use crate::session::Session;
use crate::site_place::SitePlaces;

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
            "article": record.article,
            "mentions": langbao_entities::annotate_in(
                &record.article.text(),
                &SitePlaces::new(&session.data).setting(&archive, &record)?,
            ),
        })),
        _ => human(session, &record),
    }
}

fn human(session: &Session, record: &ArticleRecord) -> anyhow::Result<()> {
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

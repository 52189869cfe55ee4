//! Captures read anew by a better extractor or with a repaired profile: what becomes of the articles.
//!
//! The source has not changed, so no version is made of a version: it is corrected in place. A capture that no version
//! came from (the extractor saw no article, or no text) may still bring a new article or a later version.

use chrono::{DateTime, Utc};
use langbao_article::{Article, CanonicalUrl, SiteId};
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::Serialize;

use crate::articles::{self, Sighting, next_seq, resolve};
use crate::captures::located;
use crate::columns::{self, from_time};
use crate::error::database;
use crate::presence::note_event;
use crate::{ArticleEvent, ArticleEventKind, CaptureId, CaptureRecord, Error, attachments, copies};

/// A capture to be read anew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rereading {
    /// The capture.
    pub capture: CaptureRecord,
    /// The site it belongs to, if that is known.
    pub site: Option<SiteId>,
}

/// What came of reading a capture anew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reread {
    /// The same as before.
    Same,
    /// A version reads differently.
    Corrected {
        /// The article.
        url: CanonicalUrl,
        /// Which version.
        version: u32,
        /// In what.
        changes: Vec<FieldChange>,
    },
    /// An article where none was seen before.
    New {
        /// The article.
        url: CanonicalUrl,
    },
    /// A version that was not seen before.
    NewVersion {
        /// The article.
        url: CanonicalUrl,
    },
    /// There is no article any more, or no text in it: what is known was kept.
    Withheld {
        /// The article.
        url: CanonicalUrl,
    },
    /// The article would be another one: what is known was kept.
    Elsewhere {
        /// The article.
        url: CanonicalUrl,
        /// The address that would be its own.
        to: CanonicalUrl,
    },
}

/// A field of an article before and after; lists are JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldChange {
    /// Which: "title", "lead", "blocks", "published" …
    pub field: &'static str,
    /// Before.
    pub old: Option<String>,
    /// After.
    pub new: Option<String>,
}

/// Returns captures worth reading anew from behind one: those that versions came from, and the latest good one of each
/// URL.
pub(crate) fn due(
    connection: &Connection,
    after: CaptureId,
    site: Option<&SiteId>,
    limit: usize,
) -> Result<Vec<Rereading>, Error> {
    let db = database("read the captures");
    let mut select = connection
        .prepare_cached(
            "SELECT captures.id, url, at, status, name, offset, captures.length, record_id, digest, raw_length, site
             FROM captures JOIN warc_files ON number = file
             WHERE captures.id > ?1 AND (?2 IS NULL OR site = ?2) AND status BETWEEN 200 AND 299
                 AND (EXISTS (SELECT 1 FROM article_versions WHERE capture = captures.id)
                     OR captures.id = (SELECT max(later.id) FROM captures later WHERE later.url = captures.url))
             ORDER BY captures.id LIMIT ?3",
        )
        .map_err(db)?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let reading = |row: &Row<'_>| {
        let site = row.get::<_, Option<String>>(10)?.and_then(|site| site.parse().ok());
        Ok(Rereading { capture: located(row)?.0, site })
    };
    let rows = select.query_map(params![after.0, site.map(SiteId::as_str), limit], reading).map_err(db)?;
    rows.collect::<rusqlite::Result<_>>().map_err(db)
}

/// What is to be done about a capture that was read anew.
enum Plan {
    Nothing(Reread),
    /// Correct these versions.
    Correct {
        article: i64,
        version: u32,
        is_latest: bool,
        report: Reread,
    },
    /// Store the article as one seen at the time of the capture.
    Store(Reread),
}

/// Says what becomes of a capture that was read anew, and unless `dry` does it.
pub(crate) fn apply(
    connection: &Connection,
    reading: &Rereading,
    article: Option<&Article>,
    now: DateTime<Utc>,
    dry: bool,
) -> Result<Vec<Reread>, Error> {
    let done = || {
        let plans = plans(connection, &reading.capture, article)?;
        let mut reports = Vec::new();
        for plan in plans {
            reports.push(match plan {
                Plan::Nothing(report) => report,
                Plan::Correct { report, .. } | Plan::Store(report) if dry => report,
                Plan::Correct { article: id, version, is_latest, report } => {
                    if let Some(article) = article {
                        correct(connection, (id, version, is_latest), article, &report, now)?;
                    }
                    report
                }
                Plan::Store(report) => {
                    if let (Some(article), Some(site)) = (article, &reading.site) {
                        let CaptureRecord { id: capture, url, at, .. } = &reading.capture;
                        let sighting =
                            Sighting { article, site, url, at: *at, capture: *capture, doubted: false };
                        articles::store_version(connection, &sighting)?;
                    }
                    report
                }
            });
        }
        Ok(reports)
    };
    done().map_err(database("store what was read anew"))
}

fn plans(
    connection: &Connection,
    capture: &CaptureRecord,
    article: Option<&Article>,
) -> rusqlite::Result<Vec<Plan>> {
    let known: Vec<(i64, u32, bool, Article)> = connection
        .prepare_cached(
            "SELECT v.article, v.version, v.version = a.version, v.content FROM article_versions v
             JOIN articles a ON a.id = v.article WHERE v.capture = ?1 ORDER BY v.article, v.version",
        )?
        .query_map([capture.id.0], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, columns::json(row, 3)?)))?
        .collect::<rusqlite::Result<_>>()?;
    if known.is_empty() {
        let Some(article) = article else { return Ok(Vec::new()) };
        return Ok(vec![plan_unclaimed(connection, capture, article)?]);
    }
    // Of an article of several pages another version may have come of another page: what one capture of the first gave at
    // different times is not made the same.
    let latest = known.last().map(|(id, _, _, old)| (*id, old.content_hash()));
    known
        .into_iter()
        .map(|(id, version, is_latest, old)| {
            if latest.is_some_and(|(of, hash)| of == id && hash != old.content_hash()) {
                return Ok(Plan::Nothing(Reread::Same));
            }
            let Some(new) = article else { return Ok(Plan::Nothing(Reread::Withheld { url: old.url })) };
            if resolve(connection, &new.url)? != id {
                return Ok(Plan::Nothing(Reread::Elsewhere { url: old.url, to: new.url.clone() }));
            }
            if new.body().is_empty() && !old.body().is_empty() {
                return Ok(Plan::Nothing(Reread::Withheld { url: old.url }));
            }
            let changes = changes(&old, new);
            Ok(match changes.is_empty() {
                true => Plan::Nothing(Reread::Same),
                false => {
                    let report = Reread::Corrected { url: old.url, version, changes };
                    Plan::Correct { article: id, version, is_latest, report }
                }
            })
        })
        .collect()
}

/// An article on a capture that no version came from.
fn plan_unclaimed(
    connection: &Connection,
    capture: &CaptureRecord,
    article: &Article,
) -> rusqlite::Result<Plan> {
    let latest = connection
        .prepare_cached(
            "SELECT v.capture, v.content_hash, coalesce(a.missed_at > ?2, FALSE) FROM articles a
             JOIN article_versions v ON v.article = a.id AND v.version = a.version WHERE a.id = ?1",
        )?
        .query_row(params![resolve(connection, &article.url)?, from_time(capture.at)], |row| {
            Ok((CaptureId(row.get(0)?), row.get::<_, Vec<u8>>(1)?, row.get::<_, bool>(2)?))
        })
        .optional()?;
    let url = article.url.clone();
    Ok(match latest {
        None => Plan::Store(Reread::New { url }),
        // Read before the latest version: the history between versions stays as it was seen then.
        Some((later, _, _)) if later > capture.id => Plan::Nothing(Reread::Same),
        Some((_, hash, _)) if hash == article.content_hash() => Plan::Nothing(Reread::Same),
        Some(_) if article.body().is_empty() => Plan::Nothing(Reread::Withheld { url }),
        // It has been missed since: a late version must not bring it back.
        Some((_, _, true)) => Plan::Nothing(Reread::Same),
        Some(_) => Plan::Store(Reread::NewVersion { url }),
    })
}

fn correct(
    connection: &Connection,
    (id, version, is_latest): (i64, u32, bool),
    article: &Article,
    report: &Reread,
    now: DateTime<Utc>,
) -> rusqlite::Result<()> {
    let content = serde_json::to_string(article).expect("an article is JSON");
    connection
        .prepare_cached(
            "UPDATE article_versions SET content = ?3, content_hash = ?4 WHERE article = ?1 AND version = ?2",
        )?
        .execute(params![id, version, content, article.content_hash()])?;
    if is_latest {
        let seq = next_seq(connection)?;
        let published = article.published.as_ref().map(|published| from_time(published.at));
        connection
            .prepare_cached("UPDATE articles SET seq = ?2, published_at = ?3 WHERE id = ?1")?
            .execute(params![id, seq, published])?;
        attachments::note(connection, id, article)?;
        copies::compare(connection, id, article)?;
    }
    let fields = match report {
        Reread::Corrected { changes, .. } => changes.iter().map(|change| change.field).collect::<Vec<_>>(),
        _ => Vec::new(),
    };
    let detail = Some(format!("{version}: {}", fields.join(", ")));
    note_event(connection, id, &ArticleEvent { at: now, kind: ArticleEventKind::Reextracted, detail })
}

/// Compares what a reader or a search would see.
fn changes(old: &Article, new: &Article) -> Vec<FieldChange> {
    let mut changes = Vec::new();
    let mut field = |field: &'static str, old: Option<String>, new: Option<String>| {
        if old != new {
            changes.push(FieldChange { field, old, new });
        }
    };
    field("title", Some(old.title.clone()), Some(new.title.clone()));
    field("lead", old.lead.clone(), new.lead.clone());
    let json = |value: serde_json::Result<String>| value.expect("a part of an article is JSON");
    let blocks = |article: &Article| Some(json(serde_json::to_string(&article.blocks)));
    field("blocks", blocks(old), blocks(new));
    let published = |article: &Article| {
        let published = article.published.as_ref();
        published.map(|p| json(serde_json::to_string(&(p.at, p.precision))))
    };
    field("published", published(old), published(new));
    field("section", old.section.clone(), new.section.clone());
    field("author", old.author.clone(), new.author.clone());
    field("source", old.source.clone(), new.source.clone());
    field("views", old.view_count.map(|n| n.to_string()), new.view_count.map(|n| n.to_string()));
    let images = |article: &Article| Some(json(serde_json::to_string(&article.images)));
    field("images", images(old), images(new));
    let attachments = |article: &Article| Some(json(serde_json::to_string(&article.attachments)));
    field("attachments", attachments(old), attachments(new));
    field("language", old.language.clone(), new.language.clone());
    changes
}

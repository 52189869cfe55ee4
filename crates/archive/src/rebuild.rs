//! The database made anew from the WARC files alone.
//!
//! Every record is read in the order in which it was written and treated like the visit that wrote it: captures become
//! articles and versions again, revisits sights of them, facts sites, deletions and moves. What only the crawler needs
//! (due times, the state of hosts, past runs) is not in the files; every URL that was ever kept is due at once.

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use flate2::bufread::GzDecoder;
use langbao_article::{Article, CanonicalUrl, LinkKind, Page, SiteId};
use rusqlite::{Connection, params};

use crate::articles::{self, Sighting, next_seq, resolve};
use crate::attachments;
use crate::captures::{self, Place, RecordRow};
use crate::columns::{from_count, from_time};
use crate::error::{database, io_error};
use crate::facts::Fact;
use crate::frontier::{self, Found};
use crate::hidden;
use crate::lock::DirLock;
use crate::presence::{self, note_event};
use crate::warc_files::Position;
use crate::warc_reading::{parse_page, parse_record};
use crate::warc_record::body_digest;
use crate::{ArticleEvent, ArticleEventKind, CaptureId, Error, Site, decisions, moves, schema, sites};

/// More than this does not come out of one record: pages are smaller by far.
const MAX_RECORD: u64 = 1 << 30;

/// What came of rebuilding the database.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rebuilt {
    /// Records read.
    pub records: u64,
    /// Captures among them.
    pub captures: u64,
    /// Articles found on them.
    pub articles: u64,
    /// Records that could not be read, a line each.
    pub problems: Vec<String>,
    /// Where the old database lies now, if there was one.
    pub set_aside: Option<PathBuf>,
}

/// Reads an article off a page, if there is one; told the settings of its site, if it is known, and where to find other
/// pages, for an article that is spread over several.
pub type PageReader<'a> = &'a dyn Fn(&Page, &SiteId, Option<&Site>, PageFinder<'_>) -> Option<Article>;

/// Finds the latest capture of a URL.
pub type PageFinder<'a> = &'a dyn Fn(&CanonicalUrl) -> Option<Page>;

/// Makes the database of a data folder anew; the old one is set aside beside it.
pub(crate) fn rebuild(
    dir: &Path,
    read: PageReader<'_>,
    mut progress: impl FnMut(u64),
) -> Result<Rebuilt, Error> {
    let lock = DirLock::take(dir)?;
    let scratch = dir.join("rebuild");
    if scratch.exists() {
        std::fs::remove_dir_all(&scratch).map_err(io_error("remove", &scratch))?;
    }
    std::fs::create_dir_all(&scratch).map_err(io_error("create", &scratch))?;
    let connection = schema::open_writer(&scratch)?;
    let mut rebuilt = Rebuilt::default();
    for (number, name) in files(dir)? {
        connection.execute_batch("BEGIN").map_err(database("rebuild"))?;
        let mut file =
            Rebuild { dir, connection: &connection, read, number, last: None, rebuilt: &mut rebuilt };
        file.file(dir, &name, &mut progress)?;
        connection.execute_batch("COMMIT").map_err(database("rebuild"))?;
    }
    rebuilt.articles = articles::total(&connection)?;
    connection
        .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
        .and_then(|()| connection.close().map_err(|(_, error)| error))
        .map_err(database("rebuild"))?;
    rebuilt.set_aside = replace(dir, &scratch)?;
    drop(lock);
    Ok(rebuilt)
}

/// Sets the old database aside and puts the new one in its place.
fn replace(dir: &Path, scratch: &Path) -> Result<Option<PathBuf>, Error> {
    let path = schema::database_path(dir);
    let aside = (1..).map(|n| dir.join(format!("archive.sqlite3.damaged-{n}"))).find(|aside| !aside.exists());
    let aside = aside.expect("some number is free");
    let existed = path.exists();
    for end in ["", "-wal", "-shm"] {
        let with_end = |path: &Path| PathBuf::from(format!("{}{end}", path.display()));
        let (from, to) = (with_end(&path), with_end(&aside));
        if from.exists() {
            std::fs::rename(&from, &to).map_err(io_error("rename", &from))?;
        }
    }
    let new = schema::database_path(scratch);
    std::fs::rename(&new, &path).map_err(io_error("rename", &new))?;
    std::fs::remove_dir_all(scratch).map_err(io_error("remove", scratch))?;
    File::open(dir).and_then(|dir| dir.sync_all()).map_err(io_error("sync", dir))?;
    Ok(existed.then_some(aside))
}

/// Says whether there are WARC files of ours.
pub(crate) fn has_files(dir: &Path) -> Result<bool, Error> {
    Ok(dir.join("warc").is_dir() && !files(dir)?.is_empty())
}

/// The WARC files of the folder by their numbers.
fn files(dir: &Path) -> Result<Vec<(i64, String)>, Error> {
    let folder = dir.join("warc");
    let mut files = Vec::new();
    for entry in std::fs::read_dir(&folder).map_err(io_error("list", &folder))? {
        let name = entry.map_err(io_error("list", &folder))?.file_name().to_string_lossy().into_owned();
        let number = name.strip_suffix(".warc.gz").and_then(|name| name.rsplit('-').next());
        if let (true, Some(Ok(number))) = (name.starts_with("langbao-"), number.map(str::parse)) {
            files.push((number, format!("warc/{name}")));
        }
    }
    files.sort();
    Ok(files)
}

/// One file being read.
struct Rebuild<'a> {
    dir: &'a Path,
    connection: &'a Connection,
    read: PageReader<'a>,
    number: i64,
    /// The capture that the last record was or referred to: a request follows its answer.
    last: Option<CaptureId>,
    rebuilt: &'a mut Rebuilt,
}

impl Rebuild<'_> {
    fn file(&mut self, dir: &Path, name: &str, progress: &mut impl FnMut(u64)) -> Result<(), Error> {
        let path = dir.join(name);
        let fail = io_error("read", &path);
        let file = File::open(&path).map_err(io_error("open", &path))?;
        self.connection
            .execute(
                "INSERT INTO warc_files (number, name, length) VALUES (?1, ?2, 0)",
                params![self.number, name],
            )
            .map_err(database("note a WARC file"))?;
        let mut file = Counted { inner: BufReader::with_capacity(1 << 16, file), at: 0 };
        let mut length = 0;
        loop {
            let offset = file.at;
            if file.fill_buf().map_err(&fail)?.is_empty() {
                break;
            }
            let mut raw = Vec::new();
            let read = GzDecoder::new(&mut file).take(MAX_RECORD).read_to_end(&mut raw);
            let done =
                read.map_err(|e| e.to_string()).and_then(|_| self.record(&raw, offset, file.at - offset));
            if let Err(why) = done {
                self.rebuilt.problems.push(format!("record at byte {offset} of {name}: {why}"));
                if !file.seek_member(offset + 1).map_err(&fail)? {
                    break;
                }
                continue;
            }
            length = file.at;
            self.rebuilt.records += 1;
            progress(self.rebuilt.records);
        }
        self.connection
            .execute(
                "UPDATE warc_files SET length = ?2 WHERE number = ?1",
                params![self.number, from_count(length)],
            )
            .map(drop)
            .map_err(database("note a WARC file"))
    }

    /// # Errors
    /// In words; the record is passed over.
    fn record(&mut self, raw: &[u8], offset: u64, length: u64) -> Result<(), String> {
        let record = parse_record(raw)?;
        let place = Place {
            position: Position { file: self.number, offset },
            length,
            raw_length: raw.len() as u64,
            record_id: record.id()?,
        };
        let told = |error: Error| crate::error::in_full(&error);
        match record.need("WARC-Type")? {
            "response" | "resource" => {
                let page = parse_page(raw)?;
                let site = page.site.unwrap_or_else(|| self.site_of(&page.page.url));
                self.page(&page.page, &site, &place).map_err(told)
            }
            kind @ ("revisit" | "request") => {
                let url = CanonicalUrl::parse(record.need("WARC-Target-URI")?).map_err(|e| e.to_string())?;
                let at = record.date()?;
                if kind == "revisit" {
                    self.last = captures::last_id(self.connection, &url).map_err(told)?;
                    presence::set_alive(self.connection, &url, at).map_err(told)?;
                }
                let kind = if kind == "revisit" { "revisit" } else { "request" };
                let row = RecordRow { kind, url: url.as_str(), at, capture: self.last };
                captures::insert_record(self.connection, &row, &place).map_err(told)
            }
            "metadata" => {
                let (at, target) = (record.date()?, record.need("WARC-Target-URI")?);
                let fact = serde_json::from_slice(record.block).map_err(|e| e.to_string())?;
                let row = RecordRow { kind: "metadata", url: target, at, capture: None };
                captures::insert_record(self.connection, &row, &place).map_err(told)?;
                self.fact(fact, at).map_err(told)
            }
            _ => Ok(()),
        }
    }

    fn page(&mut self, page: &Page, site: &SiteId, place: &Place<'_>) -> Result<(), Error> {
        let connection = self.connection;
        let digest = body_digest(&page.body);
        let capture = captures::insert(connection, page, site, &digest, place)?;
        self.last = Some(capture);
        self.rebuilt.captures += 1;
        let at = page.fetched_at;
        let settings = sites::get(connection, site)?;
        let find = |url: &CanonicalUrl| {
            let capture = attachments::latest_capture(connection, url).ok()??;
            let located = captures::get(connection, capture).ok()??;
            captures::read(self.dir, &located).ok()
        };
        let article = (self.read)(page, site, settings.as_ref(), &find);
        // As at the visit: kept where it was first found.
        let twin = match &article {
            Some(article) => articles::twin(connection, site, article)?.is_some(),
            None => false,
        };
        if let Some(article) = article.as_ref().filter(|_| !twin) {
            let sighting = Sighting { article, site, url: &page.url, at, capture, doubted: false };
            articles::store(connection, &sighting)?;
        }
        if settings.is_some() && page.url.as_url().scheme() != "import" {
            let kind = match article {
                Some(_) => LinkKind::Article,
                None if attachments::is_one(connection, &page.url)? => LinkKind::Attachment,
                None => LinkKind::Unknown,
            };
            frontier::add(connection, site, &Found { url: &page.url, kind, depth: 1, at })?;
        }
        Ok(())
    }

    /// Files of before format 3 do not name the site of a page.
    fn site_of(&self, url: &CanonicalUrl) -> SiteId {
        let sites = sites::all(self.connection).unwrap_or_default();
        let authority = url.authority();
        let same_host = |site: &&Site| site.start_urls.iter().any(|start| start.authority() == authority);
        let known = sites.iter().find(same_host).map(|site| site.id.clone());
        let of_host = || authority.replace([':', '[', ']'], "-").parse().ok();
        known.or_else(of_host).unwrap_or_else(|| "unknown".parse().expect("a site id"))
    }

    fn fact(&self, fact: Fact, at: DateTime<Utc>) -> Result<(), Error> {
        let connection = self.connection;
        match fact {
            Fact::Site(site) if sites::exists(connection, &site.id)? => sites::update(connection, &site),
            Fact::Site(site) => sites::add(connection, &site),
            Fact::SiteRemoved { id } if sites::exists(connection, &id)? => sites::remove(connection, &id),
            Fact::SiteRemoved { .. } => Ok(()),
            Fact::Decision { id, json } => decisions::restore(connection, id, at, &json),
            Fact::DecisionUndone { id } => decisions::undo(connection, id, at).map(drop),
            Fact::Moved { url, to } => moves::note(connection, &url, &to, at).map(drop),
            Fact::Hidden { url, hidden } => {
                let id = resolve(connection, &url).map_err(database("look for an article"))?;
                hidden::set(connection, id, hidden.as_ref())
            }
            Fact::Gone { url, since, reason } => {
                let set = || {
                    let id = resolve(connection, &url)?;
                    let seq = next_seq(connection)?;
                    let gone = connection.execute(
                        "UPDATE articles SET missed_at = ?2, gone_at = ?2, gone_reason = ?3, seq = ?4 WHERE id = ?1",
                        params![id, from_time(since), reason.as_str(), seq],
                    )?;
                    if gone > 0 {
                        let (kind, detail) = (ArticleEventKind::Gone, Some(reason.to_string()));
                        note_event(connection, id, &ArticleEvent { at, kind, detail })?;
                    }
                    Ok(())
                };
                set().map_err(database("store that an article is gone"))
            }
        }
    }
}

/// Knows how many bytes were taken.
struct Counted {
    inner: BufReader<File>,
    at: u64,
}

impl Counted {
    /// Goes on at the next gzip header at or after a byte. Returns whether there is one.
    fn seek_member(&mut self, from: u64) -> std::io::Result<bool> {
        const HEADER: [u8; 4] = [0x1f, 0x8b, 8, 0];
        self.inner.seek(SeekFrom::Start(from))?;
        self.at = from;
        let mut seen = [0; 4];
        let mut byte = [0];
        while self.read(&mut byte)? == 1 {
            seen.rotate_left(1);
            seen[3] = byte[0];
            if seen == HEADER && self.at >= from + 4 {
                self.at -= 4;
                self.inner.seek(SeekFrom::Start(self.at))?;
                return Ok(true);
            }
        }
        Ok(false)
    }
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let mut available = self.fill_buf()?;
        let read = available.read(buffer)?;
        self.consume(read);
        Ok(read)
    }
}

impl BufRead for Counted {
    fn fill_buf(&mut self) -> std::io::Result<&[u8]> {
        self.inner.fill_buf()
    }

    fn consume(&mut self, bytes: usize) {
        self.at += bytes as u64;
        self.inner.consume(bytes);
    }
}

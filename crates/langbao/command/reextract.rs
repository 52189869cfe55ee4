//! `langbao reextract`: the archive keeps what was fetched, so a better extractor or a repaired profile can read it again.

use std::collections::{BTreeMap, HashMap};
use std::io;
use std::path::Path;
use std::thread::ScopedJoinHandle;

use anyhow::Context;
use chrono::{DateTime, Utc};
use langbao_archive::{Archive, CaptureId, Reread, Rereading, Site, Yield};
use langbao_article::{Article, LinkKind, SiteId};
use langbao_web::Task;
use serde::Serialize;
use serde_json::json;

use super::counter::Counter;
use super::rereader::Rereader;
use crate::DEEP_STACK;
use crate::cli::{Format, Reextract};
use crate::clock::WallClock;
use crate::comparison::yield_of;
use crate::failure::{Exit, exit_of};
use crate::house::House;
use crate::ingest::latest_page;
use crate::output::{self, fault, line, message};
use crate::session::Session;
use crate::workbench::order;

/// Captures read and stored together.
const BATCH: usize = 200;

/// Characters of an example.
const SHORT: usize = 80;

pub(super) fn run(session: &Session, args: &Reextract) -> anyhow::Result<()> {
    let (archive, house) = match open(session, args.dry_run) {
        // The process that has the folder open does it.
        Err(error) if exit_of(&error) == Exit::InUse => {
            return order(session, Task::Reextract(args.site.clone()));
        }
        result => result?,
    };
    let progress = Counter::new(session);
    let scope = Scope { site: args.site.as_ref(), dry_run: args.dry_run, examples: args.examples };
    let report = reread(&archive, &session.data, scope, |report| {
        progress.show(report.captures);
        true
    })?;
    progress.end();
    if let Some(house) = house {
        house.close()?;
    }
    tell(session, args.dry_run, &report)
}

/// What is read again, and how much is told of it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scope<'a> {
    /// Only the captures of this site.
    pub(crate) site: Option<&'a SiteId>,
    /// Whether nothing is stored.
    pub(crate) dry_run: bool,
    /// Examples that are kept of each kind of change.
    pub(crate) examples: usize,
}

/// Reads captures anew, in batches, until there are no more or `go_on` says no.
pub(crate) fn reread(
    archive: &Archive,
    data: &Path,
    scope: Scope<'_>,
    mut go_on: impl FnMut(&Report) -> bool,
) -> anyhow::Result<Report> {
    let sites: HashMap<SiteId, Site> =
        archive.sites()?.into_iter().map(|site| (site.id.clone(), site)).collect();
    if let Some(id) = scope.site.filter(|id| !sites.contains_key(*id)) {
        return Err(langbao_archive::Error::NoSuchSite(id.clone()).into());
    }
    let rereader = Rereader::new(data);
    let mut report = Report::default();
    // What the pages since an alarm yield now decides whether it lasts.
    let alarms =
        archive.site_statuses()?.into_iter().filter_map(|status| Some((status.site.id, status.alarm?.since)));
    let alarms: HashMap<SiteId, DateTime<Utc>> = alarms.collect();
    let mut after = CaptureId(0);
    loop {
        let batch = archive.rereadings(after, scope.site, BATCH)?;
        let Some(last) = batch.last() else { break };
        after = last.capture.id;
        let read = read_all(archive, &rereader, &sites, batch, &mut report)?;
        for (reading, article) in &read {
            if let Some((site, since)) = reading.site.as_ref().and_then(|site| alarms.get_key_value(site))
                && reading.capture.at >= *since
            {
                let is_known =
                    |url| archive.frontier_entry(site, url).map(|entry| entry.map(|entry| entry.kind));
                let kind = is_known(&reading.capture.url)?.unwrap_or(LinkKind::Unknown);
                report.yields.entry(site.clone()).or_default().add(&yield_of(kind, article.as_ref(), None));
            }
        }
        for reread in archive.store_rereadings(read, WallClock.now(), scope.dry_run)? {
            report.note(reread, scope.examples);
        }
        if !go_on(&report) {
            return Ok(report);
        }
    }
    if !scope.dry_run {
        for (site, yielded) in std::mem::take(&mut report.yields) {
            let lasts = archive.judge_anew(&site, yielded)?.is_some();
            report.alarms.push(JudgedAnew { site, lasts });
        }
    }
    Ok(report)
}

/// Opens the archive; for a dry run only for reading, which another process does not mind.
fn open(session: &Session, dry_run: bool) -> anyhow::Result<(Archive, Option<House>)> {
    if dry_run {
        return Ok((Archive::open_read_only(&session.data)?, None));
    }
    // A folder without an archive is told as such, not made.
    if !session.data.join("archive.sqlite3").exists() {
        Archive::open_read_only(&session.data)?;
    }
    let house = session.open()?;
    Ok((house.archive.clone(), Some(house)))
}

/// Reads and extracts a batch on all processors.
fn read_all(
    archive: &Archive,
    rereader: &Rereader<'_>,
    sites: &HashMap<SiteId, Site>,
    batch: Vec<Rereading>,
    report: &mut Report,
) -> anyhow::Result<Vec<(Rereading, Option<Article>)>> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let share = batch.len().div_ceil(threads);
    let read_one = |reading: &Rereading| -> Result<Option<Article>, String> {
        let page =
            archive.read_page(reading.capture.id).map_err(|e| format!("{:#}", anyhow::Error::from(e)))?;
        let site = reading.site.as_ref().and_then(|id| sites.get(id));
        Ok(page.and_then(|page| rereader.read(&page, site, &|url| latest_page(archive, url))))
    };
    let results: Vec<Result<Option<Article>, String>> = std::thread::scope(|scope| {
        let shares: Vec<_> = batch
            .chunks(share)
            .map(|share| {
                let deep = std::thread::Builder::new().stack_size(DEEP_STACK);
                deep.spawn_scoped(scope, move || share.iter().map(read_one).collect::<Vec<_>>())
            })
            .collect();
        let read = |share: io::Result<ScopedJoinHandle<'_, _>>| {
            let share = share.context("cannot start a thread")?;
            share.join().map_err(|_| anyhow::anyhow!("a thread that extracts panicked"))
        };
        shares.into_iter().map(read).collect::<anyhow::Result<Vec<_>>>()
    })?
    .into_iter()
    .flatten()
    .collect();
    report.captures += batch.len() as u64;
    let mut read = Vec::with_capacity(batch.len());
    for (reading, result) in batch.into_iter().zip(results) {
        match result {
            Ok(article) => read.push((reading, article)),
            // A capture that cannot be read says nothing of its article.
            Err(why) => {
                report.unreadable += 1;
                fault(&why);
            }
        }
    }
    Ok(read)
}

#[derive(Debug, Default, Serialize)]
pub(crate) struct Report {
    captures: u64,
    unreadable: u64,
    same: u64,
    corrected: u64,
    new: u64,
    new_versions: u64,
    withheld: u64,
    elsewhere: u64,
    fields: BTreeMap<&'static str, Field>,
    /// Of sites under alarm.
    #[serde(skip)]
    yields: BTreeMap<SiteId, Yield>,
    alarms: Vec<JudgedAnew>,
    /// Articles of which nothing is left, or that would be another: for people to look at.
    kept: Vec<String>,
}

/// A site under alarm, judged by how its pages read now.
#[derive(Debug, Serialize)]
struct JudgedAnew {
    site: SiteId,
    lasts: bool,
}

#[derive(Debug, Default, Serialize)]
struct Field {
    changed: u64,
    examples: Vec<Example>,
}

#[derive(Debug, Serialize)]
struct Example {
    url: String,
    old: Option<String>,
    new: Option<String>,
}

impl Report {
    /// Says in a line what came of it.
    pub(crate) fn in_short(&self) -> String {
        let Self { captures, corrected, new, new_versions, unreadable, .. } = self;
        format!(
            "{captures} captures: {corrected} corrected, {new} new, {new_versions} new versions, {unreadable} unreadable"
        )
    }

    fn note(&mut self, reread: Reread, examples: usize) {
        match reread {
            Reread::Same => self.same += 1,
            Reread::New { .. } => self.new += 1,
            Reread::NewVersion { .. } => self.new_versions += 1,
            Reread::Withheld { url } => {
                self.withheld += 1;
                self.keep(url.to_string(), examples);
            }
            Reread::Elsewhere { url, to } => {
                self.elsewhere += 1;
                self.keep(format!("{url} -> {to}"), examples);
            }
            Reread::Corrected { url, changes, .. } => {
                self.corrected += 1;
                for change in changes {
                    let field = self.fields.entry(change.field).or_default();
                    field.changed += 1;
                    if field.examples.len() < examples {
                        let (old, new) = (shortened(change.old), shortened(change.new));
                        field.examples.push(Example { url: url.to_string(), old, new });
                    }
                }
            }
        }
    }

    fn keep(&mut self, what: String, examples: usize) {
        if self.kept.len() < examples {
            self.kept.push(what);
        }
    }
}

fn shortened(text: Option<String>) -> Option<String> {
    text.map(|text| match text.char_indices().nth(SHORT) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    })
}

fn tell(session: &Session, dry_run: bool, report: &Report) -> anyhow::Result<()> {
    if session.format == Format::Json {
        return output::json(&json!({ "dry_run": dry_run, "report": report }));
    }
    let Report { captures, same, corrected, new, new_versions, withheld, elsewhere, unreadable, .. } = report;
    line(&session.lang.pick(
        format!(
            "{captures} bản đã lưu: {same} không đổi, {corrected} phiên bản đọc khác đi, {new} bài mới, \
             {new_versions} phiên bản mới, {withheld} giữ nguyên vì nay không còn chữ, {elsewhere} giữ nguyên vì \
             sẽ thành bài khác, {unreadable} không đọc được"
        ),
        format!(
            "{captures} captures: {same} the same, {corrected} versions read differently, {new} new articles, \
             {new_versions} new versions, {withheld} kept for want of text now, {elsewhere} kept for they would be \
             another article, {unreadable} unreadable"
        ),
    ))?;
    for (name, field) in &report.fields {
        line(&format!("{name}: {}", field.changed))?;
        for Example { url, old, new } in &field.examples {
            line(&format!("  {url}"))?;
            line(&format!("    - {}", old.as_deref().unwrap_or("∅")))?;
            line(&format!("    + {}", new.as_deref().unwrap_or("∅")))?;
        }
    }
    for JudgedAnew { site, lasts } in &report.alarms {
        line(&match lasts {
            false => session.lang.pick(
                format!("{site}: đọc lại được, thôi cảnh báo bố cục"),
                format!("{site}: reads well again, the layout alarm is over"),
            ),
            true => session.lang.pick(
                format!("{site}: vẫn đọc kém, còn cảnh báo bố cục"),
                format!("{site}: still reads badly, the layout alarm lasts"),
            ),
        })?;
    }
    for kept in &report.kept {
        line(&format!("= {kept}"))?;
    }
    if dry_run {
        message(session.lang.pick("chưa ghi gì (--dry-run)", "nothing was stored (--dry-run)"));
    }
    Ok(())
}

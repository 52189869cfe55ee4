//! `langbao runs`.

use std::collections::BTreeMap;

use langbao_archive::{Archive, Counts, RunId, RunRecord, VisitRecord};
use langbao_article::SiteId;

use crate::cli::{Format, Runs};
use crate::failure::{Exit, ending};
use crate::output::{json, line, minute};
use crate::session::Session;

pub(super) fn run(session: &Session, command: Runs) -> anyhow::Result<()> {
    let archive = Archive::open_read_only(&session.data)?;
    match command {
        Runs::List { site, limit } => list(session, &archive, site.as_ref(), limit),
        Runs::Show { id } => show(session, &archive, RunId(id)),
    }
}

fn list(session: &Session, archive: &Archive, site: Option<&SiteId>, limit: usize) -> anyhow::Result<()> {
    let runs = archive.runs(site, limit)?;
    let mut statuses = archive.site_statuses()?;
    statuses.retain(|s| s.site.enabled && site.is_none_or(|id| s.site.id == *id));
    if session.format == Format::Json {
        let runs: Vec<_> = runs.iter().map(langbao_web::run_json).collect();
        let sites: Vec<_> = statuses.iter().map(langbao_web::site_json).collect();
        return json(&serde_json::json!({ "runs": runs, "sites": sites }));
    }
    for run in &runs {
        line(&row(session, run))?;
    }
    line(session.lang.pick("\nLượt sắp tới:", "\nDue next:"))?;
    for status in statuses {
        let when = match (&status.site.schedule, status.next_run_at) {
            (None, _) => session.lang.pick("khi được gọi", "by hand only").to_owned(),
            (Some(_), None) => session.lang.pick("ngay khi phục vụ", "as soon as served").to_owned(),
            (Some(_), Some(at)) => minute(at),
        };
        line(&format!("  {}  {when}", status.site.id))?;
    }
    Ok(())
}

fn row(session: &Session, run: &RunRecord) -> String {
    let Counts {
        visits, not_modified, gone, disallowed, failed, new_articles, edited_articles, bytes, ..
    } = run.counts;
    let end = run.end.as_deref().unwrap_or(session.lang.pick("đang chạy", "running"));
    let started = minute(run.started_at);
    let (id, site, kb) = (run.id.0, &run.site, bytes.div_ceil(1_000));
    let alarm = match run.alarm.as_slice() {
        [] => String::new(),
        reasons => {
            let what = langbao_web::alarm_words(reasons, session.lang.into());
            session.lang.pick(
                format!("; bố cục có vẻ đã đổi: {what}"),
                format!("; the layout seems to have changed: {what}"),
            )
        }
    };
    let by_class = crate::round::errors_by_class(&run.errors);
    session.lang.pick(
        format!(
            "{id}  {started}  {site}  {end}: {visits} lần tải, {new_articles} bài mới, {edited_articles} bài sửa, {not_modified} không đổi (304), {gone} mất, {disallowed} bị robots chặn, {failed} lỗi{by_class}, {kb} kB{alarm}"
        ),
        format!(
            "{id}  {started}  {site}  {end}: {visits} visits, {new_articles} new, {edited_articles} edited, {not_modified} not modified, {gone} gone, {disallowed} disallowed, {failed} failed{by_class}, {kb} kB{alarm}"
        ),
    )
}

fn show(session: &Session, archive: &Archive, id: RunId) -> anyhow::Result<()> {
    let Some(run) = archive.run(id)? else {
        return Err(ending(Exit::NotFound, format!("there is no run {}", id.0)));
    };
    let visits = archive.visits(id)?;
    if session.format == Format::Json {
        return json(
            &serde_json::json!({ "run": langbao_web::run_json(&run), "outcomes": by_outcome(&visits), "visits": visits }),
        );
    }
    line(&row(session, &run))?;
    for note in &run.notes {
        line(&format!("  ! {}: {}", note.code, note.detail))?;
    }
    for (outcome, count) in by_outcome(&visits) {
        line(&format!("  {count:6}  {outcome}"))?;
    }
    let due = archive.frontier(&run.site)?.into_iter().map(|entry| entry.due_at).min();
    if let Some(due) = due {
        let due = minute(due);
        line(&session.lang.pick(format!("  tới hạn kế tiếp: {due}"), format!("  next due: {due}")))?;
    }
    for visit in visits {
        let detail = visit.detail.map(|d| format!("  {d}")).unwrap_or_default();
        line(&format!("  {}  {}  {}{detail}", minute(visit.at), visit.outcome, visit.url))?;
    }
    Ok(())
}

/// How many visits met what: "200", "304", "404", "timeout", "trap" …
fn by_outcome(visits: &[VisitRecord]) -> BTreeMap<&str, usize> {
    let mut counts = BTreeMap::new();
    for visit in visits {
        *counts.entry(visit.outcome.as_str()).or_default() += 1;
    }
    counts
}

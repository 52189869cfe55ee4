//! The status page: what each site has, how its last run went, what comes next.

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use chrono::{DateTime, Utc};
use langbao_archive::{FrontierEntry, RunRecord, SiteStatus};

use super::frame::{Frame, SiteNames};
use crate::conditional::{self, HTML};
use crate::moment::Moment;
use crate::problem::Problem;
use crate::{AppState, Lang};

/// Runs listed.
const RUNS: usize = 20;

#[derive(Template)]
#[template(path = "status.html")]
struct StatusPage {
    frame: Frame,
    articles: u64,
    indexed: u64,
    waiting: u64,
    sites: Vec<SiteView>,
    runs: Vec<RunView>,
}

struct SiteView {
    id: String,
    name: String,
    href: String,
    start_url: Option<String>,
    enabled: bool,
    articles: u64,
    first: Option<Moment>,
    last: Option<Moment>,
    frontier: u64,
    schedule: Option<Schedule>,
    next_run: Option<Moment>,
    overdue: bool,
    next_url: Option<(String, Moment)>,
    run: Option<RunView>,
}

/// When a site is read.
struct Schedule {
    text: String,
    /// Whether the text is in words; rules of cron are shown as they stand.
    plain: bool,
}

/// A run in words.
struct RunView {
    number: i64,
    site: String,
    started: Moment,
    ended: Option<Moment>,
    end: String,
    /// For the colour beside the words: `good`, `bad` or `going`.
    mood: &'static str,
    pages: u32,
    not_modified: u32,
    new_articles: u32,
    edited_articles: u32,
    gone: u32,
    failed: u32,
    disallowed: u32,
}

/// `/status`
pub(crate) async fn status(
    State(state): State<AppState>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let answer = move |state: &AppState| {
        let frame = Frame::plain(state, &uri)?;
        let lang = frame.lang;
        let statuses = state.archive.site_statuses()?;
        let names = SiteNames::new(statuses.iter().map(|status| &status.site));
        let mut sites = Vec::with_capacity(statuses.len());
        for status in &statuses {
            // "Never by itself" is written as the last instant there is; that entry is not due.
            let next = state.archive.next_due(&status.site.id, DateTime::<Utc>::MAX_UTC)?;
            let next = next.filter(|entry| entry.due_at < DateTime::<Utc>::MAX_UTC);
            sites.push(site(status, next.as_ref(), &names, &frame, state.now()));
        }
        let runs = state.archive.runs(None, RUNS)?;
        let generation = state.searcher.generation();
        let page = StatusPage {
            articles: state.archive.article_count()?,
            indexed: state.searcher.article_count(),
            waiting: state.archive.last_seq()?.saturating_sub(generation),
            sites,
            runs: runs.iter().map(|r| run(r, &names, lang)).collect(),
            frame,
        };
        Ok(conditional::send(&headers, HTML, page.render()?))
    };
    state.blocking(answer).await
}

fn site(
    status: &SiteStatus,
    next: Option<&FrontierEntry>,
    names: &SiteNames,
    frame: &Frame,
    now: DateTime<Utc>,
) -> SiteView {
    let lang = frame.lang;
    let site = &status.site;
    SiteView {
        id: site.id.to_string(),
        name: names.get(site.id.as_str()).to_owned(),
        href: frame.search("site", site.id.as_str()),
        start_url: site.start_urls.first().map(|u| u.as_str().to_owned()),
        enabled: site.enabled,
        articles: status.articles,
        first: status.first_published.map(|at| Moment::day(at, lang)),
        last: status.last_published.map(|at| Moment::day(at, lang)),
        frontier: status.frontier,
        schedule: site.schedule.as_deref().map(|s| schedule(s, lang)),
        next_run: status.next_run_at.map(|at| Moment::minute(at, lang)),
        overdue: site.enabled && status.next_run_at.is_some_and(|at| at < now),
        next_url: next.map(|entry| (entry.url.as_str().to_owned(), Moment::minute(entry.due_at, lang))),
        run: status.last_run.as_ref().map(|r| run(r, names, lang)),
    }
}

/// Says an interval such as `6h` in words.
fn schedule(rule: &str, lang: Lang) -> Schedule {
    let units =
        [('m', "phút", "minute", "minutes"), ('h', "giờ", "hour", "hours"), ('d', "ngày", "day", "days")];
    let interval = units.into_iter().find_map(|(unit, vi, one, many)| {
        let n: u64 = rule.trim().strip_suffix([unit, unit.to_ascii_uppercase()])?.trim().parse().ok()?;
        Some(match n {
            1 => lang.pick(format!("mỗi {vi}"), format!("every {one}")),
            _ => lang.pick(format!("mỗi {n} {vi}"), format!("every {n} {many}")),
        })
    });
    Schedule { plain: interval.is_some(), text: interval.unwrap_or_else(|| rule.to_owned()) }
}

fn run(run: &RunRecord, names: &SiteNames, lang: Lang) -> RunView {
    let counts = run.counts;
    let (end, mood) = end_in_words(run.end.as_deref(), lang);
    RunView {
        number: run.id.0,
        site: names.get(run.site.as_str()).to_owned(),
        started: Moment::minute(run.started_at, lang),
        ended: run.ended_at.map(|at| Moment::minute(at, lang)),
        end,
        mood,
        pages: counts.pages,
        not_modified: counts.not_modified,
        new_articles: counts.new_articles,
        edited_articles: counts.edited_articles,
        gone: counts.gone,
        failed: counts.failed,
        disallowed: counts.disallowed,
    }
}

fn end_in_words(end: Option<&str>, lang: Lang) -> (String, &'static str) {
    let (vi, en, mood) = match end {
        None => ("đang chạy", "running", "going"),
        Some("done") => ("xong", "done", "good"),
        Some("limit") => ("đủ số trang cho phép", "page limit reached", "good"),
        Some("stopped") => ("được dừng", "stopped", "going"),
        Some("interrupted") => ("bị ngắt giữa chừng", "interrupted", "bad"),
        Some(failed) => {
            let reason = failed.trim_start_matches("failed: ");
            return (lang.pick(format!("lỗi: {reason}"), format!("failed: {reason}")), "bad");
        }
    };
    (lang.pick(vi, en).to_owned(), mood)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intervals_are_said_in_words() {
        let check = |rule: &str, lang: Lang, words: &str, plain: bool| {
            let schedule = schedule(rule, lang);
            assert_eq!((schedule.text.as_str(), schedule.plain), (words, plain));
        };
        check("10m", Lang::Vi, "mỗi 10 phút", true);
        check("1h", Lang::Vi, "mỗi giờ", true);
        check("6h", Lang::En, "every 6 hours", true);
        check("2D", Lang::Vi, "mỗi 2 ngày", true);
        check("1d", Lang::En, "every day", true);
        check("0 5 * * *", Lang::Vi, "0 5 * * *", false);
    }

    #[test]
    fn runs_end_in_words() {
        let check = |end: Option<&str>, words: &str, mood: &str| {
            assert_eq!(end_in_words(end, Lang::Vi), (words.to_owned(), mood));
        };
        check(None, "đang chạy", "going");
        check(Some("done"), "xong", "good");
        check(Some("failed: timeout"), "lỗi: timeout", "bad");
    }
}

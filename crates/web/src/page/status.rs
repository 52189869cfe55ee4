//! The status page: how each site is in plain words, what it has month by month, when it was last read and will be
//! read next.

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use chrono::{DateTime, Datelike, Months, Utc};
use langbao_archive::{FrontierEntry, RunRecord, SiteStatus};
use langbao_article::SiteId;
use langbao_search::{DateBucket, HistogramStep, SearchRequest};

use super::frame::{Frame, SiteNames};
use crate::alarm_words;
use crate::conditional::{self, HTML};
use crate::moment::{Moment, span, vietnam};
use crate::params::Params;
use crate::problem::Problem;
use crate::site_health::{Condition, Health, failure, health, succeeded};
use crate::{AppState, Lang};

/// Runs listed.
const RUNS: usize = 20;

/// Sites a page.
const SITES: usize = 40;

/// Runs of a site among which its last success is looked for.
const LOOKED_BACK: usize = 50;

/// Months of the strip.
const MONTHS: usize = 36;

#[derive(Template)]
#[template(path = "status.html")]
struct StatusPage {
    frame: Frame,
    articles: u64,
    indexed: u64,
    waiting: u64,
    /// How many sites are how.
    summary: Vec<(&'static str, &'static str, String)>,
    sites: Vec<SiteView>,
    next: Option<String>,
    first: Option<String>,
    runs: Vec<RunView>,
}

struct SiteView {
    id: String,
    name: String,
    href: String,
    start_url: Option<String>,
    health: Health,
    mood: &'static str,
    last_success: Option<Moment>,
    strip: Option<Strip>,
    /// What has dropped, if its layout seems to have changed, and since when.
    alarm: Option<(String, Moment)>,
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

/// Articles by month as a picture.
struct Strip {
    /// Where each bar stands, and how high.
    bars: Vec<(usize, u64)>,
    width: usize,
    first: String,
    last: String,
    /// For those who do not see it.
    words: String,
}

impl Strip {
    /// Draws the latest months to the present one, so that silence is seen; `None` without articles in them.
    fn new(buckets: &[DateBucket], now: DateTime<Utc>, lang: Lang) -> Option<Self> {
        let this_month = vietnam(now).date_naive().with_day(1)?;
        let month = |ago: usize| {
            let from = this_month.checked_sub_months(Months::new(u32::try_from(ago).ok()?))?;
            let to = from.checked_add_months(Months::new(1))?.pred_opt()?;
            let count = buckets.iter().find(|bucket| bucket.from == from).map_or(0, |bucket| bucket.count);
            Some(DateBucket { from, to, count })
        };
        let shown: Vec<DateBucket> = (0..MONTHS).rev().filter_map(month).collect();
        let most = shown.iter().max_by_key(|bucket| bucket.count).filter(|most| most.count > 0)?;
        let month = |bucket: &DateBucket| span(bucket.from, bucket.to, lang);
        let height = |count: u64| if count == 0 { 0 } else { (count * 100 / most.count).max(6) };
        let (first, last) = (month(shown.first()?), month(shown.last()?));
        let highest = format!("{}, {}", month(most), lang.articles(most.count));
        Some(Self {
            bars: shown.iter().enumerate().map(|(at, b)| (at * 10, height(b.count))).collect(),
            width: shown.len() * 10,
            words: lang.fill(
                "articles-by-month-from-first-to-last-most-hi",
                &[("first", &first), ("last", &last), ("highest", &highest)],
            ),
            first,
            last,
        })
    }
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
        let params = Params::parse(uri.query(), &["page", "lang"])?;
        let frame = Frame::new(state, &uri, params.lang()?);
        let number = params.number("page", 10_000)?.unwrap_or(1);
        let lang = frame.lang;
        let statuses = state.archive.site_statuses()?;
        let names = SiteNames::new(statuses.iter().map(|status| &status.site));
        let mut sites = Vec::with_capacity(statuses.len());
        for status in statuses.iter().skip((number - 1) * SITES).take(SITES) {
            // "Never by itself" is written as the last instant there is; that entry is not due.
            let next = state.archive.next_due(&status.site.id, DateTime::<Utc>::MAX_UTC)?;
            let next = next.filter(|entry| entry.due_at < DateTime::<Utc>::MAX_UTC);
            let view = site(status, next.as_ref(), &names, &frame, state.now());
            let runs = state.archive.runs(Some(&status.site.id), LOOKED_BACK)?;
            let last_success = runs.iter().find(|run| succeeded(run)).and_then(|run| run.ended_at);
            let last_success = last_success.map(|at| Moment::minute(at, lang));
            sites.push(SiteView { last_success, strip: strip(state, &status.site.id, lang)?, ..view });
        }
        let runs = state.archive.runs(None, RUNS)?;
        let generation = state.searcher.generation();
        let page = StatusPage {
            articles: state.archive.article_count()? - state.archive.hidden_articles()?.len() as u64,
            indexed: state.searcher.article_count(),
            summary: summary(&statuses, state.now(), &frame),
            next: (number * SITES < statuses.len())
                .then(|| frame.with("/status", &[("page", &(number + 1).to_string())])),
            first: (number > 1).then(|| frame.href("/status")),
            waiting: state.archive.last_seq()?.saturating_sub(generation),
            sites,
            runs: runs.iter().map(|r| run(r, &names, lang)).collect(),
            frame,
        };
        Ok(conditional::send(&headers, HTML, page.render()?))
    };
    state.blocking(answer).await
}

/// Counts sites by how they are, the worst first.
fn summary(
    statuses: &[SiteStatus],
    now: DateTime<Utc>,
    frame: &Frame,
) -> Vec<(&'static str, &'static str, String)> {
    let states: Vec<Condition> = statuses.iter().map(|s| health(s, now, frame.lang).state).collect();
    let count = |state: &Condition| states.iter().filter(|other| *other == state).count();
    let told = Condition::ALL.iter().filter(|state| count(state) > 0);
    told.map(|state| (state.mood(), state.text(frame.lang), frame.n(count(state)))).collect()
}

/// Reads how many articles a site has month by month.
fn strip(state: &AppState, site: &SiteId, lang: Lang) -> Result<Option<Strip>, Problem> {
    let request = SearchRequest {
        sites: vec![site.clone()],
        facets: true,
        facet_limit: 1,
        histogram: HistogramStep::Month,
        limit: 1,
        ..SearchRequest::default()
    };
    let hits = state.searcher.search(&request)?;
    Ok(hits.histogram.as_deref().and_then(|buckets| Strip::new(buckets, state.now(), lang)))
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
    let health = health(status, now, lang);
    SiteView {
        id: site.id.to_string(),
        name: names.get(site.id.as_str()).to_owned(),
        href: frame.search("site", site.id.as_str()),
        start_url: site.start_urls.first().map(|u| u.as_str().to_owned()),
        mood: health.state.mood(),
        health,
        last_success: None,
        strip: None,
        alarm: status
            .alarm
            .as_ref()
            .map(|alarm| (alarm_words(&alarm.reasons, lang), Moment::minute(alarm.since, lang))),
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
    let interval = |unit: char| -> Option<u64> {
        rule.trim().strip_suffix([unit, unit.to_ascii_uppercase()])?.trim().parse().ok()
    };
    let text = match (interval('m'), interval('h'), interval('d')) {
        (Some(1), _, _) => lang.say("every-minute").to_owned(),
        (Some(n), _, _) => lang.fill("every-n-minutes", &[("n", &n)]),
        (_, Some(1), _) => lang.say("every-hour").to_owned(),
        (_, Some(n), _) => lang.fill("every-n-hours", &[("n", &n)]),
        (_, _, Some(1)) => lang.say("every-day").to_owned(),
        (_, _, Some(n)) => lang.fill("every-n-days", &[("n", &n)]),
        _ => return Schedule { plain: false, text: rule.to_owned() },
    };
    Schedule { plain: true, text }
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

/// Says how a run ended, with the mood of the words: `good`, `bad` or `going`.
pub(crate) fn end_in_words(end: Option<&str>, lang: Lang) -> (String, &'static str) {
    let (text, mood) = match end {
        None => (lang.say("run-going-on"), "going"),
        Some("done") => (lang.say("run-done"), "good"),
        Some("limit") => (lang.say("run-limit"), "good"),
        Some("window closed") => (lang.say("run-window-closed"), "going"),
        Some("stopped") => (lang.say("run-stopped"), "going"),
        Some("interrupted") => (lang.say("run-interrupted"), "bad"),
        Some(failed) => {
            let reason = failure(failed.trim_start_matches("failed: "), lang);
            return (lang.fill("failed-reason", &[("reason", &reason)]), "bad");
        }
    };
    (text.to_owned(), mood)
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
        check(Some("failed: timeout"), "lỗi: máy chủ không trả lời kịp", "bad");
    }
}

//! Progress of a round: a line a site that moves on a terminal, plain lines elsewhere.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};
use langbao_archive::{RunRecord, Site};
use langbao_article::SiteId;
use langbao_crawl::Progress;

use crate::language::Lang;
use crate::output::{message, stderr_is_terminal};
use crate::round::{Reporter, errors_by_class};

#[derive(Default, Clone, Copy)]
struct Count {
    visits: u32,
    new_articles: u32,
    edited: u32,
    failed: u32,
}

impl Count {
    fn plus(self, more: Self) -> Self {
        Self {
            visits: self.visits + more.visits,
            new_articles: self.new_articles + more.new_articles,
            edited: self.edited + more.edited,
            failed: self.failed + more.failed,
        }
    }
}

/// Shows a round to people on stderr.
pub(crate) struct Shown {
    lang: Lang,
    every_visit: bool,
    bars: MultiProgress,
    live: bool,
    state: Mutex<HashMap<SiteId, (ProgressBar, Count)>>,
    /// When the last line about all sites was written, where lines do not move.
    told: Mutex<Instant>,
}

/// Time between two such lines.
const BETWEEN_LINES: Duration = Duration::from_secs(10);

impl Shown {
    /// `every_visit`: one line for each page visited.
    pub(crate) fn new(lang: Lang, every_visit: bool) -> Self {
        let live = stderr_is_terminal() && !every_visit;
        Self {
            lang,
            every_visit,
            bars: MultiProgress::new(),
            live,
            state: Mutex::default(),
            told: Mutex::new(Instant::now()),
        }
    }

    fn line_of_all(&self, sites: usize, count: Count) -> String {
        let Count { visits, new_articles, edited, failed } = count;
        self.lang.pick(
            format!("{sites} trang đang tải: {visits} lần tải, {new_articles} bài mới, {edited} bài sửa, {failed} lỗi"),
            format!("{sites} sites under way: {visits} visits, {new_articles} new, {edited} edited, {failed} failed"),
        )
    }

    fn line(&self, site: &Site, count: Count) -> String {
        let Count { visits, new_articles, edited, failed } = count;
        self.lang.pick(
            format!(
                "{}: {visits} lần tải, {new_articles} bài mới, {edited} bài sửa, {failed} lỗi",
                site.name
            ),
            format!("{}: {visits} visits, {new_articles} new, {edited} edited, {failed} failed", site.name),
        )
    }
}

impl Reporter for Shown {
    fn begin(&self, site: &Site) {
        let bar = if self.live { self.bars.add(ProgressBar::new_spinner()) } else { ProgressBar::hidden() };
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg}") {
            bar.set_style(style);
        }
        // A bar that is not shown would still have a thread of its own.
        if self.live {
            bar.enable_steady_tick(Duration::from_millis(120));
        }
        bar.set_message(self.line(site, Count::default()));
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.insert(site.id.clone(), (bar, Count::default()));
    }

    fn visit(&self, site: &Site, progress: &Progress) {
        if self.every_visit {
            message(&format!("{} {} {}", site.id, progress.outcome, progress.url));
        }
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let Some((bar, count)) = state.get_mut(&site.id) else { return };
        count.visits += 1;
        count.new_articles += u32::from(progress.recorded.new_article);
        count.edited += u32::from(progress.recorded.edited_article);
        count.failed += u32::from(progress.failed);
        if self.live {
            bar.set_message(self.line(site, *count));
        }
    }

    /// Tells of all sites where lines do not move, also while every site keeps us waiting.
    fn tick(&self) {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        if self.live || told.elapsed() < BETWEEN_LINES {
            return;
        }
        *told = Instant::now();
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let counts = state.values().map(|(_, count)| *count);
        message(&self.line_of_all(state.len(), counts.fold(Count::default(), Count::plus)));
    }

    fn end(&self, site: &Site, run: &RunRecord) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let Some((bar, count)) = state.remove(&site.id) else { return };
        let end = run.end.as_deref().unwrap_or_default();
        let (errors, kb) = (errors_by_class(&run.errors), run.counts.bytes.div_ceil(1_000));
        let end = if end == "done" { String::new() } else { format!(" ({end})") };
        let line = format!("{}{errors}, {kb} kB{end}", self.line(site, count));
        if self.live {
            bar.finish_with_message(line);
        } else {
            message(&line);
        }
        for note in &run.notes {
            message(&format!("{}: {}: {}", site.name, note.code, note.detail));
        }
        if !run.alarm.is_empty() {
            let what = langbao_web::alarm_words(&run.alarm, self.lang.into());
            message(&self.lang.pick(
                format!("{}: bố cục có vẻ đã đổi: {what}", site.name),
                format!("{}: the layout seems to have changed: {what}", site.name),
            ));
        }
    }
}

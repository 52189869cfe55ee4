//! Which line of the page is the headline, and what the lines around it say.

use chrono::{DateTime, Utc};

use super::declared::Declared;
use super::flow::{Flow, Line, TITLE_NAMES};
use crate::CanonicalUrl;
use crate::meta_line::{MetaLine, read_meta_line, split_trailing_date};
use crate::one_line::{has_letter, line_key};

/// The headline and its surroundings.
#[derive(Debug, Clone, Default)]
pub(super) struct Headline {
    pub(super) text: String,
    /// The line it was found in; `None`: it is only declared.
    pub(super) line: Option<usize>,
    /// Lines near it that speak of date, views, author or source.
    pub(super) meta: Vec<(usize, MetaLine)>,
    /// The first line that can belong to the body.
    pub(super) start: usize,
    /// The short heading printed above it, most often the section.
    pub(super) above: Option<String>,
}

impl Headline {
    /// Whether a date stands next to the headline, and whether it has a label.
    pub(super) fn dated(&self) -> Option<bool> {
        let dates = || self.meta.iter().filter_map(|(_, meta)| meta.date.as_ref());
        dates().next().map(|_| dates().any(|date| date.label.is_some()))
    }
}

/// Lines beyond this number are not asked whether they speak of a date.
const MAX_META_LINES: usize = 3000;
const SECTION_NAMES: [&str; 8] = [
    "portlet-title",
    "portlet_title",
    "box-title",
    "block-title",
    "widget-title",
    "cat-title",
    "category",
    "chuyen-muc",
];

/// Finds the headline. `given`: the text that the profile's selector found.
pub(super) fn headline(
    flow: &Flow<'_>,
    declared: &Declared,
    given: Option<String>,
    section: Option<&str>,
    url: &CanonicalUrl,
    now: DateTime<Utc>,
) -> Option<Headline> {
    let metas: Vec<Option<MetaLine>> = flow
        .lines
        .iter()
        .take(MAX_META_LINES)
        .map(|line| {
            let may = line.text.contains(|c: char| c.is_ascii_digit() || c == ':');
            if may && !line.is_headline_link() { read_meta_line(&line.text, Some(now)) } else { None }
        })
        .collect();
    // On a list, the selector finds the headline of an entry, which leads to its page.
    let given = given.filter(|title| {
        let key = line_key(title);
        flow.lines.iter().all(|line| !leads_away(line, url) || line_key(&line.text) != key)
    });
    let found = match &given {
        Some(title) => {
            let key = line_key(title);
            flow.lines.iter().position(|line| line_key(&line.text) == key)
        }
        None => best_line(flow, &metas, declared, section, url, now),
    };
    let mut headline = Headline { line: found, ..Headline::default() };
    headline.text = match (given, found) {
        (Some(title), _) => title,
        (None, Some(at)) => flow.lines[at].text.clone(),
        (None, None) => {
            declared.headline.clone().or_else(|| declared.page_title.as_deref().and_then(without_site))?
        }
    };
    let glued = split_trailing_date(&headline.text, now).map(|(text, meta)| (text.to_owned(), meta));
    if let Some((text, meta)) = glued {
        headline.text = text;
        headline.meta.push((found.unwrap_or_default(), meta));
    }
    if let Some(at) = found {
        headline.start = at + 1;
        headline.read_surroundings(flow, &metas, at);
    }
    has_letter(&headline.text).then_some(headline)
}

impl Headline {
    fn read_surroundings(&mut self, flow: &Flow<'_>, metas: &[Option<MetaLine>], at: usize) {
        for below in at + 1..flow.lines.len().min(at + 8) {
            match metas.get(below) {
                Some(Some(meta)) => {
                    self.meta.push((below, meta.clone()));
                    self.start = below + 1;
                }
                // Text has begun, or a list of other news, whose dates are not ours.
                _ if flow.lines[below].chars > 70 || flow.lines[below].is_headline_link() => break,
                _ => {}
            }
        }
        for above in (at.saturating_sub(3)..at).rev() {
            let line = &flow.lines[above];
            match metas.get(above) {
                Some(Some(meta)) => self.meta.push((above, meta.clone())),
                _ if self.above.is_none() && trail_end(&line.text).is_some() => {
                    self.above = trail_end(&line.text).map(str::to_owned);
                }
                _ if self.above.is_none()
                    && is_short_heading(line)
                    && line_key(&line.text) != line_key(&self.text) =>
                {
                    self.above = Some(line.text.clone());
                }
                _ if line.chars > 70 || line.is_headline_link() => break,
                _ => {}
            }
        }
    }
}

/// "Trang chủ » Tin tức » Công tác Đảng" → "Công tác Đảng"
fn trail_end(line: &str) -> Option<&str> {
    let key = line_key(line);
    let is_trail = ["trang chủ", "trang nhất", "home"].iter().any(|home| key.starts_with(home));
    let end = line.rsplit(['»', '›', '>', '/', '|']).next()?.trim();
    (is_trail && end.len() < line.len() && end.chars().count() < 60 && has_letter(end)).then_some(end)
}

fn is_short_heading(line: &Line<'_>) -> bool {
    let is_heading = line.heading.is_some() || line.is_named(&TITLE_NAMES) || line.is_named(&SECTION_NAMES);
    is_heading && (3..60).contains(&line.chars) && has_letter(&line.text)
}

fn best_line(
    flow: &Flow<'_>,
    metas: &[Option<MetaLine>],
    declared: &Declared,
    section: Option<&str>,
    url: &CanonicalUrl,
    now: DateTime<Utc>,
) -> Option<usize> {
    let page_title = declared.page_title.as_deref().map(line_key).unwrap_or_default();
    let declared_headline = declared.headline.as_deref().map(line_key).unwrap_or_default();
    let not_a_title: Vec<String> =
        [section, declared.site_name.as_deref()].into_iter().flatten().map(line_key).collect();
    let date_at = |at: usize| metas.get(at).and_then(Option::as_ref).and_then(|meta| meta.date.as_ref());
    let mut best: Option<(i32, usize, usize)> = None;
    for (at, line) in flow.lines.iter().enumerate().take(MAX_META_LINES) {
        if !(6..=300).contains(&line.chars)
            || metas.get(at).is_some_and(Option::is_some)
            || leads_away(line, url)
        {
            continue;
        }
        let key = line_key(&line.text);
        let mut score = match line.heading {
            Some(1) => 3,
            Some(2) => 2,
            Some(_) => 1,
            None if line.titled || line.is_bold() || line.is_named(&TITLE_NAMES) => 1,
            None => 0,
        };
        score += if key == declared_headline {
            4
        } else if key.chars().count() >= 15 && declared_headline.starts_with(&key) {
            2
        } else {
            0
        };
        if key.chars().count() >= 12 {
            score += if page_title.starts_with(&key) { 3 } else { i32::from(page_title.contains(&key)) };
        }
        // A date above is the next best: one system prints it there.
        let beside = [at + 1, at + 2].into_iter().take_while(|next| {
            *next == at + 1
                || flow.lines.get(at + 1).is_some_and(|between| between.chars < 30 && !between.is_link())
        });
        score += match beside.filter_map(date_at).next() {
            Some(date) if date.label.is_some() => 3,
            Some(_) => 2,
            None if line.text.contains(|c: char| c.is_ascii_digit())
                && split_trailing_date(&line.text, now).is_some() =>
            {
                3
            }
            None => i32::from(at > 0 && date_at(at - 1).is_some()),
        };
        score += i32::from(line.chars >= 25);
        score -= if line.chars < 12 { 2 } else { 0 };
        score -= if not_a_title.contains(&key) { 4 } else { 0 };
        score -= if line.is_named(&SECTION_NAMES) && key != declared_headline { 3 } else { 0 };
        score -= if line.heading.is_none() && line.text.ends_with(['.', ':', ';']) { 2 } else { 0 };
        score -= if line.kind == crate::BlockKind::Caption { 2 } else { 0 };
        if score >= 3 && best.is_none_or(|(s, chars, _)| (score, line.chars) > (s, chars)) {
            best = Some((score, line.chars, at));
        }
    }
    best.map(|(_, _, at)| at)
}

/// Whether the line is a link to another page.
fn leads_away(line: &Line<'_>, url: &CanonicalUrl) -> bool {
    line.is_link()
        && line.href.is_some_and(|href| {
            let href = href.trim();
            !href.is_empty()
                && !href.starts_with("javascript:")
                && url.join(href).is_ok_and(|target| target != *url)
        })
}

/// The longest part of `<title>` between the signs that set the site's name apart.
fn without_site(page_title: &str) -> Option<String> {
    let parts = page_title.split(" | ").flat_map(|part| part.split(" - ")).flat_map(|part| part.split(" » "));
    let mut longest = "";
    for part in parts {
        // The first of equals: names of sites come last.
        if part.chars().count() > longest.chars().count() {
            longest = part;
        }
    }
    has_letter(longest).then(|| longest.trim().to_owned())
}

//! Which line of the page is the headline, and what the lines around it say.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use super::declared::{self, Declared};
use super::flow::{Flow, Line, TITLE_NAMES, names_contain};
use super::media::is_file;
use super::published::is_vietnamese;
use super::section::Trail;
use super::slug::Slugs;
use crate::boilerplate::{ends_article, is_box_title, is_tools};
use crate::meta_line::{MetaLine, bare_count, read_meta_line, read_meta_pair, split_trailing_date};
use crate::one_line::{has_letter, line_key};
use crate::ward_names::{is_section_name, is_site_name};
use crate::{BlockKind, CanonicalUrl};

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
    /// Whether a date stands below the headline.
    pub(super) fn is_dated_below(&self) -> bool {
        self.meta.iter().any(|(at, meta)| meta.date.is_some() && self.line.is_some_and(|line| *at > line))
    }

    /// Whether a date stands next to the headline, and whether it has a label.
    pub(super) fn dated(&self) -> Option<bool> {
        let dates = || self.meta.iter().filter_map(|(_, meta)| meta.date.as_ref());
        dates().next().map(|_| dates().any(|date| date.label.is_some()))
    }
}

/// What each line says of date, views, author or source, if it says nothing else; a value below its label says nothing
/// of its own.
pub(super) fn meta_lines(flow: &Flow<'_>, now: DateTime<Utc>) -> Vec<Option<MetaLine>> {
    let lines = &flow.lines[..flow.lines.len().min(MAX_META_LINES)];
    let mut metas: Vec<Option<MetaLine>> = Vec::with_capacity(lines.len());
    // A side column has the same date at each of its entries.
    let mut read: HashMap<&str, Option<MetaLine>> = HashMap::new();
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        let value = lines.get(at + 1).filter(|value| line.chars <= 25 && value.chars <= 60);
        if let Some(value) = value
            && let Some(meta) = read_meta_pair(&line.text, &value.text, Some(now))
        {
            metas.extend([Some(meta), Some(MetaLine::default())]);
            at += 2;
            continue;
        }
        let may = line.text.contains(|c: char| c.is_ascii_digit() || c == ':') || line.chars < 20;
        metas.push(if may && !line.is_headline_link() {
            let meta = read.entry(&line.text).or_insert_with(|| read_meta_line(&line.text, Some(now)));
            meta.clone()
        } else {
            None
        });
        at += 1;
    }
    metas
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
    trail: &Trail,
    section: Option<&str>,
    url: &CanonicalUrl,
    now: DateTime<Utc>,
) -> Option<Headline> {
    let metas = meta_lines(flow, now);
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
        None => best_line(flow, &metas, declared, trail, section, url, now),
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
        // Behind the first of these, the body has begun.
        let images = flow.images.iter().map(|image| image.line);
        let files = flow.links.iter().filter(|link| is_file(link.href)).map(|link| link.line);
        let mut content = images.chain(files).filter(|line| *line > at).min().unwrap_or(usize::MAX);
        for below in at + 1..flow.lines.len().min(at + 8) {
            let line = &flow.lines[below];
            match metas.get(below) {
                Some(Some(meta)) => {
                    self.meta.push((below, meta.clone()));
                    if below < content {
                        self.start = below + 1;
                    }
                }
                _ if let Some(views) = views_by_name(line) => {
                    self.meta.push((below, MetaLine { views: Some(views), ..MetaLine::default() }));
                    if below < content {
                        self.start = below + 1;
                    }
                }
                // Text has begun, or a list of other news, whose dates are not ours.
                _ if line.chars > 70 || line.is_headline_link() || ends_article(&line.text, false) => break,
                _ if line.chars >= 25 && line.text.ends_with('.') => content = content.min(below),
                _ => {}
            }
        }
        let mut steps: Vec<&str> = Vec::new();
        for above in (at.saturating_sub(8)..at).rev() {
            let line = &flow.lines[above];
            let key = line_key(&line.text);
            let is_near = above + 3 >= at;
            if let Some(Some(meta)) = metas.get(above) {
                if is_near {
                    self.meta.push((above, meta.clone()));
                }
            } else if is_tools(&line.text) || key.is_empty() || key == line_key(&self.text) {
            } else if self.above.is_some() {
                if line.chars > 70 || !is_near {
                    break;
                }
            } else if let Some(end) = trail_end(&line.text) {
                self.above = Some(end.to_owned());
            } else if HOMES.contains(&key.as_str()) {
                // Steps of a path, each in a line of its own; more of them are a menu.
                self.above = steps.first().filter(|_| steps.len() <= 3).map(|step| (*step).to_owned());
                break;
            } else if steps.is_empty() && is_near && is_short_heading(line) {
                if is_section_name(&key) || (!is_box_title(&line.text) && !is_site_name(&line.text)) {
                    self.above = Some(line.text.clone());
                } else {
                    break;
                }
            } else if line.is_link()
                && line.chars < 60
                && steps.is_empty()
                && (is_section_name(&key) || is_section_link(line))
            {
                self.above = Some(line.text.clone());
            } else if line.is_link() && line.chars < 60 && !line.is_headline_link() {
                steps.push(&line.text);
            } else if line.chars > 3 {
                // Other text between a heading and the title: the heading is that of a box.
                break;
            }
        }
    }
}

/// Whether a link in the line is named for a section.
fn is_section_link(line: &Line<'_>) -> bool {
    let inside = line.element.descendants().filter_map(scraper::ElementRef::wrap).take(30);
    inside
        .filter(|element| {
            element.value().name() == "a"
                && names_contain(element.value(), &["cat", "chuyen", "muc", "section"])
        })
        .any(|link| declared::text(link).as_deref() == Some(&line.text))
}

/// Names of the first step of a path.
const HOMES: [&str; 4] = ["trang chủ", "trang nhất", "home", "trang đầu"];

/// A bare number in an element that is named for views, or beside the sign of an eye.
fn views_by_name(line: &Line<'_>) -> Option<u64> {
    let views = bare_count(&line.text)?;
    const NAMES: [&str; 6] = ["view", "luot", "hit", "eye", "xem", "read"];
    let inside = || line.element.descendants().filter_map(scraper::ElementRef::wrap).take(6);
    (line.is_named(&NAMES) || inside().any(|element| names_contain(element.value(), &NAMES))).then_some(views)
}

/// "Trang chủ » Tin tức » Công tác Đảng" → "Công tác Đảng"
fn trail_end(line: &str) -> Option<&str> {
    let key = line_key(line);
    let path = ["bạn đang ở đây", "bạn đang ở", "vị trí hiện tại", "vị trí", "bạn đang xem"]
        .iter()
        .find_map(|here| key.strip_prefix(here))
        .unwrap_or(&key);
    let is_trail = HOMES.iter().any(|home| path.trim_start().starts_with(home));
    let mut steps =
        line.rsplit(['»', '›', '>', '/', '|', '→', '«']).map(str::trim).filter(|step| has_letter(step));
    let end = steps.next()?;
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
    trail: &Trail,
    section: Option<&str>,
    url: &CanonicalUrl,
    now: DateTime<Utc>,
) -> Option<usize> {
    let page_title = declared.page_title.as_deref().unwrap_or_default();
    let page_title_parts: Vec<String> = parts_of(page_title).map(line_key).collect();
    let page_title = line_key(page_title);
    let declared_headline = declared.headline.as_deref().map(line_key).unwrap_or_default();
    let slugs = Slugs::of(url);
    let not_a_title: Vec<String> = [section, declared.site_name.as_deref()]
        .into_iter()
        .flatten()
        .chain(trail.others().iter().map(String::as_str))
        .map(line_key)
        .collect();
    let here = trail.here().map(line_key).unwrap_or_default();
    let date_at = |at: usize| metas.get(at).and_then(Option::as_ref).and_then(|meta| meta.date.as_ref());
    let is_text = |line: &Line<'_>| line.chars >= 80 && line.linked * 2 < line.chars;
    let mut best: Option<(i32, usize, usize)> = None;
    // Lines since the last paragraph.
    let mut since_text = usize::MAX;
    for (at, line) in flow.lines.iter().enumerate().take(MAX_META_LINES) {
        since_text = since_text.saturating_add(1);
        if is_text(line) && line.heading.is_none() && !line.is_bold() && !line.titled {
            since_text = 0;
        }
        if !(6..=300).contains(&line.chars)
            || metas.get(at).is_some_and(Option::is_some)
            || leads_away(line, url)
        {
            continue;
        }
        let key = line_key(&line.text);
        let is_plain =
            line.heading.is_none() && !line.titled && !line.is_bold() && !line.is_named(&TITLE_NAMES);
        let mut score = match line.heading {
            Some(1) => 3,
            Some(2) => 2,
            Some(_) => 1,
            None => i32::from(!is_plain),
        };
        score += if key == declared_headline {
            4
        } else if key.chars().count() >= 15 && declared_headline.starts_with(&key) {
            2
        } else {
            0
        };
        if key.chars().count() >= 12 {
            score += if page_title_parts.contains(&key)
                || (page_title.starts_with(&key) && key.len() * 2 > page_title.len())
            {
                3
            } else {
                i32::from(page_title.contains(&key))
            };
        }
        let is_spelt = slugs.spell(&line.text);
        score += if is_spelt { 4 } else { 0 };
        // A date above is the next best: one system prints it there.
        let beside = [at + 1, at + 2].into_iter().take_while(|next| {
            *next == at + 1
                || flow.lines.get(at + 1).is_some_and(|between| between.chars < 30 && !between.is_link())
        });
        // Below a text, the date that follows it is beside its last line.
        let is_below_text = since_text < 6 && is_plain;
        let is_sentence = line.heading.is_none() && line.text.ends_with(['.', ':', ';']);
        score += match beside.filter_map(date_at).next() {
            Some(_) if is_below_text || is_sentence => 0,
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
        score += if key == here { 3 } else { 0 };
        score -= if not_a_title.contains(&key) && !(is_spelt && line.chars > 40) { 4 } else { 0 };
        score -= if line.is_named(&SECTION_NAMES) && key != declared_headline && !is_spelt { 3 } else { 0 };
        score -= if is_sentence { 2 } else { 0 };
        // A bold lead.
        score -= if is_sentence && line.chars > 100 { 3 } else { 0 };
        score -= if is_site_name(&line.text) || (is_section_name(&key) && !is_spelt) { 4 } else { 0 };
        score -= if is_box_title(&line.text) || ends_article(&line.text, line.is_link()) { 6 } else { 0 };
        score -= match line.kind {
            BlockKind::Caption | BlockKind::TableRow => 3,
            _ if line.is_headline_link() && !is_spelt => 3,
            _ if line.is_italic() && !is_spelt => 2,
            _ if key.starts_with("by ") && line.chars < 60 => 3,
            _ => 0,
        };
        // Text soon below is the lesser sign: a paragraph stands below any line of a body.
        let heads_text = flow.lines[at + 1..].iter().take(6).any(is_text);
        let is_enough = score >= 3 || (score == 2 && heads_text && is_vietnamese(url, &line.text));
        score += i32::from(heads_text);
        if is_enough && best.is_none_or(|(s, chars, _)| (score, line.chars) > (s, chars)) {
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
    let mut longest = "";
    for part in parts_of(page_title) {
        // The first of equals: names of sites come last.
        if part.chars().count() > longest.chars().count() {
            longest = part;
        }
    }
    has_letter(longest).then(|| longest.trim().to_owned())
}

/// The parts of `<title>` between the signs that set headline, section and site apart.
fn parts_of(page_title: &str) -> impl Iterator<Item = &str> {
    let signs = |c: char| matches!(c, '|' | '»' | '›' | '•');
    page_title
        .split(signs)
        .flat_map(|part| part.split(" - "))
        .flat_map(|part| part.split(" – "))
        .map(str::trim)
}

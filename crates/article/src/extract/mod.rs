//! Page to article.
//!
//! The way of a page: guard and parse ([`tame`]), what it declares ([`declared`]), boilerplate away ([`prune`]), lines as
//! a reader meets them ([`flow`]), the headline among them ([`headline`]), the body below it ([`body`]), the date
//! ([`published`]); and on the way the reasons to say that it is no article ([`kind`]).
//!
//! The crate `trafilatura` (Apache-2.0) finds bodies of the public benchmark well (F1 .967 by itself on its development
//! pages). It is not used: it brings a second html5ever and scraper into the build, parses each page anew, and knows
//! none of the fields and page kinds of ward portals.

mod body;
mod declared;
mod embedded;
mod flow;
mod foreign;
mod headline;
mod kind;
mod media;
mod pages;
mod prune;
mod published;
mod section;
mod slug;
mod tame;
mod trace;

use std::borrow::Cow;

use scraper::{Html, Selector};

pub(crate) use self::body::block;
use self::body::{Body, Parts};
use self::flow::Flow;
pub use self::pages::{further_pages, is_further_page, join, may_have_further_pages, other_pages};
pub use self::trace::{Field, Fired, Trace};
use crate::meta_line::first_count;
use crate::one_line::line_key;
use crate::page_kind::{PageKind, Refusal};
use crate::profile::{Select, Selectors};
use crate::{
    Article, CanonicalUrl, Decoded, LinkKind, Page, SiteProfile, UrlRole, Warning, WarningCode, decode,
};

/// What was made of a page.
#[derive(Debug, Clone)]
pub enum Extraction {
    /// It is an article.
    Article(Box<Article>),
    /// It is something else: a list, a home page, a login form, not HTML.
    NotArticle {
        /// What it is instead.
        kind: PageKind,
        /// Why, for people, in English.
        reason: String,
        /// What would be its text, for who wants the best of a doubtful page rather than nothing: only of pages that are
        /// neither Vietnamese nor surely something else. Never stored.
        text: String,
    },
}

/// Extracts the article of a page. `profile`: the site's own; `None`: the built-in ones are tried, then the generic
/// extractor. Any bytes pass.
///
/// Time is bounded by the length of the page. A page of more than 16 MiB of bytes, 8 MiB once decoded (markup included)
/// or 1 MiB of visible text is no article; what comes after 100 000 start tags is not read; elements nested more than 200 deep are flattened.
pub fn extract(page: &Page, profile: Option<&SiteProfile>) -> Extraction {
    explain(page, profile).0
}

/// Does what [`extract`] does for a page that was decoded already, which is not done again.
pub fn extract_decoded(page: &Page, decoded: &Decoded, profile: Option<&SiteProfile>) -> Extraction {
    explain_with(page, Some(decoded), profile).0
}

/// Does what [`extract`] does and says which rule gave each field.
pub fn explain(page: &Page, profile: Option<&SiteProfile>) -> (Extraction, Trace) {
    explain_with(page, None, profile)
}

fn explain_with(
    page: &Page,
    decoded: Option<&Decoded>,
    profile: Option<&SiteProfile>,
) -> (Extraction, Trace) {
    let mut trace = Trace::default();
    let extraction = match read_shown_or_embedded(page, decoded, profile, &mut trace) {
        Ok(article) => Extraction::Article(Box::new(article)),
        Err(Refusal { kind, reason, text }) => Extraction::NotArticle { kind, reason, text },
    };
    (extraction, trace)
}

/// Reads what the page shows; if that is nothing, what its scripts hold.
fn read_shown_or_embedded(
    page: &Page,
    decoded: Option<&Decoded>,
    profile: Option<&SiteProfile>,
    trace: &mut Trace,
) -> Result<Article, Refusal> {
    let shown = read(page, decoded, profile, trace);
    let is_empty = match &shown {
        Ok(article) => article.blocks.is_empty() && article.attachments.is_empty(),
        Err(_) => (200..300).contains(&page.status),
    };
    if !is_empty || !embedded::may_hold_article(&page.body) {
        return shown;
    }
    let written = parse_html(page).ok().and_then(|parsed| embedded::page_of_scripts(&parsed.html, page));
    let mut trace_of_scripts = Trace::default();
    match written.and_then(|written| read(&written, None, None, &mut trace_of_scripts).ok()) {
        Some(article) => {
            trace_of_scripts.note(Field::Body, "scripts");
            *trace = trace_of_scripts;
            Ok(article)
        }
        None => shown,
    }
}

/// More text than this is a book. The longest reports seen have 200 kB.
const MAX_TEXT_BYTES: usize = 1 << 20;

/// A parsed page.
pub(crate) struct Parsed {
    pub(crate) html: Html,
    charset: &'static str,
    bad_bytes: bool,
    /// Whether the page goes on where the parsed part ends.
    is_cut_off: bool,
}

/// Decodes and parses a page in bounded time.
///
/// # Errors
/// Says why the page cannot be parsed.
pub(crate) fn parse_html(page: &Page) -> Result<Parsed, Refusal> {
    parse(page, None)
}

fn parse(page: &Page, decoded: Option<&Decoded>) -> Result<Parsed, Refusal> {
    if page.body.len() > 2 * tame::MAX_BYTES {
        let reason = format!("{} bytes are too many for an article", page.body.len());
        return Err(Refusal::new(PageKind::TooLarge, reason));
    }
    let decoded = decoded.map_or_else(|| Cow::Owned(decode(page)), Cow::Borrowed);
    let (tamed, is_cut_off) =
        tame::tame(&decoded.text).map_err(|reason| Refusal::new(PageKind::TooLarge, reason))?;
    let html = Html::parse_document(&tamed);
    Ok(Parsed { html, charset: decoded.charset, bad_bytes: decoded.bad_bytes, is_cut_off })
}

fn read(
    page: &Page,
    decoded: Option<&Decoded>,
    profile: Option<&SiteProfile>,
    trace: &mut Trace,
) -> Result<Article, Refusal> {
    kind::refuse_response(page)?;
    let Parsed { mut html, charset, bad_bytes, is_cut_off } = parse(page, decoded)?;
    let is_own_profile = profile.is_some();
    let profile = profile.or_else(|| SiteProfile::recognise(&html, &page.url));
    if let Some(profile) = profile {
        trace.note(Field::Profile, profile.name().to_owned());
    }
    kind::refuse_url(&page.url, profile)?;
    let mut warnings = Vec::new();
    if bad_bytes {
        let detail = format!("some bytes are not valid {charset}");
        warnings.push(Warning { code: WarningCode::BadBytes, detail });
    }
    if is_cut_off {
        let detail = "the page has too many tags, its end was not read".to_owned();
        warnings.push(Warning { code: WarningCode::CutOff, detail });
    }

    let declared = declared::declared(&html);
    let asks_password = kind::asks_password(&html);
    let (has_scripts, is_print_twin) = (kind::has_scripts(&html), kind::is_print_twin(&html, &page.url));
    let given = profile.map(|profile| Given::read(&html, &profile.select)).unwrap_or_default();
    let trail = section::trail(&html);
    let (remove, keep) =
        profile.map_or((&[][..], &[][..]), |p| (p.select.remove.as_slice(), p.select.body.as_slice()));
    prune::prune(&mut html, remove, keep);

    let flow = flow::flow(html.root_element());
    let text_bytes: usize = flow.lines.iter().map(|line| line.text.len()).sum();
    if text_bytes > MAX_TEXT_BYTES {
        let reason = format!("{text_bytes} bytes of text are too many for an article");
        return Err(Refusal::new(PageKind::TooLarge, reason));
    }
    let headline = headline::headline(
        &flow,
        &declared,
        given.title.clone(),
        &trail,
        given.section.as_deref().or(declared.section.as_deref()),
        &page.url,
        page.fetched_at,
    );
    let as_shell = |refusal: Refusal| if has_scripts { kind::as_shell(refusal, &flow) } else { refusal };
    let Some(headline) = headline else {
        return Err(as_shell(Refusal::new(PageKind::NoText, "no headline")));
    };
    let rule = match (&given.title, headline.line) {
        (Some(_), _) => "profile",
        (None, Some(_)) => "line",
        (None, None) => "declared",
    };
    trace.note(Field::Title, rule);
    let titles = [Some(&*headline.text), declared.headline.as_deref(), declared.page_title.as_deref()];
    let section = trace.first(
        Field::Section,
        [
            ("profile", given.section.clone()),
            ("breadcrumb", trail.section(&titles).map(str::to_owned)),
            ("declared", declared.section.clone()),
        ],
    );

    let profile_flow = profile.and_then(|profile| profile_body(&html, &profile.select.body));
    if let Some(profile) = profile
        && profile_flow.is_none()
        && !profile.select.body.is_empty()
    {
        let detail = format!("no body by the rules of profile {}", profile.name());
        warnings.push(Warning { code: WarningCode::ProfileMissed, detail });
    }
    // What a platform's pack knows of a text that is not Vietnamese is less than what the generic rules know.
    let profile_flow = profile_flow.filter(|flow| is_own_profile || foreign::is_vietnamese(&flow.lines));
    let generic = profile_flow.is_none().then(|| body::generic_body(&html, &flow, &headline, &page.url));
    let parts = match (&profile_flow, &generic) {
        (Some(body), _) => {
            let mut parts = body::parts(body, &body::body_of_profile(body, &page.url), &headline, page);
            parts.add_around(&flow, &headline, &page.url);
            parts
        }
        (None, Some(body)) => body::parts(&flow, body, &headline, page),
        (None, None) => Parts::default(),
    };

    let given_lead = given.lead.clone().filter(|lead| line_key(lead) != line_key(&headline.text));
    let lead = trace.first(Field::Lead, [("profile", given_lead), ("first-lines", parts.lead.clone())]);
    let lead_key = lead.as_deref().map(line_key);
    let mut blocks = parts.blocks;
    // The profile's lead may stand in the body as well.
    if blocks.first().is_some_and(|first| lead_key.as_deref() == Some(&line_key(&first.text)))
        && blocks.len() > 1
    {
        blocks.remove(0);
    }
    let first_text = lead.as_deref().or(blocks.first().map(|block| block.text.as_str()));
    let mut date_warnings = Vec::new();
    let published = published::published(
        &published::Evidence {
            page,
            html: &html,
            declared: &declared,
            headline: &headline,
            given: given.date.as_deref(),
            below: &parts.meta,
            first_text,
        },
        &mut date_warnings,
    );

    let body_text: String = lead
        .iter()
        .map(String::as_str)
        .chain(blocks.iter().map(|b| b.text.as_str()))
        .collect::<Vec<_>>()
        .join(" ");
    let has_declared_date = date_warnings.iter().all(|warning| warning.code != WarningCode::NoDate);
    let url_vouches = profile.and_then(|p| p.url_role(&page.url)) == Some(UrlRole::Follow(LinkKind::Article));
    // Where the profile found the body, only the list on the rest of the page is of interest.
    let around = generic.unwrap_or_else(|| Body { start: headline.start, ..Body::default() });
    let decided = kind::refuse_content(&kind::Evidence {
        url: &page.url,
        declared: &declared,
        headline: &headline,
        flow: &flow,
        body: &around,
        url_vouches,
        profile_found_body: profile_flow.is_some() && !blocks.is_empty(),
        body_chars: body_text.chars().filter(|c| !c.is_whitespace()).count(),
        body_text: &body_text,
        has_files_or_images: !parts.attachments.is_empty() || !parts.images.is_empty(),
        has_declared_date,
        asks_password,
        has_marks: section.is_some() || parts.source.is_some() || parts.author.is_some(),
    });
    if let Err(mut refusal) = decided {
        let is_doubtful = matches!(refusal.kind, PageKind::List | PageKind::NotArticle);
        if is_doubtful && !published::is_vietnamese(&page.url, &format!("{} {body_text}", headline.text)) {
            refusal.text = blocks.iter().map(|block| block.text.as_str()).collect::<Vec<_>>().join("\n");
        }
        return Err(as_shell(refusal));
    }

    warnings.append(&mut date_warnings);
    let above = headline.above.clone();
    let section = section.or_else(|| trace.first(Field::Section, [("above-title", above)]));
    let section = section.filter(|s| line_key(s) != line_key(&headline.text));
    if section.is_none() {
        let detail = "no breadcrumb and no heading above the title".to_owned();
        warnings.push(Warning { code: WarningCode::NoSection, detail });
    }
    if blocks.is_empty() && lead.is_none() {
        let detail = "no text below the title".to_owned();
        warnings.push(Warning { code: WarningCode::NoBody, detail });
    }
    if is_print_twin {
        let detail = "the page is made for the printer".to_owned();
        warnings.push(Warning { code: WarningCode::PrintTwin, detail });
    }
    if blocks.is_empty() && lead.is_none() && !parts.images.is_empty() && parts.attachments.is_empty() {
        let detail = format!("{} images and no text", parts.images.len());
        warnings.push(Warning { code: WarningCode::ScannedImagesOnly, detail });
    }
    if !blocks.is_empty() {
        trace.note(Field::Body, if profile_flow.is_some() { "profile" } else { "generic" });
    }
    if let Some(published) = &published {
        trace.note(Field::Published, published.rule.clone());
    }
    if !parts.images.is_empty() {
        trace.note(Field::Images, "in-body");
    }
    if !parts.attachments.is_empty() {
        trace.note(Field::Attachments, "links");
    }
    let url = canonical(page, declared.canonical.as_deref());
    trace.note(Field::Url, if url == page.url { "address" } else { "link-canonical" });
    let language = trace.first(Field::Language, [("declared", declared.language)]);
    let metas = || headline.meta.iter().map(|(_, meta)| meta).chain(&parts.meta);
    let author = [
        ("profile", given.author),
        ("meta-line", metas().find_map(|m| m.author.clone())),
        ("signature", parts.author),
        ("declared", declared.author),
    ];
    let source = [
        ("profile", given.source),
        ("meta-line", metas().find_map(|m| m.source.clone())),
        ("signature", parts.source),
    ];
    let views = [("profile", given.views), ("meta-line", metas().find_map(|m| m.views))];
    Ok(Article {
        url,
        author: trace.first(Field::Author, author),
        source: trace.first(Field::Source, source),
        view_count: trace.first(Field::Views, views),
        title: headline.text,
        lead,
        blocks,
        published,
        section,
        images: parts.images,
        attachments: parts.attachments,
        language,
        warnings,
    })
}

/// The canonical link if it is on the same host and not its front page, else the page itself, without the state of the
/// list it was reached from.
fn canonical(page: &Page, link: Option<&str>) -> CanonicalUrl {
    let target = link.and_then(|link| page.url.join(link).ok());
    let is_ours = |target: &CanonicalUrl| {
        let is_front = target.as_url().path() == "/" && target.as_url().query().is_none();
        target.as_url().host_str() == page.url.as_url().host_str() && !is_front
    };
    target.filter(is_ours).unwrap_or_else(|| page.url.clone()).without_list_state()
}

/// What the profile's selectors find, before anything is removed.
#[derive(Debug, Default)]
struct Given {
    title: Option<String>,
    lead: Option<String>,
    date: Option<String>,
    section: Option<String>,
    author: Option<String>,
    source: Option<String>,
    views: Option<u64>,
}

impl Given {
    fn read(html: &Html, select: &Select) -> Self {
        let first = |selectors: &Selectors| {
            selectors.iter().find_map(|selector| html.select(selector).find_map(declared::text))
        };
        let date = |selector: &Selector| {
            html.select(selector).find_map(|element| {
                let attribute = element.attr("datetime").or(element.attr("content"));
                attribute.map(str::to_owned).or_else(|| declared::text(element))
            })
        };
        Self {
            title: first(&select.title),
            lead: first(&select.lead),
            date: select.date.iter().find_map(date),
            section: first(&select.section),
            author: first(&select.author),
            source: first(&select.source),
            views: first(&select.views).and_then(|text| first_count(&text)),
        }
    }
}

/// The lines of the element with the most text that the first fruitful selector finds: the same class may also hold a
/// banner or a hotline.
fn profile_body<'h>(html: &'h Html, selectors: &Selectors) -> Option<Flow<'h>> {
    let text = |flow: &Flow<'_>| {
        flow.lines.iter().map(|line| line.chars - line.linked.min(line.chars)).sum::<usize>()
    };
    selectors.iter().find_map(|selector| {
        let flows = html.select(selector).take(MAX_BODIES).map(flow::flow);
        let largest = flows.max_by_key(|flow| (text(flow), flow.images.len()))?;
        (text(&largest) >= 20 || !largest.images.is_empty()).then_some(largest)
    })
}

/// Selectors that find more than this are not asked further.
const MAX_BODIES: usize = 50;

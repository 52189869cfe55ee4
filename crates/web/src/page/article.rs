//! The page of an article.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use langbao_archive::{
    ArticleEvent, ArticleEventKind, ArticleRecord, AttachmentRecord, AttachmentText, VersionRecord,
};
use langbao_article::{Article, ArticleId, WarningCode};
use langbao_entities::Mentions;

use super::frame::{Frame, SiteNames};
use super::search::HitView;
use crate::answer::text_of;
use crate::api::find_article;
use crate::article_view::{ArticleView, Group};
use crate::citation;
use crate::conditional::{self, HTML};
use crate::found_words::Words;
use crate::json_ld::news_article;
use crate::moment::Moment;
use crate::params::Params;
use crate::problem::Problem;
use crate::search_query::SearchQuery;
use crate::{AppState, Lang, public_address};

/// Articles like this one, at most.
const SIMILAR: usize = 5;

#[derive(Template)]
#[template(path = "article.html")]
struct ArticlePage {
    frame: Frame,
    id: String,
    article: Article,
    /// BCP 47 language of the text.
    language: String,
    view: ArticleView,
    published: Option<Moment>,
    site: String,
    site_href: String,
    section_href: Option<String>,
    first: Option<FirstPublisher>,
    copies_href: String,
    /// To whoever can take the article down.
    report: Option<String>,
    first_seen: Moment,
    versions: Vec<VersionLine>,
    copy_href: String,
    doubts: Vec<&'static str>,
    files: Vec<FileLine>,
    /// Written so that nothing in it ends its element.
    json_ld: String,
    citation: String,
    similar: Vec<HitView>,
    /// SHA-256 of the capture: `sha256:…`.
    digest: Option<String>,
    events: Vec<(Moment, String)>,
    presence: Presence,
    /// What was searched for.
    q: String,
}

/// A file that the article offers.
struct FileLine {
    url: String,
    label: String,
    /// That nothing could be read from it.
    note: &'static str,
}

fn files(article: &Article, kept: &[AttachmentRecord], lang: Lang) -> Vec<FileLine> {
    let lines = article.attachments.iter().map(|file| FileLine {
        url: file.url.clone(),
        label: file.label.clone(),
        note: match text_of(kept, &file.url) {
            Some(AttachmentText::NoText) => lang.say("file-without-text"),
            Some(AttachmentText::Unreadable { .. }) => lang.say("file-unreadable"),
            Some(AttachmentText::Text { .. }) | None => "",
        },
    });
    lines.collect()
}

/// What is known of the original.
struct Presence {
    /// For the colour beside the words: `good`, `bad` or `going`.
    mood: &'static str,
    text: &'static str,
    at: Moment,
}

/// Finds articles like this one; none of one that is not indexed yet.
fn similar(state: &AppState, record: &ArticleRecord, frame: &Frame) -> Result<Vec<HitView>, Problem> {
    let hits = state.searcher.similar(record.id, SIMILAR)?.unwrap_or_default();
    let names = SiteNames::new(&state.archive.sites()?);
    let lang = crate::params::write([("lang", frame.lang.code())]);
    let query = SearchQuery::parse((frame.lang != Lang::default()).then_some(lang.as_str()))?;
    Ok(hits.iter().map(|hit| HitView::new(hit, &query, &names)).collect())
}

fn presence(record: &ArticleRecord, lang: Lang) -> Presence {
    let (mood, text, at) = match (record.gone_at, record.suspected_at) {
        (Some(at), _) => ("bad", lang.say("gone-from-its-site-since"), at),
        (None, Some(at)) => ("going", lang.say("perhaps-gone-from-its-site-missed-since"), at),
        (None, None) => ("good", lang.say("on-its-site-last-seen"), record.last_seen_at),
    };
    Presence { mood, text, at: Moment::minute(at, lang) }
}

/// Says what happened to an article beside its versions, newest first.
fn events(events: &[ArticleEvent], lang: Lang) -> Vec<(Moment, String)> {
    let said = |event: &ArticleEvent| {
        let detail = event.detail.as_deref().unwrap_or_default();
        let text = match event.kind {
            ArticleEventKind::Gone => lang.say("gone-from-its-site-2").to_owned(),
            ArticleEventKind::Back => lang.say("back-on-its-site").to_owned(),
            ArticleEventKind::Moved => lang.fill("moved-to-detail", &[("detail", &detail)]),
            ArticleEventKind::Reextracted => lang.say("read-anew-from-its-copy").to_owned(),
            ArticleEventKind::Withheld => lang.say("its-page-had-no-text-the-version-before-is-k").to_owned(),
        };
        (Moment::day(event.at, lang), text)
    };
    events.iter().rev().map(said).collect()
}

/// The site that published an article with copies first, and how many sites have it.
struct FirstPublisher {
    /// Whether that is this article.
    is_this: bool,
    site: String,
    href: String,
    copies: usize,
}

/// Finds who published an article with copies first.
fn first_publisher(
    state: &AppState,
    frame: &Frame,
    id: ArticleId,
) -> Result<Option<FirstPublisher>, Problem> {
    let copies = state.archive.copies(id)?;
    let Some(first) = copies.first() else { return Ok(None) };
    let names = SiteNames::new(&state.archive.site(&first.site)?);
    Ok(Some(FirstPublisher {
        is_this: first.id == id,
        site: names.get(first.site.as_str()).to_owned(),
        href: frame.href(&format!("/articles/{}", first.id)),
        copies: copies.len(),
    }))
}

/// A version in the list of versions.
pub(super) struct VersionLine {
    pub(super) number: u32,
    pub(super) seen: Moment,
    pub(super) href: String,
    pub(super) copy_href: String,
    pub(super) current: bool,
}

/// `/articles/{id}`
pub(crate) async fn article(
    State(state): State<AppState>,
    Path(id): Path<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let answer = move |state: &AppState| {
        let params = Params::parse(uri.query(), &["q", "lang"])?;
        let frame = Frame::new(state, &uri, params.lang()?);
        let q = params.one("q")?.unwrap_or_default().to_owned();
        let record = find_article(state, &id)?;
        let versions = state.archive.versions(record.id)?;
        let names = SiteNames::new(&state.archive.site(&record.site)?);
        let mentions = state.mentions(&record)?;
        let first = first_publisher(state, &frame, record.id)?;
        let base = public_address::base(state, &headers);
        let json_ld = news_article(&record, names.get(record.site.as_str()), &base);
        let citation = citation::sentence(state, &headers, &record, frame.lang)?;
        let similar = similar(state, &record, &frame)?;
        let digest = state.archive.capture(record.capture)?.map(|capture| capture.digest);
        let events = events(&state.archive.events(record.id)?, frame.lang);
        let (kept, frame_lang) = (state.archive.attachments(record.id)?, frame.lang);
        let page = page(frame, record, &mentions, &versions, &names, &Words::of(&q));
        let files = files(&page.article, &kept, frame_lang);
        let page = ArticlePage { files, first, json_ld, citation, similar, digest, events, q, ..page };
        Ok(conditional::send(&headers, HTML, page.render()?))
    };
    state.blocking(answer).await
}

fn page(
    frame: Frame,
    record: ArticleRecord,
    mentions: &Mentions,
    versions: &[VersionRecord],
    names: &SiteNames,
    words: &Words,
) -> ArticlePage {
    let lang = frame.lang;
    let presence = presence(&record, lang);
    let article = record.article;
    ArticlePage {
        id: record.id.to_string(),
        language: language(&article),
        view: ArticleView::new(&article, mentions, words, lang),
        published: article.published.as_ref().map(|p| Moment::new(p.at, p.precision, lang)),
        site: names.get(record.site.as_str()).to_owned(),
        site_href: frame.search("site", record.site.as_str()),
        section_href: article.section.as_deref().map(|s| frame.search("section", s)),
        copies_href: frame.href(&format!("/articles/{}/copies", record.id)),
        report: frame.report(&record.id.to_string()),
        first: None,
        json_ld: String::new(),
        citation: String::new(),
        similar: Vec::new(),
        digest: None,
        events: Vec::new(),
        files: Vec::new(),
        presence,
        q: String::new(),
        first_seen: Moment::minute(record.first_seen_at, lang),
        versions: version_lines(&record.id.to_string(), versions, record.version, &frame),
        copy_href: format!("/captures/{}", record.capture.0),
        doubts: article.warnings.iter().filter_map(|w| doubt(w.code, lang)).collect(),
        article,
        frame,
    }
}

/// Lists versions, newest first.
pub(super) fn version_lines(
    id: &str,
    versions: &[VersionRecord],
    current: u32,
    frame: &Frame,
) -> Vec<VersionLine> {
    let line = |v: &VersionRecord| VersionLine {
        number: v.version,
        seen: Moment::minute(v.seen_at, frame.lang),
        href: frame.href(&format!("/articles/{id}/versions/{}", v.version)),
        copy_href: format!("/captures/{}", v.capture.0),
        current: v.version == current,
    };
    versions.iter().rev().map(line).collect()
}

/// Returns the language of an article's text, which nearly always is Vietnamese where pages do not say.
pub(super) fn language(article: &Article) -> String {
    let fits =
        |l: &&str| (2..=35).contains(&l.len()) && l.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    article.language.as_deref().map(str::trim).filter(fits).unwrap_or("vi").to_owned()
}

/// Says what readers should doubt; what only concerns the extractor is left out.
fn doubt(code: WarningCode, lang: Lang) -> Option<&'static str> {
    Some(match code {
        WarningCode::NoDate => lang.say("no-publication-date-was-found"),
        WarningCode::ImplausibleDate => lang.say("the-date-on-the-original-page-cannot-be-righ"),
        WarningCode::NoBody => lang.say("no-text-was-found"),
        WarningCode::CutOff => lang.say("the-page-is-too-long-only-its-beginning-was"),
        WarningCode::BadBytes => lang.say("some-characters-of-the-original-page-are-bro"),
        WarningCode::NoSection
        | WarningCode::ProfileMissed
        | WarningCode::PrintTwin
        | WarningCode::ScannedImagesOnly => return None,
    })
}

//! The page of an article.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use langbao_archive::{ArticleRecord, VersionRecord};
use langbao_article::{Article, ArticleId, WarningCode};
use langbao_entities::Mentions;

use super::frame::{Frame, SiteNames};
use crate::api::find_article;
use crate::article_view::{ArticleView, Group};
use crate::conditional::{self, HTML};
use crate::json_ld::news_article;
use crate::moment::Moment;
use crate::problem::Problem;
use crate::{AppState, Lang, public_address};

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
    gone: Option<Moment>,
    first: Option<FirstPublisher>,
    first_seen: Moment,
    last_seen: Moment,
    versions: Vec<VersionLine>,
    copy_href: String,
    doubts: Vec<&'static str>,
    /// Written so that nothing in it ends its element.
    json_ld: String,
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
        let frame = Frame::plain(state, &uri)?;
        let record = find_article(state, &id)?;
        let versions = state.archive.versions(record.id)?;
        let names = SiteNames::new(&state.archive.site(&record.site)?);
        let mentions = state.mentions(&record)?;
        let first = first_publisher(state, &frame, record.id)?;
        let base = public_address::base(state, &headers);
        let json_ld = news_article(&record, names.get(record.site.as_str()), &base);
        let page = ArticlePage { first, json_ld, ..page(frame, record, &mentions, &versions, &names) };
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
) -> ArticlePage {
    let lang = frame.lang;
    let article = record.article;
    ArticlePage {
        id: record.id.to_string(),
        language: language(&article),
        view: ArticleView::new(&article, mentions, lang),
        published: article.published.as_ref().map(|p| Moment::new(p.at, p.precision, lang)),
        site: names.get(record.site.as_str()).to_owned(),
        site_href: frame.search("site", record.site.as_str()),
        section_href: article.section.as_deref().map(|s| frame.search("section", s)),
        gone: record.gone_at.map(|at| Moment::day(at, lang)),
        first: None,
        json_ld: String::new(),
        first_seen: Moment::minute(record.first_seen_at, lang),
        last_seen: Moment::minute(record.last_seen_at, lang),
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
        WarningCode::NoDate => lang.pick("Không tìm thấy ngày đăng.", "No publication date was found."),
        WarningCode::ImplausibleDate => lang
            .pick("Ngày đăng trên trang gốc không hợp lý.", "The date on the original page cannot be right."),
        WarningCode::NoBody => lang.pick("Không tìm thấy nội dung bài.", "No text was found."),
        WarningCode::CutOff => lang
            .pick("Trang quá dài, chỉ đọc phần đầu.", "The page is too long: only its beginning was read."),
        WarningCode::BadBytes => lang
            .pick("Một số ký tự của trang gốc bị hỏng.", "Some characters of the original page are broken."),
        WarningCode::NoSection
        | WarningCode::ProfileMissed
        | WarningCode::PrintTwin
        | WarningCode::ScannedImagesOnly => return None,
    })
}

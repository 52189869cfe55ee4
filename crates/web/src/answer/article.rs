//! Answers about articles, their versions and copies.

use langbao_archive::{
    ArticleCopy, ArticleEvent, ArticleRecord, AttachmentRecord, AttachmentText, VersionRecord,
};
use langbao_article::{BlockKind, CanonicalUrl};
use langbao_entities::Mentions;
use serde::Serialize;
use utoipa::ToSchema;

use super::PlaceBrief;
use crate::moment::{precision_code, rfc3339};
use crate::version_diff::{FactChange, Fate, Paragraph};

/// An article, with what it mentions.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Article)]
pub(crate) struct ArticleFull {
    id: String,
    /// Id of its site.
    site: String,
    /// Its address on the site.
    url: String,
    version: u32,
    /// Its number in the change sequence.
    seq: u64,
    /// The capture it was read from: `/captures/{capture}`.
    capture: i64,
    /// SHA-256 of the bytes of that capture: `sha256:…`.
    digest: Option<String>,
    #[schema(format = DateTime)]
    first_seen_at: String,
    /// When a visit last found it on its site.
    #[schema(format = DateTime)]
    last_seen_at: String,
    /// When a visit first found it gone.
    #[schema(format = DateTime)]
    gone_at: Option<String>,
    title: String,
    lead: Option<String>,
    /// The text in reading order.
    blocks: Vec<ArticleBlock>,
    /// In Asia/Ho_Chi_Minh.
    #[schema(format = DateTime)]
    published_at: Option<String>,
    /// `day` or `minute`.
    date_precision: Option<&'static str>,
    /// The rule that found the date.
    date_rule: Option<String>,
    section: Option<String>,
    author: Option<String>,
    source: Option<String>,
    /// As shown on the page.
    view_count: Option<u64>,
    /// BCP 47, as the page declares it.
    language: Option<String>,
    images: Vec<ArticleImage>,
    attachments: Vec<ArticleFile>,
    /// What is missing or doubtful.
    warnings: Vec<ArticleWarning>,
    persons: Vec<NamedPerson>,
    places: Vec<NamedPlace>,
    /// Numbers of documents: `32/QĐ-UBND`.
    documents: Vec<String>,
}

/// A block of the text.
#[derive(Debug, Serialize, ToSchema)]
struct ArticleBlock {
    /// `paragraph`, `heading`, `list_item`, `table_row` (cells joined with ` | `) or `caption`.
    kind: &'static str,
    text: String,
}

/// An image on the site.
#[derive(Debug, Serialize, ToSchema)]
struct ArticleImage {
    url: String,
    caption: Option<String>,
}

/// A file on the site.
#[derive(Debug, Serialize, ToSchema)]
struct ArticleFile {
    url: String,
    label: String,
    /// `text`: what it says is found with the article; `no_text`: pages that were scanned; `unreadable`; null: not
    /// fetched.
    state: Option<&'static str>,
}

/// Something missing or doubtful.
#[derive(Debug, Serialize, ToSchema)]
struct ArticleWarning {
    code: String,
    detail: String,
}

/// A person whom an article names.
#[derive(Debug, Serialize, ToSchema)]
struct NamedPerson {
    name: String,
    posts: Vec<NamedPost>,
}

/// A post that an article gives to somebody.
#[derive(Debug, Serialize, ToSchema)]
struct NamedPost {
    /// `BTĐU`
    written: String,
    /// `Bí thư Đảng ủy`
    normalized: String,
    /// Whether the article says *nguyên* (former).
    former: bool,
}

/// A place that an article names.
#[derive(Debug, PartialEq, Serialize, ToSchema)]
struct NamedPlace {
    name: String,
    /// Ids of all places of the name.
    ids: Vec<String>,
    /// Those that the article means, as far as it tells.
    settled: Vec<PlaceBrief>,
}

/// Versions of an article, oldest first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ArticleVersions {
    id: String,
    versions: Vec<Version>,
    /// What else happened to it, oldest first.
    events: Vec<Event>,
}

/// A version.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ArticleVersion)]
struct Version {
    version: u32,
    #[schema(format = DateTime)]
    seen_at: String,
    capture: i64,
    /// Of title, date, lead and blocks.
    content_hash: String,
}

/// Something that happened to an article.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ArticleEvent)]
struct Event {
    #[schema(format = DateTime)]
    at: String,
    /// `gone`, `back`, `moved`, `reextracted` or `withheld`.
    kind: &'static str,
    /// Of `gone` the reason, of `moved` the new address.
    detail: Option<String>,
}

/// What changed from one version to another.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ArticleDiff {
    id: String,
    from: u32,
    to: u32,
    /// What changed beside the text.
    facts: Vec<Fact>,
    /// Title, lead and blocks of both versions.
    paragraphs: Vec<DiffParagraph>,
}

/// A fact before and after.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ChangedFact)]
struct Fact {
    name: &'static str,
    old: Option<String>,
    new: Option<String>,
}

/// A paragraph with what changed in it.
#[derive(Debug, Serialize, ToSchema)]
struct DiffParagraph {
    heading: bool,
    words: Vec<DiffWords>,
}

/// A stretch of words with one fate.
#[derive(Debug, Serialize, ToSchema)]
struct DiffWords {
    /// `equal`, `delete` or `insert`.
    op: &'static str,
    text: String,
}

/// An article among its copies, the first publisher first; none, if it has none.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ArticleCopies {
    id: String,
    copies: Vec<Copy>,
}

/// Articles like one, best first, without its copies.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SimilarArticles {
    pub(crate) id: String,
    pub(crate) similar: Vec<super::Hit>,
    pub(crate) index_generation: u64,
}

/// The article or a copy of it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ArticleCopy)]
struct Copy {
    id: String,
    site: String,
    url: String,
    title: String,
    #[schema(format = DateTime)]
    published_at: Option<String>,
    #[schema(format = DateTime)]
    first_seen_at: String,
    /// With the article asked for: 1 is the same text.
    similarity: f64,
}

impl ArticleFull {
    pub(crate) fn new(
        record: &ArticleRecord,
        mentions: &Mentions,
        digest: Option<String>,
        files: &[AttachmentRecord],
    ) -> Self {
        let article = &record.article;
        let published = article.published.as_ref();
        let mut places: Vec<NamedPlace> = Vec::new();
        for place in &mentions.places {
            let settled = place.settled().into_iter().map(PlaceBrief::new).collect();
            let ids = place.ids.iter().map(ToString::to_string).collect();
            let place = NamedPlace { name: place.name.clone(), ids, settled };
            if !places.contains(&place) {
                places.push(place);
            }
        }
        let mut documents: Vec<String> = Vec::new();
        for document in &mentions.documents {
            if !documents.contains(&document.number) {
                documents.push(document.number.clone());
            }
        }
        Self {
            id: record.id.to_string(),
            site: record.site.to_string(),
            url: article.url.to_string(),
            version: record.version,
            seq: record.seq,
            capture: record.capture.0,
            digest,
            first_seen_at: rfc3339(record.first_seen_at),
            last_seen_at: rfc3339(record.last_seen_at),
            gone_at: record.gone_at.map(rfc3339),
            title: article.title.clone(),
            lead: article.lead.clone(),
            blocks: article
                .blocks
                .iter()
                .map(|block| ArticleBlock { kind: kind(block.kind), text: block.text.clone() })
                .collect(),
            published_at: published.map(|p| rfc3339(p.at)),
            date_precision: published.map(|p| precision_code(p.precision)),
            date_rule: published.map(|p| p.rule.clone()),
            section: article.section.clone(),
            author: article.author.clone(),
            source: article.source.clone(),
            view_count: article.view_count,
            language: article.language.clone(),
            images: article
                .images
                .iter()
                .map(|image| ArticleImage { url: image.url.clone(), caption: image.caption.clone() })
                .collect(),
            attachments: article
                .attachments
                .iter()
                .map(|file| ArticleFile {
                    url: file.url.clone(),
                    label: file.label.clone(),
                    state: text_of(files, &file.url).map(AttachmentText::state),
                })
                .collect(),
            warnings: article
                .warnings
                .iter()
                .map(|warning| ArticleWarning { code: word(&warning.code), detail: warning.detail.clone() })
                .collect(),
            persons: persons(mentions),
            places,
            documents,
        }
    }
}

/// What was read from a file of an article.
pub(crate) fn text_of<'a>(files: &'a [AttachmentRecord], url: &str) -> Option<&'a AttachmentText> {
    let url = CanonicalUrl::parse(url).ok()?;
    files.iter().find(|file| file.url == url)?.text.as_ref()
}

fn persons(mentions: &Mentions) -> Vec<NamedPerson> {
    let persons = mentions.distinct_persons().into_iter().map(|(name, posts)| {
        let posts = posts.into_iter().map(|post| NamedPost {
            written: post.written,
            normalized: post.normalized,
            former: post.former,
        });
        NamedPerson { name: name.as_str().to_owned(), posts: posts.collect() }
    });
    persons.collect()
}

fn kind(kind: BlockKind) -> &'static str {
    match kind {
        BlockKind::Paragraph => "paragraph",
        BlockKind::Heading => "heading",
        BlockKind::ListItem => "list_item",
        BlockKind::TableRow => "table_row",
        BlockKind::Caption => "caption",
    }
}

/// Writes a value whose JSON is a word.
fn word(code: &impl Serialize) -> String {
    super::value(code).as_str().unwrap_or_default().to_owned()
}

impl ArticleVersions {
    pub(crate) fn new(id: String, versions: &[VersionRecord], events: &[ArticleEvent]) -> Self {
        let version = |version: &VersionRecord| Version {
            version: version.version,
            seen_at: rfc3339(version.seen_at),
            capture: version.capture.0,
            content_hash: version.content_hash.clone(),
        };
        let event = |event: &ArticleEvent| Event {
            at: rfc3339(event.at),
            kind: event.kind.as_str(),
            detail: event.detail.clone(),
        };
        Self {
            id,
            versions: versions.iter().map(version).collect(),
            events: events.iter().map(event).collect(),
        }
    }
}

impl ArticleDiff {
    pub(crate) fn new(
        id: String,
        (from, to): (u32, u32),
        facts: Vec<FactChange>,
        paragraphs: Vec<Paragraph>,
    ) -> Self {
        let fact = |fact: FactChange| Fact { name: fact.name, old: fact.old, new: fact.new };
        let paragraph = |paragraph: Paragraph| DiffParagraph {
            heading: paragraph.heading,
            words: paragraph
                .words
                .into_iter()
                .map(|words| DiffWords {
                    op: match words.fate {
                        Fate::Kept => "equal",
                        Fate::Deleted => "delete",
                        Fate::Inserted => "insert",
                    },
                    text: words.text,
                })
                .collect(),
        };
        Self {
            id,
            from,
            to,
            facts: facts.into_iter().map(fact).collect(),
            paragraphs: paragraphs.into_iter().map(paragraph).collect(),
        }
    }
}

impl ArticleCopies {
    pub(crate) fn new(id: String, copies: &[ArticleCopy]) -> Self {
        let copy = |copy: &ArticleCopy| Copy {
            id: copy.id.to_string(),
            site: copy.site.to_string(),
            url: copy.url.to_string(),
            title: copy.title.clone(),
            published_at: copy.published_at.map(rfc3339),
            first_seen_at: rfc3339(copy.first_seen_at),
            similarity: copy.similarity,
        };
        Self { id, copies: copies.iter().map(copy).collect() }
    }
}

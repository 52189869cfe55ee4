//! An article as its page shows it: blocks in groups, names of persons as links, who is named with which posts.

use std::ops::Range;

use langbao_article::{Article, BlockKind};
use langbao_entities::{Mentions, PersonMention, Place};

use crate::Lang;
use crate::params;
use crate::place_words::{label, path};

/// A stretch of a text; a link if it names a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Piece {
    pub(crate) text: String,
    pub(crate) href: Option<String>,
}

/// Neighbouring blocks that belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Group {
    Paragraph(Vec<Piece>),
    Heading(String),
    List(Vec<Vec<Piece>>),
    /// Rows of cells.
    Table(Vec<Vec<String>>),
    Caption(Vec<Piece>),
}

/// A person an article names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Person {
    pub(crate) name: String,
    /// Posts for people: `Bí thư Đảng ủy, nguyên Chủ tịch`.
    pub(crate) posts: String,
    pub(crate) href: String,
}

/// An article's text and what it names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ArticleView {
    pub(crate) lead: Option<Vec<Piece>>,
    pub(crate) groups: Vec<Group>,
    pub(crate) persons: Vec<Person>,
    pub(crate) documents: Vec<Piece>,
    pub(crate) places: Vec<Piece>,
}

impl ArticleView {
    /// Makes the view of an article.
    pub(crate) fn new(article: &Article, mentions: &Mentions, lang: Lang) -> Self {
        let text = article.text();
        let mut at = article.title.len() + 1;
        // Title, lead and blocks stand in `text` one after another with a line break between them.
        let mut next = |block: &str| {
            let range = at..at + block.len();
            at = range.end + 1;
            pieces(&text, range, &mentions.persons, lang)
        };
        let lead = article.lead.as_deref().map(&mut next);
        let mut groups: Vec<Group> = Vec::new();
        for block in &article.blocks {
            let pieces = next(&block.text);
            match (block.kind, groups.last_mut()) {
                (BlockKind::ListItem, Some(Group::List(items))) => items.push(pieces),
                (BlockKind::TableRow, Some(Group::Table(rows))) => rows.push(cells(&block.text)),
                (BlockKind::ListItem, _) => groups.push(Group::List(vec![pieces])),
                (BlockKind::TableRow, _) => groups.push(Group::Table(vec![cells(&block.text)])),
                (BlockKind::Paragraph, _) => groups.push(Group::Paragraph(pieces)),
                (BlockKind::Heading, _) => groups.push(Group::Heading(block.text.clone())),
                (BlockKind::Caption, _) => groups.push(Group::Caption(pieces)),
            }
        }
        let persons = persons(mentions, lang);
        let documents = documents(mentions, lang);
        Self { lead, groups, persons, documents, places: places(mentions, lang) }
    }
}

/// Links to a search with one parameter.
pub(crate) fn search_link(key: &str, value: &str, lang: Lang) -> String {
    let lang = (lang != Lang::default()).then_some(("lang", lang.code()));
    params::address(crate::search_query::PAGE, [(key, value)].into_iter().chain(lang))
}

fn cells(row: &str) -> Vec<String> {
    row.split(" | ").map(str::to_owned).collect()
}

/// Cuts a part of the text where it names persons.
fn pieces(text: &str, part: Range<usize>, persons: &[PersonMention], lang: Lang) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut at = part.start;
    let mut push = |range: Range<usize>, href: Option<String>| {
        if let Some(text) = text.get(range).filter(|t| !t.is_empty()) {
            pieces.push(Piece { text: text.to_owned(), href });
        }
    };
    for mention in persons {
        let range = mention.range.clone();
        if range.start < at || range.end > part.end || text.get(range.clone()).is_none() {
            continue;
        }
        push(at..range.start, None);
        push(range.clone(), Some(search_link("person", mention.name.as_str(), lang)));
        at = range.end;
    }
    push(at..part.end, None);
    pieces
}

fn persons(mentions: &Mentions, lang: Lang) -> Vec<Person> {
    let former = |text: String, former: bool| if former { format!("nguyên {text}") } else { text };
    let view = |(name, posts): (langbao_entities::PersonName, Vec<langbao_entities::PostMention>)| {
        let posts: Vec<String> = posts.into_iter().map(|p| former(p.normalized, p.former)).collect();
        let href = crate::api::href(name.as_str(), lang);
        Person { name: name.as_str().to_owned(), posts: posts.join(", "), href }
    };
    mentions.distinct_persons().into_iter().map(view).collect()
}

fn documents(mentions: &Mentions, lang: Lang) -> Vec<Piece> {
    let mut documents: Vec<Piece> = Vec::new();
    for document in &mentions.documents {
        let href = Some(search_link("q", &format!("\"{}\"", document.number), lang));
        let piece = Piece { text: document.number.clone(), href };
        if !documents.contains(&piece) {
            documents.push(piece);
        }
    }
    documents
}

/// The places that are named, each once; what the text leaves open is none of them. Of one that is the same in both
/// periods, the present one.
fn places(mentions: &Mentions, lang: Lang) -> Vec<Piece> {
    let mut places: Vec<Place> = Vec::new();
    for place in mentions.places.iter().filter_map(|mention| mention.settled().into_iter().max()) {
        if !places.contains(&place) {
            places.push(place);
        }
    }
    let language = || (lang != Lang::default()).then_some(("lang", lang.code()));
    let piece = |place: Place| Piece {
        text: label(place, lang),
        href: Some(params::address(&path(place), language())),
    };
    places.into_iter().map(piece).collect()
}

#[cfg(test)]
mod tests {
    use langbao_entities::PersonName;

    use super::*;

    #[test]
    fn names_become_links_and_nothing_is_lost() {
        let text = "Tin\nÔng Lê Văn Tám và bà Tư.";
        let mention = |name: &str| {
            let start = text.find(name).unwrap();
            let range = start..start + name.len();
            let (honorific, posts) = (None, Vec::new());
            PersonMention { range, name: PersonName::new(name), honorific, posts, short_form: false }
        };
        let mut broken = mention("Tư");
        broken.range = 5..6;
        let persons = [mention("Lê Văn Tám"), broken, mention("Tư")];
        let found = pieces(text, 4..text.len(), &persons, Lang::En);
        assert_eq!(found.iter().map(|p| p.text.as_str()).collect::<String>(), &text[4..]);
        let links: Vec<_> = found.iter().filter_map(|p| p.href.as_deref()).collect();
        assert_eq!(
            links,
            ["/search?person=L%C3%AA+V%C4%83n+T%C3%A1m&lang=en", "/search?person=T%C6%B0&lang=en"]
        );
    }

    #[test]
    fn blocks_stand_in_groups() {
        let block = |kind, text: &str| langbao_article::Block { kind, text: text.to_owned() };
        let article = Article {
            url: langbao_article::CanonicalUrl::parse("https://xa.example.vn/1").unwrap(),
            title: "Họp".to_owned(),
            lead: Some("Sáng nay.".to_owned()),
            blocks: vec![
                block(BlockKind::ListItem, "một"),
                block(BlockKind::ListItem, "hai"),
                block(BlockKind::Heading, "Danh sách"),
                block(BlockKind::TableRow, "STT | Tên"),
                block(BlockKind::TableRow, "1 | Tổ dân phố số 3"),
            ],
            published: None,
            section: None,
            author: None,
            source: None,
            view_count: None,
            images: Vec::new(),
            attachments: Vec::new(),
            language: None,
            warnings: Vec::new(),
        };
        let view = ArticleView::new(&article, &Mentions::default(), Lang::Vi);
        let text = |pieces: &[Piece]| pieces.iter().map(|p| p.text.as_str()).collect::<String>();
        assert_eq!(view.lead.as_deref().map(text).as_deref(), Some("Sáng nay."));
        match view.groups.as_slice() {
            [Group::List(items), Group::Heading(heading), Group::Table(rows)] => {
                assert_eq!(items.iter().map(|i| text(i)).collect::<Vec<_>>(), ["một", "hai"]);
                assert_eq!(heading, "Danh sách");
                assert_eq!(rows[1], ["1", "Tổ dân phố số 3"]);
            }
            other => panic!("{other:?}"),
        }
    }
}

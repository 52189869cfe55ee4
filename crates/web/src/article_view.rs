//! An article as its page shows it: blocks in groups, names of persons as links, who is named with which posts.

use std::ops::Range;

use langbao_article::{Article, BlockKind};
use langbao_entities::{Mentions, PersonMention, Place};

use crate::Lang;
use crate::found_words::Words;
use crate::params;
use crate::place_words::{label, path};

/// A stretch of a text; a link if it names a person.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Piece {
    pub(crate) text: String,
    pub(crate) href: Option<String>,
    /// Whether it has a word that was searched for.
    pub(crate) marked: bool,
    /// The number of the match that begins here.
    pub(crate) begins: Option<usize>,
    /// The number of the match that ends here.
    pub(crate) ends: Option<usize>,
}

/// Neighbouring blocks that belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Group {
    Paragraph(Vec<Piece>),
    Heading(Vec<Piece>),
    List(Vec<Vec<Piece>>),
    /// Rows of cells.
    Table(Vec<Vec<Vec<Piece>>>),
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
    /// How often the text has what was searched for.
    pub(crate) matches: usize,
}

impl ArticleView {
    /// Makes the view of an article.
    pub(crate) fn new(article: &Article, mentions: &Mentions, words: &Words, lang: Lang) -> Self {
        let text = article.text();
        let body = article.title.len() + 1;
        let mut found = words.find(text.get(body..).unwrap_or_default());
        found.iter_mut().for_each(|range| *range = range.start + body..range.end + body);
        let mut at = article.title.len() + 1;
        // Title, lead and blocks stand in `text` one after another with a line break between them.
        let mut next = |block: &str| {
            let range = at..at + block.len();
            at = range.end + 1;
            range
        };
        let cut = |range: Range<usize>| pieces(&text, range, &mentions.persons, &found, lang);
        let lead = article.lead.as_deref().map(|lead| cut(next(lead)));
        let mut groups: Vec<Group> = Vec::new();
        for block in &article.blocks {
            let range = next(&block.text);
            let row = || cells(&block.text).map(|cell| cut(cell.start + range.start..cell.end + range.start));
            match (block.kind, groups.last_mut()) {
                (BlockKind::ListItem, Some(Group::List(items))) => items.push(cut(range)),
                (BlockKind::TableRow, Some(Group::Table(rows))) => rows.push(row().collect()),
                (BlockKind::ListItem, _) => groups.push(Group::List(vec![cut(range)])),
                (BlockKind::TableRow, _) => groups.push(Group::Table(vec![row().collect()])),
                (BlockKind::Paragraph, _) => groups.push(Group::Paragraph(cut(range))),
                (BlockKind::Heading, _) => groups.push(Group::Heading(cut(range))),
                (BlockKind::Caption, _) => groups.push(Group::Caption(cut(range))),
            }
        }
        let persons = persons(mentions, lang);
        let documents = documents(mentions, lang);
        Self { lead, groups, persons, documents, places: places(mentions, lang), matches: found.len() }
    }
}

/// Links to a search with one parameter.
pub(crate) fn search_link(key: &str, value: &str, lang: Lang) -> String {
    let lang = (lang != Lang::default()).then_some(("lang", lang.code()));
    params::address(crate::search_query::PAGE, [(key, value)].into_iter().chain(lang))
}

/// Where the cells of a table row stand in it.
fn cells(row: &str) -> impl Iterator<Item = Range<usize>> {
    const BETWEEN: &str = " | ";
    let mut at = 0;
    row.split(BETWEEN).map(move |cell| {
        let start = at;
        at += cell.len() + BETWEEN.len();
        start..start + cell.len()
    })
}

/// Cuts a part of the text where it names persons and where matches begin and end.
fn pieces(
    text: &str,
    part: Range<usize>,
    persons: &[PersonMention],
    matches: &[Range<usize>],
    lang: Lang,
) -> Vec<Piece> {
    let mut named: Vec<&PersonMention> = Vec::new();
    let mut at = part.start;
    for mention in persons {
        let range = &mention.range;
        if range.start >= at && range.end <= part.end && text.get(range.clone()).is_some() {
            at = range.end;
            named.push(mention);
        }
    }
    let within = |range: &Range<usize>| part.start <= range.start && range.end <= part.end;
    let first = matches.iter().position(within).unwrap_or(matches.len());
    let found: Vec<&Range<usize>> = matches[first..].iter().take_while(|range| within(range)).collect();
    let ends = |range: &Range<usize>| [range.start, range.end];
    let mut cuts: Vec<usize> = vec![part.start, part.end];
    cuts.extend(named.iter().flat_map(|mention| ends(&mention.range)));
    cuts.extend(found.iter().flat_map(|range| ends(range)));
    cuts.sort_unstable();
    cuts.dedup();
    let piece = |(from, to): (usize, usize)| {
        let text = text.get(from..to).filter(|text| !text.is_empty())?;
        let mention = named.iter().find(|m| m.range.start <= from && to <= m.range.end);
        let number = found.iter().position(|range| range.start <= from && to <= range.end);
        let number_if = |is: bool| number.filter(|_| is).map(|number| first + number + 1);
        let range = number.map(|number| found[number]);
        Some(Piece {
            text: text.to_owned(),
            href: mention.map(|m| search_link("person", m.name.as_str(), lang)),
            marked: number.is_some(),
            begins: number_if(range.is_some_and(|range| range.start == from)),
            ends: number_if(range.is_some_and(|range| range.end == to)),
        })
    };
    cuts.windows(2).map(|pair| (pair[0], pair[1])).filter_map(piece).collect()
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
        let piece = Piece { text: document.number.clone(), href, ..Piece::default() };
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
        ..Piece::default()
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
        let found = pieces(text, 4..text.len(), &persons, &[], Lang::En);
        assert_eq!(found.iter().map(|p| p.text.as_str()).collect::<String>(), &text[4..]);
        let links: Vec<_> = found.iter().filter_map(|p| p.href.as_deref()).collect();
        assert_eq!(
            links,
            ["/search?person=L%C3%AA+V%C4%83n+T%C3%A1m&lang=en", "/search?person=T%C6%B0&lang=en"]
        );
    }

    #[test]
    fn matches_are_numbered_also_inside_a_name() {
        let text = "Tin\nÔng Lê Văn Tám đến phố Tám.";
        let at = |word: &str| text.find(word).unwrap();
        let range = at("Lê")..at("Lê") + "Lê Văn Tám".len();
        let name = PersonName::new("Lê Văn Tám");
        let mention = PersonMention { range, name, honorific: None, posts: Vec::new(), short_form: false };
        let found = Words::of("tam").find(text);
        let pieces = pieces(text, 4..text.len(), &[mention], &found, Lang::Vi);
        assert_eq!(pieces.iter().map(|p| p.text.as_str()).collect::<String>(), &text[4..]);
        let marked: Vec<_> = pieces.iter().filter(|p| p.marked).collect();
        assert_eq!(marked.iter().map(|p| p.begins).collect::<Vec<_>>(), [Some(1), Some(2)]);
        assert!(marked[0].href.is_some() && marked[1].href.is_none());
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
        let view = ArticleView::new(&article, &Mentions::default(), &Words::default(), Lang::Vi);
        let text = |pieces: &[Piece]| pieces.iter().map(|p| p.text.as_str()).collect::<String>();
        assert_eq!(view.lead.as_deref().map(text).as_deref(), Some("Sáng nay."));
        match view.groups.as_slice() {
            [Group::List(items), Group::Heading(heading), Group::Table(rows)] => {
                assert_eq!(items.iter().map(|i| text(i)).collect::<Vec<_>>(), ["một", "hai"]);
                assert_eq!(text(heading), "Danh sách");
                assert_eq!(
                    rows[1].iter().map(|cell| text(cell)).collect::<Vec<_>>(),
                    ["1", "Tổ dân phố số 3"]
                );
            }
            other => panic!("{other:?}"),
        }
    }
}

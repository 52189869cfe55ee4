//! What changed from one version of an article to the next, word by word.

use std::time::{Duration, Instant};

use langbao_article::{Article, BlockKind};
use similar::{ChangeTag, DiffOp, TextDiff};

use crate::Lang;
use crate::moment::Moment;

/// After this long the diff of a whole article need not be the shortest any more.
const PATIENCE: Duration = Duration::from_millis(500);

/// A paragraph with what changed in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Paragraph {
    pub(crate) heading: bool,
    pub(crate) words: Vec<Words>,
}

/// A stretch of words with one fate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Words {
    pub(crate) fate: Fate,
    pub(crate) text: String,
}

/// What became of words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    Kept,
    Deleted,
    Inserted,
}

/// A fact about an article, such as its date, before and after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FactChange {
    pub(crate) name: &'static str,
    pub(crate) old: Option<String>,
    pub(crate) new: Option<String>,
}

/// Compares two articles word by word: a line a paragraph, what went as `[-…-]`, what came as `{+…+}`.
pub fn diff_lines(old: &Article, new: &Article) -> Vec<String> {
    let line = |paragraph: Paragraph| {
        let words = paragraph.words.into_iter().map(|words| match words.fate {
            Fate::Kept => words.text,
            Fate::Deleted => format!("[-{}-]", words.text),
            Fate::Inserted => format!("{{+{}+}}", words.text),
        });
        words.collect::<String>()
    };
    text_diff(Some(old), new).into_iter().map(line).collect()
}

/// Compares title, lead and blocks. Without an older version everything is kept as it is.
pub(crate) fn text_diff(old: Option<&Article>, new: &Article) -> Vec<Paragraph> {
    let after = lines(new);
    let Some(old) = old else {
        return after.iter().map(|line| line.paragraph(Fate::Kept)).collect();
    };
    let before = lines(old);
    let (old_texts, new_texts) = (texts(&before), texts(&after));
    // One limit for all paragraphs together: a long article edited throughout must not keep others waiting.
    let until = Instant::now() + PATIENCE;
    let diff = TextDiff::configure().deadline(until).diff_slices(&old_texts, &new_texts);
    let mut paragraphs = Vec::new();
    for op in diff.ops() {
        match *op {
            DiffOp::Equal { new_index, len, .. } => {
                paragraphs.extend(after[new_index..new_index + len].iter().map(|l| l.paragraph(Fate::Kept)));
            }
            DiffOp::Delete { old_index, old_len, .. } => {
                paragraphs.extend(
                    before[old_index..old_index + old_len].iter().map(|l| l.paragraph(Fate::Deleted)),
                );
            }
            DiffOp::Insert { new_index, new_len, .. } => {
                paragraphs.extend(
                    after[new_index..new_index + new_len].iter().map(|l| l.paragraph(Fate::Inserted)),
                );
            }
            DiffOp::Replace { old_index, old_len, new_index, new_len } => {
                // Edited paragraphs stand in their order: first with first, second with second.
                let (old, new) =
                    (&before[old_index..old_index + old_len], &after[new_index..new_index + new_len]);
                let both = old_len.min(new_len);
                paragraphs.extend(old.iter().zip(new).map(|(o, n)| o.edited(n, until)));
                paragraphs.extend(old[both..].iter().map(|l| l.paragraph(Fate::Deleted)));
                paragraphs.extend(new[both..].iter().map(|l| l.paragraph(Fate::Inserted)));
            }
        }
    }
    paragraphs
}

/// Compares what stands beside the text.
pub(crate) fn fact_diff(old: &Article, new: &Article, lang: Lang) -> Vec<FactChange> {
    let published = |a: &Article| a.published.as_ref().map(|p| Moment::new(p.at, p.precision, lang).text);
    let attachments = |a: &Article| {
        let urls: Vec<&str> = a.attachments.iter().map(|f| f.url.as_str()).collect();
        (!urls.is_empty()).then(|| urls.join(" · "))
    };
    let facts = [
        (lang.say("published"), published(old), published(new)),
        (lang.say("section"), old.section.clone(), new.section.clone()),
        (lang.say("author"), old.author.clone(), new.author.clone()),
        (lang.say("source-2"), old.source.clone(), new.source.clone()),
        (lang.say("attachments"), attachments(old), attachments(new)),
    ];
    let changed = facts.into_iter().filter(|(_, old, new)| old != new);
    changed.map(|(name, old, new)| FactChange { name, old, new }).collect()
}

struct Line {
    heading: bool,
    text: String,
}

fn lines(article: &Article) -> Vec<Line> {
    let line = |heading: bool, text: &str| Line { heading, text: text.to_owned() };
    let title = std::iter::once(line(true, &article.title));
    let lead = article.lead.iter().map(|lead| line(false, lead));
    let blocks = article.blocks.iter().map(|b| line(b.kind == BlockKind::Heading, &b.text));
    title.chain(lead).chain(blocks).collect()
}

fn texts(lines: &[Line]) -> Vec<&str> {
    lines.iter().map(|line| line.text.as_str()).collect()
}

impl Line {
    fn paragraph(&self, fate: Fate) -> Paragraph {
        Paragraph { heading: self.heading, words: vec![Words { fate, text: self.text.clone() }] }
    }

    fn edited(&self, new: &Self, until: Instant) -> Paragraph {
        let diff = TextDiff::configure().deadline(until).diff_words(self.text.as_str(), new.text.as_str());
        let mut words: Vec<Words> = Vec::new();
        for change in diff.iter_all_changes() {
            let fate = match change.tag() {
                ChangeTag::Equal => Fate::Kept,
                ChangeTag::Delete => Fate::Deleted,
                ChangeTag::Insert => Fate::Inserted,
            };
            match words.last_mut() {
                Some(last) if last.fate == fate => last.text.push_str(change.value()),
                _ => words.push(Words { fate, text: change.value().to_owned() }),
            }
        }
        Paragraph { heading: new.heading, words }
    }
}

#[cfg(test)]
mod tests {
    use langbao_article::{Block, CanonicalUrl};

    use super::*;

    fn article(title: &str, paragraphs: &[&str]) -> Article {
        let block = |text: &&str| Block { kind: BlockKind::Paragraph, text: (*text).to_owned() };
        Article {
            url: CanonicalUrl::parse("https://xa.example.vn/1").unwrap(),
            title: title.to_owned(),
            lead: None,
            blocks: paragraphs.iter().map(block).collect(),
            published: None,
            section: None,
            author: None,
            source: None,
            view_count: None,
            images: Vec::new(),
            attachments: Vec::new(),
            language: None,
            warnings: Vec::new(),
        }
    }

    /// Writes a diff as `[-deleted-]` and `{+inserted+}`.
    fn check(old: (&str, &[&str]), new: (&str, &[&str]), expected: &[&str]) {
        let diff = text_diff(Some(&article(old.0, old.1)), &article(new.0, new.1));
        let write = |p: &Paragraph| {
            let words = p.words.iter().map(|w| match w.fate {
                Fate::Kept => w.text.clone(),
                Fate::Deleted => format!("[-{}-]", w.text),
                Fate::Inserted => format!("{{+{}+}}", w.text),
            });
            words.collect::<String>()
        };
        assert_eq!(diff.iter().map(write).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn words_are_compared_inside_paragraphs() {
        check(
            ("Họp tổ dân phố", &["Sáng 12/3, phường họp.", "Hai trăm người dự."]),
            (
                "Họp tổ dân phố",
                &["Sáng 13/3, phường họp.", "Hai trăm người dự.", "Cuộc họp kết thúc lúc 11 giờ."],
            ),
            &[
                "Họp tổ dân phố",
                "Sáng [-12/3,-]{+13/3,+} phường họp.",
                "Hai trăm người dự.",
                "{+Cuộc họp kết thúc lúc 11 giờ.+}",
            ],
        );
        check(("A", &["x", "y"]), ("A", &["y"]), &["A", "[-x-]", "y"]);
        check(("A", &[]), ("B", &[]), &["[-A-]{+B+}"]);
    }

    #[test]
    fn a_long_article_edited_throughout_is_compared() {
        // Every second word differs, and each side has some that the other has at another place.
        let paragraph = |n: usize, step: usize| {
            let words = (0..3_000).map(|at| match at % 2 {
                0 => format!("từ{}", at * step % 997),
                _ => format!("{n}-{step}-{at}"),
            });
            words.collect::<Vec<_>>().join(" ")
        };
        let side = |step: usize| (0..40).map(|n| paragraph(n, step)).collect::<Vec<_>>();
        let (before, after) = (side(3), side(5));
        let [old, new] = [&before, &after]
            .map(|side| article("Nghị quyết", &side.iter().map(String::as_str).collect::<Vec<_>>()));
        assert!(old.body().len() > 900_000, "{}", old.body().len());
        let diff = text_diff(Some(&old), &new);
        // However long it took, both versions can be read from it.
        let read = |without: Fate| {
            let words = |p: &Paragraph| {
                let words = p.words.iter().filter(|w| w.fate != without).map(|w| w.text.as_str());
                words.collect::<String>()
            };
            diff.iter().map(words).collect::<Vec<_>>()
        };
        assert_eq!(diff[0].words, [Words { fate: Fate::Kept, text: "Nghị quyết".to_owned() }]);
        assert!(read(Fate::Inserted)[1..] == before, "the older version is lost");
        assert!(read(Fate::Deleted)[1..] == after, "the newer version is lost");
    }

    #[test]
    fn facts_are_compared_too() {
        let old = article("A", &[]);
        let new = Article { section: Some("Tin tức".to_owned()), ..old.clone() };
        let change = FactChange { name: "Section", old: None, new: Some("Tin tức".to_owned()) };
        assert_eq!(fact_diff(&old, &new, Lang::En), [change]);
        assert_eq!(fact_diff(&old, &old, Lang::En), []);
    }
}

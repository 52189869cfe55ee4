//! Copies of one article on several sites.

use chrono::TimeDelta;
use langbao_archive::{Archive, Visit};
use langbao_article::{Article, ArticleId, Block, BlockKind, CanonicalUrl};

use crate::world::{archive, article, article_visit, at};

/// An article of a ward's or a district's site, published so many days after the first.
fn news(host: &str, title: &str, days: i64, sentences: &[String]) -> Article {
    let mut news = article("x", title, 1);
    news.url = CanonicalUrl::parse(&format!("https://{host}.example.vn/{}", title.len())).unwrap();
    news.blocks =
        sentences.iter().map(|text| Block { kind: BlockKind::Paragraph, text: text.clone() }).collect();
    if let Some(published) = &mut news.published {
        published.at += TimeDelta::days(days);
    }
    news
}

/// Sentences that only share their frame.
fn sentences(about: &str, count: usize) -> Vec<String> {
    let sentence = |n: usize| {
        let number = n * 7919 % 1000;
        format!(
            "Tổ dân phố số {number} {about} quyên góp {} triệu đồng và trao {n}{number} suất quà.",
            number % 97
        )
    };
    (0..count).map(sentence).collect()
}

fn store(archive: &Archive, minute: i64, news: &Article) -> ArticleId {
    let visit =
        Visit { url: news.url.clone(), ..article_visit(&format!("x/{minute}"), minute, &news.title, 1) };
    archive.record(Visit { article: Some(news.clone()), ..visit }).unwrap();
    news.id()
}

fn copies(archive: &Archive, id: ArticleId) -> Vec<(ArticleId, bool)> {
    archive.copies(id).unwrap().into_iter().map(|copy| (copy.id, copy.similarity >= 1.0)).collect()
}

#[test]
fn a_copy_is_linked_both_ways_and_the_first_publisher_comes_first() {
    let (_dir, archive) = archive();
    let text = sentences("phường Hoa Mai", 30);
    // The district was crawled first, but the ward published first.
    let district = store(&archive, 1, &news("quan", "Hoa Mai quyên góp", 2, &text));
    assert_eq!(copies(&archive, district), [], "nothing to compare it with");
    let mut shortened = text.clone();
    shortened.truncate(27);
    let ward = store(&archive, 2, &news("phuong", "Phường Hoa Mai quyên góp ủng hộ", 0, &shortened));
    let other = store(&archive, 3, &news("xa", "Xã Đồng Lau quyên góp", 1, &sentences("xã Đồng Lau", 12)));
    assert_eq!(copies(&archive, district), [(ward, false), (district, true)]);
    assert_eq!(copies(&archive, ward), [(ward, true), (district, false)]);
    assert_eq!(copies(&archive, other), []);
    let same = store(&archive, 4, &news("bao", "Hoa Mai quyên góp", 3, &text));
    assert_eq!(copies(&archive, district).last(), Some(&(same, true)), "word by word");
    assert_eq!(archive.verify().unwrap(), [""; 0]);
}

#[test]
fn an_edit_ends_what_is_no_copy_any_more() {
    let (_dir, archive) = archive();
    let text = sentences("phường Hoa Mai", 30);
    let one = news("quan", "Hoa Mai quyên góp", 0, &text);
    let other = news("phuong", "Hoa Mai quyên góp ", 0, &text);
    let ids = [store(&archive, 1, &one), store(&archive, 2, &other)];
    assert_eq!(copies(&archive, ids[0]).len(), 2);
    let rewritten =
        Article { blocks: news("quan", "x", 0, &sentences("xã Đồng Lau đã", 40)).blocks, ..one };
    store(&archive, 3, &rewritten);
    assert_eq!(ids.map(|id| copies(&archive, id)), [[], []]);
    store(&archive, 4, &Article { blocks: other.blocks.clone(), ..rewritten });
    assert_eq!(copies(&archive, ids[1]).len(), 2, "and back");
}

#[test]
fn notices_of_a_series_are_no_copies() {
    let (_dir, archive) = archive();
    let text = sentences("phường Hoa Mai", 30);
    let ids = [0, 30, 60].map(|day| store(&archive, day, &news(&format!("p{day}"), "Lịch trực", day, &text)));
    assert!(ids.iter().all(|id| copies(&archive, *id).is_empty()));
    let short = [0, 1].map(|n| store(&archive, 100 + n, &news(&format!("s{n}"), "Thông báo", 0, &text[..1])));
    assert_eq!(copies(&archive, short[0]), [], "too little to be sure");
    assert_eq!(archive.copies(ArticleId(1)).unwrap(), []);
    assert!(archive.article(ids[0]).unwrap().unwrap().first_seen_at == at(0));
}

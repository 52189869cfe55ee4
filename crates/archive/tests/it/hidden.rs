//! Articles that are shown no more.

use std::fs;

use langbao_archive::{Archive, Hidden, Outcome};
use langbao_article::{Article, ArticleId, Page};

use crate::world::{archive, article, article_visit, at, url, visit};

fn read(page: &Page) -> Option<Article> {
    let body = String::from_utf8(page.body.clone()).unwrap();
    let title = body.strip_prefix("<h1>")?.split("</h1>").next()?;
    Some(Article { url: page.url.clone(), ..article("x", title, 1) })
}

fn reason(minute: i64) -> Hidden {
    Hidden {
        at: at(minute), reason: "theo yêu cầu của người được nhắc tên".to_owned(), legal: false
    }
}

#[test]
fn neither_another_visit_nor_a_rebuild_brings_it_back() {
    let (dir, archive) = archive();
    archive.record(article_visit("tin/1", 1, "Tin một", 1)).unwrap();
    archive.record(article_visit("tin/2", 2, "Tin hai", 1)).unwrap();
    let (one, two) = (ArticleId::of(&url("tin/1")), ArticleId::of(&url("tin/2")));
    let before = archive.last_seq().unwrap();
    assert!(archive.hide_article(one, Some(reason(3)), at(3)).unwrap());
    assert!(archive.hide_article(two, Some(reason(4)), at(4)).unwrap());
    assert!(archive.hide_article(two, None, at(5)).unwrap(), "shown again");
    assert!(!archive.hide_article(ArticleId::of(&url("khong-co")), Some(reason(3)), at(3)).unwrap());
    let told: Vec<_> = archive.changes(before, 10).unwrap().iter().map(|record| record.id).collect();
    assert_eq!(told, [one, two], "the index is told");

    // Edited on its site, then moved to another address.
    archive.record(article_visit("tin/1", 10, "Tin một, có sửa", 1)).unwrap();
    archive.record(visit("tin/1", 20, Outcome::Redirected { to: url("moi/1"), permanent: true })).unwrap();
    archive.record(article_visit("moi/1", 21, "Tin một, có sửa", 1)).unwrap();
    let check = |archive: &Archive| {
        let record = archive.article(one).unwrap().unwrap();
        assert_eq!((record.hidden.as_ref(), record.version), (Some(&reason(3)), 2), "{record:?}");
        assert_eq!(archive.article(two).unwrap().unwrap().hidden, None);
        let hidden = archive.hidden_articles().unwrap();
        assert_eq!(hidden.iter().map(|record| record.id).collect::<Vec<_>>(), [record.id]);
        assert_eq!(archive.hidden_in_capture(record.capture).unwrap(), Some(record.id));
        let shown = archive.article(two).unwrap().unwrap().capture;
        assert_eq!(archive.hidden_in_capture(shown).unwrap(), None);
        let listed = archive.versions_after(None, 10).unwrap();
        assert!(listed.iter().all(|version| version.record.id == two), "no export has it");
    };
    check(&archive);
    archive.close().unwrap();
    fs::remove_file(dir.path().join("archive.sqlite3")).unwrap();
    let rebuilt = Archive::rebuild(dir.path(), &|page, _, _, _| read(page), |_| {}).unwrap();
    assert_eq!(rebuilt.problems, [""; 0]);
    check(&Archive::open(dir.path()).unwrap());
}

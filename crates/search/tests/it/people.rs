//! Persons across articles: namesakes, posts with their evidence, decisions of an admin.

use langbao_article::ArticleId;
use langbao_search::{
    Accents, Decisions, IndexDocument, IndexPerson, IndexPost, PeopleDecision, PersonId, Places,
    QueryWarning, SearchRequest, Searcher,
};

use crate::house::{House, article, query};

const NGOC: &str = "vn:1@-2025";
const DONG: &str = "vn:2@-2025";
const HEIR: &str = "vn:3@2025-";

/// The ward of Ngọc became another in 2025.
struct Wards;

impl Places for Wards {
    fn successors(&self, id: &str) -> Vec<String> {
        (id == NGOC).then(|| HEIR.to_owned()).into_iter().collect()
    }
    fn parents(&self, _: &str) -> Vec<String> {
        Vec::new()
    }
}

fn seen(id: u64, day: &str, place: &str, post: &str) -> IndexDocument {
    let mut document = article(id, "Họp", &format!("Sáng nay họp.\nÔng Lò Văn Sơn, {post}, chủ trì."));
    document.published_at = Some(format!("{day}T03:00:00Z").parse().unwrap());
    let text = document.text();
    let start = text.find("Ông").unwrap();
    let posts = match post {
        "" => Vec::new(),
        post => vec![IndexPost {
            post: post.to_owned(),
            place: Some(place.to_owned()),
            former: false,
            sentence: start..text.len(),
        }],
    };
    let place = Some(place.to_owned());
    let person = IndexPerson { name: "Lò Văn Sơn".to_owned(), place, private: false, posts };
    document.persons = vec![person, "Vàng A Páo".into()];
    document
}

fn house(documents: &[IndexDocument]) -> House {
    let mut house = House::with(documents);
    house.searcher = Searcher::open_with(&house.dir.path().join("search"), Wards).unwrap();
    house
}

fn of_two_wards() -> House {
    house(&[
        seen(1, "2018-02-27", NGOC, "Bí thư Đảng ủy"),
        seen(2, "2019-05-01", DONG, "Trưởng trạm y tế"),
        seen(3, "2020-06-01", NGOC, "Bí thư Đảng ủy"),
        seen(4, "2025-08-01", HEIR, ""),
    ])
}

fn id(place: &str) -> PersonId {
    PersonId::new("Lò Văn Sơn", Some(place))
}

#[test]
fn namesakes_stay_apart_by_place() {
    let house = of_two_wards();
    let persons = house.searcher.persons_of("lo van sơn").unwrap();
    let shown: Vec<_> = persons.iter().map(|p| (p.id.clone(), p.articles)).collect();
    assert_eq!(shown, [(id(NGOC), 3), (id(DONG), 1)]);
    assert_eq!(persons[0].posts, ["Bí thư Đảng ủy"]);

    let by_name = SearchRequest { persons: vec!["Lò Văn Sơn".to_owned()], ..query("") };
    let hits = house.search(&by_name);
    let warning = QueryWarning::Namesakes { name: "Lò Văn Sơn".to_owned(), persons: 2 };
    assert_eq!((hits.total, hits.warnings), (4, vec![warning]));
    for (place, expected) in
        [(NGOC, vec![1, 3, 4]), (HEIR, vec![1, 3, 4]), (DONG, vec![2]), ("vn:9@-2025", vec![])]
    {
        house.check(&SearchRequest { persons: vec![id(place).to_string()], ..query("") }, &expected);
    }
}

#[test]
fn a_post_is_told_with_its_evidence() {
    let house = of_two_wards();
    let person = house.searcher.person(&id(HEIR)).unwrap().unwrap();
    let [post] = person.posts.as_slice() else { panic!("{:?}", person.posts) };
    assert_eq!((post.post.as_str(), post.place.as_deref(), post.articles), ("Bí thư Đảng ủy", Some(NGOC), 2));
    assert_eq!((post.first.article, post.last.article), (ArticleId(1), ArticleId(3)));
    assert_eq!(post.first.sentence, "Ông Lò Văn Sơn, Bí thư Đảng ủy, chủ trì.");
    assert_eq!(post.contested_by, [""; 0]);
    assert_eq!(person.summary.name, "Lò Văn Sơn");
    assert_eq!(person.months.len(), 91);
    assert_eq!(
        person.with.iter().map(|w| (w.name.as_str(), w.articles)).collect::<Vec<_>>(),
        [("Vàng A Páo", 3)]
    );
    assert_eq!(person.namesakes.iter().map(|n| n.id.clone()).collect::<Vec<_>>(), [id(DONG)]);
    assert!(house.searcher.person(&id("vn:9@-2025")).unwrap().is_none());
}

#[test]
fn a_post_that_two_hold_at_a_time_is_shown_as_contested() {
    let mut other = seen(5, "2019-01-01", NGOC, "Bí thư Đảng ủy");
    other.persons[0].name = "Giàng Thị Mỷ".to_owned();
    let house = house(&[
        seen(1, "2018-02-27", NGOC, "Bí thư Đảng ủy"),
        seen(3, "2020-06-01", NGOC, "Bí thư Đảng ủy"),
        other,
    ]);
    let person = house.searcher.person(&id(NGOC)).unwrap().unwrap();
    assert_eq!(person.posts[0].contested_by, ["Giàng Thị Mỷ"]);
    let holders = |at: Option<&str>| -> Vec<String> {
        let at = at.map(|day| format!("{day}T00:00:00Z").parse().unwrap());
        house.searcher.office_holders(NGOC, at).unwrap().into_iter().map(|holder| holder.name).collect()
    };
    assert_eq!(holders(None), ["Lò Văn Sơn", "Giàng Thị Mỷ"]);
    assert_eq!(holders(Some("2021-03-01")), ["Lò Văn Sơn"]);
    assert_eq!(holders(Some("2016-03-01")), [""; 0]);
}

#[test]
fn who_is_named_only_where_a_crime_is_told_is_private() {
    let mut crime = seen(1, "2020-01-01", NGOC, "");
    crime.persons[0].private = true;
    let mut officer = seen(2, "2020-01-01", DONG, "Trưởng Công an");
    officer.persons[0].private = true;
    let house = house(&[crime, officer]);
    let persons = house.searcher.persons_of("Lò Văn Sơn").unwrap();
    let shown: Vec<_> = persons.iter().map(|p| (p.id.place().unwrap(), p.private)).collect();
    assert_eq!(shown, [(NGOC, true), (DONG, false)]);
}

#[test]
fn what_an_admin_decides_is_followed() {
    let house = of_two_wards();
    let decide = |decisions: Vec<PeopleDecision>| {
        house.searcher.decide(Decisions::replay(decisions));
        let persons = house.searcher.persons_of("Lò Văn Sơn").unwrap();
        persons.into_iter().map(|p| (p.id.to_string(), p.name, p.articles)).collect::<Vec<_>>()
    };
    let (one, two) = (id(NGOC).to_string(), id(DONG).to_string());
    let name = || "Lò Văn Sơn".to_owned();

    let merge = PeopleDecision::Merge { person: id(NGOC), into: id(DONG) };
    assert_eq!(decide(vec![merge]), [(two.clone(), name(), 4)]);

    let split = PeopleDecision::Split { person: id(NGOC), articles: vec![ArticleId(3)], part: 1 };
    let parts = decide(vec![split]);
    let ids: Vec<&str> = parts.iter().map(|(id, ..)| id.as_str()).collect();
    assert!(ids.contains(&format!("{one}~1").as_str()), "{parts:?}");
    assert_eq!(parts.iter().map(|(.., articles)| articles).sum::<u64>(), 4);
    let part = SearchRequest { persons: vec![format!("{one}~1")], ..query("") };
    house.check(&part, &[3]);
    house.check(&SearchRequest { persons: vec![one.clone()], ..query("") }, &[1]);

    let rename = PeopleDecision::Rename { person: id(NGOC), name: "Lò Văn Sơn (Ngọc)".to_owned() };
    assert_eq!(decide(vec![rename])[0].1, "Lò Văn Sơn (Ngọc)");

    let hide = |person| PeopleDecision::Hide { person };
    assert_eq!(decide(vec![hide(id(NGOC))]), [(two, name(), 1)]);
    assert!(house.searcher.person(&id(NGOC)).unwrap().is_none());
    assert_eq!(decide(vec![hide(id(NGOC)), hide(id(DONG))]), []);
    let facets = house.search(&SearchRequest { facets: true, ..query("") }).facets.unwrap();
    assert_eq!(facets.person.values.iter().map(|v| v.value.as_str()).collect::<Vec<_>>(), ["Vàng A Páo"]);
    assert_eq!(house.searcher.suggest_persons("lo", 10).unwrap(), []);

    let not = PeopleDecision::NotAPerson { name: "vàng a páo".to_owned() };
    decide(vec![not]);
    assert!(house.search(&query("")).hits.iter().all(|hit| hit.persons == ["Lò Văn Sơn"]));

    let alias = PeopleDecision::Alias { person: id(DONG), name: "Vàng A Páo".to_owned() };
    let all = decide(vec![alias]);
    assert_eq!(all.iter().map(|(.., articles)| *articles).collect::<Vec<_>>(), [4, 3]);
}

#[test]
fn a_name_may_lack_some_marks() {
    let house = of_two_wards();
    for (asked, found) in [("Lo Văn Son", 4), ("lò van son", 4), ("Lồ Van Son", 0)] {
        let total = house.search(&SearchRequest { persons: vec![asked.to_owned()], ..query("") }).total;
        assert_eq!(total, found, "{asked}");
        let strict = SearchRequest { accents: Accents::Exact, ..query(&format!("person:\"{asked}\"")) };
        assert_eq!(house.search(&strict).total, found, "{asked}");
    }
}

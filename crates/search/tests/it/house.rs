//! A small index of invented news.

use chrono::{DateTime, TimeDelta, Utc};
use langbao_article::{ArticleId, Precision};
use langbao_search::{Hits, IndexDocument, Indexer, SearchRequest, Searcher};
use tempfile::TempDir;

/// An index with its folder.
pub(crate) struct House {
    pub(crate) dir: TempDir,
    pub(crate) indexer: Indexer,
    pub(crate) searcher: Searcher,
}

impl House {
    /// Indexes the documents in two commits, so that there are two segments at least.
    pub(crate) fn with(documents: &[IndexDocument]) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let mut indexer = Indexer::open(&dir.path().join("search")).unwrap();
        let half = documents.len() / 2;
        for (part, seq) in [(&documents[..half], 1), (&documents[half..], 2)] {
            part.iter().for_each(|d| indexer.upsert(d).unwrap());
            indexer.commit(seq).unwrap();
        }
        let searcher = Searcher::open(&dir.path().join("search")).unwrap();
        Self { dir, indexer, searcher }
    }

    /// The articles of `news`.
    pub(crate) fn of_news() -> Self {
        Self::with(&news())
    }

    pub(crate) fn search(&self, request: &SearchRequest) -> Hits {
        self.searcher.search(request).unwrap()
    }

    /// Asserts which articles a request finds, in any order.
    #[track_caller]
    pub(crate) fn check(&self, request: &SearchRequest, expected: &[u64]) {
        let hits = self.search(request);
        let mut found = ids(&hits);
        found.sort_unstable();
        assert_eq!(found, expected, "{request:?}");
        assert_eq!(hits.total, expected.len() as u64, "{request:?}");
    }

    /// Asserts which articles a query finds, in any order.
    #[track_caller]
    pub(crate) fn check_q(&self, q: &str, expected: &[u64]) {
        self.check(&query(q), expected);
    }
}

pub(crate) fn ids(hits: &Hits) -> Vec<u64> {
    hits.hits.iter().map(|hit| hit.id.0).collect()
}

pub(crate) fn query(q: &str) -> SearchRequest {
    SearchRequest { q: q.to_owned(), limit: 100, ..SearchRequest::default() }
}

/// An article with nothing but a title and a body.
pub(crate) fn article(id: u64, title: &str, body: &str) -> IndexDocument {
    IndexDocument {
        id: ArticleId(id),
        site: "ngocthuy.longbien".parse().unwrap(),
        url: format!("https://ngocthuy.example.vn/tin/{id}"),
        title: title.to_owned(),
        body: body.to_owned(),
        section: None,
        published_at: None,
        precision: None,
        captured_at: DateTime::UNIX_EPOCH + TimeDelta::days(20_000),
        gone_at: None,
        attachments: Vec::new(),
        persons: Vec::new(),
        documents: Vec::new(),
        places: Vec::new(),
        first_copy: None,
    }
}

/// An instant in RFC 3339.
pub(crate) fn at(instant: &str) -> DateTime<Utc> {
    instant.parse().unwrap()
}

/// Eight articles of three sites.
pub(crate) fn news() -> Vec<IndexDocument> {
    let dated = |date: &str, section: &str, document: IndexDocument| IndexDocument {
        published_at: Some(at(&format!("{date}:00+07:00"))),
        precision: Some(Precision::Minute),
        section: Some(section.to_owned()),
        ..document
    };
    vec![
        dated(
            "2018-02-27T08:30",
            "Tin tức",
            IndexDocument {
                persons: vec!["Thẩm Bá Phước".into(), "Nguyễn Thị Lụa".into()],
                documents: vec!["32/QĐ-UBND".to_owned()],
                ..article(
                    1,
                    "Phường Ngọc Thụy ra quân làm sạch ngõ phố",
                    "Sáng 27/02, Ủy ban nhân dân phường Ngọc Thụy tổ chức lễ ra quân.\nĐồng chí Thẩm Bá Phước, \
                 Bí thư Đảng ủy, trao Quyết định số 32/QĐ-UBND cho bà Nguyễn Thị Lụa.",
                )
            },
        ),
        dated(
            "2018-03-01T23:30",
            "Thông báo",
            IndexDocument {
                persons: vec!["THẨM BÁ PHƯỚC".into()],
                documents: vec!["127/KH-UBND".to_owned()],
                ..article(
                    2,
                    "Thông báo lịch tiếp công dân",
                    "UBND phường thông báo lịch tiếp công dân tháng 3 theo Kế hoạch 127/KH-UBND. Chủ trì: Thẩm Bá Phước.",
                )
            },
        ),
        dated(
            "2019-05-10T07:00",
            "Tin tức",
            IndexDocument {
                site: "boxuyen".parse().unwrap(),
                persons: vec!["Thẳm Bá Phước".into(), "Trần Văn Bưởi".into()],
                ..article(
                    3,
                    "Xã Bồ Xuyên trồng rừng bên sông",
                    "Ông Thẳm Bá Phước cùng dân quân trồng hai nghìn cây phi lao. Ông Trần Văn Bưởi dẫn đoàn.",
                )
            },
        ),
        dated(
            "2019-05-10T07:00",
            "Tin tức",
            IndexDocument {
                site: "boxuyen".parse().unwrap(),
                persons: vec!["Trần Văn Bưởi".into()],
                ..article(
                    4,
                    "Bán đấu giá ba thửa đất",
                    "Nhân dân xem bản đồ quy hoạch tại nhà văn hóa thôn. Số: 32 /QĐ - UBND.",
                )
            },
        ),
        dated(
            "2021-12-31T23:59",
            "THÔNG BÁO",
            IndexDocument {
                site: "dongmai".parse().unwrap(),
                ..article(
                    5,
                    "Lich tiem chung covid dot 4",
                    "Phuong Dong Mai thong bao lich tiem chung cho nguoi dan.",
                )
            },
        ),
        IndexDocument {
            site: "dongmai".parse().unwrap(),
            ..article(
                6,
                "Lịch sử đình Đông Mai",
                "Đình làng dựng từ thế kỷ mười bảy, thờ ngọc phả còn giữ đến nay.",
            )
        },
        dated(
            "2024-07-01T00:00",
            "Tin tức",
            IndexDocument {
                site: "dongmai".parse().unwrap(),
                persons: vec!["Nguyễn Thị Lụa".into()],
                ..article(
                    7,
                    "Hội thi bơi thuyền thúng",
                    "Bà Nguyễn Thị Lụa trao giải nhất cho đội thôn Thụy, giải nhì cho đội Ngọc.",
                )
            },
        ),
        dated(
            "2024-06-30T23:59",
            "Tin tức",
            article(
                8,
                "Ngọc Thuỵ khai trương thư viện",
                "Thư viện phường mở cửa các tối thứ ba và thứ sáu, do Phường đoàn quản lý.",
            ),
        ),
    ]
}

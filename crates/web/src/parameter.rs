//! What parameters there are: one list an address, from which both its query string is checked and its description
//! in `/openapi.json` is made. Descriptions are Vietnamese first, English behind ` · `.

use utoipa::openapi::path::{Parameter as Described, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{ArrayBuilder, KnownFormat, ObjectBuilder, SchemaFormat, Type};
use utoipa::openapi::{RefOr, Required, Schema};

/// A parameter of a query string.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Parameter {
    pub(crate) name: &'static str,
    kind: Kind,
    about: &'static str,
}

#[derive(Debug, Clone, Copy)]
enum Kind {
    Text,
    /// May be repeated; values are alternatives.
    Texts,
    /// Ids of sites, which may be repeated.
    Sites,
    Flag,
    /// From 1 to this.
    Number(usize),
    Word(&'static [&'static str]),
    Date,
}

/// Year, month or day; the days that some months lack are refused where they are read.
const DATE: &str = r"^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$|^((0?[1-9]|[12][0-9]|3[01])/)?(0?[1-9]|1[0-2])/[0-9]{4}$";

const fn text(name: &'static str, about: &'static str) -> Parameter {
    Parameter { name, kind: Kind::Text, about }
}

const fn texts(name: &'static str, about: &'static str) -> Parameter {
    Parameter { name, kind: Kind::Texts, about }
}

const fn sites(name: &'static str, about: &'static str) -> Parameter {
    Parameter { name, kind: Kind::Sites, about }
}

const fn flag(name: &'static str, about: &'static str) -> Parameter {
    Parameter { name, kind: Kind::Flag, about }
}

const fn number(name: &'static str, most: usize, about: &'static str) -> Parameter {
    Parameter { name, kind: Kind::Number(most), about }
}

const fn word(name: &'static str, words: &'static [&'static str], about: &'static str) -> Parameter {
    Parameter { name, kind: Kind::Word(words), about }
}

const fn date(name: &'static str, about: &'static str) -> Parameter {
    Parameter { name, kind: Kind::Date, about }
}

/// The language of messages.
pub(crate) const LANG: Parameter =
    word("lang", &["vi", "en"], "ngôn ngữ của thông báo; mặc định vi · language of messages; vi by default");

const LIMIT: Parameter = number("limit", 100, "số mục mỗi trang, mặc định 20 · items a page, 20 by default");

const CURSOR: Parameter = text("cursor", "next_cursor của trang trước · the next_cursor of the page before");

/// The parameters of a search, the same for the API, the page, feeds and exports.
pub(crate) const SEARCH: &[Parameter] = &[
    text(
        "q",
        "câu tìm, có dấu hay không; để trống: mọi bài · the query, with or without marks; empty: all articles",
    ),
    texts("person", "tên người hoặc mã người · name or id of a person"),
    sites("site", "mã trang · id of a site"),
    sites("exclude_site", "mã trang bị loại · id of a site left out"),
    texts("section", "chuyên mục · section"),
    texts("place", "tên, mã số hoặc mã địa danh · name, code or id of a place"),
    word(
        "lineage",
        &["successors", "all", "none"],
        "đơn vị trước và sau 1/7/2025 · what a place brings along of the units before and since 1 July 2025",
    ),
    date("date_from", "đăng từ ngày · published from"),
    date("date_to", "đăng đến ngày · published until, inclusive"),
    word("sort", &["relevance", "newest", "oldest"], "thứ tự · order"),
    word("accents", &["auto", "exact", "ignore"], "cách xét dấu tiếng Việt · how Vietnamese marks count"),
    flag(
        "expand",
        "hiểu chữ viết tắt, mặc định true · whether abbreviations are understood, true by default",
    ),
    flag(
        "collapse",
        "gộp các bản sao của một bài; mặc định false, trên trang tìm là true · copies of a text as one hit; false by default, true on the page",
    ),
    flag(
        "explain",
        "nói câu tìm được hiểu thế nào, điểm từ đâu · how the query was understood, where scores come from",
    ),
    flag(
        "facets",
        "đếm theo người, trang, địa danh … và theo ngày · count by person, site, place … and by date",
    ),
    number("facet_limit", 100, "số giá trị mỗi nhóm, mặc định 10 · values a facet, 10 by default"),
    word(
        "histogram",
        &["auto", "year", "month", "week", "day"],
        "bề rộng cột theo ngày · width of the bars by date",
    ),
    LIMIT,
    CURSOR,
    LANG,
];

/// Those of a search, and the form of the file.
pub(crate) const EXPORT: &[Parameter] = &with(
    SEARCH,
    [
        word(
            "format",
            &["jsonl", "csv", "bibtex"],
            "dạng tệp, mặc định jsonl · form of the file, jsonl by default",
        ),
        flag("bom", "đánh dấu UTF-8 cho Excel (csv) · marks the file as UTF-8 for Excel (csv)"),
    ],
);

const EXPORTED: usize = SEARCH.len() + 2;

/// Puts two parameters before all others.
const fn with(list: &[Parameter], more: [Parameter; 2]) -> [Parameter; EXPORTED] {
    let mut all = [LANG; EXPORTED];
    (all[0], all[1]) = (more[0], more[1]);
    let mut at = 0;
    while at < list.len() {
        all[at + 2] = list[at];
        at += 1;
    }
    all
}

/// Of an address that takes nothing but the language.
pub(crate) const PLAIN: &[Parameter] = &[LANG];

pub(crate) const SUGGEST: &[Parameter] = &[
    text("q", "vài chữ đầu, có dấu hay không · the first letters, with or without marks"),
    number("limit", 100, "số gợi ý mỗi loại, mặc định 10 · suggestions a kind, 10 by default"),
    LANG,
];

pub(crate) const OPENSEARCH: &[Parameter] = &[text("q", "vài chữ đầu · the first letters"), LANG];

pub(crate) const PEOPLE: &[Parameter] =
    &[text("q", "một phần họ tên, có dấu hay không · words of a name, with or without marks"), LIMIT, LANG];

pub(crate) const SIMILAR: &[Parameter] =
    &[number("limit", 50, "số bài, mặc định 10 · articles, 10 by default"), LANG];

pub(crate) const MENTIONS: &[Parameter] = &[LIMIT, CURSOR, LANG];

pub(crate) const PLACES: &[Parameter] = &[
    text("q", "tên, mã số hoặc đầu của tên · name, code, or how a name begins"),
    date("at", "đơn vị của ngày này · units of that day"),
    LIMIT,
    LANG,
];

pub(crate) const PLACE: &[Parameter] =
    &[date("at", "chỉ cán bộ được thấy quanh ngày này · only officials seen around that day"), LANG];

pub(crate) const DIFF: &[Parameter] = &[
    number(
        "from",
        u32::MAX as usize,
        "phiên bản cũ; mặc định trước to · the older version; the one before to",
    ),
    number("to", u32::MAX as usize, "phiên bản mới; mặc định mới nhất · the newer version; the latest"),
    LANG,
];

pub(crate) const RUNS: &[Parameter] = &[
    text("site", "mã trang · id of a site"),
    number("limit", 1000, "số lượt, mặc định 50 · runs, 50 by default"),
    LANG,
];

/// Returns the names of parameters in their order.
pub(crate) fn names(list: &[Parameter]) -> Vec<&'static str> {
    list.iter().map(|parameter| parameter.name).collect()
}

/// Describes parameters for `/openapi.json`.
pub(crate) fn described(list: &[Parameter]) -> Vec<Described> {
    list.iter().map(Parameter::described).collect()
}

impl Parameter {
    fn described(&self) -> Described {
        ParameterBuilder::new()
            .name(self.name)
            .parameter_in(ParameterIn::Query)
            .required(Required::False)
            .description(Some(self.about))
            .schema(Some(self.schema()))
            .build()
    }

    fn schema(&self) -> RefOr<Schema> {
        let string = || ObjectBuilder::new().schema_type(Type::String);
        let object = match self.kind {
            Kind::Text => string(),
            Kind::Texts => {
                return RefOr::T(ArrayBuilder::new().items(string()).max_items(Some(50)).build().into());
            }
            Kind::Sites => {
                let id = string().pattern(Some("^[a-z0-9._-]{1,64}$"));
                return RefOr::T(ArrayBuilder::new().items(id).max_items(Some(50)).build().into());
            }
            Kind::Flag => ObjectBuilder::new().schema_type(Type::Boolean),
            Kind::Number(most) => ObjectBuilder::new()
                .schema_type(Type::Integer)
                .format(Some(SchemaFormat::KnownFormat(KnownFormat::Int64)))
                .minimum(Some(1))
                .maximum(Some(most as f64)),
            Kind::Word(words) => string().enum_values(Some(words.iter().copied())),
            Kind::Date => string().pattern(Some(DATE)),
        };
        RefOr::T(object.build().into())
    }
}

/// Makes types that describe lists of parameters where handlers are described.
macro_rules! described {
    ($($name:ident: $list:ident),* $(,)?) => {$(
        pub(crate) struct $name;

        impl utoipa::IntoParams for $name {
            fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Described> {
                described($list)
            }
        }
    )*};
}

described!(
    SearchParams: SEARCH,
    ExportParams: EXPORT,
    PlainParams: PLAIN,
    SuggestParams: SUGGEST,
    PeopleParams: PEOPLE,
    MentionsParams: MENTIONS,
    SimilarParams: SIMILAR,
    PlacesParams: PLACES,
    PlaceParams: PLACE,
    DiffParams: DIFF,
    RunsParams: RUNS,
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_parameter_is_described_in_both_languages() {
        for list in
            [SEARCH, EXPORT, PLAIN, SUGGEST, OPENSEARCH, PEOPLE, SIMILAR, MENTIONS, PLACES, PLACE, DIFF, RUNS]
        {
            for parameter in list {
                let (vi, en) = parameter.about.split_once(" · ").unwrap();
                assert!(!vi.is_empty() && !en.contains(" · "), "{}", parameter.name);
            }
            assert_eq!(names(list).last(), Some(&"lang"));
        }
    }
}

//! The query string of a search, the same for the API and the page, and the links that change it.

use langbao_article::SiteId;
use langbao_search::{Accents, HistogramStep, Lineage, SearchRequest, Sort};

use crate::Lang;
use crate::parameter::SEARCH;
use crate::params::{self, Params};
use crate::problem::Problem;

/// The address of the search page.
pub(crate) const PAGE: &str = "/search";

/// The address of the search in the API.
pub(crate) const API: &str = "/api/v1/search";

/// Values that one filter may have. The index is asked for each, so there must be an end to them.
const VALUES: usize = 50;

/// Words of `histogram` by step.
const STEPS: &[(&str, HistogramStep)] = &[
    ("auto", HistogramStep::Auto),
    ("year", HistogramStep::Year),
    ("month", HistogramStep::Month),
    ("week", HistogramStep::Week),
    ("day", HistogramStep::Day),
];

/// A search as a visitor asked for it.
#[derive(Debug, Clone)]
pub(crate) struct SearchQuery {
    pub(crate) request: SearchRequest,
    pub(crate) lang: Lang,
    params: Params,
}

impl SearchQuery {
    /// Reads a query string. What stands in `q` is never wrong here: the searcher warns of it.
    ///
    /// # Errors
    /// An unknown or repeated parameter, too many values of a filter, or a value that cannot be meant, with the parameter's name.
    pub(crate) fn parse(raw: Option<&str>) -> Result<Self, Problem> {
        Self::of(Params::read(raw, SEARCH)?)
    }

    /// Reads the parameters of a search among others.
    ///
    /// # Errors
    /// As [`Self::parse`].
    pub(crate) fn of(params: Params) -> Result<Self, Problem> {
        let defaults = SearchRequest::default();
        let histogram = params.word("histogram", STEPS)?;
        let request = SearchRequest {
            q: params.one("q")?.unwrap_or_default().to_owned(),
            persons: filter(&params, "person")?.map(str::to_owned).collect(),
            sites: sites(&params, "site")?,
            exclude_sites: sites(&params, "exclude_site")?,
            sections: filter(&params, "section")?.map(str::to_owned).collect(),
            places: filter(&params, "place")?.map(str::to_owned).collect(),
            lineage: params
                .word(
                    "lineage",
                    &[("successors", Lineage::Successors), ("all", Lineage::All), ("none", Lineage::None)],
                )?
                .unwrap_or_default(),
            date_from: params.date("date_from")?,
            date_to: params.date("date_to")?,
            sort: params
                .word(
                    "sort",
                    &[("relevance", Sort::Relevance), ("newest", Sort::Newest), ("oldest", Sort::Oldest)],
                )?
                .unwrap_or_default(),
            accents: params
                .word(
                    "accents",
                    &[("auto", Accents::Auto), ("exact", Accents::Exact), ("ignore", Accents::Ignore)],
                )?
                .unwrap_or_default(),
            expand: params.flag("expand")?.unwrap_or(defaults.expand),
            // Who asks for bars of some width wants to see them.
            facets: params.flag("facets")?.unwrap_or(histogram.is_some()),
            facet_limit: params.number("facet_limit", 100)?.unwrap_or(defaults.facet_limit),
            histogram: histogram.unwrap_or_default(),
            limit: params.number("limit", 100)?.unwrap_or(defaults.limit),
            cursor: params.one("cursor")?.map(str::to_owned),
            collapse: params.flag("collapse")?.unwrap_or(defaults.collapse),
            explain: params.flag("explain")?.unwrap_or(defaults.explain),
            ..defaults
        };
        if let (Some(from), Some(to)) = (request.date_from, request.date_to)
            && from.first() > to.last()
        {
            return Err(Problem::invalid(
                "date_to",
                format!("{to} đứng trước date_from ({from})"),
                format!("{to} is before date_from ({from})"),
            ));
        }
        Ok(Self { request, lang: params.lang()?, params })
    }

    /// Returns the parameters as given.
    pub(crate) fn pairs(&self) -> &[(String, String)] {
        self.params.pairs()
    }

    /// Whether copies of a text are one hit on the page: unless they are asked for.
    pub(crate) fn collapses(&self) -> bool {
        self.request.collapse || self.params.all("collapse").next().is_none()
    }

    /// The filters in use, each with its values: what could be dropped.
    pub(crate) fn filters(&self) -> Vec<(&'static [&'static str], String)> {
        let r = &self.request;
        let mut used: Vec<(&'static [&'static str], String)> = Vec::new();
        let mut add = |keys: &'static [&'static str], values: Vec<String>| {
            if !values.is_empty() {
                used.push((keys, values.join(", ")));
            }
        };
        let ids = |sites: &[SiteId]| sites.iter().map(ToString::to_string).collect::<Vec<_>>();
        add(&["person"], r.persons.clone());
        add(&["place", "lineage"], r.places.clone());
        add(&["site"], ids(&r.sites));
        add(&["exclude_site"], ids(&r.exclude_sites));
        add(&["section"], r.sections.clone());
        let dates = [r.date_from, r.date_to].into_iter().flatten();
        add(&["date_from", "date_to", "histogram"], dates.map(|date| date.to_string()).collect());
        used
    }

    /// The same search without some of its parameters.
    pub(crate) fn without_keys(&self, keys: &[&str]) -> Result<SearchRequest, Problem> {
        let kept = self.pairs().iter().filter(|(key, _)| key != "cursor" && !keys.contains(&key.as_str()));
        let kept = params::write(kept.map(|(key, value)| (key.as_str(), value.as_str())));
        Ok(Self::parse(Some(&kept))?.request)
    }

    /// Links to this search, first page, elsewhere.
    pub(crate) fn at(&self, path: &str) -> String {
        self.link(path, |_| true, &[])
    }

    /// Links to the search with a further value of a key.
    pub(crate) fn adding(&self, key: &str, value: &str) -> String {
        self.link(PAGE, |(k, v)| (k, v) != (key, value), &[(key, value)])
    }

    /// Links to the search without one value of a key.
    pub(crate) fn dropping(&self, key: &str, value: &str) -> String {
        self.link(PAGE, |(k, v)| (k, v) != (key, value), &[])
    }

    /// Links to the search with one value of a key in place of another.
    pub(crate) fn replacing(&self, key: &str, old: &str, new: &str) -> String {
        self.link(PAGE, |(k, v)| k != key || v.trim() != old && v != new, &[(key, new)])
    }

    /// Links to the search without these keys.
    pub(crate) fn without(&self, keys: &[&str]) -> String {
        self.link(PAGE, |(k, _)| !keys.contains(&k), &[])
    }

    /// Links to the search with these keys set anew.
    pub(crate) fn setting(&self, values: &[(&str, &str)]) -> String {
        self.link(PAGE, |(k, _)| values.iter().all(|(key, _)| *key != k), values)
    }

    /// Links to the search with these keys set anew and those gone.
    pub(crate) fn setting_without(&self, values: &[(&str, &str)], gone: &[&str]) -> String {
        self.link(PAGE, |(k, _)| !gone.contains(&k) && values.iter().all(|(key, _)| *key != k), values)
    }

    /// Another search starts at its first page, so the cursor goes.
    fn link(&self, path: &str, keep: impl Fn((&str, &str)) -> bool, add: &[(&str, &str)]) -> String {
        let kept = self.pairs().iter().map(|(k, v)| (k.as_str(), v.as_str()));
        let kept = kept.filter(|pair| pair.0 != "cursor" && keep(*pair));
        params::address(path, kept.chain(add.iter().copied()))
    }
}

/// Parameters that say how a search is shown, and not what it finds.
const OF_SHOWING: [&str; 8] =
    ["sort", "facets", "facet_limit", "histogram", "limit", "cursor", "explain", "lang"];

/// Reads a query string that is to be kept, as of the page or of the API, with or without the question mark; returns
/// what of it says what is searched for.
///
/// # Errors
/// In Vietnamese and English, what is wrong with it.
pub fn saved_query(raw: &str) -> Result<String, (String, String)> {
    let told = |problem: Problem| (problem.detail(Lang::Vi).to_owned(), problem.detail(Lang::En).to_owned());
    let raw = raw.trim();
    let raw = raw.split_once('?').map_or(raw, |(_, query)| query);
    let query = SearchQuery::parse(Some(raw)).map_err(told)?;
    let kept = query.pairs().iter().filter(|(key, _)| !OF_SHOWING.contains(&key.as_str()));
    Ok(params::write(kept.map(|(key, value)| (key.as_str(), value.as_str()))))
}

/// Reads a query string that was kept.
pub fn search_request(raw: &str) -> Option<SearchRequest> {
    SearchQuery::parse(Some(raw)).ok().map(|query| query.request)
}

/// Reads the values of a filter.
fn filter<'a>(params: &'a Params, key: &str) -> Result<impl Iterator<Item = &'a str>, Problem> {
    if params.all(key).nth(VALUES).is_some() {
        return Err(Problem::invalid(
            key,
            format!("“{key}” nhận nhiều nhất {VALUES} giá trị"),
            format!("\"{key}\" takes at most {VALUES} values"),
        ));
    }
    Ok(params.all(key))
}

fn sites(params: &Params, key: &str) -> Result<Vec<SiteId>, Problem> {
    let read = |value: &str| {
        value.trim().parse().map_err(|_| {
            Problem::invalid(
                key,
                format!("“{value}” không phải là mã trang: dùng 1–64 ký tự a-z 0-9 . - _"),
                format!("\"{value}\" is not a site id: use 1 to 64 of the characters a-z 0-9 . - _"),
            )
        })
    };
    filter(params, key)?.map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(raw: &str) -> SearchQuery {
        SearchQuery::parse(Some(raw)).unwrap()
    }

    #[test]
    fn all_parameters_are_read() {
        let query = parse(
            "q=hop&person=An&person=B%C3%ACnh&site=a.b&exclude_site=c&section=Tin&date_from=27%2F02%2F2018&\
             date_to=2018&sort=newest&accents=exact&expand=false&facet_limit=5&histogram=month&limit=7&cursor=x&lang=en",
        );
        let r = &query.request;
        assert_eq!(r.persons, ["An", "Bình"]);
        assert_eq!((r.sites[0].as_str(), r.exclude_sites[0].as_str()), ("a.b", "c"));
        assert_eq!(r.date_from.unwrap().to_string(), "2018-02-27");
        assert_eq!(r.date_to.unwrap().last().to_string(), "2018-12-31");
        assert_eq!((r.sort, r.accents, r.expand), (Sort::Newest, Accents::Exact, false));
        assert_eq!((r.facets, r.facet_limit, r.histogram, r.limit), (true, 5, HistogramStep::Month, 7));
        assert_eq!(r.cursor.as_deref(), Some("x"));
        assert_eq!(query.lang, Lang::En);
    }

    #[test]
    fn an_empty_form_is_a_search_for_everything() {
        let query = parse("q=&person=&site=&date_from=&date_to=&sort=relevance");
        assert!(query.filters().is_empty() && query.request.q.is_empty() && query.request.sites.is_empty());
    }

    #[test]
    fn wrong_values_name_their_parameter() {
        for (raw, parameter) in [
            ("date_from=30/02/2018", "date_from"),
            ("date_from=2019&date_to=2018", "date_to"),
            ("site=PHƯỜNG", "site"),
            ("sort=date", "sort"),
            ("accents=none", "accents"),
            ("lineage=old", "lineage"),
            ("expand=maybe", "expand"),
            ("limit=101", "limit"),
            ("lang=fr", "lang"),
        ] {
            let problem = SearchQuery::parse(Some(raw)).unwrap_err();
            assert_eq!(problem.parameter.as_deref(), Some(parameter), "{raw}");
        }
    }

    #[test]
    fn filters_have_only_so_many_values() {
        for key in ["person", "site", "exclude_site", "section", "place"] {
            let raw = |n: usize| (0..n).map(|n| format!("{key}=x{n}")).collect::<Vec<_>>().join("&");
            assert_eq!(parse(&raw(VALUES)).filters().len(), 1, "{key}");
            let problem = SearchQuery::parse(Some(&raw(VALUES + 1))).unwrap_err();
            assert_eq!(problem.parameter.as_deref(), Some(key));
            assert_eq!(problem.kind.code(), "invalid_parameter");
        }
    }

    #[test]
    fn what_is_kept_of_a_search_is_what_it_searches_for() {
        assert_eq!(
            saved_query("/search?q=a+b&sort=newest&person=An&limit=5&cursor=x").unwrap(),
            "q=a+b&person=An"
        );
        assert_eq!(saved_query("").unwrap(), "");
        let (vi, en) = saved_query("querry=a").unwrap_err();
        assert!(vi.contains("querry") && en.contains("querry"), "{vi} {en}");
        assert_eq!(search_request("q=a+b&person=An").unwrap().persons, ["An"]);
    }

    #[test]
    fn links_change_one_thing_and_start_at_the_first_page() {
        let query = parse("q=h%E1%BB%8Dp&person=An&person=B&cursor=x&lang=en");
        assert_eq!(query.adding("site", "a"), "/search?q=h%E1%BB%8Dp&person=An&person=B&lang=en&site=a");
        assert_eq!(query.adding("person", "An"), "/search?q=h%E1%BB%8Dp&person=B&lang=en&person=An");
        assert_eq!(query.dropping("person", "An"), "/search?q=h%E1%BB%8Dp&person=B&lang=en");
        assert_eq!(query.without(&["person", "q", "lang"]), "/search");
        assert_eq!(query.setting(&[("q", "a&b")]), "/search?person=An&person=B&lang=en&q=a%26b");
        assert_eq!(query.at(API), "/api/v1/search?q=h%E1%BB%8Dp&person=An&person=B&lang=en");
    }
}

//! The first page: search box, what there is, what is new.

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use langbao_search::{SearchRequest, Sort};

use super::frame::{Frame, SiteNames};
use super::search::HitView;
use crate::AppState;
use crate::conditional::{self, HTML};
use crate::moment::Moment;
use crate::problem::Problem;
use crate::search_query::SearchQuery;

/// Articles listed as new.
const RECENT: usize = 8;

#[derive(Template)]
#[template(path = "home.html")]
struct HomePage {
    frame: Frame,
    articles: u64,
    recent: Vec<HitView>,
    sites: Vec<SiteLine>,
}

struct SiteLine {
    name: String,
    articles: String,
    latest: Option<Moment>,
    href: String,
}

/// `/`
pub(crate) async fn home(
    State(state): State<AppState>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let answer = move |state: &AppState| {
        let frame = Frame::plain(state, &uri)?;
        let lang = frame.lang;
        let statuses = state.archive.site_statuses()?;
        let names = SiteNames::new(statuses.iter().map(|status| &status.site));
        let request = SearchRequest { sort: Sort::Newest, limit: RECENT, ..SearchRequest::default() };
        let hits = state.searcher.search(&request)?;
        let query = SearchQuery::parse(uri.query())?;
        let recent = hits.hits.iter().map(|hit| HitView::new(hit, &query, &names)).collect();
        let sites = statuses.iter().map(|status| SiteLine {
            name: names.get(status.site.id.as_str()).to_owned(),
            articles: lang.articles(status.articles),
            latest: status.last_published.map(|at| Moment::day(at, lang)),
            href: frame.search("site", status.site.id.as_str()),
        });
        let page = HomePage { articles: hits.total, recent, sites: sites.collect(), frame };
        Ok(conditional::send(&headers, HTML, page.render()?))
    };
    state.blocking(answer).await
}

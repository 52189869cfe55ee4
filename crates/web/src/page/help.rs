//! The help page: how to search, and what the API's problems mean.

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::Response;

use super::frame::Frame;
use crate::conditional::{self, HTML};
use crate::parameter::{SEARCH, names};
use crate::problem::{Kind, Problem};
use crate::{AppState, Lang};

#[derive(Template)]
#[template(path = "help.html")]
struct HelpPage {
    frame: Frame,
    vietnamese: bool,
    parameters: String,
    problems: Vec<(&'static str, u16, &'static str)>,
}

/// `/help`
pub(crate) async fn help(
    State(state): State<AppState>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let frame = Frame::plain(&state, &uri)?;
    let problem = |kind: &Kind| (kind.code(), kind.status().as_u16(), kind.title(frame.lang));
    let page = HelpPage {
        vietnamese: frame.lang == Lang::Vi,
        parameters: names(SEARCH).join(", "),
        problems: Kind::ALL.iter().map(problem).collect(),
        frame,
    };
    Ok(conditional::send(&headers, HTML, page.render()?))
}

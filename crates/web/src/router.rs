//! All routes, and what every answer gets: problems in words, security headers, compression, a time limit.

use std::any::Any;
use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::timeout::TimeoutLayer;
use tower_http::trace::TraceLayer;

use crate::params::lang_of;
use crate::problem::Problem;
use crate::{AppState, api, api_places, assets, page, people};

/// Handlers keep their own, shorter limit and say so in words; this one is for what they did not think of.
const TIME_LIMIT: Duration = Duration::from_secs(60);

/// Addresses under this are for programs.
const API_ROOT: &str = "/api/";

/// Pages load their style sheet and their pictures from here and send their forms here; nothing else is theirs.
const PAGE_POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; \
                           base-uri 'none'; frame-ancestors 'none'";

/// Makes the router of all pages and of the API.
pub fn router(state: AppState) -> Router {
    let for_programs = Router::new()
        .route(crate::search_query::API, get(api::search))
        .route("/api/v1/suggest", get(api::suggest))
        .route("/api/v1/people", get(people::list))
        .route("/api/v1/people/{id}", get(people::person))
        .route("/api/v1/people/{id}/posts", get(people::person_posts))
        .route("/api/v1/people/{id}/mentions", get(people::person_mentions))
        .route("/api/v1/people/{id}/co-mentioned", get(people::person_co_mentioned))
        .route("/api/v1/articles/{id}", get(api::article))
        .route("/api/v1/articles/{id}/versions", get(api::versions))
        .route("/api/v1/articles/{id}/copies", get(api::copies))
        .route("/api/v1/articles/{id}/versions/{version}", get(api::version))
        .route("/api/v1/places", get(api_places::places))
        .route("/api/v1/places/{id}", get(api_places::place))
        .route("/api/v1/sites", get(api::sites))
        .route("/api/v1/runs", get(api::runs))
        .route("/healthz", get(api::healthz))
        .route("/readyz", get(api::readyz));
    let for_people = Router::new()
        .route("/", get(page::home))
        .route(crate::search_query::PAGE, get(page::search))
        .route("/articles/{id}", get(page::article))
        .route("/articles/{id}/versions/{version}", get(page::version))
        .route("/places/{id}", get(page::place))
        .route("/captures/{id}", get(page::capture))
        .route(people::PAGE, get(page::people))
        .route("/people/{id}", get(page::person))
        .route("/status", get(page::status))
        .route("/help", get(page::help));
    let files = Router::new()
        .route(assets::STYLE_PATH, get(assets::style))
        .route(assets::ICON_PATH, get(assets::icon))
        .route("/robots.txt", get(page::robots))
        .route("/opensearch.xml", get(page::opensearch));
    for_programs
        .merge(for_people)
        .merge(files)
        .fallback(|| async { Problem::no_page() })
        .method_not_allowed_fallback(|| async { Problem::method_not_allowed() })
        .layer(middleware::from_fn_with_state(state.clone(), finish))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, TIME_LIMIT))
        .layer(CompressionLayer::new())
        .layer(TraceLayer::new_for_http())
        .with_state(state)
}

/// Says problems in the words of the place where they happened, and adds the headers that guard visitors.
async fn finish(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let uri = request.uri().clone();
    let mut response = next.run(request).await;
    if let Some(problem) = response.extensions_mut().remove::<Problem>() {
        let head = response.headers().clone();
        let lang = lang_of(uri.query());
        response = if uri.path().starts_with(API_ROOT) {
            let content_type = [(header::CONTENT_TYPE, "application/problem+json")];
            (problem.kind.status(), content_type, problem.json(lang).to_string()).into_response()
        } else {
            page::problem(&state, &uri, &problem, lang)
        };
        // Such as the list of methods that would be allowed.
        if let Some(allow) = head.get(header::ALLOW) {
            response.headers_mut().insert(header::ALLOW, allow.clone());
        }
    }
    let headers = response.headers_mut();
    let mut guard = |name: HeaderName, value: &'static str| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    guard(header::CONTENT_SECURITY_POLICY, PAGE_POLICY);
    guard(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    guard(header::REFERRER_POLICY, "same-origin");
    guard(header::X_FRAME_OPTIONS, "DENY");
    guard(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    guard(header::CACHE_CONTROL, "no-cache");
    response
}

/// A bug in a handler costs its visitor the answer, not the others theirs.
fn panicked(_: Box<dyn Any + Send>) -> Response {
    tracing::error!("a handler panicked");
    (StatusCode::INTERNAL_SERVER_ERROR, "Lỗi của máy chủ. Server error.\n").into_response()
}

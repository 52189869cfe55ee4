//! All routes, and what every answer gets: problems in words, security headers, compression, a time limit.

use std::any::Any;
use std::net::SocketAddr;
use std::time::Duration;

use axum::extract::connect_info::IntoMakeServiceWithConnectInfo;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::timeout::TimeoutLayer;
use tower_http::trace::TraceLayer;

use crate::form::MAX_BODY;
use crate::params::lang_of;
use crate::problem::Problem;
use crate::request_id::RequestId;
use crate::{AppState, access, admin, alerts, api, assets, feed, limits, page, preferred_lang, sitemap};

/// Handlers keep their own, shorter limit and say so in words; this one is for what they did not think of.
const TIME_LIMIT: Duration = Duration::from_secs(60);

/// Addresses under this are for programs.
const API_ROOT: &str = "/api/";

/// What scripts of other origins may read of an answer, and what they may ask with.
const SHOWN: &str = "etag, link, ratelimit, ratelimit-policy, retry-after, x-index-generation, x-request-id";
const ASKED_WITH: &str = "accept, accept-language, authorization, if-none-match";

/// Pages load their style sheet and their pictures from here and send their forms here; nothing else is theirs.
const PAGE_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
                           connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Makes the router of all pages and of the API.
pub fn router(state: AppState) -> Router {
    let (for_programs, _) = api::routes().split_for_parts();
    let for_people = Router::new()
        .route("/", get(page::home))
        .route(crate::search_query::PAGE, get(page::search))
        .route("/articles/{id}", get(page::article))
        .route("/articles/{id}/versions/{version}", get(page::version))
        .route("/places/{id}", get(page::place))
        .route("/articles/{id}/copies", get(page::copies))
        .route("/captures/{id}", get(page::capture))
        .route(page::PEOPLE_PAGE, get(page::people))
        .route("/people/{id}", get(page::person))
        .route("/alerts", post(alerts::order))
        .route("/alerts/{id}", get(alerts::manage).post(alerts::managed))
        .route("/alerts/{id}/confirm", get(alerts::confirm).post(alerts::confirmed))
        .route("/alerts/{id}/unsubscribe", get(alerts::unsubscribe).post(alerts::unsubscribed))
        .route("/alerts/{id}/feed.atom", get(alerts::feed))
        .route("/status", get(page::status))
        .route("/help", get(page::help))
        .route("/api/docs", get(page::api_docs));
    let files = Router::new()
        .route("/openapi.json", get(api::served_openapi))
        .route(assets::STYLE_PATH, get(assets::style))
        .route(assets::SCRIPT_PATH, get(assets::script))
        .route(assets::ICON_PATH, get(assets::icon))
        .route("/robots.txt", get(page::robots))
        .route("/sitemap.xml", get(sitemap::index))
        .route("/sitemap/{number}", get(sitemap::part))
        .route("/search.atom", get(feed::search))
        .route("/opensearch.xml", get(page::opensearch))
        .route("/opensearch/suggestions", get(page::opensearch_suggestions));
    for_programs
        .merge(for_people)
        .merge(files)
        .merge(admin::router())
        .fallback(|| async { Problem::no_page() })
        .method_not_allowed_fallback(|| async { Problem::method_not_allowed() })
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .layer(middleware::from_fn_with_state(state.clone(), access::guard))
        .layer(middleware::from_fn_with_state(state.clone(), limits::limit))
        .layer(middleware::from_fn_with_state(state.clone(), finish))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, TIME_LIMIT))
        .layer(CompressionLayer::new())
        .layer(TraceLayer::new_for_http())
        .with_state(state)
}

/// Makes the service of all pages and of the API, which knows who asks.
pub fn service(state: AppState) -> IntoMakeServiceWithConnectInfo<Router, SocketAddr> {
    router(state).into_make_service_with_connect_info()
}

/// Whether scripts of any origin may read what stands at an address: it is public, and has nothing of a visitor.
fn is_shared(path: &str) -> bool {
    path.starts_with(API_ROOT) && !path.starts_with("/api/v1/admin")
        || ["/openapi.json", "/search.atom"].contains(&path)
}

/// Whether people read what stands at an address, in their language.
fn is_page(path: &str) -> bool {
    let is_file = path.starts_with("/assets/")
        || path.starts_with("/captures/")
        || path.starts_with("/sitemap")
        || path.rsplit('/').next().is_some_and(|last| last.ends_with(".json") || last.ends_with(".xml"));
    let for_programs = path.starts_with(API_ROOT) && path != "/api/docs";
    !is_file
        && !for_programs
        && !["/healthz", "/readyz", "/metrics", "/robots.txt", "/search.atom"].contains(&path)
}

/// Answers the question of a browser whether a script of another origin may ask (Fetch standard, "preflight").
fn preflight() -> Response {
    let allowed = [
        (header::ACCESS_CONTROL_ALLOW_METHODS, "GET, HEAD, OPTIONS"),
        (header::ACCESS_CONTROL_ALLOW_HEADERS, ASKED_WITH),
        (header::ACCESS_CONTROL_MAX_AGE, "86400"),
    ];
    (StatusCode::NO_CONTENT, allowed).into_response()
}

/// Says problems in the words of the place where they happened, and adds the headers that guard visitors.
async fn finish(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let for_people = is_page(request.uri().path());
    let choice = match for_people {
        true => preferred_lang::kept(request.uri(), request.headers()),
        false => None,
    };
    if for_people
        && let Some(lang) = preferred_lang::preferred(request.headers())
        && let Some(uri) = preferred_lang::said_in(request.uri(), lang)
    {
        *request.uri_mut() = uri;
    }
    let uri = request.uri().clone();
    let id = RequestId::of(&state, request.headers());
    let shared = is_shared(uri.path());
    let asks_first = request.headers().contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
    request.extensions_mut().insert(id.clone());
    let mut response = match shared && asks_first && request.method() == Method::OPTIONS {
        true => preflight(),
        false => next.run(request).await,
    };
    if let Some(problem) = response.extensions_mut().remove::<Problem>() {
        let head = response.headers().clone();
        let lang = lang_of(uri.query());
        response = if uri.path().starts_with(API_ROOT) && !for_people {
            let content_type = [(header::CONTENT_TYPE, "application/problem+json")];
            let answer = Json(problem.answer(lang, id.as_str()));
            (problem.kind.status(), content_type, answer).into_response()
        } else {
            page::problem(&state, &uri, &problem, lang, id.as_str())
        };
        // Such as the list of methods that would be allowed.
        let limits = ["ratelimit", "ratelimit-policy"].map(HeaderName::from_static);
        for name in [header::ALLOW, header::RETRY_AFTER, header::WWW_AUTHENTICATE].into_iter().chain(limits) {
            if let Some(value) = head.get(&name) {
                response.headers_mut().insert(name, value.clone());
            }
        }
    }
    let headers = response.headers_mut();
    let mut guard = |name: HeaderName, value: &'static str| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    if for_people {
        guard(header::VARY, "accept-language, cookie");
    }
    if shared {
        guard(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*");
        guard(header::ACCESS_CONTROL_EXPOSE_HEADERS, SHOWN);
    }
    guard(header::CONTENT_SECURITY_POLICY, PAGE_POLICY);
    guard(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    guard(header::REFERRER_POLICY, "same-origin");
    guard(header::X_FRAME_OPTIONS, "DENY");
    guard(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    guard(header::CACHE_CONTROL, "no-cache");
    if state.settings.noindex {
        guard(HeaderName::from_static("x-robots-tag"), "noindex, nofollow");
    }
    if let Some(choice) = choice {
        headers.insert(header::SET_COOKIE, choice);
    }
    headers.insert(HeaderName::from_static("x-request-id"), id.header());
    response
}

/// A bug in a handler costs its visitor the answer, not the others theirs.
fn panicked(_: Box<dyn Any + Send>) -> Response {
    tracing::error!("a handler panicked");
    (StatusCode::INTERNAL_SERVER_ERROR, "Lỗi của máy chủ. Server error.\n").into_response()
}

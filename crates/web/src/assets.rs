//! The style sheet, the script and the icon, kept in the program. The addresses of the first two change with their
//! content, so browsers may keep them for ever.

use std::sync::LazyLock;

use axum::http::header;
use axum::response::IntoResponse;

const STYLE: &str = include_str!("../assets/langbao.css");
const SCRIPT: &str = include_str!("../assets/langbao.js");
const ICON: &str = include_str!("../assets/langbao.svg");

pub(crate) const STYLE_PATH: &str = "/assets/langbao.css";
pub(crate) const SCRIPT_PATH: &str = "/assets/langbao.js";
pub(crate) const ICON_PATH: &str = "/assets/langbao.svg";

const FOR_EVER: &str = "public, max-age=31536000, immutable";

static STYLE_ADDRESS: LazyLock<String> = LazyLock::new(|| address(STYLE_PATH, STYLE));
static SCRIPT_ADDRESS: LazyLock<String> = LazyLock::new(|| address(SCRIPT_PATH, SCRIPT));

fn address(path: &str, content: &str) -> String {
    format!("{path}?v={}", &blake3::hash(content.as_bytes()).to_hex()[..12])
}

/// Returns where the style sheet lies.
pub(crate) fn style_address() -> &'static str {
    &STYLE_ADDRESS
}

/// Returns where the script lies. Pages work without it.
pub(crate) fn script_address() -> &'static str {
    &SCRIPT_ADDRESS
}

pub(crate) async fn style() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8"), (header::CACHE_CONTROL, FOR_EVER)], STYLE)
}

pub(crate) async fn script() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/javascript; charset=utf-8"), (header::CACHE_CONTROL, FOR_EVER)], SCRIPT)
}

pub(crate) async fn icon() -> impl IntoResponse {
    let kept = "public, max-age=604800";
    ([(header::CONTENT_TYPE, "image/svg+xml"), (header::CACHE_CONTROL, kept)], ICON)
}

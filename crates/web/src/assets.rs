//! The style sheet and the icon, kept in the program. The style sheet's address changes with its content, so
//! browsers may keep it for ever.

use std::sync::LazyLock;

use axum::http::header;
use axum::response::IntoResponse;

const STYLE: &str = include_str!("../assets/langbao.css");
const ICON: &str = include_str!("../assets/langbao.svg");

pub(crate) const STYLE_PATH: &str = "/assets/langbao.css";
pub(crate) const ICON_PATH: &str = "/assets/langbao.svg";

static STYLE_ADDRESS: LazyLock<String> =
    LazyLock::new(|| format!("{STYLE_PATH}?v={}", &blake3::hash(STYLE.as_bytes()).to_hex()[..12]));

/// Returns where the style sheet lies.
pub(crate) fn style_address() -> &'static str {
    &STYLE_ADDRESS
}

pub(crate) async fn style() -> impl IntoResponse {
    let kept = "public, max-age=31536000, immutable";
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8"), (header::CACHE_CONTROL, kept)], STYLE)
}

pub(crate) async fn icon() -> impl IntoResponse {
    let kept = "public, max-age=604800";
    ([(header::CONTENT_TYPE, "image/svg+xml"), (header::CACHE_CONTROL, kept)], ICON)
}

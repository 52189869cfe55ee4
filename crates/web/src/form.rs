//! What visitors send: forms and JSON.

use axum::body::Bytes;
use axum::http::{HeaderMap, header};
use serde::de::DeserializeOwned;

use crate::params::Params;
use crate::problem::Problem;

/// Largest body that is read, in bytes.
pub(crate) const MAX_BODY: usize = 64 * 1024;

/// Reads a form whose fields are all known.
///
/// # Errors
/// Another field, or what is no form.
pub(crate) fn form(body: &Bytes, known: &[&str]) -> Result<Params, Problem> {
    let text = std::str::from_utf8(body).map_err(|_| Problem::bad_body("UTF-8"))?;
    Params::parse(Some(text), known)
}

/// Reads JSON.
///
/// # Errors
/// What is no JSON, or not what is wanted, with what is wrong.
pub(crate) fn json<T: DeserializeOwned>(headers: &HeaderMap, body: &Bytes) -> Result<T, Problem> {
    let is_json = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|kind| kind.split(';').next().unwrap_or_default().trim() == "application/json");
    if !is_json {
        return Err(Problem::bad_body("application/json"));
    }
    serde_json::from_slice(body).map_err(|error| Problem::bad_json(&error.to_string()))
}

/// Refuses a form that another site's page has sent (`Sec-Fetch-Site`, and `Origin` where browsers do not know that).
///
/// # Errors
/// If it comes from elsewhere.
pub(crate) fn same_site(headers: &HeaderMap) -> Result<(), Problem> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let foreign = match (text("sec-fetch-site"), text("origin"), text("host")) {
        (Some(site), ..) => !["same-origin", "none"].contains(&site),
        (None, Some(origin), Some(host)) => {
            origin.split_once("://").is_none_or(|(_, authority)| !authority.eq_ignore_ascii_case(host))
        }
        _ => false,
    };
    if foreign { Err(Problem::foreign_form()) } else { Ok(()) }
}

//! Citations of an article: `/api/v1/articles/{id}.bib`, `.ris`, `.txt`.

use axum::http::HeaderMap;
use axum::response::Response;
use langbao_archive::ArticleRecord;

use crate::conditional;
use crate::export::{bibtex, plain, ris};
use crate::problem::Problem;
use crate::{AppState, Lang, public_address};

/// The form of a citation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    Bibtex,
    Ris,
    Text,
}

impl Style {
    /// Takes an id apart from the ending that asks for a citation.
    pub(crate) fn of_address(id: &str) -> Option<(&str, Self)> {
        let (id, ending) = id.rsplit_once('.')?;
        let style = match ending {
            "bib" => Self::Bibtex,
            "ris" => Self::Ris,
            "txt" => Self::Text,
            _ => return None,
        };
        Some((id, style))
    }
}

/// Sends a citation.
pub(crate) fn send(
    state: &AppState,
    headers: &HeaderMap,
    record: &ArticleRecord,
    style: Style,
    lang: Lang,
) -> Result<Response, Problem> {
    let (content_type, text) = match style {
        Style::Bibtex => ("application/x-bibtex; charset=utf-8", bibtex(record)),
        Style::Ris => ("application/x-research-info-systems; charset=utf-8", {
            ris(record, &archived(state, headers, record))
        }),
        Style::Text => ("text/plain; charset=utf-8", sentence(state, headers, record, lang)? + "\n"),
    };
    Ok(conditional::send(headers, content_type, text))
}

/// A citation in a sentence.
pub(crate) fn sentence(
    state: &AppState,
    headers: &HeaderMap,
    record: &ArticleRecord,
    lang: Lang,
) -> Result<String, Problem> {
    let site = state.archive.site(&record.site)?.map(|site| site.name).filter(|name| !name.is_empty());
    let site = site.unwrap_or_else(|| record.site.to_string());
    Ok(plain(record, &site, &archived(state, headers, record), lang))
}

/// The address of the archived copy.
pub(crate) fn archived(state: &AppState, headers: &HeaderMap, record: &ArticleRecord) -> String {
    format!("{}/captures/{}", public_address::base(state, headers), record.capture.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings_ask_for_citations() {
        assert_eq!(Style::of_address("0123456789abc.bib"), Some(("0123456789abc", Style::Bibtex)));
        assert_eq!(Style::of_address("0123456789abc.pdf"), None);
        assert_eq!(Style::of_address("0123456789abc"), None);
    }
}

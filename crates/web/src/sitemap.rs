//! The sitemap: all articles for search engines, in files of at most 50,000 addresses (sitemaps.org), streamed.

use std::fmt::Write as _;

use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Uri, header};
use axum::response::{IntoResponse, Response};
use futures_util::{StreamExt, stream};
use tokio::sync::mpsc;

use crate::AppState;
use crate::conditional;
use crate::moment::rfc3339;
use crate::params::Params;
use crate::problem::Problem;
use crate::public_address;

/// Numbers of the change sequence a file, each of which is one address at most.
const A_FILE: u64 = 50_000;

/// Articles read at a time.
const READ: usize = 200;

const XML: &str = "application/xml; charset=utf-8";
const NAMESPACE: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";

/// `/sitemap.xml`: the list of files.
pub(crate) async fn index(
    State(state): State<AppState>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    Params::parse(uri.query(), &[])?;
    let answer = move |state: &AppState| {
        if state.settings.noindex {
            return Err(Problem::no_page());
        }
        let base = public_address::base(state, &headers);
        let files = state.archive.last_seq()?.div_ceil(A_FILE);
        let mut list =
            format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<sitemapindex xmlns=\"{NAMESPACE}\">\n");
        for number in 1..=files {
            let _ = writeln!(list, "<sitemap><loc>{}/sitemap/{number}.xml</loc></sitemap>", escaped(&base));
        }
        list.push_str("</sitemapindex>\n");
        Ok(conditional::send(&headers, XML, list))
    };
    state.blocking(answer).await
}

/// `/sitemap/{number}.xml`: articles whose last change has a number in this range.
pub(crate) async fn part(
    State(state): State<AppState>,
    Path(file): Path<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    Params::parse(uri.query(), &[])?;
    let number: u64 =
        file.strip_suffix(".xml").and_then(|number| number.parse().ok()).ok_or_else(Problem::no_page)?;
    let last = state.archive.last_seq()?;
    if state.settings.noindex || number == 0 || number > last.div_ceil(A_FILE) {
        return Err(Problem::no_page());
    }
    let base = escaped(&public_address::base(&state, &headers));
    let turn = state.export_turn().await?;
    let (sender, receiver) = mpsc::channel::<std::io::Result<Bytes>>(2);
    tokio::task::spawn_blocking(move || {
        let _turn = turn;
        if let Err(error) = write(&state, &base, number, &sender) {
            tracing::info!(%error, "a sitemap was not finished");
            let _ = sender.blocking_send(Err(error));
        }
    });
    let pieces = stream::unfold(receiver, |mut receiver| async {
        receiver.recv().await.map(|piece| (piece, receiver))
    });
    // Who compresses an answer asks once more behind its end.
    let pieces = pieces.fuse();
    Ok(([(header::CONTENT_TYPE, XML)], Body::from_stream(pieces)).into_response())
}

fn write(
    state: &AppState,
    base: &str,
    number: u64,
    pieces: &mpsc::Sender<std::io::Result<Bytes>>,
) -> std::io::Result<()> {
    let send = |text: String| {
        pieces
            .blocking_send(Ok(text.into()))
            .map_err(|_| std::io::Error::from(std::io::ErrorKind::BrokenPipe))
    };
    send(format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"{NAMESPACE}\">\n"))?;
    let end = number * A_FILE;
    let mut after = end - A_FILE;
    loop {
        let changes = state.archive.changes(after, READ).map_err(std::io::Error::other)?;
        let Some(last) = changes.last().map(|record| record.seq) else { break };
        let mut text = String::new();
        for record in changes.iter().filter(|record| record.seq <= end && record.hidden.is_none()) {
            let _ = writeln!(
                text,
                "<url><loc>{base}/articles/{}</loc><lastmod>{}</lastmod></url>",
                record.id,
                rfc3339(record.seen_at)
            );
        }
        send(text)?;
        if last >= end {
            break;
        }
        after = last;
    }
    send("</urlset>\n".to_owned())
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

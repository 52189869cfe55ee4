//! All hits of a search as a file, and what tells that the file is whole.

use axum::body::{Body, Bytes};
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use futures_util::{StreamExt, stream};
use serde::Serialize;
use tokio::sync::mpsc;
use utoipa::ToSchema;

use super::spec::Problems;
use super::{Answer, send};
use crate::AppState;
use crate::export::{ArticleWriter, ExportForm, Written, found};
use crate::parameter::{EXPORT, ExportParams};
use crate::params::{self, Params};
use crate::problem::Problem;
use crate::search_query::SearchQuery;

/// Pieces that may wait for a slow reader, and about how many bytes one has.
const WAITING: usize = 4;
const PIECE: usize = 1 << 16;

/// What an export of a query gives.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ExportManifest)]
pub(super) struct Manifest {
    /// The address of the export, with its parameters in their order.
    query: String,
    /// `csv`, `jsonl` or `bibtex`.
    format: String,
    /// Entries.
    count: u64,
    /// Length in bytes, not compressed.
    bytes: u64,
    /// SHA-256 of those bytes, in hexadecimal digits.
    sha256: String,
    /// The number of the change sequence that the search included. Another number may mean other bytes.
    index_generation: u64,
    /// The program that wrote it.
    generator: String,
}

/// What an export is asked for.
struct Asked {
    query: SearchQuery,
    form: ExportForm,
    /// The parameters that matter, in the order of the list.
    written: String,
}

impl Asked {
    fn read(raw: Option<&str>) -> Result<Self, Problem> {
        let params = Params::read(raw, EXPORT)?;
        let bom = params.flag("bom")?.unwrap_or(false);
        let form = params.word(
            "format",
            &[("jsonl", ExportForm::Jsonl), ("csv", ExportForm::Csv { bom }), ("bibtex", ExportForm::Bibtex)],
        )?;
        let form = form.unwrap_or(ExportForm::Jsonl);
        let ignored = ["limit", "cursor", "facets", "facet_limit", "histogram", "explain", "lang"];
        let kept = EXPORT.iter().filter(|parameter| !ignored.contains(&parameter.name));
        let pairs = kept.flat_map(|p| params.all(p.name).map(|value| (p.name, value)));
        let written = params::address(PATH, pairs);
        let sorted = params.one("sort")?.is_some();
        let mut query = SearchQuery::of(params)?;
        if !sorted {
            // Its cursor stays joined whatever is indexed meanwhile; one by score would not.
            query.request.sort = langbao_search::Sort::Oldest;
        }
        query.request.cursor = None;
        query.request.explain = false;
        Ok(Self { query, form, written })
    }
}

const PATH: &str = "/api/v1/export";

/// Xuất mọi kết quả thành một tệp · all hits as one file
///
/// Streamed. In order of publication unless `sort` says otherwise; `limit`, `cursor`, `facets` and `histogram` have no
/// meaning here. `/api/v1/export/manifest` with the same parameters tells its count and SHA-256.
#[utoipa::path(get, path = "/api/v1/export", tag = "export", operation_id = "export", params(ExportParams),
    responses((status = 200, description = "The file", content((String = "application/x-ndjson"),
        (String = "text/csv"), (String = "application/x-bibtex"))), Problems))]
pub(super) async fn export(State(state): State<AppState>, RawQuery(raw): RawQuery) -> Answer {
    let Asked { query, form, written } = Asked::read(raw.as_deref())?;
    let turn = state.export_turn().await?;
    let generation = state.searcher.generation();
    let (sender, receiver) = mpsc::channel(WAITING);
    let reader = state.clone();
    tokio::task::spawn_blocking(move || {
        let _turn = turn;
        let mut sink = Sink { pieces: sender, piece: Vec::with_capacity(PIECE) };
        if let Err(error) = write(&reader, &query, form, &mut sink) {
            tracing::info!(%error, "an export was not finished");
            // Cut off, the answer is seen to be incomplete.
            let _ = sink.pieces.blocking_send(Err(error));
        }
    });
    let pieces = stream::unfold(receiver, |mut receiver| async {
        receiver.recv().await.map(|piece| (piece, receiver))
    });
    // Who compresses an answer asks once more behind its end.
    let pieces = pieces.fuse();
    let manifest = written.replacen(PATH, "/api/v1/export/manifest", 1);
    Ok(answer(Body::from_stream(pieces), form, generation, &manifest))
}

fn answer(body: Body, form: ExportForm, generation: u64, manifest: &str) -> Response {
    let (content_type, ending) = match form {
        ExportForm::Csv { .. } => ("text/csv; charset=utf-8; header=present", "csv"),
        ExportForm::Jsonl => ("application/x-ndjson", "jsonl"),
        ExportForm::Bibtex => ("application/x-bibtex; charset=utf-8", "bib"),
    };
    let name = format!("attachment; filename=\"langbao-{generation}.{ending}\"");
    let mut response = ([(header::CONTENT_TYPE, content_type)], body).into_response();
    let headers = response.headers_mut();
    if let Ok(name) = HeaderValue::try_from(name) {
        headers.insert(header::CONTENT_DISPOSITION, name);
    }
    if let Ok(link) = HeaderValue::try_from(format!("<{manifest}>; rel=\"describedby\"")) {
        headers.insert(header::LINK, link);
    }
    headers.insert("x-index-generation", HeaderValue::from(generation));
    response
}

/// Số mục và SHA-256 của tệp xuất · count and SHA-256 of an export
///
/// Made by writing the export once and keeping nothing of it; takes as long as the export.
#[utoipa::path(get, path = "/api/v1/export/manifest", tag = "export", operation_id = "export_manifest",
    params(ExportParams),
    responses((status = 200, description = "What the export gives", body = Manifest), Problems))]
pub(super) async fn manifest(
    State(state): State<AppState>,
    RawQuery(raw): RawQuery,
    headers: HeaderMap,
) -> Answer {
    let Asked { query, form, written } = Asked::read(raw.as_deref())?;
    let turn = state.export_turn().await?;
    let work = move || {
        let _turn = turn;
        let mut digest = Digest { context: ring::digest::Context::new(&ring::digest::SHA256), bytes: 0 };
        let Written { count, index_generation } =
            write(&state, &query, form, &mut digest).map_err(|error| Problem::of_export(&error))?;
        let hex: String = digest.context.finish().as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
        let manifest = Manifest {
            query: written,
            format: form.name().to_owned(),
            count,
            bytes: digest.bytes,
            sha256: hex,
            index_generation,
            generator: concat!("langbao ", env!("CARGO_PKG_VERSION")).to_owned(),
        };
        send(&headers, &manifest)
    };
    tokio::task::spawn_blocking(work).await.map_err(|_| Problem::internal())?
}

fn write(
    state: &AppState,
    query: &SearchQuery,
    form: ExportForm,
    output: &mut impl std::io::Write,
) -> std::io::Result<Written> {
    let mut writer = ArticleWriter::new(form, &mut *output)?;
    let index_generation =
        found(&state.archive, &state.searcher, &query.request, |record| writer.article(&record))?;
    let count = writer.written();
    output.flush()?;
    Ok(Written { count, index_generation })
}

/// Hands pieces to the answer; waits while its reader is slow.
struct Sink {
    pieces: mpsc::Sender<std::io::Result<Bytes>>,
    piece: Vec<u8>,
}

impl std::io::Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.piece.extend_from_slice(bytes);
        if self.piece.len() >= PIECE {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        if self.piece.is_empty() {
            return Ok(());
        }
        let piece = std::mem::replace(&mut self.piece, Vec::with_capacity(PIECE));
        // An error means that the visitor has gone.
        self.pieces.blocking_send(Ok(Bytes::from(piece))).map_err(|_| std::io::ErrorKind::BrokenPipe.into())
    }
}

/// Counts and digests, and keeps nothing.
struct Digest {
    context: ring::digest::Context,
    bytes: u64,
}

impl std::io::Write for Digest {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.context.update(bytes);
        self.bytes += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

//! `langbao export`: what a search finds, or the whole archive, as files that others read.
//!
//! Everything is streamed: an export of a million articles needs no more memory than one of ten.

use std::fs::File;
use std::io::{BufWriter, Write};

use anyhow::Context;
use langbao_archive::{Archive, ArticleRecord};
use langbao_search::SearchRequest;
use langbao_web::{ArticleWriter, ExportForm, deleted_line};

use super::search::request;
use crate::cli::{Export, Format};
use crate::failure::{Exit, ending};
use crate::house::open_for_reading;
use crate::output::message;
use crate::session::Session;

/// Articles read from the archive, or hits taken from the index, at a time.
const READ: usize = 100;

const WRITE: &str = "cannot write the export";

/// The form of what is no WARC file.
fn export_form(form: Format) -> ExportForm {
    match form {
        // Spreadsheets take a file for UTF-8 only if it says so.
        Format::Csv => ExportForm::Csv { bom: true },
        Format::Bibtex => ExportForm::Bibtex,
        _ => ExportForm::Jsonl,
    }
}

pub(super) fn run(session: &Session, args: Export) -> anyhow::Result<()> {
    let (form, versions) = (session.format, args.versions);
    if versions && matches!(form, Format::Csv | Format::Bibtex) {
        return Err(ending(Exit::Usage, "--versions goes with jsonl and warc"));
    }
    let output: Box<dyn Write> = match &args.output {
        Some(path) => {
            Box::new(File::create(path).with_context(|| format!("cannot create {}", path.display()))?)
        }
        None => Box::new(std::io::stdout().lock()),
    };
    let mut output = BufWriter::with_capacity(1 << 16, output);
    let articles = match args.all {
        true => everything(session, form, versions, &mut output)?,
        false => found(session, form, versions, args, &mut output)?,
    };
    output.flush().context(WRITE)?;
    message(&session.lang.pick(format!("đã xuất {articles} mục"), format!("exported {articles} entries")));
    Ok(())
}

fn everything(
    session: &Session,
    form: Format,
    versions: bool,
    output: &mut impl Write,
) -> anyhow::Result<u64> {
    let archive = Archive::open_read_only(&session.data)?;
    if form == Format::Warc {
        // The files as they lie there: captures of all versions, requests, revisits and facts among them.
        let mut files = 0;
        for (name, length) in archive.warc_files()? {
            std::io::copy(&mut archive.open_warc_file(&name, length)?, output).context(WRITE)?;
            files += 1;
        }
        return Ok(files);
    }
    let mut writer = ArticleWriter::new(export_form(form), output).context(WRITE)?;
    let mut mark = None;
    loop {
        let stored = archive.versions_after(mark, READ)?;
        let Some(last) = stored.last() else { break };
        mark = Some(last.mark);
        for version in stored {
            let is_latest = versions
                || archive
                    .article(version.record.id)?
                    .is_some_and(|latest| latest.version == version.record.version);
            if is_latest {
                writer.article(&version.record).context(WRITE)?;
            }
        }
    }
    if !matches!(form, Format::Csv | Format::Bibtex) {
        let mut after = None;
        loop {
            let gone = archive.gone_after(after, READ)?;
            let Some(last) = gone.last() else { break };
            after = Some(last.id);
            for article in gone {
                writer.line(&deleted_line(&article).context(WRITE)?).context(WRITE)?;
            }
        }
    }
    Ok(writer.written())
}

fn found(
    session: &Session,
    form: Format,
    versions: bool,
    args: Export,
    output: &mut impl Write,
) -> anyhow::Result<u64> {
    let (archive, searcher) = open_for_reading(&session.data)?;
    let mut request = SearchRequest { limit: READ, facets: false, ..request(args.filter) };
    let mut count = 0;
    let mut found = |each: &mut dyn FnMut(ArticleRecord) -> anyhow::Result<()>| -> anyhow::Result<()> {
        loop {
            let hits = searcher.search(&request)?;
            for hit in &hits.hits {
                // One that was taken out since the index was read is passed over.
                let Some(latest) = archive.article(hit.id)? else { continue };
                let earlier = if versions { 1..latest.version } else { 0..0 };
                for version in earlier {
                    if let Some(record) = archive.article_version(hit.id, version)? {
                        each(record)?;
                    }
                }
                each(latest)?;
            }
            request.cursor = hits.next_cursor;
            if request.cursor.is_none() {
                return Ok(());
            }
        }
    };
    if form == Format::Warc {
        let name = "langbao-export.warc.gz";
        output.write_all(&Archive::warcinfo(name, session.clock.now())).context(WRITE)?;
        found(&mut |record| {
            count += 1;
            output.write_all(&archive.raw_records(record.capture)?).context(WRITE)
        })?;
    } else {
        let mut writer = ArticleWriter::new(export_form(form), output).context(WRITE)?;
        found(&mut |record| writer.article(&record).context(WRITE))?;
        count = writer.written();
    }
    match count {
        0 => Err(ending(Exit::NotFound, session.lang.pick("không có bài nào", "nothing found"))),
        _ => Ok(count),
    }
}

//! Writes articles one after another in one form.

use std::io::{self, Write};

use langbao_archive::ArticleRecord;

use super::entry::{COLUMNS, bibtex, cells, json_line, quoted};

/// The form of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportForm {
    /// A JSON object a line.
    Jsonl,
    /// A table, RFC 4180, with a row of names.
    Csv {
        /// Whether the file says that it is UTF-8: spreadsheets take it for something else if it does not.
        bom: bool,
    },
    /// Citations.
    Bibtex,
}

impl ExportForm {
    /// Returns the word for it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Jsonl => "jsonl",
            Self::Csv { .. } => "csv",
            Self::Bibtex => "bibtex",
        }
    }
}

/// Writes articles one after another.
#[derive(Debug)]
pub struct ArticleWriter<W> {
    form: ExportForm,
    output: W,
    written: u64,
}

impl<W: Write> ArticleWriter<W> {
    /// Begins a file.
    ///
    /// # Errors
    /// If the output takes nothing.
    pub fn new(form: ExportForm, output: W) -> io::Result<Self> {
        let mut writer = Self { form, output, written: 0 };
        if let ExportForm::Csv { bom } = form {
            let mark = if bom { "\u{feff}" } else { "" };
            writer.put(&format!("{mark}{}\r\n", COLUMNS.join(",")))?;
        }
        Ok(writer)
    }

    /// How many entries were written.
    pub fn written(&self) -> u64 {
        self.written
    }

    /// Writes an article.
    ///
    /// # Errors
    /// If the output takes nothing more.
    pub fn article(&mut self, record: &ArticleRecord) -> io::Result<()> {
        match self.form {
            ExportForm::Csv { .. } => {
                self.written += 1;
                let row: Vec<String> = cells(record).iter().map(|cell| quoted(cell)).collect();
                self.put(&format!("{}\r\n", row.join(",")))
            }
            ExportForm::Bibtex => {
                self.written += 1;
                self.put(&format!("{}\n", bibtex(record)))
            }
            ExportForm::Jsonl => self.line(&json_line(record)?),
        }
    }

    /// Writes an entry that is a line as it stands.
    ///
    /// # Errors
    /// If the output takes nothing more.
    pub fn line(&mut self, line: &str) -> io::Result<()> {
        self.written += 1;
        self.put(&format!("{line}\n"))
    }

    fn put(&mut self, text: &str) -> io::Result<()> {
        self.output.write_all(text.as_bytes())
    }
}

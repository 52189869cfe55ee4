//! The stations one by one, stdin to stdout: for debugging and measuring.

use anyhow::Context;

use crate::cli::Tokenize;
use crate::input::stdin;
use crate::output::line;

pub(super) fn stdin_text() -> anyhow::Result<String> {
    String::from_utf8(stdin()?).context("stdin is not UTF-8")
}

/// `langbao tokenize`: one line of tokens, or of text with the syllables of words joined, for each line of text.
pub(super) fn tokenize(args: &Tokenize) -> anyhow::Result<()> {
    let analyzer = langbao_text::Analyzer::new();
    for text in stdin_text()?.lines() {
        if args.words {
            line(&analyzer.segmented(text))?;
        } else {
            let tokens: Vec<String> = analyzer.analyze(text).exact.into_iter().map(|t| t.text).collect();
            line(&tokens.join(" | "))?;
        }
    }
    Ok(())
}

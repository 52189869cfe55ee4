//! The adapter between the analyzer's token streams and Tantivy: tokens travel as text, one a line.
//!
//! Tantivy's own pre-tokenized text goes through JSON for each token; with ten streams an article that is most of
//! the time of indexing. What the tokens are is decided by `langbao-text` alone.

use std::fmt::Write;

use langbao_text::Stream;
use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

/// The name under which [`StreamTokenizer`] is registered.
pub(crate) const STREAM_TOKENIZER: &str = "langbao_stream";

/// Writes a stream as `position TAB token` lines.
pub(crate) fn encode(stream: &Stream) -> String {
    let mut text = String::with_capacity(stream.len() * 12);
    for token in stream.iter() {
        // The analyzer makes no such tokens; one would garble its neighbours.
        if token.text.is_empty() || token.text.contains('\n') {
            continue;
        }
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{}\t{}", token.position, token.text);
    }
    text
}

/// Reads what [`encode`] wrote.
#[derive(Debug, Clone, Default)]
pub(crate) struct StreamTokenizer;

/// The tokens of one text.
pub(crate) struct EncodedTokens<'a> {
    lines: std::str::Lines<'a>,
    token: Token,
}

impl Tokenizer for StreamTokenizer {
    type TokenStream<'a> = EncodedTokens<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> EncodedTokens<'a> {
        EncodedTokens { lines: text.lines(), token: Token { position: 0, ..Token::default() } }
    }
}

impl TokenStream for EncodedTokens<'_> {
    fn advance(&mut self) -> bool {
        for line in self.lines.by_ref() {
            let Some((position, text)) = line.split_once('\t') else { continue };
            let Ok(position) = position.parse() else { continue };
            self.token.position = position;
            self.token.text.clear();
            self.token.text.push_str(text);
            return true;
        }
        false
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

#[cfg(test)]
mod tests {
    use langbao_text::StreamToken;

    use super::*;

    #[test]
    fn tokens_and_positions_survive() {
        let token = |(text, position)| StreamToken { text, range: 0..0, position };
        let tokens = [("32/qđ-ubnd", 0), ("32", 0), ("ngọc thụy", 7), ("a\nb", 8)];
        let stream: Stream = tokens.into_iter().map(token).collect();
        let mut tokenizer = StreamTokenizer;
        let text = encode(&stream);
        let mut tokens = tokenizer.token_stream(&text);
        let mut read = Vec::new();
        while tokens.advance() {
            read.push((tokens.token().text.clone(), tokens.token().position));
        }
        assert_eq!(read, [("32/qđ-ubnd".to_owned(), 0), ("32".to_owned(), 0), ("ngọc thụy".to_owned(), 7)]);
    }
}

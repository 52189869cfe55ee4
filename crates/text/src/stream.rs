//! A stream of tokens, their texts in one string: an analysis has thousands of them.

use std::ops::Range;

/// One token of one stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StreamToken<'a> {
    /// What is indexed.
    pub text: &'a str,
    /// Byte range in the source text as given (not in its normal form), on char boundaries.
    pub range: Range<usize>,
    /// Syllable number; does not decrease along a stream.
    pub position: usize,
}

/// Tokens in the order of their positions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stream {
    text: String,
    tokens: Vec<Token>,
}

/// A token without its text.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Token {
    /// Where its text ends in that of the stream; it begins where the one before ends.
    end: usize,
    range: Range<usize>,
    position: usize,
}

impl Stream {
    /// How many tokens there are.
    pub fn len(&self) -> usize {
        self.tokens.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.tokens.is_empty()
    }

    /// Returns a token by its number, from 0.
    pub fn get(&self, at: usize) -> Option<StreamToken<'_>> {
        let token = self.tokens.get(at)?;
        let start = at.checked_sub(1).map_or(0, |before| self.tokens[before].end);
        let text = &self.text[start..token.end];
        Some(StreamToken { text, range: token.range.clone(), position: token.position })
    }

    /// The tokens.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = StreamToken<'_>> + ExactSizeIterator {
        self.iter_from(0)
    }

    /// The tokens at this position and behind it.
    pub fn at_and_behind(&self, position: usize) -> impl Iterator<Item = StreamToken<'_>> {
        self.iter_from(self.tokens.partition_point(|token| token.position < position))
    }

    fn iter_from(
        &self,
        first: usize,
    ) -> impl DoubleEndedIterator<Item = StreamToken<'_>> + ExactSizeIterator {
        (first..self.len()).map(|at| self.get(at).expect("a number below the length is that of a token"))
    }

    pub(crate) fn reserve(&mut self, tokens: usize, bytes: usize) {
        self.tokens.reserve(tokens);
        self.text.reserve(bytes);
    }

    /// Adds a token whose text is these one after another.
    #[inline]
    pub(crate) fn push(&mut self, texts: &[&str], range: Range<usize>, position: usize) {
        texts.iter().for_each(|text| self.text.push_str(text));
        self.tokens.push(Token { end: self.text.len(), range, position });
    }
}

impl<'a> FromIterator<StreamToken<'a>> for Stream {
    fn from_iter<I: IntoIterator<Item = StreamToken<'a>>>(tokens: I) -> Self {
        let mut stream = Self::default();
        tokens.into_iter().for_each(|token| stream.push(&[token.text], token.range, token.position));
        stream
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_come_back() {
        let token = |text, position| StreamToken { text, range: position..position + 1, position };
        let tokens = [token("ủy", 0), token("ban", 1), token("", 1), token("ngọc", 2)];
        let stream: Stream = tokens.iter().cloned().collect();
        assert_eq!(stream.iter().collect::<Vec<_>>(), tokens);
        assert_eq!(stream.at_and_behind(1).collect::<Vec<_>>(), tokens[1..]);
        assert_eq!((stream.len(), stream.get(4)), (4, None));
    }
}

//! What can go wrong with the sample sites.

/// Why a sample site could not be served or changed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A bundled file cannot be read: a mistake in this crate.
    #[error("bundled file {file}: {source}")]
    Content {
        /// The file, relative to `sites/`.
        file: String,
        /// What the parser said.
        source: Box<toml::de::Error>,
    },
    /// No article of the sample sites has this URL.
    #[error("no sample article at {0}")]
    NoArticle(String),
    /// The text to be replaced does not stand in the article.
    #[error("\"{text}\" does not stand in the article at {url}")]
    NoText {
        /// The article.
        url: String,
        /// The text that was looked for.
        text: String,
    },
}

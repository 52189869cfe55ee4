//! What can be wrong with an alert.

/// An error of an alert.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The text is no id of an alert.
    #[error("\"{0}\" is not the id of an alert")]
    BadId(String),
    /// Mail cannot be sent to or from this.
    #[error("\"{address}\" is not an address of e-mail")]
    BadAddress {
        /// As given.
        address: String,
        /// What the parser says.
        source: lettre::address::AddressError,
    },
    /// A webhook must be an address of the web.
    #[error("\"{0}\" is not an http or https address without credentials")]
    BadHook(String),
    /// A message could not be written.
    #[error("cannot write the message {key}")]
    Message {
        /// Which.
        key: String,
        /// What the writer says.
        source: lettre::error::Error,
    },
}

//! Why a request failed, in one word and in a sentence.

use std::error::Error as StdError;
use std::io;

use crate::Fetched;
use crate::address::AddressRefused;

/// A request that brought nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Failure {
    /// One short word, as in [`Fetched::Failed`].
    pub(crate) code: String,
    /// For people.
    pub(crate) detail: String,
}

impl Failure {
    pub(crate) fn new(code: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { code: code.into(), detail: detail.into() }
    }

    pub(crate) fn refused(refused: &AddressRefused) -> Self {
        Self::new("private-address", refused.to_string())
    }

    /// Says whether the host rather than the page is at fault, so that its other pages would fare no better.
    pub(crate) fn blames_host(&self) -> bool {
        matches!(
            self.code.as_str(),
            "status-429" | "status-503" | "timeout" | "connect" | "dns" | "tls" | "tls-too-old"
        )
    }
}

impl From<Failure> for Fetched {
    fn from(Failure { code, detail }: Failure) -> Self {
        Self::Failed { code, detail }
    }
}

impl From<reqwest::Error> for Failure {
    fn from(error: reqwest::Error) -> Self {
        if let Some(refused) = find::<AddressRefused>(&error) {
            return Self::refused(refused);
        }
        if let Some(cause) = find::<rustls::Error>(&error).filter(|cause| is_too_old(cause)) {
            let detail =
                format!("the server speaks no TLS 1.2 or 1.3, and older ones are not spoken here: {cause}");
            return Self::new("tls-too-old", detail);
        }
        let code = if error.is_timeout() {
            "timeout"
        } else if error.is_dns() {
            "dns"
        } else if find::<rustls::Error>(&error).is_some() {
            "tls"
        } else if error.is_connect() {
            "connect"
        } else if error.is_body() || error.is_decode() {
            "broken-body"
        } else {
            "broken-response"
        };
        Self::new(code, chain(&error.without_url()))
    }
}

/// Says whether two sides found no version of TLS, or no cipher, that both speak.
fn is_too_old(error: &rustls::Error) -> bool {
    use rustls::{AlertDescription, Error, PeerIncompatible};
    matches!(
        error,
        Error::AlertReceived(AlertDescription::ProtocolVersion | AlertDescription::HandshakeFailure)
            | Error::PeerIncompatible(
                PeerIncompatible::ServerDoesNotSupportTls12Or13
                    | PeerIncompatible::ServerTlsVersionIsDisabledByOurConfig
            )
    )
}

/// Looks for an error of one type among the causes. An `io::Error` names the cause of what it wraps as its own, so
/// what it wraps must be asked for.
fn find<'a, E: StdError + 'static>(error: &'a (dyn StdError + 'static)) -> Option<&'a E> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref() {
            return Some(found);
        }
        let wrapped = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        next = match wrapped {
            Some(inner) => Some(inner),
            None => error.source(),
        };
    }
    None
}

/// Writes an error with its causes on one line.
pub(crate) fn chain(error: &(dyn StdError + 'static)) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        let cause_text = cause.to_string();
        if !text.ends_with(&cause_text) {
            text = format!("{text}: {cause_text}");
        }
        next = cause.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("outside")]
    struct Outside(#[source] io::Error);

    #[test]
    fn causes_are_found_inside_io_errors() {
        let error = Outside(io::Error::other(rustls::Error::HandshakeNotComplete));
        assert!(find::<rustls::Error>(&error).is_some());
        assert!(find::<AddressRefused>(&error).is_none());
        assert!(chain(&error).starts_with("outside: "), "{}", chain(&error));
    }
}

//! How a site says that a page is no more.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// How a site answered for a page that is no more. Timeouts and 5xx are none of these: they say nothing of the page.
///
/// Written as one word: `404`, `410`, `soft-404`, `redirect-home`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum GoneReason {
    /// 404.
    NotFound,
    /// 410.
    Gone,
    /// Status 200 with the page that the site also shows for addresses that never were.
    SoftNotFound,
    /// A redirect of an inner page to the front page.
    RedirectHome,
}

/// Why a word is not a [`GoneReason`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is none of 404, 410, soft-404, redirect-home")]
pub struct ParseGoneReasonError(String);

impl GoneReason {
    const ALL: [Self; 4] = [Self::NotFound, Self::Gone, Self::SoftNotFound, Self::RedirectHome];

    /// Returns the reason that the status of an answer is which meant "gone": 2xx is a soft 404 then, 3xx the redirect
    /// to the front page. `None` for any other status than these, 404 and 410.
    pub fn of_status(status: u16) -> Option<Self> {
        match status {
            404 => Some(Self::NotFound),
            410 => Some(Self::Gone),
            200..300 => Some(Self::SoftNotFound),
            300..400 => Some(Self::RedirectHome),
            _ => None,
        }
    }

    /// Returns its word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NotFound => "404",
            Self::Gone => "410",
            Self::SoftNotFound => "soft-404",
            Self::RedirectHome => "redirect-home",
        }
    }
}

impl fmt::Display for GoneReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for GoneReason {
    type Err = ParseGoneReasonError;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.into_iter().find(|reason| reason.as_str() == word);
        found.ok_or_else(|| ParseGoneReasonError(word.to_owned()))
    }
}

impl TryFrom<String> for GoneReason {
    type Error = ParseGoneReasonError;

    fn try_from(word: String) -> Result<Self, Self::Error> {
        word.parse()
    }
}

impl From<GoneReason> for String {
    fn from(reason: GoneReason) -> Self {
        reason.as_str().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_its_word() {
        for reason in GoneReason::ALL {
            assert_eq!(reason.as_str().parse(), Ok(reason));
        }
        assert!("500".parse::<GoneReason>().is_err());
        assert_eq!(GoneReason::of_status(410), Some(GoneReason::Gone));
        assert_eq!(GoneReason::of_status(503), None);
    }
}

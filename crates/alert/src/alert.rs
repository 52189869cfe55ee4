//! What an alert is.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use url::{Url, form_urlencoded};

use crate::{Error, Lang, Rhythm};

/// The id of an alert: sixteen hexadecimal digits. No secret, but not to be guessed either.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AlertId(String);

impl AlertId {
    /// Makes an id of random bytes.
    pub fn new(random: [u8; 8]) -> Self {
        Self(random.iter().map(|byte| format!("{byte:02x}")).collect())
    }

    /// Returns it as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for AlertId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for AlertId {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let digit = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
        match text.len() == 16 && text.bytes().all(digit) {
            true => Ok(Self(text.to_owned())),
            false => Err(Error::BadId(text.chars().take(40).collect())),
        }
    }
}

impl TryFrom<String> for AlertId {
    type Error = Error;

    fn try_from(text: String) -> Result<Self, Error> {
        text.parse()
    }
}

impl From<AlertId> for String {
    fn from(id: AlertId) -> Self {
        id.0
    }
}

/// A saved search with where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alert {
    /// Its id.
    pub id: AlertId,
    /// What it is.
    pub settings: Settings,
    /// Whether it looks.
    pub state: State,
    /// When it was made; what was first seen before is no news to it.
    pub created_at: DateTime<Utc>,
    /// It has looked through the change sequence up to this number.
    pub seq: u64,
    /// When what waits is to be sent.
    pub due_at: Option<DateTime<Utc>>,
}

/// What an alert is, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// Its name for people; may be empty.
    #[serde(default)]
    pub name: String,
    /// The query string, as of the search page.
    pub query: String,
    /// By what way it tells.
    #[serde(flatten)]
    pub channel: Channel,
    /// When it tells.
    #[serde(default)]
    pub rhythm: Rhythm,
    /// Whether edits and deletions of what has matched are told too.
    #[serde(default)]
    pub changes: bool,
    /// The language of its messages.
    #[serde(default)]
    pub lang: Lang,
    /// The secret in the links of its messages, and of its feed.
    pub token: String,
    /// The secret mailed to an address that has not been confirmed yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confirm: Option<String>,
    /// The id of the key that made it, if one did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
}

impl Settings {
    /// Returns what to call the alert: its name, else what it searches for.
    pub fn title(&self) -> String {
        if !self.name.trim().is_empty() {
            return self.name.trim().to_owned();
        }
        let values: Vec<String> = form_urlencoded::parse(self.query.as_bytes())
            .filter(|(key, value)| {
                ["q", "person", "place", "site", "section"].contains(&key.as_ref())
                    && !value.trim().is_empty()
            })
            .map(|(_, value)| value.into_owned())
            .collect();
        match values.is_empty() {
            true => self.lang.pick("mọi bài mới", "all new articles").to_owned(),
            false => values.join(", "),
        }
    }
}

/// The ways by which an alert tells.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "channel", rename_all = "snake_case")]
pub enum Channel {
    /// By e-mail.
    Email {
        /// To whom.
        address: String,
    },
    /// By a request to a program.
    Webhook {
        /// Where it listens.
        url: String,
        /// What requests are signed with.
        secret: String,
    },
    /// As a feed, which whoever knows its address reads.
    Atom,
}

impl Channel {
    /// Returns its word.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Email { .. } => "email",
            Self::Webhook { .. } => "webhook",
            Self::Atom => "atom",
        }
    }

    /// Checks that it leads somewhere.
    ///
    /// # Errors
    /// [`Error::BadAddress`], [`Error::BadHook`].
    pub fn check(&self) -> Result<(), Error> {
        match self {
            Self::Email { address } => match address.parse::<lettre::Address>() {
                Ok(_) => Ok(()),
                Err(source) => Err(Error::BadAddress { address: address.clone(), source }),
            },
            Self::Webhook { url, .. } => {
                let parsed = Url::parse(url).ok().filter(|parsed| {
                    ["http", "https"].contains(&parsed.scheme())
                        && parsed.has_host()
                        && parsed.username().is_empty()
                        && parsed.password().is_none()
                });
                parsed.map(drop).ok_or_else(|| Error::BadHook(url.clone()))
            }
            Self::Atom => Ok(()),
        }
    }
}

/// Whether an alert looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Its address has not said yet that it wants mail.
    Unconfirmed,
    /// It looks and tells.
    Active,
    /// It was told to rest: what comes meanwhile is not told later.
    Paused,
}

impl State {
    /// Returns its word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unconfirmed => "unconfirmed",
            Self::Active => "active",
            Self::Paused => "paused",
        }
    }

    /// Reads its word; another word is that of a later version, which this one leaves at rest.
    pub fn of(word: &str) -> Self {
        let all = [Self::Unconfirmed, Self::Active];
        all.into_iter().find(|state| state.as_str() == word).unwrap_or(Self::Paused)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(query: &str, channel: Channel) -> Settings {
        Settings {
            name: String::new(),
            query: query.to_owned(),
            channel,
            rhythm: Rhythm::Daily,
            changes: true,
            lang: Lang::Vi,
            token: "t".to_owned(),
            confirm: None,
            owner: None,
        }
    }

    #[test]
    fn settings_are_read_as_they_were_written() {
        let mail = settings("q=a", Channel::Email { address: "an@example.vn".to_owned() });
        let json = serde_json::to_string(&mail).unwrap();
        assert!(json.contains(r#""channel":"email","address":"an@example.vn","rhythm":"daily""#), "{json}");
        assert_eq!(serde_json::from_str::<Settings>(&json).unwrap(), mail);
    }

    #[test]
    fn an_alert_without_a_name_is_called_by_its_search() {
        assert_eq!(settings("q=n%C6%B0%E1%BB%9Bc&person=An&sort=newest", Channel::Atom).title(), "nước, An");
        assert_eq!(settings("sort=newest", Channel::Atom).title(), "mọi bài mới");
    }

    #[test]
    fn channels_must_lead_somewhere() {
        let hook =
            |url: &str| Channel::Webhook { url: url.to_owned(), secret: String::new() }.check().is_ok();
        assert!(hook("https://example.vn/x?y") && hook("http://127.0.0.1:9/"));
        assert!(!hook("ftp://example.vn/") && !hook("https://a:b@example.vn/") && !hook("/x"));
        let mail = |address: &str| Channel::Email { address: address.to_owned() }.check().is_ok();
        assert!(mail("an.nguyen+x@example.vn"));
        assert!(!mail("an") && !mail("an@x\r\nBcc: b@example.vn") && !mail(""));
    }

    #[test]
    fn ids_are_sixteen_digits() {
        let id = AlertId::new([0xab; 8]);
        assert_eq!(id.as_str().parse::<AlertId>().unwrap(), id);
        assert!("../../etc/passwd".parse::<AlertId>().is_err() && "".parse::<AlertId>().is_err());
    }
}

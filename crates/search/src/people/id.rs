//! What a person is called in addresses and decisions.

use std::fmt;
use std::str::FromStr;

use langbao_text::match_key;
use serde::{Deserialize, Serialize};

/// A person across articles: a name, the place that tells namesakes apart, and a part if an admin split what the two
/// leave together. Written `thẩm_bá_phước@vn:00118@-2025`; a part as `~1` at the end.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct PersonId {
    key: String,
    place: Option<String>,
    part: u32,
}

/// Why a string is not a [`PersonId`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is not a person id: use a name, @ and a place id, such as thẩm_bá_phước@vn:00118@-2025")]
pub struct BadPersonId(pub String);

impl PersonId {
    /// Names the person of this name at a place; without a place, where no article tells one.
    pub fn new(name: &str, place: Option<&str>) -> Self {
        Self { key: match_key(name), place: place.map(str::to_owned), part: 0 }
    }

    /// The same with another part: 0 is what no decision took away.
    pub fn with_part(&self, part: u32) -> Self {
        Self { part, ..self.clone() }
    }

    /// The match key of the name.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// The place id.
    pub fn place(&self) -> Option<&str> {
        self.place.as_deref()
    }

    /// The part.
    pub fn part(&self) -> u32 {
        self.part
    }
}

impl fmt::Display for PersonId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.key.replace(' ', "_"), self.place.as_deref().unwrap_or_default())?;
        if self.part > 0 { write!(f, "~{}", self.part) } else { Ok(()) }
    }
}

impl FromStr for PersonId {
    type Err = BadPersonId;

    fn from_str(text: &str) -> Result<Self, BadPersonId> {
        let bad = || BadPersonId(text.to_owned());
        let (name, rest) = text.split_once('@').ok_or_else(bad)?;
        let (place, part) = match rest.split_once('~') {
            Some((place, part)) => (place, part.parse().map_err(|_| bad())?),
            None => (rest, 0),
        };
        let key = match_key(&name.replace('_', " "));
        if key.is_empty() || place.contains(char::is_whitespace) {
            return Err(bad());
        }
        Ok(Self { key, place: (!place.is_empty()).then(|| place.to_owned()), part })
    }
}

impl From<PersonId> for String {
    fn from(id: PersonId) -> Self {
        id.to_string()
    }
}

impl TryFrom<String> for PersonId {
    type Error = BadPersonId;

    fn try_from(text: String) -> Result<Self, BadPersonId> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_id_is_read_as_it_is_written() {
        let id = PersonId::new("Thẩm Bá Phước", Some("vn:00118@-2025"));
        assert_eq!(id.to_string(), "thẩm_bá_phước@vn:00118@-2025");
        for id in [id.clone(), id.with_part(2), PersonId::new("Y Hơ Êban", None)] {
            assert_eq!(id.to_string().parse(), Ok(id));
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "\\PC{0,40}") {
            if let Ok(id) = text.parse::<PersonId>() {
                prop_assert_eq!(id.to_string().parse(), Ok(id));
            }
        }
    }
}

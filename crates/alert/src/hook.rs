//! Messages to programs: JSON, signed so that the receiver knows who sends it and when.

use chrono::{DateTime, Utc};
use ring::hmac;
use serde_json::json;

use crate::watch::{Envelope, Parcel};
use crate::{Alert, Digest, why_in_words};

/// Writes the request of a digest. `through` is the number of its last event; with the alert it makes the key.
pub fn hook(
    alert: &Alert,
    (url, secret): (&str, &str),
    digest: &Digest,
    through: i64,
    base_url: &str,
    now: DateTime<Utc>,
) -> Parcel {
    let settings = &alert.settings;
    let key = format!("{}-{through}", alert.id);
    let events = digest.events.iter().map(|event| {
        let mut value = json!(event);
        value["archive_url"] = json!(format!("{base_url}/articles/{}", event.article));
        value["why_text"] = json!(why_in_words(&event.why, settings.lang));
        value
    });
    let body = json!({
        "key": key,
        "alert": {
            "id": alert.id,
            "name": settings.title(),
            "query": settings.query,
            "search_url": format!("{base_url}/search?{}", settings.query),
        },
        "created_at": now,
        "events": events.collect::<Vec<_>>(),
        "more": digest.more,
    });
    let envelope = Envelope::Webhook { url: url.to_owned(), secret: secret.to_owned() };
    Parcel { key, alert: alert.id.clone(), envelope, body: body.to_string(), created_at: now }
}

/// The signature of a request: HMAC-SHA256 over the time and the body, so that neither can be changed, and an old
/// request not be sent again by others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    timestamp: i64,
    tag: String,
}

impl Signature {
    /// The header that carries it.
    pub const HEADER: &'static str = "langbao-signature";

    /// Signs a body at a time.
    pub fn new(secret: &str, body: &str, now: DateTime<Utc>) -> Self {
        let timestamp = now.timestamp();
        let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
        let tag = hmac::sign(&key, format!("{timestamp}.{body}").as_bytes());
        Self { timestamp, tag: tag.as_ref().iter().map(|byte| format!("{byte:02x}")).collect() }
    }

    /// Writes it as the value of its header: `t=1800000000,v1=HEX`.
    pub fn header(&self) -> String {
        format!("t={},v1={}", self.timestamp, self.tag)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_that_of_the_standard() {
        // Checked with: printf '1800000000.{"a":1}' | openssl dgst -sha256 -hmac secret
        let at = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let signature = Signature::new("secret", "{\"a\":1}", at).header();
        assert_eq!(signature, format!("t=1800000000,v1={}", EXPECTED));
        let other = Signature::new("secret", "{\"a\":2}", at).header();
        assert_ne!(signature, other);
    }

    const EXPECTED: &str = "440dfbb83aabca24d9e5027629cfd81cb45254690f8d410bb28f1cc17c990dbc";
}

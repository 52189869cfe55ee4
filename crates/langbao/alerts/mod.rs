//! The joint between the archive, the index and the room of alerts, and the way of messages out of the house.

mod finder;
mod hand_over;
mod messenger;
mod postman;
mod smtp;
mod store;

pub(crate) use hand_over::run as hand_over;
pub(crate) use postman::{Postman, PostmanSettings, Round};
pub(crate) use store::{parcel_record, stored};

use ring::rand::{SecureRandom, SystemRandom};

use crate::config::Config;

/// The address under which readers reach the server, without a slash at its end.
pub(crate) fn base_url(config: &Config, listen: std::net::SocketAddr) -> String {
    let url = config.serve.base_url.clone().unwrap_or_else(|| format!("http://{listen}"));
    url.trim_end_matches('/').to_owned()
}

/// What mails have in common; `None` if no mail is sent.
pub(crate) fn mail_settings(config: &Config, base_url: &str) -> Option<langbao_alert::MailSettings> {
    config.mail.is_on().then(|| langbao_alert::MailSettings {
        from: config.mail.from.clone(),
        base_url: base_url.to_owned(),
    })
}

/// Bytes that nobody can guess.
///
/// # Errors
/// If the system has none.
pub(crate) fn random<const N: usize>() -> anyhow::Result<[u8; N]> {
    let mut bytes = [0; N];
    let filled = SystemRandom::new().fill(&mut bytes);
    filled.map_err(|_| anyhow::anyhow!("the system has no random bytes"))?;
    Ok(bytes)
}

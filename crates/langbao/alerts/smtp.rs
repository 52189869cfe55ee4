//! Mail out of the house.

use std::time::Duration;

use anyhow::Context;
use langbao_alert::{Envelope, Verdict};
use lettre::address::Envelope as Route;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::{SmtpTransport, Transport};

use crate::config::{MailConfig, MailSecurity};

/// Longest wait for the server to say anything.
const PATIENCE: Duration = Duration::from_secs(60);

/// Answers that speak of the account and not of the message: nothing is given up for them.
const ABOUT_US: [u16; 5] = [421, 530, 534, 535, 538];

/// The way to the mail server.
pub(crate) fn transport(config: &MailConfig) -> anyhow::Result<SmtpTransport> {
    let host = config.host.trim();
    let parameters = || TlsParameters::new(host.to_owned()).context("cannot set up TLS for mail");
    let tls = match config.security {
        MailSecurity::Starttls => Tls::Required(parameters()?),
        MailSecurity::Tls => Tls::Wrapper(parameters()?),
        MailSecurity::None => Tls::None,
    };
    let mut transport =
        SmtpTransport::builder_dangerous(host).port(config.port).tls(tls).timeout(Some(PATIENCE));
    if !config.user.is_empty() {
        let file = &config.password_file;
        let password = std::fs::read_to_string(file)
            .with_context(|| format!("cannot read mail.password_file {file}"))?;
        let password = password.trim_end_matches(['\r', '\n']).to_owned();
        transport = transport.credentials(Credentials::new(config.user.clone(), password));
    }
    Ok(transport.build())
}

/// Hands a mail to the server.
pub(crate) fn send(transport: &SmtpTransport, envelope: &Envelope, body: &str) -> Verdict {
    let route = match Route::try_from(envelope) {
        Ok(route) => route,
        Err(error) => return Verdict::Refused { reason: error.to_string() },
    };
    match transport.send_raw(&route, body.as_bytes()) {
        Ok(_) => Verdict::Delivered,
        Err(error) => {
            let reason = format!("{error}");
            let code = error.status().map(u16::from);
            match code {
                Some(code) if ABOUT_US.contains(&code) => Verdict::Unreachable { reason },
                _ if error.is_permanent() => Verdict::Refused { reason },
                _ if error.is_transient() => Verdict::Later { reason },
                _ => Verdict::Unreachable { reason },
            }
        }
    }
}

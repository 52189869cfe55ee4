//! The process that hands messages over.
//!
//! Between the moment when a mail server has taken a message and the moment when that is on disk here, a program that
//! is killed cannot know whether to send it again. So the moment is given to a process of its own, which does nothing
//! else: it takes one message after the other from the program that serves, hands it over, writes the receipt down, and
//! says so. When the other is killed, it ends what it has begun and then itself; the next start waits for it, and finds
//! the receipt. What remains is that this process itself, or the machine, dies in that moment: then the message is sent
//! a second time, under the same Message-ID or idempotency key.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{BufRead, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use langbao_alert::{Envelope, Signature, Verdict};
use langbao_crawl::Courier;
use lettre::SmtpTransport;
use tokio::signal::unix::{SignalKind, signal};

use super::messenger::Order;
use super::smtp;
use crate::clock::WallClock;
use crate::config::Config;

/// The folder of the lock and the receipts.
pub(super) fn folder(data: &Path) -> PathBuf {
    data.join("hand-over")
}

/// Waits until no other process hands messages over, and keeps others from it for as long as the file lives.
pub(super) fn lock(folder: &Path) -> anyhow::Result<File> {
    let path = folder.join("lock");
    let file = File::options().create(true).truncate(false).write(true).open(&path);
    let file = file.with_context(|| format!("cannot open {}", path.display()))?;
    file.lock().with_context(|| format!("cannot lock {}", path.display()))?;
    Ok(file)
}

/// The keys of messages that have been taken.
pub(super) fn receipts(folder: &Path) -> anyhow::Result<HashSet<String>> {
    let path = receipts_path(folder);
    match fs::read_to_string(&path) {
        Ok(text) => Ok(text.lines().map(str::to_owned).collect()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(HashSet::new()),
        Err(error) => Err(error).with_context(|| format!("cannot read {}", path.display())),
    }
}

pub(super) fn receipts_path(folder: &Path) -> PathBuf {
    folder.join("receipts")
}

/// Hands over what is asked for on stdin until that ends: first a line with the configuration, then an order a line.
/// Each is answered by a line with its [`Verdict`].
pub(crate) fn run(data: &Path) -> anyhow::Result<()> {
    let folder = folder(data);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
    let runtime = runtime.context("cannot start the runtime")?;
    // Whoever stops the program stops this process by ending its stdin: what has begun is ended.
    let _ignored = runtime.block_on(async {
        [SignalKind::terminate(), SignalKind::interrupt(), SignalKind::hangup()].map(signal)
    });
    let _lock = lock(&folder)?;
    let mut taken = receipts(&folder)?;
    let path = receipts_path(&folder);
    let book = File::options().create(true).append(true).open(&path);
    let mut book = book.with_context(|| format!("cannot open {}", path.display()))?;
    let mut lines = std::io::stdin().lock().lines();
    let Some(Ok(config)) = lines.next() else { return Ok(()) };
    let config: Config = serde_json::from_str(&config).context("cannot understand the configuration")?;
    let mut ways = Ways { config, mail: None, courier: None };
    for line in lines {
        let Ok(line) = line else { break };
        // A line that was cut off by the end of the other process: nothing of it was sent.
        let Ok(order) = serde_json::from_str::<Order>(&line) else { break };
        let verdict = match taken.contains(&order.key) {
            true => Verdict::Delivered,
            false => runtime.block_on(ways.send(&order)),
        };
        if verdict == Verdict::Delivered && taken.insert(order.key.clone()) {
            writeln!(book, "{}", order.key)
                .and_then(|()| book.sync_data())
                .with_context(|| format!("cannot write {}", path.display()))?;
        }
        let answer = serde_json::to_string(&verdict).context("cannot write the answer down")?;
        let mut stdout = std::io::stdout().lock();
        // Nobody may be there any more to hear it: the receipt tells.
        if writeln!(stdout, "{answer}").and_then(|()| stdout.flush()).is_err() {
            break;
        }
    }
    Ok(())
}

struct Ways {
    config: Config,
    mail: Option<SmtpTransport>,
    courier: Option<Courier>,
}

impl Ways {
    async fn send(&mut self, order: &Order) -> Verdict {
        let sent = match &order.envelope {
            Envelope::Mail { .. } => self.mail(order),
            Envelope::Webhook { url, secret } => self.webhook(order, url, secret).await,
        };
        sent.unwrap_or_else(|error| Verdict::Unreachable { reason: format!("{error:#}") })
    }

    fn mail(&mut self, order: &Order) -> anyhow::Result<Verdict> {
        if self.mail.is_none() {
            self.mail = Some(smtp::transport(&self.config.mail)?);
        }
        let transport = self.mail.as_ref().context("no way to the mail server")?;
        Ok(smtp::send(transport, &order.envelope, &order.body))
    }

    async fn webhook(&mut self, order: &Order, url: &str, secret: &str) -> anyhow::Result<Verdict> {
        if self.courier.is_none() {
            self.courier = Some(Courier::new(&self.config.crawl_settings()?)?);
        }
        let courier = self.courier.as_ref().context("no courier")?;
        let Ok(url) = url.parse() else {
            return Ok(Verdict::Refused { reason: format!("\"{url}\" is no address") });
        };
        let signature = Signature::new(secret, &order.body, WallClock.now());
        let headers = [
            ("content-type", "application/json".to_owned()),
            ("idempotency-key", order.key.clone()),
            (Signature::HEADER, signature.header()),
        ];
        Ok(match courier.post(&url, &headers, order.body.clone()).await {
            Ok(200..=299) => Verdict::Delivered,
            // Gone: who answers so wants no more.
            Ok(410) => Verdict::Refused { reason: "HTTP 410".to_owned() },
            Ok(status) => Verdict::Later { reason: format!("HTTP {status}") },
            Err(error) if error.is_forbidden() => Verdict::Refused { reason: error.to_string() },
            Err(error) => Verdict::Later { reason: error.to_string() },
        })
    }
}

//! The end of the hand-over in the process that serves.

use std::io::{BufRead, BufReader, Write};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use anyhow::Context;
use langbao_alert::{Envelope, Next, Verdict, next};
use langbao_archive::{Archive, ParcelRecord, Settled};
use serde::{Deserialize, Serialize};

use super::hand_over::{folder, lock, receipts, receipts_path};
use crate::clock::WallClock;
use crate::config::Config;

/// One message to be handed over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Order {
    pub(crate) key: String,
    pub(crate) envelope: Envelope,
    pub(crate) body: String,
}

/// Messages of one batch.
const BATCH: usize = 50;

/// Messages read to find those of a batch.
const READ: usize = 1_000;

/// Takes messages from the outbox to those who send them.
pub(crate) struct Messenger {
    archive: Archive,
    config: Config,
    data: PathBuf,
}

/// A running process that hands over.
struct Hands {
    child: Child,
    orders: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Messenger {
    pub(crate) fn new(archive: Archive, config: Config, data: &Path) -> anyhow::Result<Self> {
        let folder = folder(data);
        std::fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
        Ok(Self { archive, config, data: data.to_owned() })
    }

    /// Settles what an earlier process has left in other hands: waits for those to end, then reads the receipts.
    pub(crate) fn recover(&self) -> anyhow::Result<()> {
        let folder = folder(&self.data);
        let held = lock(&folder)?;
        let taken = receipts(&folder)?;
        let now = WallClock.now();
        let settled = self.archive.handed_parcels()?.into_iter().map(|record| {
            let settled = match taken.contains(&record.parcel.key) {
                true => Settled::Sent,
                false => Settled::Again { at: now, error: "interrupted before it was sent".to_owned() },
            };
            (record.id, settled)
        });
        let settled: Vec<_> = settled.collect();
        if !settled.is_empty() {
            self.archive.settle_parcels(settled, now)?;
        }
        // What is settled needs no receipt any more.
        if !taken.is_empty() {
            let path = receipts_path(&folder);
            std::fs::write(&path, "").with_context(|| format!("cannot empty {}", path.display()))?;
        }
        drop(held);
        Ok(())
    }

    /// Hands over what is due; returns how many messages were tried.
    pub(crate) fn deliver(&self, mut go_on: impl FnMut() -> bool) -> anyhow::Result<usize> {
        let due = self.archive.due_parcels(WallClock.now(), READ)?;
        // Mail waits for a mail server to be configured.
        let is_mail = |record: &ParcelRecord| record.parcel.envelope.contains("\"by\":\"mail\"");
        let due: Vec<ParcelRecord> = due
            .into_iter()
            .filter(|record| self.config.mail.is_on() || !is_mail(record))
            .take(BATCH)
            .collect();
        if due.is_empty() {
            return Ok(0);
        }
        let marked = self.archive.hand_over(due.iter().map(|record| record.id).collect())?;
        let mut hands = self.start()?;
        let mut down = None;
        let mut tried = 0;
        for record in due.into_iter().filter(|record| marked.contains(&record.id)) {
            if !go_on() {
                break;
            }
            let verdict = match (&down, is_mail(&record)) {
                // The others would fare no better, and would each wait as long.
                (Some(reason), true) => Verdict::Unreachable { reason: String::clone(reason) },
                _ => hands.hand_over(&record)?,
            };
            if let (Verdict::Unreachable { reason }, true) = (&verdict, is_mail(&record)) {
                down = Some(reason.clone());
            }
            self.settle(&record, &verdict)?;
            tried += 1;
        }
        hands.end();
        // What was not tried after all waits again, and the receipts of the others are no longer needed.
        self.recover()?;
        Ok(tried)
    }

    fn settle(&self, record: &ParcelRecord, verdict: &Verdict) -> anyhow::Result<()> {
        let now = WallClock.now();
        let (key, attempts) = (&record.parcel.key, record.attempts + 1);
        let settled = match next(verdict, attempts, record.parcel.created_at, now) {
            Next::Done => {
                tracing::info!(key, attempts, "message sent");
                Settled::Sent
            }
            Next::At(at, error) => {
                tracing::warn!(key, attempts, error, "message not sent, to be tried again");
                Settled::Again { at, error }
            }
            Next::GiveUp(error) => {
                tracing::error!(key, attempts, error, "message given up");
                Settled::Failed { error }
            }
        };
        Ok(self.archive.settle_parcels(vec![(record.id, settled)], now)?)
    }

    fn start(&self) -> anyhow::Result<Hands> {
        let program = std::env::current_exe().context("cannot find this program")?;
        let mut child = Command::new(program)
            .arg("hand-over")
            .arg(&self.data)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            // Ctrl-C is for the program that serves.
            .process_group(0)
            .spawn()
            .context("cannot start the process that hands messages over")?;
        let mut orders = child.stdin.take().context("no way to the process that hands over")?;
        let answers = child.stdout.take().context("no way back from the process that hands over")?;
        let config = serde_json::to_string(&self.config).context("cannot write the configuration down")?;
        writeln!(orders, "{config}").context("the process that hands messages over has ended")?;
        Ok(Hands { child, orders, answers: BufReader::new(answers) })
    }
}

impl Hands {
    fn hand_over(&mut self, record: &ParcelRecord) -> anyhow::Result<Verdict> {
        let envelope = match serde_json::from_str(&record.parcel.envelope) {
            Ok(envelope) => envelope,
            Err(error) => return Ok(Verdict::Refused { reason: format!("unreadable envelope: {error}") }),
        };
        let order = Order { key: record.parcel.key.clone(), envelope, body: record.parcel.body.clone() };
        let order = serde_json::to_string(&order).context("cannot write an order down")?;
        let ended = "the process that hands messages over has ended";
        writeln!(self.orders, "{order}").context(ended)?;
        let mut answer = String::new();
        let read = self.answers.read_line(&mut answer).context(ended)?;
        anyhow::ensure!(read > 0, ended);
        serde_json::from_str(&answer).context("cannot understand the process that hands messages over")
    }

    /// Lets it end what it has begun.
    fn end(mut self) {
        drop(self.orders);
        if let Err(error) = self.child.wait() {
            tracing::warn!(%error, "cannot wait for the process that hands messages over");
        }
    }
}

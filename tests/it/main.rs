//! The command as users run it: the real binary, on a data folder of its own, against the sample sites on loopback.

#![expect(clippy::unwrap_used, reason = "a test that fails says so")]

mod admin;
mod alerts;
mod attachments;
mod backup;
mod command;
mod crawl;
mod dice;
mod export;
mod extract;
mod faults;
mod hide;
mod import;
mod keys;
mod kill;
mod people;
mod places;
mod program;
mod reextract;
mod serve;
mod smtp;

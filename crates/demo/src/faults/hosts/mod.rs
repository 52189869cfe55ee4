//! The hosts, each with its fault.

mod answers;
mod robots;
mod ways;

use std::io::Write;
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;

use super::answer::{Asked, Reply};
use super::truth::path;

/// How a host answers for what is not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ending {
    NotFound,
    Gone,
    /// Status 200 and a page that says so.
    Soft,
    /// It sends the reader to the front page.
    Home,
    /// As `NotFound`; in round 1 an article moves.
    Moves,
}

/// One host.
#[derive(Debug)]
pub(crate) struct Spec {
    pub(crate) id: &'static str,
    pub(crate) fault: &'static str,
    /// Makes its articles differ from those of others.
    pub(crate) seed: u32,
    /// Answers in place of a host without a fault.
    pub(crate) over: fn(&Asked<'_>) -> Option<Reply>,
    pub(crate) ending: Ending,
    /// Where its articles are.
    pub(crate) path: fn(u32) -> String,
    /// Articles beside those that all hosts have; they never change.
    pub(crate) more: u32,
    /// Which of them its lists name.
    pub(crate) listed: fn(u32) -> bool,
    /// Parts of paths that its robots.txt forbids.
    pub(crate) forbidden: &'static [&'static str],
    /// Nothing may be asked for but robots.txt.
    pub(crate) closed: bool,
    pub(crate) crawl_delay: Duration,
    /// Articles that no visitor can get whole.
    pub(crate) unreadable: &'static [u32],
    pub(crate) in_head: &'static str,
    pub(crate) in_menu: &'static str,
}

const PLAIN: Spec = Spec {
    id: "binh-thuong",
    fault: "none",
    seed: 0,
    over: |_| None,
    ending: Ending::NotFound,
    path,
    more: 0,
    listed: |_| true,
    forbidden: &[],
    closed: false,
    crawl_delay: Duration::ZERO,
    unreadable: &[],
    in_head: "",
    in_menu: "",
};

/// Every host.
pub(crate) fn all() -> impl Iterator<Item = &'static Spec> {
    [answers::HOSTS, robots::HOSTS, ways::HOSTS].into_iter().flatten()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    // Writing to memory cannot fail.
    let _ = encoder.write_all(bytes);
    encoder.finish().unwrap_or_default()
}

//! One invocation of the command: what the user literally said, turned into what the commands need.

use std::path::PathBuf;

use anyhow::Context;
use tracing_subscriber::EnvFilter;

use crate::DEEP_STACK;
use crate::cli::{Format, Global};
use crate::clock::WallClock;
use crate::config::Config;
use crate::house::House;
use crate::language::Lang;
use crate::output::{be_quiet, stderr_is_terminal};

/// The data folder if nothing else is said.
const DEFAULT_DATA: &str = "index";

/// What every command has at hand.
pub(crate) struct Session {
    pub(crate) config: Config,
    pub(crate) config_path: PathBuf,
    pub(crate) data: PathBuf,
    /// Whether the user named a data folder.
    pub(crate) data_named: bool,
    pub(crate) lang: Lang,
    pub(crate) format: Format,
    pub(crate) quiet: bool,
    pub(crate) verbose: u8,
    pub(crate) clock: WallClock,
}

impl Session {
    /// Starts logging and reads the configuration.
    pub(crate) fn begin(global: Global) -> anyhow::Result<Self> {
        // The HTML parser warns of every table that is out of order, and they all are.
        let level = match (global.quiet, global.verbose) {
            (true, _) => "error",
            (false, 0) => "warn,html5ever=error",
            (false, 1) => "warn,html5ever=error,langbao=info",
            (false, 2) => "info,html5ever=error",
            (false, _) => "debug",
        };
        if global.quiet {
            be_quiet();
        }
        let filter = EnvFilter::try_from_env("LANGBAO_LOG").unwrap_or_else(|_| EnvFilter::new(level));
        // A second subscriber in one process (a test) is no reason to fail.
        let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
        let _ = log.with_ansi(stderr_is_terminal()).try_init();
        // A variable that is not UTF-8 is none of ours.
        let env =
            std::env::vars_os().filter_map(|(k, v)| Some((k.into_string().ok()?, v.into_string().ok()?)));
        let config = Config::load(global.config.as_deref(), env)?;
        Ok(Self {
            config,
            config_path: global.config.unwrap_or_else(|| PathBuf::from("langbao.toml")),
            data_named: global.data.is_some(),
            data: global.data.unwrap_or_else(|| PathBuf::from(DEFAULT_DATA)),
            lang: global.lang,
            format: global.format,
            quiet: global.quiet,
            verbose: global.verbose,
            clock: WallClock,
        })
    }

    /// Opens the data folder for writing.
    pub(crate) fn open(&self) -> anyhow::Result<House> {
        House::open(&self.data)
    }

    /// Makes the async runtime.
    pub(crate) fn runtime(&self) -> anyhow::Result<tokio::runtime::Runtime> {
        // Pages are read on its threads that may block.
        tokio::runtime::Builder::new_multi_thread()
            .thread_stack_size(DEEP_STACK)
            .enable_all()
            .build()
            .context("cannot start the runtime")
    }
}

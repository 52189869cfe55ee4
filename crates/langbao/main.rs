//! The command: reads what the user says, joins the rooms, maps how it ended to an exit code.
//!
//! Data goes to stdout, messages and progress to stderr.

mod alerts;
mod attached;
mod blocking;
mod cli;
mod clock;
mod command;
mod comparison;
mod config;
mod desk;
mod door;
mod errands;
mod failure;
mod house;
mod index_feed;
mod ingest;
mod input;
mod language;
mod output;
mod page_readers;
mod progress;
mod round;
mod scheduler;
mod session;
mod shutdown;
mod site_place;
mod site_probe;
mod supervisor;
mod whole;
mod workbench;

use std::process::ExitCode;

use clap::Parser;

use crate::cli::Cli;
use crate::failure::{Exit, exit_of, is_broken_pipe};
use crate::output::complain;
use crate::session::Session;

/// Bytes of stack that a thread has which may read pages: other people's parsers of other people's markup may go deep.
/// Memory that is not touched costs nothing.
pub(crate) const DEEP_STACK: usize = 64 << 20;

fn main() -> ExitCode {
    // The thread of `main` has what the system gives it.
    let deep = std::thread::Builder::new().name("langbao".to_owned()).stack_size(DEEP_STACK);
    match deep.spawn(run).map(std::thread::JoinHandle::join) {
        Ok(Ok(exit)) => exit,
        // What the panic said has been printed.
        Ok(Err(_)) => ExitCode::from(Exit::Failure as u8),
        Err(_) => run(),
    }
}

fn run() -> ExitCode {
    let cli = Cli::parse();
    let lang = cli.global.lang;
    match Session::begin(cli.global).and_then(|session| command::run(&session, cli.command)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            let exit = exit_of(&error);
            if exit != Exit::Interrupted {
                complain(lang, &error);
            }
            ExitCode::from(exit as u8)
        }
    }
}

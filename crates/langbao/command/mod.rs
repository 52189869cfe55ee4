//! One file a command.

mod alerts;
mod backup;
mod config;
mod counter;
mod crawl;
mod crawl_url;
mod demo;
mod doctor;
mod dry_run;
mod entities;
mod export;
mod extract;
mod extract_folder;
mod hide;
mod import;
mod import_lines;
mod init;
mod json_article;
mod keys;
mod people;
mod person;
mod place;
mod reextract;
mod reindex;
mod rereader;
mod runs;
mod search;
mod serve;
mod show;
mod site_check;
mod sites;
mod tokenize;
mod trec;
mod verify;

pub(crate) use reextract::{Scope, reread};

use std::io::Write;

use anyhow::Context;
use clap::CommandFactory;

use crate::cli::{Cli, Command, Format};
use crate::failure::{Exit, ending};
use crate::session::Session;

/// Runs the command that the user named.
pub(crate) fn run(session: &Session, command: Command) -> anyhow::Result<()> {
    let is_for_export = !matches!(session.format, Format::Human | Format::Json);
    if is_for_export && !matches!(command, Command::Export(_)) {
        return Err(ending(Exit::Usage, "jsonl, csv, bibtex and warc are forms of langbao export"));
    }
    match command {
        Command::Demo(args) => demo::run(session, &args),
        Command::Serve(args) => serve::run(session, &args),
        Command::Init => init::run(session),
        Command::Search(args) => search::run(session, args),
        Command::Show(args) => show::run(session, &args),
        Command::Person(args) => person::run(session, &args),
        Command::People(args) => people::run(session, args),
        Command::Place(args) => place::run(session, &args),
        Command::Crawl(args) => crawl::run(session, &args),
        Command::CrawlUrl(args) => crawl_url::run(session, &args),
        Command::Sites(args) => sites::run(session, args),
        Command::Runs(args) => runs::run(session, args),
        Command::Import(args) => import::run(session, &args),
        Command::Backup(command) => backup::run(session, command),
        Command::Export(args) => export::run(session, args),
        Command::Reindex => reindex::run(session),
        Command::Tokenize(args) => tokenize::run(session, &args),
        Command::Reextract(args) => reextract::run(session, &args),
        Command::Verify { repair } => verify::run(session, repair),
        Command::Entities(args) => entities::run(session, &args),
        Command::Extract(args) => extract::run(session, &args),
        Command::Hide(args) => hide::run(session, args),
        Command::Alerts(command) => alerts::run(session, command),
        Command::Keys(command) => keys::run(session, command),
        Command::HandOver { data } => crate::alerts::hand_over(&data),
        Command::Config(args) => config::run(session, &args),
        Command::Doctor(args) => doctor::run(session, &args),
        Command::Man { dir } => std::fs::create_dir_all(&dir)
            .and_then(|()| clap_mangen::generate_to(Cli::command(), &dir))
            .with_context(|| format!("cannot write man pages to {}", dir.display())),
        Command::Openapi => {
            std::io::stdout().write_all(langbao_web::openapi().as_bytes()).context("cannot write to stdout")
        }
        Command::Completions { shell } => {
            // Written at once: the generator itself would panic when its reader goes away.
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "langbao", &mut script);
            std::io::stdout().write_all(&script).context("cannot write to stdout")
        }
    }
}

//! The rooms opened over one data folder, and joined.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use langbao_archive::{Archive, Site};
use langbao_article::SiteProfile;
use langbao_entities::Place;
use langbao_search::{Decisions, Indexer, Places, Searcher};

use crate::blocking::blocking;
use crate::door::Door;
use crate::index_feed::{IndexFeed, Wake};
use crate::workbench::Workbench;

/// The data folder opened for writing: archive, index and the feed between them.
pub(crate) struct House {
    pub(crate) dir: PathBuf,
    pub(crate) archive: Archive,
    pub(crate) searcher: Searcher,
    /// Where what is ordered is done.
    pub(crate) bench: Workbench,
    /// `None`: the index is left as it is.
    feed: Option<IndexFeed>,
    /// Closed before the archive is.
    door: Door,
}

/// Where in a data folder the index lies.
pub(crate) fn index_dir(data: &Path) -> PathBuf {
    data.join("search")
}

impl House {
    /// Opens the data folder, creating what is missing, and lets the index catch up in its own thread.
    pub(crate) fn open(data: &Path) -> anyhow::Result<Self> {
        Self::open_with(data, true)
    }

    /// As [`Self::open`], but the index is left as it is: it catches up when the folder is next opened with it.
    pub(crate) fn open_without_index(data: &Path) -> anyhow::Result<Self> {
        Self::open_with(data, false)
    }

    fn open_with(data: &Path, indexes: bool) -> anyhow::Result<Self> {
        let archive =
            Archive::open(data).with_context(|| format!("cannot open data folder {}", data.display()))?;
        let indexer = open_indexer(&index_dir(data), archive.last_seq()?)?;
        let searcher = Searcher::open_with(&index_dir(data), Gazetteer).context("cannot open the index")?;
        follow_decisions(&archive, &searcher)?;
        let feed = match indexes {
            true => Some(IndexFeed::start(archive.clone(), indexer, searcher.clone(), data.to_owned())?),
            false => None,
        };
        let wake = feed.as_ref().map(IndexFeed::handle);
        let bench = Workbench::new(archive.clone(), searcher.clone(), wake);
        let door = Door::open(data, bench.clone())?;
        Ok(Self { dir: data.to_owned(), archive, searcher, bench, feed, door })
    }

    /// Returns the handle with which changes of the archive are announced to the index, if that is kept up to date.
    pub(crate) fn wake(&self) -> Option<Wake> {
        self.feed.as_ref().map(IndexFeed::handle)
    }

    /// Waits until searches find all that the archive holds now.
    ///
    /// # Errors
    /// If the index thread has ended, or the archive cannot be read.
    pub(crate) async fn settle(&self) -> anyhow::Result<()> {
        let archive = self.archive.clone();
        let last = blocking(move || archive.last_seq()).await?;
        while self.searcher.generation() < last {
            anyhow::ensure!(
                self.feed.as_ref().is_some_and(|feed| !feed.has_ended()),
                "the index thread has ended"
            );
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        Ok(())
    }

    /// Indexes what is left and closes everything.
    pub(crate) fn close(self) -> anyhow::Result<()> {
        drop(self.door);
        if let Some(feed) = self.feed {
            feed.finish()?;
        }
        self.archive.close().context("cannot close the archive")
    }
}

/// Opens the index for writing. One that is ahead of the archive belongs to another archive, such as the one that a
/// backup was restored over: it is built anew.
fn open_indexer(dir: &Path, last_seq: u64) -> anyhow::Result<Indexer> {
    let open = || Indexer::open(dir).context("cannot open the index for writing");
    let indexer = open()?;
    if indexer.committed_seq() <= last_seq {
        return Ok(indexer);
    }
    let index_seq = indexer.committed_seq();
    tracing::warn!(dir = %dir.display(), index_seq, last_seq, "the index is ahead of the archive and is rebuilt");
    drop(indexer);
    std::fs::remove_dir_all(dir).with_context(|| format!("cannot remove {}", dir.display()))?;
    open()
}

/// Opens archive and index for reading, beside a process that may be writing them.
pub(crate) fn open_for_reading(data: &Path) -> anyhow::Result<(Archive, Searcher)> {
    let archive = Archive::open_read_only(data)?;
    let searcher = Searcher::open_with(&index_dir(data), Gazetteer)?;
    follow_decisions(&archive, &searcher)?;
    Ok((archive, searcher))
}

/// Lets searches follow what the admin decided about persons.
pub(crate) fn follow_decisions(archive: &Archive, searcher: &Searcher) -> anyhow::Result<()> {
    let decisions = archive.decisions().context("cannot read the decisions")?;
    let in_force = decisions.iter().filter(|decision| decision.undone_at.is_none());
    let read = in_force.filter_map(|decision| match serde_json::from_str(&decision.json) {
        Ok(decision) => Some(decision),
        // One of a later version must not keep this one from serving.
        Err(error) => {
            tracing::warn!(decision = decision.id.0, %error, "a decision is not understood and not followed");
            None
        }
    });
    searcher.decide(Decisions::replay(read));
    Ok(())
}

/// What the gazetteer knows of places, as the search tells namesakes apart by it.
struct Gazetteer;

impl Places for Gazetteer {
    fn successors(&self, id: &str) -> Vec<String> {
        Place::by_id(id)
            .map_or_else(Vec::new, |place| place.successors().into_iter().map(Place::id).collect())
    }

    fn parents(&self, id: &str) -> Vec<String> {
        Place::by_id(id).map_or_else(Vec::new, |place| place.parents().map(Place::id).collect())
    }
}

/// Returns the profile a site is configured with: `profiles/NAME.toml` in the data folder, else the built-in one.
///
/// # Errors
/// If there is neither, or the file is not a valid profile.
pub(crate) fn site_profile(data: &Path, site: &Site) -> anyhow::Result<Option<Arc<SiteProfile>>> {
    let Some(name) = &site.profile else { return Ok(None) };
    let file = data.join("profiles").join(format!("{name}.toml"));
    match std::fs::read_to_string(&file) {
        Ok(text) => {
            let profile = SiteProfile::parse(name, &text)
                .with_context(|| format!("cannot use site profile {}", file.display()))?;
            Ok(Some(Arc::new(profile)))
        }
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
            let builtin = SiteProfile::builtin().iter().find(|p| p.name() == name);
            let builtin = builtin.with_context(|| {
                let known: Vec<&str> = SiteProfile::builtin().iter().map(SiteProfile::name).collect();
                format!("site {}: there is no profile \"{name}\"; built in: {}", site.id, known.join(", "))
            })?;
            Ok(Some(Arc::new(builtin.clone())))
        }
        Err(e) => Err(e).with_context(|| format!("cannot read site profile {}", file.display())),
    }
}

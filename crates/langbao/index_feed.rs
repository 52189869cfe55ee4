//! From the archive's change sequence to the index.
//!
//! The index commits the number of the last change it holds, so a crash at any point loses nothing: the next
//! start goes on from that number. So does the next attempt after a commit that failed.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use anyhow::Context;
use langbao_archive::{Archive, ArticleRecord};
use langbao_article::ArticleId;
use langbao_entities::{Mentions, Place, PlaceMention, annotate_in, tells_of_crime_or_accident};
use langbao_search::{IndexAttachment, IndexDocument, IndexPerson, IndexPost, Indexer, Searcher};
use langbao_text::sentence_around;

use crate::attached;
use crate::site_place::{SitePlaces, setting};

/// Articles read from the archive and indexed at a time, on all cores; they are held in memory.
const READ: usize = 250;

/// Articles indexed between two commits.
const BATCH: usize = 1_000;

/// Shortest time between two commits while changes keep coming: each commit writes a segment of its own.
const COMMIT_INTERVAL: Duration = Duration::from_millis(200);

/// Time between two tries when the index cannot be written, such as for want of space.
const RETRY_INTERVAL: Duration = Duration::from_secs(5);

/// Brings the index up to the archive. `progress` is told the number of articles done after each commit.
///
/// After an error the next call begins again behind the last commit.
pub(crate) fn catch_up(
    archive: &Archive,
    indexer: &mut Indexer,
    data: &Path,
    mut progress: impl FnMut(usize),
) -> anyhow::Result<usize> {
    // After a failure, this is where the index really is.
    let seq = indexer.resume().context("cannot open the index again")?;
    go_on_from(seq, BATCH, archive, indexer, data, &mut |step| {
        if let Step::Committed(done) = step {
            progress(done);
        }
        true
    })
}

/// Makes the index anew in its place: searches find what it held until the one commit at the end. Killed meanwhile, it is
/// as it was, and so it is after an error.
fn make_anew(
    archive: &Archive,
    indexer: &mut Indexer,
    data: &Path,
    closing: &AtomicBool,
) -> anyhow::Result<usize> {
    indexer.resume().context("cannot open the index again")?;
    let made = indexer.clear().context("cannot empty the index").and_then(|()| {
        go_on_from(0, usize::MAX, archive, indexer, data, &mut |_| !closing.load(Ordering::Acquire))
    });
    made.inspect_err(|_| indexer.give_up())
}

/// Where indexing is.
enum Step {
    /// Some more articles have been read and written.
    Written,
    /// So many are durable.
    Committed(usize),
}

/// Indexes what has changed after `seq`, with a commit after every `batch` articles and at the end, as long as `go_on`
/// says so.
fn go_on_from(
    mut seq: u64,
    batch: usize,
    archive: &Archive,
    indexer: &mut Indexer,
    data: &Path,
    go_on: &mut dyn FnMut(Step) -> bool,
) -> anyhow::Result<usize> {
    // Looked up anew each time: a site may have been renamed.
    let mut places = SitePlaces::new(data);
    let mut done = 0;
    let mut since_commit = 0;
    let indexed_before = seq;
    loop {
        let changes = archive.changes(seq, READ).context("cannot read the change sequence")?;
        let mut written = Vec::with_capacity(changes.len());
        for record in &changes {
            for former in &record.former_ids {
                indexer
                    .remove(*former)
                    .with_context(|| format!("cannot take article {former} out of the index"))?;
            }
            let family = archive.copies(record.id).context("cannot read the copies of an article")?;
            // What is written in this run knows its copies; of what was written before, this one may be new.
            for copy in family.iter().filter(|copy| copy.id != record.id) {
                let other = archive.article(copy.id).context("cannot read a copy of an article")?;
                written.extend(other.filter(|other| other.seq <= indexed_before && other.hidden.is_none()));
            }
            if record.hidden.is_some() {
                let taken = indexer.remove(record.id);
                taken.with_context(|| format!("cannot take article {} out of the index", record.id))?;
            }
        }
        // Two new copies of one text name the same old ones, and an article is written once at a time.
        written.sort_unstable_by_key(|record| record.id);
        written.dedup_by_key(|record| record.id);
        let count = changes.len();
        let range = changes.first().zip(changes.last()).map(|(first, last)| (first.seq, last.seq));
        let mut placed = Vec::with_capacity(written.len() + count);
        for record in written.into_iter().chain(changes).filter(|record| record.hidden.is_none()) {
            let (place, first_copy) = (places.place(archive, &record)?, first_copy(archive, record.id)?);
            let files = attached::texts(archive, &record)?;
            placed.push((record, place, first_copy, files));
        }
        indexer
            .upsert_all(&placed, |(record, place, first_copy, files)| IndexDocument {
                first_copy: *first_copy,
                ..document(record, *place, files)
            })
            .with_context(|| {
                range.map_or_else(String::new, |(a, b)| format!("cannot index the changes {a} to {b}"))
            })?;
        seq = range.map_or(seq, |(_, last)| last);
        since_commit += count;
        if since_commit >= batch || (count == 0 && since_commit > 0) {
            indexer.commit(seq).context("cannot commit the index")?;
            done += since_commit;
            since_commit = 0;
            go_on(Step::Committed(done));
        }
        if count == 0 {
            return Ok(done);
        }
        anyhow::ensure!(go_on(Step::Written), "stopped with the program");
    }
}

/// Finds the article whose text an article is a copy of, or of which there are copies. A copy of a copy may be too
/// far from the first to be one itself: the way to it is followed.
fn first_copy(archive: &Archive, id: ArticleId) -> anyhow::Result<Option<ArticleId>> {
    /// Longer ways are drift, not copying.
    const STEPS: usize = 8;
    let mut first = None;
    for _ in 0..STEPS {
        let copies = archive.copies(first.unwrap_or(id)).context("cannot read the copies of an article")?;
        let next = copies.first().map(|copy| copy.id);
        if next == first {
            break;
        }
        first = next;
    }
    Ok(first)
}

/// Makes the index document of an article: the article and what it mentions.
fn document(record: &ArticleRecord, site: Option<Place>, attachments: &[IndexAttachment]) -> IndexDocument {
    let article = &record.article;
    let body = article.body();
    let text = article.text();
    let mentions = annotate_in(&text, &setting(site, record));
    let mut persons = persons(&text, &mentions, site);
    let mut documents: Vec<String> = mentions.documents.into_iter().map(|d| d.number).collect();
    let private = tells_of_crime_or_accident(&text);
    for file in attachments {
        let mentions = annotate_in(beginning(&file.text), &setting(site, record));
        add_named(&mut persons, &mentions, private, site);
        documents.extend(mentions.documents.into_iter().map(|d| d.number));
    }
    IndexDocument {
        id: record.id,
        site: record.site.clone(),
        url: article.url.as_str().to_owned(),
        title: article.title.clone(),
        body,
        section: article.section.clone(),
        published_at: article.published.as_ref().map(|p| p.at),
        precision: article.published.as_ref().map(|p| p.precision),
        captured_at: record.last_seen_at,
        gone_at: record.gone_at,
        persons,
        documents: distinct(documents.into_iter()),
        attachments: attachments.to_vec(),
        // What the text leaves open is none of them: a filter must be trusted.
        places: distinct(mentions.places.iter().flat_map(PlaceMention::settled).map(Place::id)),
        first_copy: None,
    }
}

/// Makes what the index holds of the persons of a text.
fn persons(text: &str, mentions: &Mentions, site: Option<Place>) -> Vec<IndexPerson> {
    let private = tells_of_crime_or_accident(text);
    let mut persons: Vec<(String, IndexPerson)> = Vec::new();
    for mention in &mentions.persons {
        let key = mention.name.key();
        let at = persons.iter().position(|(known, _)| *known == key).unwrap_or_else(|| {
            let name = mention.name.as_str().to_owned();
            persons.push((key, IndexPerson { name, private, ..IndexPerson::default() }));
            persons.len() - 1
        });
        let person = &mut persons[at].1;
        for post in &mention.posts {
            // A shared name that the text does not resolve is no place to tell persons apart by.
            let place = match post.place_ids.as_slice() {
                [only] => Some(only.clone()),
                _ => None,
            };
            let same = |known: &IndexPost| {
                known.place == place && known.former == post.former && is_same(&known.post, &post.normalized)
            };
            if !person.posts.iter().any(same) {
                let sentence = sentence_around(text, mention.range.clone());
                let (post, former) = (post.normalized.clone(), post.former);
                person.posts.push(IndexPost { post, place, former, sentence });
            }
        }
    }
    let with_place = |(_, mut person): (String, IndexPerson)| {
        let of_post = person.posts.iter().find_map(|post| post.place.clone());
        person.place = of_post.or_else(|| site.map(Place::id));
        person
    };
    persons.into_iter().map(with_place).collect()
}

/// Bytes of a file in which persons and documents are looked for.
const NAMES_WITHIN: usize = 200_000;

fn beginning(text: &str) -> &str {
    &text[..text.floor_char_boundary(NAMES_WITHIN)]
}

/// Adds the persons that a file names and the article does not. Posts stay with the article: their evidence is a sentence
/// of its text.
fn add_named(persons: &mut Vec<IndexPerson>, mentions: &Mentions, private: bool, site: Option<Place>) {
    for mention in &mentions.persons {
        let name = mention.name.as_str();
        if persons.iter().all(|known| !is_same(&known.name, name)) {
            let place = site.map(Place::id);
            persons.push(IndexPerson { name: name.to_owned(), place, private, posts: Vec::new() });
        }
    }
}

fn is_same(a: &str, b: &str) -> bool {
    langbao_text::match_key(a) == langbao_text::match_key(b)
}

fn distinct(values: impl Iterator<Item = String>) -> Vec<String> {
    let mut seen = std::collections::HashSet::new();
    values.filter(|v| seen.insert(v.clone())).collect()
}

/// The thread that owns the indexer while the program serves or crawls.
pub(crate) struct IndexFeed {
    wake: Wake,
    closing: Arc<AtomicBool>,
    thread: JoinHandle<anyhow::Result<()>>,
}

/// Where it is told how many articles an index that was made anew holds, or why it could not be made.
type Told = SyncSender<anyhow::Result<usize>>;

/// Tells the feed that the archive has changed; cheap, may be called for every change.
#[derive(Debug, Clone)]
pub(crate) struct Wake {
    bell: SyncSender<()>,
    /// Those who wait for the index to be made anew.
    anew: Arc<Mutex<Vec<Told>>>,
}

impl Wake {
    /// Wakes the feed, unless it has been woken already.
    pub(crate) fn wake(&self) {
        match self.bell.try_send(()) {
            Ok(()) | Err(TrySendError::Full(())) => {}
            Err(TrySendError::Disconnected(())) => tracing::warn!("the index feed has stopped"),
        }
    }

    /// Has the index made anew, and waits until it is.
    ///
    /// # Errors
    /// If it cannot be made, or the feed ends before.
    pub(crate) fn make_anew(&self) -> anyhow::Result<usize> {
        let (told, hear) = sync_channel(1);
        // The list is whole between any two statements.
        self.anew.lock().unwrap_or_else(PoisonError::into_inner).push(told);
        self.wake();
        hear.recv().context("the program ended before")?
    }
}

impl IndexFeed {
    /// Starts the thread; it catches up at once.
    pub(crate) fn start(
        archive: Archive,
        indexer: Indexer,
        searcher: Searcher,
        data: PathBuf,
    ) -> anyhow::Result<Self> {
        let (wake, woken) = sync_channel(1);
        let anew: Arc<Mutex<Vec<Told>>> = Arc::default();
        let closing = Arc::new(AtomicBool::new(false));
        let last_time = Arc::clone(&closing);
        let thread = std::thread::Builder::new()
            .name("index-feed".to_owned())
            .spawn({
                let anew = Arc::clone(&anew);
                move || {
                    feed(
                        &archive,
                        indexer,
                        &searcher,
                        &data,
                        &Woken { bell: woken, anew, closing: last_time },
                    )
                }
            })
            .context("cannot start the index thread")?;
        let feed = Self { wake: Wake { bell: wake, anew }, closing, thread };
        feed.wake.wake();
        Ok(feed)
    }

    /// Returns the handle for those who change the archive.
    pub(crate) fn handle(&self) -> Wake {
        self.wake.clone()
    }

    /// Says whether the thread has ended before its time.
    pub(crate) fn has_ended(&self) -> bool {
        self.thread.is_finished()
    }

    /// Indexes what is left and ends the thread.
    pub(crate) fn finish(self) -> anyhow::Result<()> {
        self.closing.store(true, Ordering::Release);
        // Waits for room in the channel, so that the thread looks at the flag once more. If the thread has ended
        // already, its result tells why.
        let _ = self.wake.bell.send(());
        match self.thread.join() {
            Ok(result) => result,
            Err(_) => anyhow::bail!("the index thread panicked"),
        }
    }
}

/// What the thread listens to.
struct Woken {
    bell: Receiver<()>,
    anew: Arc<Mutex<Vec<Told>>>,
    closing: Arc<AtomicBool>,
}

fn feed(
    archive: &Archive,
    mut indexer: Indexer,
    searcher: &Searcher,
    data: &Path,
    listen: &Woken,
) -> anyhow::Result<()> {
    let mut behind = false;
    loop {
        // What could not be indexed is tried again without being asked.
        let woken = match behind {
            true => listen.bell.recv_timeout(RETRY_INTERVAL),
            false => listen.bell.recv().map_err(RecvTimeoutError::from),
        };
        let more_may_come =
            woken != Err(RecvTimeoutError::Disconnected) && !listen.closing.load(Ordering::Acquire);
        let waiting = std::mem::take(&mut *listen.anew.lock().unwrap_or_else(PoisonError::into_inner));
        let reload = || searcher.reload().context("cannot reload the index");
        if more_may_come && !waiting.is_empty() {
            let made =
                make_anew(archive, &mut indexer, data, &listen.closing).and_then(|n| reload().map(|()| n));
            for told in waiting {
                let result = made.as_ref().map(|n| *n).map_err(|error| anyhow::anyhow!("{error:#}"));
                // Whoever asked may have gone.
                let _ = told.send(result);
            }
        }
        let caught_up = catch_up(archive, &mut indexer, data, |articles| tracing::info!(articles, "indexed"))
            .and_then(|_| reload());
        behind = caught_up.is_err();
        match caught_up {
            // The index is derived: serving goes on with what it holds.
            Err(error) if more_may_come => {
                tracing::error!(error = format!("{error:#}"), "cannot bring the index up to date");
            }
            result if !more_may_come => return result,
            _ => {}
        }
        // Wake-ups that come meanwhile wait in the channel, so nothing is missed.
        std::thread::sleep(COMMIT_INTERVAL);
    }
}

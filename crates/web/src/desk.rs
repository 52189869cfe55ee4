//! What visitors and admins may have done: the web room asks, the command does it.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use langbao_alert::MailSettings;
use langbao_archive::{AlertRecord, KeyRecord, NewParcel, Site};
use langbao_article::{ArticleId, CanonicalUrl, SiteId};
use serde::{Deserialize, Serialize};

/// Something to be done, by whoever has the data folder open for writing.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Task {
    /// A site more.
    AddSite(Site),
    /// A site with other settings.
    UpdateSite(Site),
    /// A site to be crawled from now on, or no more.
    EnableSite {
        /// Which.
        id: SiteId,
        /// Whether.
        enabled: bool,
    },
    /// A site less; its articles stay.
    RemoveSite(SiteId),
    /// A run of a site now, whatever its schedule says.
    RunSite {
        /// Which.
        id: SiteId,
        /// Whether every known URL is visited.
        full: bool,
    },
    /// An alert more, with the mail that asks for consent.
    AddAlert {
        /// The alert.
        alert: AlertRecord,
        /// Its first mail.
        first: Option<NewParcel>,
    },
    /// An alert with other settings, in another state.
    SetAlert {
        /// Which.
        id: String,
        /// What it is.
        settings: String,
        /// Whether it looks.
        state: String,
        /// Whether it goes on behind all that has changed until now.
        skip: bool,
    },
    /// An alert less.
    RemoveAlert(String),
    /// A message of an alert at once, whatever is new.
    Post(NewParcel),
    /// A key more.
    AddKey(KeyRecord),
    /// A key out of force.
    RevokeKey(String),
    /// An article that is shown no more.
    HideArticle {
        /// Which.
        id: ArticleId,
        /// Why, for readers.
        reason: String,
        /// Whether a law or a court says so (451), and not its publisher or subject (410).
        legal: bool,
    },
    /// An article that is shown again.
    ShowArticle(ArticleId),
    /// A decision about persons, as JSON of the room of search.
    Decide(String),
    /// A decision taken back.
    UndoDecision(i64),
    /// The index built anew beside the old one.
    Reindex,
    /// The articles of a site, or of all, read from their captures anew.
    Reextract(Option<SiteId>),
    /// A backup, into a new folder under `backups/` of the data folder.
    BackUp,
}

impl Task {
    /// What is noted of it when it has been done: a word, and to what it was done.
    pub fn noted(&self) -> (&'static str, String, Option<String>) {
        match self {
            Self::AddSite(site) => ("add_site", site.id.to_string(), None),
            Self::UpdateSite(site) => ("update_site", site.id.to_string(), None),
            Self::EnableSite { id, enabled } => {
                (if *enabled { "enable_site" } else { "disable_site" }, id.to_string(), None)
            }
            Self::RemoveSite(id) => ("remove_site", id.to_string(), None),
            Self::RunSite { id, full } => ("run_site", id.to_string(), full.then(|| "full".to_owned())),
            // What a reader ordered is noted without the address.
            Self::AddAlert { alert, .. } => ("add_alert", alert.id.clone(), None),
            Self::SetAlert { id, state, .. } => ("set_alert", id.clone(), Some(state.clone())),
            Self::RemoveAlert(id) => ("remove_alert", id.clone(), None),
            Self::Post(parcel) => ("post", parcel.alert.clone(), None),
            Self::AddKey(key) => ("add_key", key.id.clone(), Some(key.scopes.join(" "))),
            Self::RevokeKey(id) => ("revoke_key", id.clone(), None),
            Self::HideArticle { id, reason, .. } => ("hide_article", id.to_string(), Some(reason.clone())),
            Self::ShowArticle(id) => ("show_article", id.to_string(), None),
            Self::Decide(json) => ("decide", String::new(), Some(json.clone())),
            Self::UndoDecision(id) => ("undo_decision", id.to_string(), None),
            Self::Reindex => ("reindex", String::new(), None),
            Self::Reextract(site) => {
                ("reextract", site.as_ref().map(ToString::to_string).unwrap_or_default(), None)
            }
            Self::BackUp => ("backup", String::new(), None),
        }
    }
}

/// Why something was not done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DeskError {
    /// What it was to be done to does not exist.
    NotFound,
    /// It cannot be done, for a reason that may be shown.
    Refused(String),
    /// Something went wrong, which has been logged.
    Failed,
}

/// What was found behind an address that may become a site.
#[derive(Debug, Clone, Default)]
pub struct Preview {
    /// Where the page was found in the end.
    pub url: String,
    /// Its title.
    pub title: String,
    /// Lists, feeds and sitemaps that it leads to, with what each is.
    pub lists: Vec<(&'static str, String)>,
    /// How many links look like articles.
    pub articles: u64,
    /// Articles as they would be read.
    pub samples: Vec<Sample>,
}

/// An article as it would be read.
#[derive(Debug, Clone, Default)]
pub struct Sample {
    /// Its address.
    pub url: String,
    /// The fields, by name, with the rule that found each; a field that was not found is absent.
    pub fields: Vec<(&'static str, String, String)>,
    /// Why it is no article, if it is none.
    pub reason: Option<String>,
}

/// The command's side: it does what the web room may not.
pub trait Desk: Send + Sync {
    /// Does something in the name of somebody (the id of a key, or a word), and notes it.
    ///
    /// # Errors
    /// If it was not done.
    fn perform(&self, actor: &str, task: Task) -> Result<(), DeskError>;
    /// Has an article's page fetched and read; nothing is stored.
    ///
    /// # Errors
    /// If the page cannot be had.
    fn preview(&self, url: &CanonicalUrl) -> Result<Preview, DeskError>;
    /// How mail is sent; `None`: it is not.
    fn mail(&self) -> Option<MailSettings>;
    /// The schedule of a site for which none is named.
    fn schedule(&self) -> String;
    /// Whether a schedule can be read, and when it comes round after `now`.
    fn next_run(&self, schedule: &str, now: DateTime<Utc>) -> Option<DateTime<Utc>>;
}

/// A desk where nobody sits: nothing is done.
pub(crate) struct Unattended;

impl Desk for Unattended {
    fn perform(&self, _: &str, _: Task) -> Result<(), DeskError> {
        Err(DeskError::Refused("this server only reads".to_owned()))
    }

    fn preview(&self, _: &CanonicalUrl) -> Result<Preview, DeskError> {
        Err(DeskError::Refused("this server only reads".to_owned()))
    }

    fn mail(&self) -> Option<MailSettings> {
        None
    }

    fn schedule(&self) -> String {
        String::new()
    }

    fn next_run(&self, _: &str, _: DateTime<Utc>) -> Option<DateTime<Utc>> {
        None
    }
}

/// What all handlers hold of the desk.
pub(crate) type DeskHandle = Arc<dyn Desk>;

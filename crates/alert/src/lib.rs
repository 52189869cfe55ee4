//! Saved searches: what is new to them and why, when it is told, in which words, and what becomes of a message that
//! could not be sent. Pure rules: what matches is found by a [`Finder`], where all of it is kept is told by a
//! [`Store`], and sending is left to whoever has a network.

mod alert;
mod delivery;
mod digest;
mod error;
mod event;
mod hook;
mod lang;
mod mail;
mod rhythm;
mod secret;
mod watch;
mod words;

pub use alert::{Alert, AlertId, Channel, Settings, State};
pub use delivery::{Next, Verdict, next};
pub use digest::{Digest, MOST};
pub use error::Error;
pub use event::{Changed, Event, EventKind, Field, Found, Known, Why, judge};
pub use hook::{Signature, hook};
pub use lang::Lang;
pub use mail::{MailSettings, confirmation, mail};
pub use rhythm::Rhythm;
pub use secret::{same_secret, secret};
pub use watch::{Envelope, Finder, Parcel, Step, Store, look, post_due};
pub use words::why_in_words;

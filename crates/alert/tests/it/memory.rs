//! A store in memory. Each of its writing calls is a transaction; before or after any of them it can be told to fail, as
//! if the program had died there.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;

use chrono::{DateTime, Utc};
use langbao_alert::{
    Alert, AlertId, Changed, Channel, Event, Field, Finder, Found, Known, Lang, Parcel, Rhythm, Settings,
    State, Step, Store, Why,
};
use langbao_article::ArticleId;

pub(crate) fn at(seconds: i64) -> DateTime<Utc> {
    // 2027-01-15 15:00 in Hà Nội.
    DateTime::from_timestamp(1_800_000_000 + seconds, 0).unwrap()
}

pub(crate) fn alert(number: u8, query: &str, channel: Channel) -> Alert {
    Alert {
        id: AlertId::new([number; 8]),
        settings: Settings {
            name: String::new(),
            query: query.to_owned(),
            channel,
            rhythm: Rhythm::AtOnce,
            changes: false,
            lang: Lang::Vi,
            token: "0123456789abcdef".to_owned(),
            confirm: None,
            owner: None,
        },
        state: State::Active,
        created_at: at(0),
        seq: 0,
        due_at: None,
    }
}

pub(crate) fn mail_to(address: &str) -> Channel {
    Channel::Email { address: address.to_owned() }
}

#[derive(Default)]
pub(crate) struct Memory {
    pub(crate) alerts: RefCell<Vec<Alert>>,
    pub(crate) articles: RefCell<Vec<Changed>>,
    pub(crate) known: RefCell<HashMap<(AlertId, ArticleId), Known>>,
    pub(crate) waiting: RefCell<Vec<(i64, AlertId, Event)>>,
    pub(crate) outbox: RefCell<Vec<Parcel>>,
    numbers: Cell<i64>,
    /// Writing calls until the next one dies; odd numbers: after it was done.
    pub(crate) dies_in: Cell<Option<u32>>,
}

#[derive(Debug, PartialEq)]
pub(crate) struct Died;

impl Memory {
    /// An article that says these words is published or changed.
    pub(crate) fn publish(&self, id: u64, title: &str, now: DateTime<Utc>) {
        let mut articles = self.articles.borrow_mut();
        let seq = articles.iter().map(|a| a.seq).max().unwrap_or(0) + 1;
        let old = articles.iter().position(|a| a.id == ArticleId(id)).map(|at| articles.remove(at));
        articles.push(Changed {
            id: ArticleId(id),
            seq,
            version: old.as_ref().map_or(1, |old| old.version + 1),
            first_seen_at: old.map_or(now, |old| old.first_seen_at),
            seen_at: now,
            gone: false,
            hidden: false,
            title: title.to_owned(),
            site: "hoa-mai".parse().unwrap(),
            url: format!("https://hoa-mai.example.vn/{id}"),
            published_at: Some(now),
        });
    }

    /// Something other than its words changes of an article.
    pub(crate) fn touch(&self, id: u64, change: impl FnOnce(&mut Changed)) {
        let mut articles = self.articles.borrow_mut();
        let seq = articles.iter().map(|a| a.seq).max().unwrap_or(0) + 1;
        let at = articles.iter().position(|a| a.id == ArticleId(id)).unwrap();
        let mut article = articles.remove(at);
        change(&mut article);
        articles.push(Changed { seq, ..article });
    }

    fn write<T>(&self, work: impl FnOnce() -> T) -> Result<T, Died> {
        let left = self.dies_in.get();
        self.dies_in.set(left.map(|n| n.saturating_sub(2)));
        match left {
            Some(0) => Err(Died),
            Some(1) => {
                work();
                Err(Died)
            }
            _ => Ok(work()),
        }
    }
}

impl Store for Memory {
    type Error = Died;

    fn alerts(&self) -> Result<Vec<Alert>, Died> {
        Ok(self.alerts.borrow().clone())
    }

    fn changed(&self, after: u64, limit: usize) -> Result<Vec<Changed>, Died> {
        let articles = self.articles.borrow();
        Ok(articles.iter().filter(|article| article.seq > after).take(limit).cloned().collect())
    }

    fn last_seq(&self) -> Result<u64, Died> {
        Ok(self.articles.borrow().iter().map(|article| article.seq).max().unwrap_or(0))
    }

    fn known(&self, alert: &AlertId, ids: &[ArticleId]) -> Result<HashMap<ArticleId, Known>, Died> {
        let known = self.known.borrow();
        Ok(ids.iter().filter_map(|id| Some((*id, *known.get(&(alert.clone(), *id))?))).collect())
    }

    fn advance(&self, step: Step) -> Result<(), Died> {
        self.write(|| {
            let mut alerts = self.alerts.borrow_mut();
            let Some(alert) = alerts.iter_mut().find(|a| a.id == step.alert && a.seq == step.from) else {
                return;
            };
            alert.seq = step.to;
            alert.due_at = [alert.due_at, step.due_at].into_iter().flatten().min();
            for (id, known) in step.known {
                self.known.borrow_mut().insert((step.alert.clone(), id), known);
            }
            for event in step.events {
                self.numbers.set(self.numbers.get() + 1);
                self.waiting.borrow_mut().push((self.numbers.get(), step.alert.clone(), event));
            }
        })
    }

    fn move_to(&self, alert: &Alert, seq: u64) -> Result<(), Died> {
        self.write(|| {
            let mut alerts = self.alerts.borrow_mut();
            alerts.iter_mut().filter(|a| a.id == alert.id).for_each(|a| a.seq = seq);
        })
    }

    fn events(&self, alert: &AlertId) -> Result<Vec<(i64, Event)>, Died> {
        let waiting = self.waiting.borrow();
        Ok(waiting.iter().filter(|(_, of, _)| of == alert).map(|(n, _, event)| (*n, event.clone())).collect())
    }

    fn post(&self, alert: &AlertId, parcel: Option<Parcel>, through: i64) -> Result<(), Died> {
        self.write(|| {
            self.waiting.borrow_mut().retain(|(number, of, _)| of != alert || *number > through);
            let left = self.waiting.borrow().iter().any(|(_, of, _)| of == alert);
            let mut alerts = self.alerts.borrow_mut();
            alerts.iter_mut().filter(|a| a.id == *alert && !left).for_each(|a| a.due_at = None);
            let mut outbox = self.outbox.borrow_mut();
            let is_new = |new: &Parcel| outbox.iter().all(|old| old.key != new.key);
            let parcel = parcel.filter(is_new);
            outbox.extend(parcel);
        })
    }
}

/// Finds articles whose titles have the value of `q` in them.
pub(crate) struct InTitles<'a>(pub(crate) &'a Memory, pub(crate) u64);

impl Finder for InTitles<'_> {
    type Error = Died;

    fn generation(&self) -> u64 {
        self.1
    }

    fn find(&self, query: &str, among: &[ArticleId]) -> Result<HashMap<ArticleId, Found>, Died> {
        let word = query.trim_start_matches("q=");
        let articles = self.0.articles.borrow();
        let found = articles.iter().filter(|a| among.contains(&a.id) && a.title.contains(word));
        Ok(found
            .map(|article| {
                let why = Why { fields: vec![Field::Title], terms: vec![word.to_owned()], ..Why::default() };
                (article.id, Found { snippet: article.title.clone(), why })
            })
            .collect())
    }
}

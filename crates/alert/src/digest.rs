//! Several events in one message.

use crate::{Event, EventKind};

/// Events listed in one message; the rest are counted.
pub const MOST: usize = 50;

/// The events of one message: an article stands in it once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Digest {
    /// What is listed: new ones first, in the order in which they were noticed.
    pub events: Vec<Event>,
    /// How many more there are.
    pub more: usize,
}

impl Digest {
    /// Joins what happened to each article since the last message. `None` if nothing is left to tell: what came and
    /// went in between.
    pub fn of(events: Vec<Event>) -> Option<Self> {
        let mut joined: Vec<Event> = Vec::new();
        for event in events {
            match joined.iter().position(|known| known.article == event.article) {
                None => joined.push(event),
                Some(at) => match (joined[at].kind, event.kind) {
                    (EventKind::New, EventKind::Gone) | (EventKind::Gone, EventKind::Back) => {
                        joined.remove(at);
                    }
                    // Told for the first time: in its latest version it is new all the same.
                    (EventKind::New, _) => joined[at] = Event { kind: EventKind::New, ..event },
                    _ => joined[at] = event,
                },
            }
        }
        joined.sort_by_key(|event| event.kind != EventKind::New);
        let more = joined.len().saturating_sub(MOST);
        joined.truncate(MOST);
        (!joined.is_empty()).then_some(Self { events: joined, more })
    }

    /// How many events there are in all.
    pub fn len(&self) -> usize {
        self.events.len() + self.more
    }

    /// Whether there are none, which cannot be.
    pub fn is_empty(&self) -> bool {
        self.events.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use langbao_article::ArticleId;

    use super::*;
    use crate::Why;

    fn event(article: u64, kind: EventKind) -> Event {
        Event {
            kind,
            article: ArticleId(article),
            version: 1,
            title: format!("{article} {kind:?}"),
            url: String::new(),
            site: "a".parse().unwrap(),
            published_at: None,
            at: Default::default(),
            snippet: String::new(),
            why: Why::default(),
        }
    }

    #[test]
    fn an_article_is_told_once() {
        use EventKind::{Back, Edited, Gone, New};
        let check = |kinds: &[EventKind], expected: Option<EventKind>| {
            let digest = Digest::of(kinds.iter().map(|kind| event(1, *kind)).collect());
            assert_eq!(digest.map(|d| d.events[0].kind), expected, "{kinds:?}");
        };
        check(&[New], Some(New));
        check(&[New, Edited], Some(New));
        check(&[New, Gone], None);
        check(&[Edited, Gone], Some(Gone));
        check(&[Gone, Back], None);
        check(&[Gone, Back, Edited], Some(Edited));
        check(&[], None);
    }

    #[test]
    fn new_ones_come_first_and_many_are_counted() {
        let events =
            (0..60).map(|n| event(n, if n < 5 { EventKind::Edited } else { EventKind::New })).collect();
        let digest = Digest::of(events).unwrap();
        assert_eq!((digest.events.len(), digest.more, digest.len()), (50, 10, 60));
        assert_eq!(digest.events[0].article, ArticleId(5));
    }
}

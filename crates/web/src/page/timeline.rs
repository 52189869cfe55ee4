//! When a person was seen in each post, as a picture: a line a post between its first and last sighting.

use chrono::{DateTime, Datelike, Utc};
use langbao_search::Tenure;

use crate::Lang;
use crate::moment::vietnam;

/// Width of the picture in its own units.
const WIDTH: i64 = 1000;

/// A sighting of a single day must be seen too.
const LEAST: i64 = 8;

/// The picture.
pub(super) struct Timeline {
    /// The first year, at whose beginning the picture begins, and the last, at whose end it ends.
    pub(super) years: (i32, i32),
    pub(super) rows: Vec<Row>,
}

/// A post.
pub(super) struct Row {
    pub(super) post: String,
    pub(super) former: bool,
    pub(super) x: i64,
    pub(super) width: i64,
}

/// A post with its first and last sighting.
type Sighted<'a> = (&'a Tenure, DateTime<Utc>, DateTime<Utc>);

impl Timeline {
    /// Draws posts; `None` if there is nothing to compare: fewer than two with dates.
    pub(super) fn new<'a>(posts: &'a [Tenure], lang: Lang) -> Option<Self> {
        let dated = |post: &'a Tenure| Some((post, post.first.published_at?, post.last.published_at?));
        let seen: Vec<Sighted<'a>> = posts.iter().filter_map(dated).collect();
        if seen.len() < 2 {
            return None;
        }
        let year = |at: DateTime<Utc>| vietnam(at).year();
        let first = seen.iter().map(|(_, from, _)| year(*from)).min()?;
        let last = seen.iter().map(|(_, _, to)| year(*to)).max()?;
        let day = |at: DateTime<Utc>| {
            let day = vietnam(at).date_naive();
            i64::from(day.year() - first) * 366 + i64::from(day.ordinal0())
        };
        let days = (i64::from(last - first) + 1) * 366;
        let row = |(post, from, to): &Sighted| {
            let (from, to) = (day(*from) * WIDTH / days, day(*to) * WIDTH / days);
            let former = if post.former { format!("{} ", lang.say("former")) } else { String::new() };
            Row {
                post: format!("{former}{}", post.post),
                former: post.former,
                x: from.min(WIDTH - LEAST),
                width: (to - from).max(LEAST),
            }
        };
        Some(Self { years: (first, last), rows: seen.iter().map(row).collect() })
    }
}

#[cfg(test)]
mod tests {
    use langbao_article::ArticleId;
    use langbao_search::Evidence;

    use super::*;

    fn tenure(post: &str, first: &str, last: &str) -> Tenure {
        let evidence = |at: &str| Evidence {
            article: ArticleId(1),
            title: String::new(),
            published_at: at.parse().ok(),
            sentence: String::new(),
        };
        Tenure {
            post: post.to_owned(),
            place: None,
            former: false,
            articles: 1,
            first: evidence(first),
            last: evidence(last),
            contested_by: Vec::new(),
        }
    }

    #[test]
    fn posts_lie_between_their_sightings() {
        let posts = [
            tenure("Chủ tịch", "2018-01-01T00:00:00Z", "2019-12-30T00:00:00Z"),
            tenure("Bí thư", "2020-06-01T00:00:00Z", "2020-06-01T00:00:00Z"),
            tenure("Ủy viên", "", ""),
        ];
        let line = Timeline::new(&posts, Lang::Vi).unwrap();
        assert_eq!(line.years, (2018, 2020));
        let rows: Vec<_> = line.rows.iter().map(|row| (row.post.as_str(), row.x, row.width)).collect();
        assert_eq!(rows, [("Chủ tịch", 0, 663), ("Bí thư", 805, LEAST)]);
        assert!(Timeline::new(&posts[1..], Lang::Vi).is_none());
    }
}

//! The histogram as an SVG picture: where each bar stands, how high, and where it leads.

use langbao_search::{DateBucket, SearchRequest};

use crate::Lang;
use crate::moment::{Width, span, width};
use crate::search_query::SearchQuery;

/// Height of the picture in its own units.
const HEIGHT: u64 = 100;

/// Width of a bar with its gap, and of the gap.
const STEP: usize = 10;
const GAP: usize = 2;

/// More bars than this could not be told apart; the latest are shown.
const MOST: usize = 400;

/// The picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DateBars {
    pub(crate) bars: Vec<Bar>,
    pub(crate) width: usize,
    pub(crate) height: u64,
    /// What stands under the first and the last bar.
    pub(crate) first: String,
    pub(crate) last: String,
    /// Whether earlier bars were left out.
    pub(crate) cut: bool,
}

/// One bar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Bar {
    pub(crate) x: usize,
    pub(crate) y: u64,
    pub(crate) width: usize,
    pub(crate) height: u64,
    /// `02/2018`.
    pub(crate) label: String,
    /// `12 bài`.
    pub(crate) count: String,
    /// To the same search narrowed to this bar; `None` if that would find nothing.
    pub(crate) href: Option<String>,
    /// Whether the dates asked for reach into this bar.
    pub(crate) chosen: bool,
}

impl DateBars {
    /// Draws the bars of an answer; `None` if there is nothing to choose from.
    pub(crate) fn new(buckets: &[DateBucket], query: &SearchQuery) -> Option<Self> {
        let request = &query.request;
        // After a bar was chosen, its finer bars fill the picture.
        let dated = request.date_from.is_some() || request.date_to.is_some();
        let zoomed = dated && request.histogram != langbao_search::HistogramStep::Auto;
        let shown: Vec<&DateBucket> =
            buckets.iter().filter(|bucket| !zoomed || overlaps(request, bucket)).collect();
        let cut = shown.len() > MOST;
        let shown = &shown[shown.len().saturating_sub(MOST)..];
        let most = shown.iter().map(|b| b.count).max().filter(|most| *most > 0)?;
        let lang = query.lang;
        let bars: Vec<Bar> = shown
            .iter()
            .enumerate()
            .map(|(at, bucket)| {
                // A single article must be visible beside a thousand.
                let height = if bucket.count == 0 { 0 } else { (bucket.count * HEIGHT / most).max(3) };
                Bar {
                    x: at * STEP,
                    y: HEIGHT - height,
                    width: STEP - GAP,
                    height,
                    label: span(bucket.from, bucket.to, lang),
                    count: lang.articles(bucket.count),
                    href: (bucket.count > 0).then(|| narrowed(query, bucket)),
                    chosen: dated && overlaps(request, bucket),
                }
            })
            .collect();
        let label = |bar: Option<&Bar>| bar.map(|b| b.label.clone()).unwrap_or_default();
        Some(Self {
            width: bars.len() * STEP,
            height: HEIGHT,
            first: label(bars.first()),
            last: label(bars.last()),
            cut,
            bars,
        })
    }

    /// Returns whether several bars can be told apart.
    pub(crate) fn is_row(&self) -> bool {
        self.bars.len() > 1
    }
}

fn overlaps(request: &SearchRequest, bucket: &DateBucket) -> bool {
    request.date_from.is_none_or(|d| d.first() <= bucket.to)
        && request.date_to.is_none_or(|d| bucket.from <= d.last())
}

/// Links to the search in one bar, with bars one step finer.
fn narrowed(query: &SearchQuery, bucket: &DateBucket) -> String {
    let (from, to, step) = match width(bucket.from, bucket.to) {
        Width::Year => ("%Y", "%Y", "month"),
        Width::Month => ("%Y-%m", "%Y-%m", "day"),
        Width::Day | Width::Other => ("%Y-%m-%d", "%Y-%m-%d", "day"),
    };
    let (from, to) = (bucket.from.format(from).to_string(), bucket.to.format(to).to_string());
    query.setting(&[("date_from", &from), ("date_to", &to), ("histogram", step)])
}

/// What the picture says in one sentence, for those who do not see it.
pub(crate) fn in_words(bars: &DateBars, lang: Lang) -> String {
    let Some(highest) = bars.bars.iter().max_by_key(|b| b.height) else { return String::new() };
    let values: [(&str, &dyn std::fmt::Display); 4] =
        [("first", &bars.first), ("last", &bars.last), ("label", &highest.label), ("count", &highest.count)];
    lang.fill("histogram-in-words", &values)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn year(year: i32, count: u64) -> DateBucket {
        let day = |text: String| text.parse().unwrap();
        DateBucket { from: day(format!("{year}-01-01")), to: day(format!("{year}-12-31")), count }
    }

    fn month(month: u32, count: u64) -> DateBucket {
        let from: chrono::NaiveDate = format!("2018-{month:02}-01").parse().unwrap();
        let to = from.checked_add_months(chrono::Months::new(1)).unwrap().pred_opt().unwrap();
        DateBucket { from, to, count }
    }

    #[test]
    fn a_bar_narrows_to_its_dates_and_shows_finer_bars() {
        let query = SearchQuery::parse(Some("q=h&histogram=auto")).unwrap();
        let bars = DateBars::new(&[year(2017, 1000), year(2018, 0), year(2019, 1)], &query).unwrap();
        let hrefs: Vec<_> = bars.bars.iter().map(|b| b.href.as_deref()).collect();
        assert_eq!(
            hrefs,
            [
                Some("/search?q=h&date_from=2017&date_to=2017&histogram=month"),
                None,
                Some("/search?q=h&date_from=2019&date_to=2019&histogram=month")
            ]
        );
        assert_eq!(bars.bars.iter().map(|b| b.height).collect::<Vec<_>>(), [100, 0, 3]);
        assert_eq!((bars.width, bars.is_row()), (30, true));
        assert_eq!(
            in_words(&bars, Lang::Vi),
            "Số bài theo ngày đăng, từ 2017 đến 2019; nhiều nhất: 2017, 1.000 bài"
        );
    }

    #[test]
    fn chosen_dates_fill_the_picture_only_when_zoomed() {
        let buckets = [month(1, 1), month(2, 2), month(3, 3)];
        let query = SearchQuery::parse(Some("date_from=2018-02&date_to=2018-02")).unwrap();
        let bars = DateBars::new(&buckets, &query).unwrap();
        assert_eq!(bars.bars.iter().map(|b| b.chosen).collect::<Vec<_>>(), [false, true, false]);
        let query = SearchQuery::parse(Some("date_from=2018-02&histogram=month")).unwrap();
        assert_eq!(DateBars::new(&buckets, &query).unwrap().first, "02/2018");
    }

    #[test]
    fn nothing_to_draw_is_no_picture() {
        let query = SearchQuery::parse(None).unwrap();
        assert_eq!(DateBars::new(&[], &query), None);
        assert_eq!(DateBars::new(&[year(2018, 0)], &query), None);
    }
}

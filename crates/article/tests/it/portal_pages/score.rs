//! How near an extraction comes to the truth.

use std::collections::HashMap;

use chrono::Duration;
use langbao_article::{CanonicalUrl, Extraction, Page, Precision, extract};

use super::{Made, fetched_at};

/// Counts over pages: `(right, asked)`.
#[derive(Debug, Clone, Default)]
pub(crate) struct Score {
    pub(crate) verdict: (u32, u32),
    pub(crate) precision: (f64, u32),
    pub(crate) recall: (f64, u32),
    pub(crate) fields: Vec<(&'static str, u32, u32)>,
    /// Values where the page has none, and how often that could have happened.
    pub(crate) invented: (u32, u32),
    /// What was wrong, for people.
    pub(crate) faults: Vec<String>,
}

pub(crate) const FIELDS: [&str; 10] =
    ["title", "day", "minute", "views", "section", "source", "author", "images", "files", "canonical"];

impl Score {
    pub(crate) fn new() -> Self {
        Self { fields: FIELDS.iter().map(|field| (*field, 0, 0)).collect(), ..Self::default() }
    }

    pub(crate) fn add(&mut self, other: &Self) {
        self.verdict = (self.verdict.0 + other.verdict.0, self.verdict.1 + other.verdict.1);
        self.precision = (self.precision.0 + other.precision.0, self.precision.1 + other.precision.1);
        self.recall = (self.recall.0 + other.recall.0, self.recall.1 + other.recall.1);
        self.invented = (self.invented.0 + other.invented.0, self.invented.1 + other.invented.1);
        for (mine, theirs) in self.fields.iter_mut().zip(&other.fields) {
            *mine = (mine.0, mine.1 + theirs.1, mine.2 + theirs.2);
        }
        self.faults.extend(other.faults.iter().cloned());
    }

    /// Harmonic mean of mean precision and mean recall of the body.
    pub(crate) fn f1(&self) -> f64 {
        let mean = |(sum, n): (f64, u32)| if n == 0 { 1.0 } else { sum / f64::from(n) };
        let (p, r) = (mean(self.precision), mean(self.recall));
        if p + r == 0.0 { 0.0 } else { 2.0 * p * r / (p + r) }
    }

    /// The share of right values of a field, 1 if it was never asked.
    pub(crate) fn share(&self, field: &str) -> f64 {
        let found = self.fields.iter().find(|(name, ..)| *name == field).copied();
        found
            .filter(|(_, _, asked)| *asked > 0)
            .map_or(1.0, |(_, right, asked)| f64::from(right) / f64::from(asked))
    }

    pub(crate) fn invented_share(&self) -> f64 {
        if self.invented.1 == 0 { 0.0 } else { f64::from(self.invented.0) / f64::from(self.invented.1) }
    }

    fn field(&mut self, name: &str, right: bool, what: impl FnOnce() -> String) {
        if let Some(field) = self.fields.iter_mut().find(|(field, ..)| *field == name) {
            field.1 += u32::from(right);
            field.2 += 1;
        }
        if !right {
            self.faults.push(format!("{name}: {}", what()));
        }
    }

    /// A field of text that the page may not have.
    fn optional<T: PartialEq + std::fmt::Debug>(&mut self, name: &str, truth: Option<&T>, found: Option<&T>) {
        match truth {
            Some(_) => self.field(name, truth == found, || format!("{found:?}, not {truth:?}")),
            None => {
                self.invented.1 += 1;
                self.invented.0 += u32::from(found.is_some());
                if found.is_some() {
                    self.faults.push(format!("{name}: invented {found:?}"));
                }
            }
        }
    }
}

/// Extracts a made page.
pub(crate) fn read(made: &Made) -> Extraction {
    extract(
        &Page {
            url: CanonicalUrl::parse(&made.url).expect("a URL of ours"),
            fetched_at: fetched_at(),
            status: 200,
            headers: vec![("content-type".to_owned(), made.content_type.clone())],
            body: made.html.clone(),
        },
        None,
    )
}

/// Compares an extraction with the truth.
pub(crate) fn score(made: &Made, extraction: &Extraction) -> Score {
    let truth = &made.truth;
    let mut score = Score::new();
    score.verdict.1 = 1;
    let article = match (extraction, truth.is_article) {
        (Extraction::NotArticle { .. }, false) => {
            score.verdict.0 = 1;
            return score;
        }
        (Extraction::Article(article), false) => {
            score.faults.push(format!("verdict: article \"{}\"", article.title));
            return score;
        }
        (Extraction::NotArticle { reason, .. }, true) => {
            score.faults.push(format!("verdict: {reason}"));
            None
        }
        (Extraction::Article(article), true) => {
            score.verdict.0 = 1;
            Some(article)
        }
    };
    let found_body = article.map(|article| article.body()).unwrap_or_default();
    let (tp, fp, fn_) = shared(&truth.body.join("\n"), &found_body);
    if tp + fp > 0 {
        score.precision = (f64::from(tp) / f64::from(tp + fp), 1);
    }
    if tp + fn_ > 0 {
        score.recall = (f64::from(tp) / f64::from(tp + fn_), 1);
    }
    if fp + fn_ > 0 {
        score.faults.push(format!(
            "body: {fp} too many, {fn_} missing of {}: {:?}",
            tp + fn_,
            differing(&truth.body, &found_body)
        ));
    }
    let title = article.map(|a| a.title.clone()).unwrap_or_default();
    score
        .field("title", plain(&title) == plain(&truth.title), || format!("{title:?}, not {:?}", truth.title));
    let published = article.and_then(|a| a.published.as_ref());
    let local = published.map(|p| (p.at + Duration::hours(7)).naive_utc());
    let rule = published.map(|p| p.rule.clone()).unwrap_or_default();
    match truth.at {
        Some(at) => {
            let right = local.is_some_and(|l| l.date() == at.date());
            score.field("day", right, || format!("{local:?} ({rule}), not {at}"));
            if truth.has_minute {
                let same = local.map(|l| l.format("%F %H:%M").to_string())
                    == Some(at.format("%F %H:%M").to_string());
                score.field(
                    "minute",
                    same && published.is_some_and(|p| p.precision == Precision::Minute),
                    || format!("{local:?} ({rule}), not {at}"),
                );
            } else {
                score.invented.1 += 1;
                let is_invented = published.is_some_and(|p| p.precision == Precision::Minute);
                score.invented.0 += u32::from(is_invented);
                if is_invented {
                    score.faults.push(format!("minute: invented {local:?} ({rule})"));
                }
            }
        }
        None => score.optional("day", None, local.as_ref()),
    }
    let of = |f: fn(&langbao_article::Article) -> Option<&String>| article.and_then(|a| f(a));
    score.optional("section", truth.section.as_ref(), of(|a| a.section.as_ref()));
    score.optional("source", truth.source.as_ref(), of(|a| a.source.as_ref()));
    score.optional("author", truth.author.as_ref(), of(|a| a.author.as_ref()));
    score.optional("views", truth.views.as_ref(), article.and_then(|a| a.view_count.as_ref()));
    let images: Vec<(String, Option<String>)> = article
        .map(|a| a.images.iter().map(|i| (i.url.clone(), i.caption.clone())).collect())
        .unwrap_or_default();
    if truth.images.is_empty() {
        score.optional("images", None, images.first());
    } else {
        score.field("images", images == truth.images, || format!("{images:?}, not {:?}", truth.images));
    }
    let mut files: Vec<(String, String)> = article
        .map(|a| a.attachments.iter().map(|f| (f.url.clone(), f.label.clone())).collect())
        .unwrap_or_default();
    files.sort();
    let mut wanted = truth.files.clone();
    wanted.sort();
    if wanted.is_empty() {
        score.optional("files", None, files.first());
    } else {
        score.field("files", files == wanted, || format!("{files:?}, not {wanted:?}"));
    }
    if let Some(canonical) = &truth.canonical {
        let found = article.map(|a| a.url.as_str().to_owned());
        score.field("canonical", found.as_ref() == Some(canonical), || format!("{found:?}, not {canonical}"));
    }
    score
}

fn plain(text: &str) -> String {
    tokens(text).join(" ")
}

fn tokens(text: &str) -> Vec<&str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|t| !t.is_empty()).collect()
}

/// Runs of four tokens in both, only in what was found, only in the truth.
fn shared(truth: &str, found: &str) -> (u32, u32, u32) {
    let runs = |text: &str| {
        let tokens = tokens(text);
        let mut runs: HashMap<String, i64> = HashMap::new();
        if !tokens.is_empty() {
            for window in tokens.windows(4.min(tokens.len())) {
                *runs.entry(window.join(" ")).or_default() += 1;
            }
        }
        runs
    };
    let (truth, found) = (runs(truth), runs(found));
    let total = |runs: &HashMap<String, i64>| runs.values().sum::<i64>();
    let tp: i64 = truth.iter().map(|(run, n)| n.min(found.get(run).unwrap_or(&0))).sum();
    let number = |n: i64| u32::try_from(n).unwrap_or_default();
    (number(tp), number(total(&found) - tp), number(total(&truth) - tp))
}

/// Lines of one that the other has not.
fn differing(truth: &[String], found: &str) -> Vec<String> {
    let found: Vec<String> = found.lines().map(plain).collect();
    let wanted: Vec<String> = truth.iter().map(|line| plain(line)).collect();
    let extra = found.iter().filter(|line| !wanted.contains(line)).map(|line| format!("+{line}"));
    let missing = wanted.iter().filter(|line| !found.contains(line)).map(|line| format!("-{line}"));
    extra.chain(missing).map(|line| line.chars().take(90).collect()).take(6).collect()
}

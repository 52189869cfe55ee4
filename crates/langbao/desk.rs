//! The desk of the web pages: what visitors and admins order there is done at the workbench.

use chrono::{DateTime, Utc};
use langbao_alert::MailSettings;
use langbao_article::{Article, CanonicalUrl, Extraction, LinkKind, PageKind, Trace, explain};
use langbao_crawl::{Link, Schedule, SiteScope};
use langbao_web::{Desk, DeskError, Preview, Sample, Task};

use crate::config::Config;
use crate::failure::{Exit, exit_of};
use crate::language::Lang;
use crate::site_probe::Probe;
use crate::workbench::Workbench;

/// Articles of a site that are shown before it is added, and pages that are asked for them.
const SAMPLES: usize = 3;
const MOST_ASKED: usize = 8;

/// Lists named of a site before it is added.
const LISTS: usize = 20;

/// The desk of a program that serves.
pub(crate) struct HouseDesk {
    pub(crate) bench: Workbench,
    pub(crate) config: Config,
    pub(crate) mail: Option<MailSettings>,
}

impl Desk for HouseDesk {
    fn perform(&self, actor: &str, task: Task) -> Result<(), DeskError> {
        let (action, ..) = task.noted();
        self.bench.perform(actor, task).map_err(|error| told(action, &error))
    }

    fn preview(&self, url: &CanonicalUrl) -> Result<Preview, DeskError> {
        preview(&self.config, url).map_err(|error| DeskError::Refused(format!("{error:#}")))
    }

    fn mail(&self) -> Option<MailSettings> {
        self.mail.clone()
    }

    fn schedule(&self) -> String {
        self.config.crawl.schedule.clone()
    }

    fn next_run(&self, schedule: &str, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        schedule.parse::<Schedule>().ok()?.next_after(now)
    }
}

/// What is told of an error; what was no fault of the one who asked is logged instead.
fn told(action: &str, error: &anyhow::Error) -> DeskError {
    let is_refusal = matches!(
        error.downcast_ref::<langbao_archive::Error>(),
        Some(langbao_archive::Error::SiteExists(_) | langbao_archive::Error::NoSuchSite(_))
    );
    match exit_of(error) {
        Exit::NotFound if !is_refusal => DeskError::NotFound,
        _ if is_refusal || error.downcast_ref::<crate::failure::Ending>().is_some() => {
            DeskError::Refused(format!("{error:#}"))
        }
        _ => {
            tracing::error!(action, error = format!("{error:#}"), "what was ordered could not be done");
            DeskError::Failed
        }
    }
}

fn preview(config: &Config, url: &CanonicalUrl) -> anyhow::Result<Preview> {
    let probe = Probe::new(config)?;
    let page = probe.fetch(Lang::default(), url.clone())?;
    let scope = SiteScope::new("preview".parse()?, vec![page.url.clone()]);
    let mut links = langbao_crawl::discover(&page, &scope);
    let lists = links.iter().filter_map(|link| {
        let kind = match link.kind {
            LinkKind::Sitemap => "sitemap",
            LinkKind::Feed => "feed",
            LinkKind::List => "list",
            LinkKind::Article | LinkKind::Unknown | LinkKind::Attachment | LinkKind::Part => return None,
        };
        Some((kind, link.url.as_str().to_owned()))
    });
    let lists = lists.take(LISTS).collect();
    let articles = links.iter().filter(|link| link.kind == LinkKind::Article).count() as u64;
    // What is surely an article first, then what may be one.
    links.retain(|link| matches!(link.kind, LinkKind::Article | LinkKind::Unknown));
    links.sort_by_key(|link| link.kind != LinkKind::Article);
    let mut samples: Vec<Sample> = Vec::new();
    for Link { url, .. } in links.into_iter().take(MOST_ASKED) {
        if samples.iter().filter(|sample| sample.reason.is_none()).count() == SAMPLES {
            break;
        }
        samples.push(match probe.fetch(Lang::default(), url.clone()) {
            Ok(page) => sample(&url, explain(&page, None)),
            Err(error) => {
                Sample { url: url.to_string(), fields: Vec::new(), reason: Some(format!("{error:#}")) }
            }
        });
    }
    // Those that are articles, if any is.
    samples.sort_by_key(|sample| sample.reason.is_some());
    samples.truncate(SAMPLES);
    let title = match explain(&page, None).0 {
        Extraction::Article(article) => article.title.clone(),
        Extraction::NotArticle { .. } => String::new(),
    };
    Ok(Preview { url: page.url.to_string(), title, lists, articles, samples })
}

fn sample(url: &CanonicalUrl, (extraction, trace): (Extraction, Trace)) -> Sample {
    let article = match extraction {
        Extraction::Article(article) => article,
        Extraction::NotArticle { kind, reason, .. } => {
            let reason = if kind == PageKind::NoText { reason } else { format!("{kind:?}: {reason}") };
            return Sample { url: url.to_string(), fields: Vec::new(), reason: Some(reason) };
        }
    };
    let rules = serde_json::to_value(&trace).unwrap_or_default();
    let rule = |field: &str| rules[field].as_str().unwrap_or_default().to_owned();
    let fields = fields(&article).into_iter().map(|(name, value)| (name, value, rule(name))).collect();
    Sample { url: url.to_string(), fields, reason: None }
}

/// Every field of an article that was found, as text.
fn fields(article: &Article) -> Vec<(&'static str, String)> {
    let mut fields = vec![("title", article.title.clone())];
    let mut add = |name: &'static str, value: Option<String>| {
        fields.extend(value.filter(|value| !value.is_empty()).map(|value| (name, value)));
    };
    add("published", article.published.as_ref().map(|p| p.at.format("%d/%m/%Y %H:%M UTC").to_string()));
    add("section", article.section.clone());
    add("lead", article.lead.clone());
    let body = article.body();
    let short: String = body.chars().take(400).collect();
    let is_cut = short.len() < body.len();
    add("blocks", Some(if is_cut { format!("{short}…") } else { short }));
    add("author", article.author.clone());
    add("source", article.source.clone());
    add("view_count", article.view_count.map(|n| n.to_string()));
    add("images", (!article.images.is_empty()).then(|| article.images.len().to_string()));
    add("attachments", (!article.attachments.is_empty()).then(|| article.attachments.len().to_string()));
    add("language", article.language.clone());
    fields
}

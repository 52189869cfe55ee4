//! The configuration: one `langbao.toml`, a struct per concern, read once at the top.
//!
//! Flag > environment (`LANGBAO_CRAWL_DELAY`) > file > default. An unknown key is an error with a suggestion. The
//! libraries get values, never this file and never the environment.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context;
use serde::{Deserialize, Serialize};

use crate::failure::{Exit, ending};

/// The commented file that `langbao init` writes; every line that is commented out shows a default.
pub(crate) const TEMPLATE: &str = include_str!("langbao.toml");

/// The whole configuration.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Config {
    pub(crate) crawl: CrawlConfig,
    pub(crate) serve: ServeConfig,
    pub(crate) mail: MailConfig,
    pub(crate) access: AccessConfig,
}

/// How sites are crawled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct CrawlConfig {
    /// A page or an e-mail address where a site's admin can reach you; part of the User-Agent.
    pub(crate) contact: String,
    /// The name by which robots.txt and the User-Agent speak of this crawler.
    pub(crate) product: String,
    /// Time between the starts of two requests to one host: "5s", "500ms".
    pub(crate) delay: String,
    /// Time for one whole request.
    pub(crate) timeout: String,
    /// Largest body in bytes, after decompression.
    pub(crate) max_body_bytes: usize,
    /// Most that a site's Crawl-delay or Retry-After is waited for within a run.
    pub(crate) max_crawl_delay: String,
    /// First pause after a failure that is the host's own, unless it says how long; doubles with each one in a row.
    pub(crate) backoff: String,
    /// Most pages fetched in one run of one site.
    pub(crate) max_pages_per_run: u32,
    /// Sites crawled at the same time.
    pub(crate) concurrent_sites: usize,
    /// Private networks that may be fetched from, such as "10.1.0.0/16"; none by default.
    pub(crate) allow_networks: Vec<String>,
    /// The schedule of a site added without one.
    pub(crate) schedule: String,
}

/// How the page and the API are served.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct ServeConfig {
    /// Address and port.
    pub(crate) listen: SocketAddr,
    /// The address under which readers reach the server, if a proxy stands before it.
    pub(crate) base_url: Option<String>,
    /// The name in the page's head.
    pub(crate) title: String,
    /// Whether those have pages too whom only articles about crimes and accidents name, without a post.
    pub(crate) private_persons: bool,
    /// Whether search engines are asked to stay away.
    pub(crate) noindex: bool,
    /// Requests a minute from one address; 0: any number.
    pub(crate) rate_limit: u32,
    /// Proxies that are believed whom they ask for (`X-Forwarded-For`), as networks.
    pub(crate) trusted_proxies: Vec<String>,
}

/// What is open to those without a key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct AccessConfig {
    /// The pages: search, articles, persons, places.
    pub(crate) search: bool,
    /// The archived copies.
    pub(crate) copies: bool,
    /// The API.
    pub(crate) api: bool,
}

impl Default for AccessConfig {
    fn default() -> Self {
        Self { search: true, copies: true, api: true }
    }
}

/// How mail is sent; none is, without a host.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct MailConfig {
    /// The server that takes mail; empty: no mail.
    pub(crate) host: String,
    /// Its port.
    pub(crate) port: u16,
    /// How the connection is kept from others.
    pub(crate) security: MailSecurity,
    /// The name to sign in with; empty: without signing in.
    pub(crate) user: String,
    /// The file that holds the password.
    pub(crate) password_file: String,
    /// The sender: "Làng báo <bao@example.vn>".
    pub(crate) from: String,
    /// Whether readers may order mail about a search on its page.
    pub(crate) public: bool,
}

/// How the connection to the mail server is kept from others.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum MailSecurity {
    /// TLS is asked for once connected, and must be given.
    #[default]
    Starttls,
    /// TLS from the first byte.
    Tls,
    /// Nothing: for a server on this machine.
    None,
}

impl Default for MailConfig {
    fn default() -> Self {
        Self {
            host: String::new(),
            port: 587,
            security: MailSecurity::default(),
            user: String::new(),
            password_file: String::new(),
            from: String::new(),
            public: true,
        }
    }
}

impl MailConfig {
    /// Whether mail can be sent.
    pub(crate) fn is_on(&self) -> bool {
        !self.host.trim().is_empty()
    }
}

impl Default for CrawlConfig {
    fn default() -> Self {
        Self {
            contact: String::new(),
            product: langbao_crawl::CrawlSettings::PRODUCT.to_owned(),
            delay: "5s".to_owned(),
            timeout: "60s".to_owned(),
            max_body_bytes: 10_000_000,
            max_crawl_delay: "60s".to_owned(),
            backoff: "10s".to_owned(),
            max_pages_per_run: 5_000,
            concurrent_sites: 8,
            allow_networks: Vec::new(),
            schedule: "6h".to_owned(),
        }
    }
}

impl Default for ServeConfig {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            base_url: None,
            title: "langbao".to_owned(),
            private_persons: false,
            noindex: false,
            rate_limit: 600,
            trusted_proxies: ["127.0.0.0/8", "::1/128"].map(str::to_owned).to_vec(),
        }
    }
}

impl Config {
    /// Reads the file (if `path` is `None`: `langbao.toml` in the working folder if it is there) and the
    /// environment, and checks every value.
    ///
    /// # Errors
    /// [`Exit::Config`] naming the file or variable, the key and what is wrong with it.
    pub(crate) fn load(
        path: Option<&Path>,
        env: impl IntoIterator<Item = (String, String)>,
    ) -> anyhow::Result<Self> {
        let default_path = PathBuf::from("langbao.toml");
        let (origin, text) = match path {
            Some(path) => {
                let text = std::fs::read_to_string(path).with_context(|| {
                    ending(Exit::Config, format!("cannot read config file {}", path.display()))
                })?;
                (path.display().to_string(), text)
            }
            None => match std::fs::read_to_string(&default_path) {
                Ok(text) => ("langbao.toml".to_owned(), text),
                Err(e) if e.kind() == std::io::ErrorKind::NotFound => (String::new(), String::new()),
                Err(e) => return Err(e).context(ending(Exit::Config, "cannot read langbao.toml")),
            },
        };
        Self::from_text(&origin, &text, env)
    }

    /// Reads configuration text and the environment.
    pub(crate) fn from_text(
        origin: &str,
        text: &str,
        env: impl IntoIterator<Item = (String, String)>,
    ) -> anyhow::Result<Self> {
        let mut table: toml::Table =
            text.parse().map_err(|e| ending(Exit::Config, format!("{origin}: {e}").trim_end().to_owned()))?;
        let known = toml::Table::try_from(Self::default().with_every_key())?;
        check_keys(origin, "", &table, &known)?;
        let variables = overlay_env(&mut table, &known, env)?;
        // Whichever of them is at fault: the message names the key, and this where it may stand.
        let origins: Vec<&str> = Some(origin)
            .filter(|o| !o.is_empty())
            .into_iter()
            .chain(variables.iter().map(String::as_str))
            .collect();
        let origin = &origins.join(", ");
        let config: Self = table
            .try_into()
            .map_err(|e| ending(Exit::Config, format!("{origin}: {e}").trim_end().to_owned()))?;
        config.check(origin)?;
        Ok(config)
    }

    /// Optional keys are absent from a serialised default; the list of known keys needs them.
    fn with_every_key(mut self) -> Self {
        self.serve.base_url = Some(String::new());
        self
    }

    fn check(&self, origin: &str) -> anyhow::Result<()> {
        let fail = |key: &str, why: String| ending(Exit::Config, format!("{origin}: {key}: {why}"));
        let settings = self.crawl_settings().map_err(|e| fail("crawl", format!("{e:#}")))?;
        settings.check().map_err(|e| fail("crawl", e.to_string()))?;
        self.crawl
            .schedule
            .parse::<langbao_crawl::Schedule>()
            .map_err(|e| fail("crawl.schedule", e.to_string()))?;
        if self.crawl.concurrent_sites == 0 {
            return Err(fail("crawl.concurrent_sites", "must be at least 1".to_owned()));
        }
        if self.mail.is_on() {
            let mail = langbao_alert::MailSettings { from: self.mail.from.clone(), base_url: String::new() };
            mail.sender().map_err(|e| fail("mail.from", e.to_string()))?;
        }
        if let Some(url) = &self.serve.base_url {
            langbao_article::CanonicalUrl::parse(url).map_err(|e| fail("serve.base_url", e.to_string()))?;
        }
        Ok(())
    }

    /// Makes the crawler's settings.
    pub(crate) fn crawl_settings(&self) -> anyhow::Result<langbao_crawl::CrawlSettings> {
        let crawl = &self.crawl;
        let allow_networks = crawl
            .allow_networks
            .iter()
            .map(|n| {
                n.parse()
                    .with_context(|| format!("allow_networks: \"{n}\" is not a network like 10.1.0.0/16"))
            })
            .collect::<anyhow::Result<_>>()?;
        Ok(langbao_crawl::CrawlSettings {
            contact: crawl.contact.clone(),
            product: crawl.product.clone(),
            max_crawl_delay: parse_duration(&crawl.max_crawl_delay).context("max_crawl_delay")?,
            backoff: parse_duration(&crawl.backoff).context("backoff")?,
            delay: parse_duration(&crawl.delay).context("delay")?,
            timeout_total: parse_duration(&crawl.timeout).context("timeout")?,
            max_body_bytes: crawl.max_body_bytes,
            max_pages_per_run: crawl.max_pages_per_run,
            allow_networks,
            ..langbao_crawl::CrawlSettings::default()
        })
    }
}

/// Reads "500ms", "5s", "2m", "6h".
pub(crate) fn parse_duration(text: &str) -> anyhow::Result<Duration> {
    let text = text.trim();
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let number: u64 = text[..digits].parse().ok().with_context(|| bad_duration(text))?;
    let millis = match text[digits..].trim() {
        "ms" => 1,
        "s" => 1_000,
        "m" => 60_000,
        "h" => 3_600_000,
        _ => anyhow::bail!(bad_duration(text)),
    };
    number.checked_mul(millis).map(Duration::from_millis).with_context(|| bad_duration(text))
}

fn bad_duration(text: &str) -> String {
    format!("\"{text}\" is not a duration: write 500ms, 5s, 2m or 6h")
}

/// Refuses keys that do not exist, and says which one was probably meant.
fn check_keys(origin: &str, prefix: &str, table: &toml::Table, known: &toml::Table) -> anyhow::Result<()> {
    for (key, value) in table {
        let name = format!("{prefix}{key}");
        match (known.get(key), value) {
            (None, _) => {
                let hint = nearest(key, known.keys().map(String::as_str))
                    .map(|k| format!(", did you mean \"{prefix}{k}\"?"))
                    .unwrap_or_default();
                return Err(ending(Exit::Config, format!("{origin}: unknown key \"{name}\"{hint}")));
            }
            (Some(toml::Value::Table(known)), toml::Value::Table(table)) => {
                check_keys(origin, &format!("{name}."), table, known)?;
            }
            _ => {}
        }
    }
    Ok(())
}

/// The known name nearest to what was typed, if any is near.
pub(crate) fn nearest<'a>(typed: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    known
        .map(|k| (strsim::jaro_winkler(typed, k), k))
        .filter(|(likeness, _)| *likeness > 0.7)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, k)| k)
}

/// Puts `LANGBAO_<SECTION>_<KEY>` over the file and returns the variables that were there. Values of settings that are
/// texts are taken as they are, others are read as TOML.
fn overlay_env(
    table: &mut toml::Table,
    known: &toml::Table,
    env: impl IntoIterator<Item = (String, String)>,
) -> anyhow::Result<Vec<String>> {
    let mut found = Vec::new();
    let env: std::collections::HashMap<String, String> = env.into_iter().collect();
    for (section, keys) in known {
        let Some(keys) = keys.as_table() else { continue };
        for (key, default) in keys {
            let variable = format!("LANGBAO_{}_{}", section.to_uppercase(), key.to_uppercase());
            let Some(text) = env.get(&variable) else { continue };
            let value = match default {
                toml::Value::String(_) => toml::Value::String(text.clone()),
                _ => format!("v = {text}")
                    .parse::<toml::Table>()
                    .ok()
                    .and_then(|mut t| t.remove("v"))
                    .ok_or_else(|| ending(Exit::Config, format!("{variable}: cannot read \"{text}\"")))?,
            };
            let entry = table.entry(section.clone()).or_insert_with(|| toml::Table::new().into());
            match entry.as_table_mut() {
                Some(section) => section.insert(key.clone(), value),
                None => return Err(ending(Exit::Config, format!("{section} must be a table"))),
            };
            found.push(variable);
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(text: &str, env: &[(&str, &str)]) -> Result<Config, String> {
        let env = env.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned()));
        Config::from_text("langbao.toml", text, env).map_err(|e| format!("{e:#}"))
    }

    #[test]
    fn the_template_is_the_default() {
        assert_eq!(load(TEMPLATE, &[]).unwrap(), Config::default());
        let uncommented: String = TEMPLATE
            .lines()
            .map(|l| l.strip_prefix("# ").filter(|l| l.contains(" = ")).unwrap_or(l).to_owned() + "\n")
            .collect();
        let mut expected = Config::default();
        expected.serve.base_url = Some("https://bao.example.vn/".to_owned());
        assert_eq!(load(&uncommented, &[]).unwrap(), expected);
    }

    #[test]
    fn environment_wins_over_file() {
        let config = load("[crawl]\ndelay = \"2s\"", &[("LANGBAO_CRAWL_DELAY", "7s")]).unwrap();
        assert_eq!(config.crawl.delay, "7s");
        let config = load("", &[("LANGBAO_CRAWL_ALLOW_NETWORKS", "[\"127.0.0.0/8\"]")]).unwrap();
        assert_eq!(config.crawl.allow_networks, ["127.0.0.0/8"]);
    }

    #[test]
    fn faults_are_named() {
        let check = |text: &str, part: &str| {
            let message = load(text, &[]).unwrap_err();
            assert!(message.contains(part), "{text}: {message}");
        };
        check("[crawl]\ndely = \"1s\"", "unknown key \"crawl.dely\", did you mean \"crawl.delay\"?");
        check("[crawl]\ndelay = \"soon\"", "\"soon\" is not a duration");
        check("[crawl]\nschedule = \"often\"", "crawl.schedule");
        check("[crawl]\nallow_networks = [\"home\"]", "\"home\" is not a network");
        check("[serve]\nlisten = \"here\"", "listen");
        check("[serve", "langbao.toml");
        check("[mail]\nhost = \"localhost\"", "mail.from");
        check("[mail]\nsecurity = \"some\"", "security");
        check("[crawl]\ncontact = \"tòa soạn\"", "contact \"tòa soạn\"");
        check("[crawl]\ntimeout = \"0s\"", "timeout must be more than zero");
        let message = load("", &[("LANGBAO_CRAWL_DELAY", "soon")]).unwrap_err();
        assert!(message.contains("LANGBAO_CRAWL_DELAY: crawl: delay: \"soon\""), "{message}");
    }
}

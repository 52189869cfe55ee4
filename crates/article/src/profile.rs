//! How the pages of one kind of site are read.

use std::fmt;
use std::sync::LazyLock;

use regex::Regex;
use scraper::{Html, Selector};
use serde::Deserialize;

use crate::{CanonicalUrl, LinkKind};

/// A site profile: selectors and URL patterns of one site or of one platform, read from a small TOML file.
///
/// `profiles/README.md` shows every key.
#[derive(Debug, Clone)]
pub struct SiteProfile {
    name: String,
    place: Option<String>,
    detect: Detect,
    urls: Urls,
    pub(crate) select: Select,
}

/// Why a profile cannot be read.
#[derive(Debug, Clone, thiserror::Error)]
#[error("site profile {name}: {reason}")]
pub struct ProfileError {
    /// The name of the profile.
    pub name: String,
    /// What is wrong, with the key at fault.
    pub reason: String,
}

/// What a profile says of a URL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UrlRole {
    /// Follow it; it is of this kind.
    Follow(LinkKind),
    /// Do not follow it.
    Ignore,
}

/// Signs of a platform; one is enough.
#[derive(Debug, Clone, Default)]
struct Detect {
    generator: Option<Regex>,
    selector: Selectors,
    url: Patterns,
}

#[derive(Debug, Clone, Default)]
struct Urls {
    article: Patterns,
    list: Patterns,
    ignore: Patterns,
}

/// Where the parts of an article stand on the page; each list in order of preference.
#[derive(Debug, Clone, Default)]
pub(crate) struct Select {
    pub(crate) title: Selectors,
    pub(crate) lead: Selectors,
    pub(crate) body: Selectors,
    pub(crate) date: Selectors,
    pub(crate) section: Selectors,
    pub(crate) author: Selectors,
    pub(crate) source: Selectors,
    pub(crate) views: Selectors,
    pub(crate) remove: Selectors,
}

pub(crate) type Selectors = Vec<Selector>;
type Patterns = Vec<Regex>;

/// The file, before selectors and patterns are checked.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct File {
    place: Option<String>,
    detect: DetectTable,
    urls: UrlTable,
    select: SelectTable,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct DetectTable {
    generator: Option<String>,
    selector: OneOrMany,
    url: OneOrMany,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct UrlTable {
    article: OneOrMany,
    list: OneOrMany,
    ignore: OneOrMany,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct SelectTable {
    title: OneOrMany,
    lead: OneOrMany,
    body: OneOrMany,
    date: OneOrMany,
    section: OneOrMany,
    author: OneOrMany,
    source: OneOrMany,
    views: OneOrMany,
    remove: OneOrMany,
}

#[derive(Deserialize)]
#[serde(untagged, expecting = "a string or a list of strings")]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

impl Default for OneOrMany {
    fn default() -> Self {
        Self::Many(Vec::new())
    }
}

impl OneOrMany {
    /// Checks each string; `key` names the place in the file.
    fn check<T, E: fmt::Display>(
        self,
        key: &str,
        check: impl Fn(&str) -> Result<T, E>,
    ) -> Result<Vec<T>, String> {
        let (strings, listed) = match self {
            Self::One(string) => (vec![string], false),
            Self::Many(strings) => (strings, true),
        };
        let checked = strings.iter().enumerate().map(|(at, string)| {
            check(string).map_err(|e| {
                let at = if listed { format!("[{at}]") } else { String::new() };
                format!("{key}{at}: \"{string}\": {e}")
            })
        });
        checked.collect()
    }
}

fn selectors(key: &str, value: OneOrMany) -> Result<Selectors, String> {
    value.check(&format!("select.{key}"), Selector::parse)
}

fn pattern(text: &str) -> Result<Regex, regex::Error> {
    // A pattern of a few hundred bytes has no business with a compiled megabyte.
    regex::RegexBuilder::new(text).size_limit(1 << 20).build()
}

impl SiteProfile {
    /// Reads a profile.
    ///
    /// # Errors
    /// [`ProfileError`] names the key that is unknown or not a valid selector or pattern.
    pub fn parse(name: &str, toml: &str) -> Result<Self, ProfileError> {
        Self::read(name, toml).map_err(|reason| ProfileError { name: name.to_owned(), reason })
    }

    fn read(name: &str, toml: &str) -> Result<Self, String> {
        let file: File = toml::from_str(toml).map_err(|e| {
            let line = e.span().map(|span| toml[..span.start.min(toml.len())].matches('\n').count() + 1);
            line.map_or_else(|| e.message().to_owned(), |line| format!("line {line}: {}", e.message()))
        })?;
        let patterns = |key: &str, value: OneOrMany| value.check(key, pattern);
        let generator = file.detect.generator.map(OneOrMany::One).unwrap_or_default();
        Ok(Self {
            name: name.to_owned(),
            place: file.place.map(|place| place.trim().to_owned()).filter(|place| !place.is_empty()),
            detect: Detect {
                generator: patterns("detect.generator", generator)?.pop(),
                selector: file.detect.selector.check("detect.selector", Selector::parse)?,
                url: patterns("detect.url", file.detect.url)?,
            },
            urls: Urls {
                article: patterns("urls.article", file.urls.article)?,
                list: patterns("urls.list", file.urls.list)?,
                ignore: patterns("urls.ignore", file.urls.ignore)?,
            },
            select: Select {
                title: selectors("title", file.select.title)?,
                lead: selectors("lead", file.select.lead)?,
                body: selectors("body", file.select.body)?,
                date: selectors("date", file.select.date)?,
                section: selectors("section", file.select.section)?,
                author: selectors("author", file.select.author)?,
                source: selectors("source", file.select.source)?,
                views: selectors("views", file.select.views)?,
                remove: selectors("remove", file.select.remove)?,
            },
        })
    }

    /// Returns the profiles that come with the program, in the order in which they are tried on a page.
    pub fn builtin() -> &'static [Self] {
        static BUILTIN: LazyLock<Vec<SiteProfile>> = LazyLock::new(|| {
            [
                ("hanoi-liferay", include_str!("../profiles/hanoi-liferay.toml")),
                ("nukeviet", include_str!("../profiles/nukeviet.toml")),
                ("wordpress", include_str!("../profiles/wordpress.toml")),
                ("sharepoint", include_str!("../profiles/sharepoint.toml")),
                ("dotnetnuke", include_str!("../profiles/dotnetnuke.toml")),
                ("hue-commune", include_str!("../profiles/hue-commune.toml")),
                ("hcmc", include_str!("../profiles/hcmc.toml")),
                ("own-mvc", include_str!("../profiles/own-mvc.toml")),
            ]
            .into_iter()
            .map(|(name, toml)| {
                SiteProfile::parse(name, toml).expect("a unit test parses every built-in profile")
            })
            .collect()
        });
        &BUILTIN
    }

    /// Returns the built-in profile of the platform that made this page, if it shows one.
    pub(crate) fn recognise(html: &Html, url: &CanonicalUrl) -> Option<&'static Self> {
        static GENERATOR: LazyLock<Selector> = LazyLock::new(|| {
            Selector::parse(r#"meta[name="generator" i]"#).expect("the selector is a constant")
        });
        let generators: Vec<&str> = html.select(&GENERATOR).filter_map(|meta| meta.attr("content")).collect();
        let path = path_and_query(url);
        Self::builtin().iter().find(|profile| {
            let Detect { generator, selector, url } = &profile.detect;
            generator.as_ref().is_some_and(|g| generators.iter().any(|content| g.is_match(content)))
                || url.iter().any(|pattern| pattern.is_match(path))
                || selector.iter().any(|selector| html.select(selector).next().is_some())
        })
    }

    /// Returns the place the site belongs to, as the file writes it: an id (`vn:00118@-2025`) or a name.
    pub fn place(&self) -> Option<&str> {
        self.place.as_deref()
    }

    /// Returns the name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Says what the profile knows of a URL; `None`: nothing.
    ///
    /// Patterns are searched for in path and query, such as `/tin?id=1`: first those to ignore, then those of
    /// articles, then those of lists.
    pub fn url_role(&self, url: &CanonicalUrl) -> Option<UrlRole> {
        let path = path_and_query(url);
        let any = |patterns: &Patterns| patterns.iter().any(|pattern| pattern.is_match(path));
        if any(&self.urls.ignore) {
            Some(UrlRole::Ignore)
        } else if any(&self.urls.article) {
            Some(UrlRole::Follow(LinkKind::Article))
        } else if any(&self.urls.list) {
            Some(UrlRole::Follow(LinkKind::List))
        } else {
            None
        }
    }
}

/// Everything after the host.
fn path_and_query(url: &CanonicalUrl) -> &str {
    &url.as_url()[url::Position::BeforePath..]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Page;
    use crate::extract::parse_html;

    fn role(profile: &str, url: &str) -> Option<UrlRole> {
        let profile = SiteProfile::builtin().iter().find(|p| p.name() == profile).unwrap();
        profile.url_role(&CanonicalUrl::parse(&format!("https://phuong.example.vn{url}")).unwrap())
    }

    const ARTICLE: Option<UrlRole> = Some(UrlRole::Follow(LinkKind::Article));
    const LIST: Option<UrlRole> = Some(UrlRole::Follow(LinkKind::List));
    const IGNORE: Option<UrlRole> = Some(UrlRole::Ignore);

    #[test]
    fn every_key_is_read() {
        let profile = SiteProfile::parse(
            "phuong-mau",
            r#"
            [detect]
            generator = "(?i)^mẫu"
            selector = "main.mau"
            url = ["^/mau/"]
            [urls]
            article = '^/tin/\d+'
            list = ['^/tin/?$', 'page=\d+']
            ignore = 'in=1'
            [select]
            title = "h1"
            lead = ".sapo"
            body = ["article .than", "article"]
            date = "time"
            section = ".muc"
            author = ".tac-gia"
            source = ".nguon"
            views = ".luot"
            remove = [".quang-cao", ".bieu-ngu"]
            "#,
        )
        .unwrap();
        assert_eq!(profile.name(), "phuong-mau");
        assert_eq!(profile.select.body.len(), 2);
        let role = |url: &str| profile.url_role(&CanonicalUrl::parse(&format!("http://a.vn{url}")).unwrap());
        assert_eq!(role("/tin/15"), ARTICLE);
        assert_eq!(role("/tin/15?in=1"), IGNORE);
        assert_eq!(role("/tin/"), LIST);
        assert_eq!(role("/gioi-thieu?page=2"), LIST);
        assert_eq!(role("/gioi-thieu"), None);
    }

    #[test]
    fn an_error_names_its_key() {
        let check = |toml: &str, expected: &str| {
            let error = SiteProfile::parse("sai", toml).unwrap_err().to_string();
            assert!(error.starts_with("site profile sai: "), "{error}");
            assert!(error.contains(expected), "{error}");
        };
        check("[select]\ntitel = 'h1'", "line 2: unknown field `titel`");
        check("[chon]\n", "unknown field `chon`");
        check("[select]\ntitle = 'h1['", "select.title: \"h1[\"");
        check("[select]\nbody = ['article', 'p >']", "select.body[1]");
        check("[urls]\narticle = '('", "urls.article: \"(\"");
        check("[detect]\ngenerator = '*'", "detect.generator");
        check("[select]\ntitle = 5", "a string or a list of strings");
        check("select = ", "line 1");
    }

    #[test]
    fn platforms_tell_articles_from_lists() {
        let names: Vec<&str> = SiteProfile::builtin().iter().map(SiteProfile::name).collect();
        assert_eq!(names[..5], ["hanoi-liferay", "nukeviet", "wordpress", "sharepoint", "dotnetnuke"]);
        assert_eq!(names[5..], ["hue-commune", "hcmc", "own-mvc"]);
        assert_eq!(role("hue-commune", "/?cn=85&gd=6&tc=52353"), ARTICLE);
        assert_eq!(role("hue-commune", "/?cn=85&gd=6"), LIST);
        assert_eq!(role("hcmc", "/xay-dung-dang/hoi-nghi/ct/4829/13670"), ARTICLE);
        assert_eq!(role("own-mvc", "/index.php?com=tintuc_ct&id_news=1330"), ARTICLE);
        assert_eq!(role("own-mvc", "/TinTuc/View/hoi-nghi?PageIndex=12"), ARTICLE);
        assert_eq!(role("own-mvc", "/bm/print/8074"), IGNORE);
        assert_eq!(role("hanoi-liferay", "/noi-dung/-/cms-icbt/10180/bai-viet/320621"), ARTICLE);
        assert_eq!(role("hanoi-liferay", "/cong-tac-ang/-/view_content/1234567-hoi-nghi.html"), ARTICLE);
        assert_eq!(role("hanoi-liferay", "/tin/-/asset_publisher/aBcD12345678/content/hoi-nghi"), ARTICLE);
        assert_eq!(
            role("hanoi-liferay", "/tin?p_p_id=101&_101_assetEntryId=5&_101_urlTitle=hoi-nghi"),
            ARTICLE
        );
        assert_eq!(role("hanoi-liferay", "/tin?p_p_id=101&_cur=2&_delta=10"), LIST);
        assert_eq!(role("hanoi-liferay", "/c/portal/login"), IGNORE);
        assert_eq!(role("nukeviet", "/vi/news/tin-tuc/hoi-nghi-tong-ket-1196.html"), ARTICLE);
        assert_eq!(role("nukeviet", "/index.php/vi/news/tin-tuc/hoi-nghi-tong-ket-1196/"), ARTICLE);
        assert_eq!(role("nukeviet", "/vi/news/tin-tuc-tong-hop/page-143/"), LIST);
        assert_eq!(role("nukeviet", "/vi/news/savefile/tin-tuc/hoi-nghi-1196.html"), IGNORE);
        assert_eq!(role("wordpress", "/tin-tuc/page/2/"), LIST);
        assert_eq!(role("wordpress", "/category/tin-tuc/"), LIST);
        assert_eq!(role("wordpress", "/?s=hoi+nghi"), IGNORE);
        assert_eq!(role("wordpress", "/hoi-nghi-tong-ket/"), None);
        assert_eq!(role("sharepoint", "/portal/pages/2023-01-30/Hoi-nghi-468686.aspx"), ARTICLE);
        assert_eq!(role("sharepoint", "/portal/Pages/noi-dung-tin.aspx?NewsID=1834"), ARTICLE);
        assert_eq!(role("sharepoint", "/Pages/pPrintTinTuc.aspx?UrlList=a&ItemID=1"), ARTICLE);
        assert_eq!(role("sharepoint", "/_layouts/15/Authenticate.aspx?Source=%2F"), IGNORE);
        assert_eq!(role("dotnetnuke", "/Default.aspx?tabid=107&NewsViews=17599"), ARTICLE);
        assert_eq!(
            role("dotnetnuke", "/Default.aspx?tabid=107&NewsViews=17599&SkinSrc=[G]Skins/_default/No+Skin"),
            IGNORE
        );
        assert_eq!(role("dotnetnuke", "/Default.aspx?tabid=107"), LIST);
    }

    #[test]
    fn platforms_are_recognised() {
        let check = |url: &str, html: &str, expected: Option<&str>| {
            let page = Page {
                url: CanonicalUrl::parse(url).unwrap(),
                fetched_at: Default::default(),
                status: 200,
                headers: vec![("content-type".to_owned(), "text/html".to_owned())],
                body: html.as_bytes().to_vec(),
            };
            let parsed = parse_html(&page).unwrap().html;
            let profile = SiteProfile::recognise(&parsed, &page.url);
            assert_eq!(profile.map(SiteProfile::name), expected, "{url} {html}");
        };
        check(
            "http://a.vn/",
            r#"<meta name="Generator" content="NukeViet v4.5"><p>Tin</p>"#,
            Some("nukeviet"),
        );
        check(
            "http://a.vn/",
            r#"<meta name=generator content="WordPress 6.4"><p>Tin</p>"#,
            Some("wordpress"),
        );
        check("http://a.vn/x", r#"<div class="portlet-body"><p>Tin</p></div>"#, Some("hanoi-liferay"));
        check("http://a.vn/portal/Pages/2024-5-17/Tin8hj3k2.aspx", "<p>Tin</p>", Some("sharepoint"));
        check(
            "http://a.vn/Default.aspx",
            r#"<div id="dnn_ContentPane"><p>Tin</p></div>"#,
            Some("dotnetnuke"),
        );
        check("http://a.vn/tin/1", "<p>Tin</p>", None);
    }
}

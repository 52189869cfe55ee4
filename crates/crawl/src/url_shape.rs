//! What a URL is by its looks, where no site profile says so. The forms are those of the portals that Vietnamese
//! wards, communes and districts use.

use langbao_article::{CanonicalUrl, LinkKind};

/// Query parameters (lower case) that name an article in portals whose paths do not.
const ARTICLE_PARAMETERS: &[&str] = &[
    "_101_asseturltitle",
    "_101_assetentryid",
    "_101_urltitle",
    "articleid",
    "contentid",
    "id_news",
    "idtin",
    "itemid",
    "newsid",
    "newsviews",
    "postid",
    "tinid",
];

/// Query parameters (lower case) that number the pages of a list.
const PAGE_PARAMETERS: &[&str] =
    &["cur", "offset", "p", "page", "paged", "pageindex", "pagenumber", "pageno", "start", "trang"];

/// Returns what a URL probably is; `None`: it is not worth following.
pub(crate) fn kind(url: &CanonicalUrl) -> Option<LinkKind> {
    let shape = Shape::of(url);
    if let Some(kind) = shape.machine_readable() {
        return Some(kind);
    }
    if shape.is_trap() {
        return None;
    }
    Some(if shape.is_article() {
        LinkKind::Article
    } else if shape.is_list() {
        LinkKind::List
    } else {
        LinkKind::Unknown
    })
}

/// Says whether a URL comes from links that make ever longer ones.
pub(crate) fn grows_without_end(url: &CanonicalUrl) -> bool {
    Shape::of(url).grows_without_end()
}

/// Takes the state of the list a reader came from out of the URL of an article: otherwise each article has as many
/// URLs as its list has pages.
pub(crate) fn without_list_state(url: CanonicalUrl) -> CanonicalUrl {
    if url.as_url().query().is_none() {
        return url;
    }
    let shape = Shape::of(&url);
    if !shape.is_article() {
        return url;
    }
    // `page` alone may be the second page of a long article.
    let detail = shape.is_detail_page();
    let is_state = |name: &str| {
        name == "pageindex"
            || name.ends_with("_page")
            || name.ends_with("_redirect")
            || (detail && name == "page")
    };
    let query = url.as_url().query().unwrap_or_default();
    let kept: Vec<&str> = query.split('&').filter(|pair| !is_state(&parameter(pair).0)).collect();
    let mut stripped = url.as_url().clone();
    stripped.set_query(if kept.is_empty() { None } else { Some(kept.join("&")) }.as_deref());
    CanonicalUrl::from_url(stripped).unwrap_or(url)
}

/// The parts of a URL, in lower case.
pub(crate) struct Shape {
    pub(crate) segments: Vec<String>,
    /// Names and values as written, not decoded.
    pub(crate) parameters: Vec<(String, String)>,
}

impl Shape {
    fn of(url: &CanonicalUrl) -> Self {
        let url = url.as_url();
        let segments = url.path().split('/').filter(|s| !s.is_empty()).map(str::to_ascii_lowercase).collect();
        let parameters = url.query().map(|q| q.split('&').map(parameter).collect()).unwrap_or_default();
        Self { segments, parameters }
    }

    fn last(&self) -> &str {
        self.segments.last().map_or("", String::as_str)
    }

    /// The last segment without its extension.
    pub(crate) fn name(&self) -> &str {
        split_extension(self.last()).0
    }

    pub(crate) fn extension(&self) -> &str {
        split_extension(self.last()).1
    }

    pub(crate) fn has(&self, names: &[&str]) -> bool {
        self.parameters.iter().any(|(name, _)| names.contains(&name.as_str()))
    }

    pub(crate) fn is(&self, name: &str, values: &[&str]) -> bool {
        self.parameters.iter().any(|(n, value)| n == name && values.contains(&value.as_str()))
    }

    fn machine_readable(&self) -> Option<LinkKind> {
        let (last, name) = (self.last(), self.name());
        let xml = matches!(self.extension(), "xml" | "rss" | "atom" | "rdf") || last.ends_with(".xml.gz");
        if xml && name.contains("sitemap") {
            return Some(LinkKind::Sitemap);
        }
        if self.segments.iter().any(|s| s == "comments") || self.has(&["replytocom"]) {
            return None;
        }
        let named = matches!(name, "rss" | "feed" | "feeds" | "atom") || (xml && name.contains("rss"));
        // NukeViet: /vi/news/rss/<cat>/
        let below = self.segments.len() >= 2 && self.segments[self.segments.len() - 2] == "rss";
        let asked = self.has(&["feed"]) || self.is("format", &["feed"]) || self.is("type", &["rss", "atom"]);
        (named || below || asked).then_some(LinkKind::Feed)
    }

    fn is_article(&self) -> bool {
        let (last, name) = (self.last(), self.name());
        let words = name.split(['-', '_']).filter(|word| !word.is_empty()).count();
        if self.has(ARTICLE_PARAMETERS) || (self.has(&["tc"]) && self.has(&["cn"])) {
            return true;
        }
        if self.is_detail_page() && self.parameters.iter().any(|(_, value)| is_number(value)) {
            return true;
        }
        if self.page_in_path() {
            return false;
        }
        // Liferay: /-/view_content/1234567-slug.html, /-/asset_publisher/x/content/slug, /-/…/bai-viet/320621
        let after = |marker: &str| self.segments.iter().position(|s| s == marker);
        if let Some(at) = after("-") {
            let rest = &self.segments[at + 1..];
            return rest.len() >= 2
                && rest.iter().any(|s| matches!(s.as_str(), "view_content" | "content" | "bai-viet"));
        }
        // HCMC: /…/ct/4829/13670
        if let Some(at) = after("ct")
            && let [a, b] = &self.segments[at + 1..]
        {
            return is_number(a) && is_number(b);
        }
        // SharePoint: /portal/pages/2023-01-30/Slug-468686.aspx
        if let [.., day, _] = self.segments.as_slice()
            && self.extension() == "aspx"
            && is_day(day)
        {
            return true;
        }
        let id = name.rsplit(['-', '_']).next().unwrap_or_default();
        let numbered = is_number(id) && words > 1;
        match self.extension() {
            "html" | "htm" | "aspx" | "php" | "vnp" | "chn" => {
                words >= 5 || (numbered && id.len() >= 2 && words >= 3)
            }
            // /kinh-te/<slug>-595005, /<slug of a whole headline>/
            "" => (numbered && id.len() >= 4 && words >= 4) || (words >= 6 && !last.contains('%')),
            _ => false,
        }
    }

    /// chitiet.aspx?id=7, chi-tiet-tin-tuc.aspx?l=7
    fn is_detail_page(&self) -> bool {
        self.name().starts_with("chi-tiet") || self.name().starts_with("chitiet")
    }

    fn is_list(&self) -> bool {
        let start_page = matches!(self.name(), "" | "index" | "default" | "home" | "trang-chu")
            && self.segments.len() <= 2;
        (start_page && self.parameters.is_empty())
            || self.page_in_path()
            || self.parameters.iter().any(|(name, value)| is_page_parameter(name) && is_number(value))
            || self.segments.iter().any(|s| {
                matches!(
                    s.as_str(),
                    "category" | "chu-de" | "chuyen-muc" | "danh-muc" | "tag" | "tags" | "topic"
                )
            })
    }

    /// page-3, trang-2.html, /page/3/, /trang/2
    fn page_in_path(&self) -> bool {
        let name = self.name();
        let numbered = |word: &str| name.strip_prefix(word).is_some_and(is_number);
        let before = self.segments.len().checked_sub(2).map_or("", |at| self.segments[at].as_str());
        numbered("page-") || numbered("trang-") || (matches!(before, "page" | "trang") && is_number(name))
    }
}

fn is_page_parameter(name: &str) -> bool {
    PAGE_PARAMETERS.contains(&name) || name.ends_with("_cur") || name.ends_with("_page")
}

fn parameter(pair: &str) -> (String, String) {
    let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
    (name.to_ascii_lowercase(), value.to_ascii_lowercase())
}

/// Splits `trang-2.html` into `trang-2` and `html`. What follows the last dot of a headline is no extension.
pub(crate) fn split_extension(segment: &str) -> (&str, &str) {
    match segment.rsplit_once('.') {
        Some((name, extension))
            if (1..=5).contains(&extension.len()) && extension.bytes().all(|b| b.is_ascii_alphanumeric()) =>
        {
            (name, extension)
        }
        _ => (segment, ""),
    }
}

pub(crate) fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// 2024-5-17
fn is_day(segment: &str) -> bool {
    let parts: Vec<&str> = segment.split('-').collect();
    matches!(parts[..], [year, month, day]
        if year.len() == 4 && month.len() <= 2 && day.len() <= 2 && parts.iter().all(|part| is_number(part)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(expected: Option<LinkKind>, paths: &[&str]) {
        let base = CanonicalUrl::parse("https://phuong.example.vn/").unwrap();
        for path in paths {
            assert_eq!(kind(&base.join(path).unwrap()), expected, "{path}");
        }
    }

    #[test]
    fn articles_of_the_platforms() {
        check(
            Some(LinkKind::Article),
            &[
                "/tin-tuc/-/view_content/1234567-phuong-to-chuc-hop.html",
                "/tin-tuc/-/asset_publisher/a1B2c3D4e5F6/content/phuong-hop",
                "/web/guest/home?p_p_id=101&_101_assetEntryId=1&_101_urlTitle=phuong-hop",
                "/noi-dung/-/cms-icbt/10180/bai-viet/320621",
                "/vi/news/tin-tuc/hop-to-dan-pho-1196.html",
                "/portal/Pages/2024-5-17/Hopa1B2c3.aspx",
                "/Pages/noi-dung-tin.aspx?NewsID=1834",
                "/Default.aspx?tabid=107&NewsViews=17599",
                "/?cn=85&gd=6&tc=52353",
                "/kinh-te/phuong-ra-quan-ve-sinh-595005",
                "/phuong-12-ra-qu-226-n-ve-sinh-moi-truong-101635.html",
                "/xay-dung-dang/hop-chi-bo/ct/4829/13670",
                "/hoi-nghi-tong-ket-cong-tac-nam/",
                "/index.php?com=tintuc_ct&id_news=1330",
                "/chitiet.aspx?id=1494",
                "/hop-to-dan-pho-so-5-2020.html?page=2",
            ],
        );
    }

    #[test]
    fn lists_feeds_and_sitemaps() {
        check(
            Some(LinkKind::List),
            &[
                "/",
                "/index.php",
                "/trang-chu",
                "/vi/news/tin-tuc-tong-hop/page-143",
                "/tin-tuc/page/3/",
                "/tin-hoat-dong/trang-2.html",
                "/tin-tuc?PageIndex=12",
                "/tin?p_p_id=101_INSTANCE_x&_101_INSTANCE_x_cur=2",
                "/category/tin/",
                "/tin-hoat-dong?page=4",
            ],
        );
        check(
            Some(LinkKind::Feed),
            &[
                "/rss",
                "/feed/",
                "/vi/news/rss/tin-tuc/",
                "/rss.xml",
                "/tin/feed",
                "/?feed=rss2",
                "/tin-rss.aspx?type=rss",
            ],
        );
        check(Some(LinkKind::Sitemap), &["/sitemap.xml", "/sitemap-1.xml.gz", "/news_sitemap.xml"]);
    }

    #[test]
    fn what_cannot_be_told_is_fetched() {
        check(
            Some(LinkKind::Unknown),
            &["/gioi-thieu", "/tin-tuc", "/Default.aspx?tabid=107", "/tin-%E1%BB%A9c"],
        );
    }

    #[test]
    fn the_state_of_the_list_is_taken_out_of_articles() {
        let check = |url: &str, expected: &str| {
            let base = CanonicalUrl::parse("https://a.vn/").unwrap();
            let (url, expected) = (base.join(url).unwrap(), base.join(expected).unwrap());
            assert_eq!(without_list_state(url), expected);
        };
        check("/TinTuc/View/hop-to-dan-pho-so-5-2020?PageIndex=12", "/TinTuc/View/hop-to-dan-pho-so-5-2020");
        check("/tin/hop-to-dan-pho-so-5.html?Entries_page=6&x=1", "/tin/hop-to-dan-pho-so-5.html?x=1");
        check("/chi-tiet-tin-tuc.aspx?NewsID=7&page=26", "/chi-tiet-tin-tuc.aspx?NewsID=7");
        check("/hop-to-dan-pho-so-5-2020.html?page=2", "/hop-to-dan-pho-so-5-2020.html?page=2");
        check("/tin-tuc?PageIndex=12", "/tin-tuc?PageIndex=12");
    }

    proptest! {
        #[test]
        fn any_url_passes_and_stripping_settles(
            path in "(/|-|tin|trang|page|[a-z0-9.%]{1,6}){0,20}",
            query in "(&|=|page|PageIndex|ngay|_cur|[a-z0-9]{1,4}){0,10}",
        ) {
            let text = format!("https://a.vn/{}?{query}", path.trim_start_matches('/'));
            if let Ok(url) = CanonicalUrl::parse(&text) {
                let stripped = without_list_state(url.clone());
                prop_assert_eq!(kind(&stripped), kind(&url));
                prop_assert_eq!(without_list_state(stripped.clone()), stripped);
            }
        }

        #[test]
        fn letter_case_makes_no_difference(path in "[a-zA-Z0-9./-]{0,30}") {
            let parse = |path: &str| CanonicalUrl::parse(&format!("https://a.vn/{path}")).unwrap();
            prop_assert_eq!(kind(&parse(&path)), kind(&parse(&path.to_ascii_lowercase())));
        }
    }
}

//! What is not an article: lists, home pages, log-ins, pages that say that there is no page.

use std::collections::HashSet;
use std::sync::LazyLock;

use regex::Regex;
use scraper::{Html, Selector};

use super::body::Body;
use super::declared::Declared;
use super::flow::{Flow, selector};
use super::headline::Headline;
use crate::one_line::line_key;
use crate::page_kind::{PageKind, Refusal};
use crate::{CanonicalUrl, LinkKind, Page, SiteProfile, UrlRole};

/// Refuses a response that is not a page.
pub(super) fn refuse_response(page: &Page) -> Result<(), Refusal> {
    if !(200..300).contains(&page.status) {
        return Err(Refusal::new(PageKind::ErrorStatus, format!("the status is {}", page.status)));
    }
    let start = page.body.trim_ascii_start();
    if start.starts_with(b"%PDF-")
        || start.starts_with(b"PK\x03\x04")
        || start.starts_with(b"\xd0\xcf\x11\xe0")
    {
        return Err(Refusal::new(PageKind::NotHtml, "a document file, not a web page"));
    }
    let media_type = page.media_type();
    let is_html = media_type.is_empty() || media_type.contains("html") || media_type == "text/plain";
    let looks_html =
        start.first() == Some(&b'<') && !start.starts_with(b"<?xml") && !start.starts_with(b"<rss");
    let is_unlabelled = media_type == "application/octet-stream" && looks_html;
    if !is_html && !is_unlabelled {
        return Err(Refusal::new(PageKind::NotHtml, format!("the media type is {media_type}")));
    }
    Ok(())
}

/// Refuses a page for what its URL says.
pub(super) fn refuse_url(url: &CanonicalUrl, profile: Option<&SiteProfile>) -> Result<(), Refusal> {
    match profile.and_then(|profile| profile.url_role(url)) {
        Some(UrlRole::Ignore) => {
            return Err(Refusal::new(PageKind::Ignored, "the site profile ignores this URL"));
        }
        Some(UrlRole::Follow(LinkKind::Article)) => return Ok(()),
        Some(UrlRole::Follow(_)) => return Err(Refusal::new(PageKind::List, "a list by the site profile")),
        None => {}
    }
    static HOME: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?i)^/(?:vi|en|index|home|trang-chu|trangchu|default|web/guest(?:/home|/trang-chu)?|portal/pages/(?:default|index|trang-chu)|pages/(?:default|index))?(?:\.(?:html?|php|aspx|jsp))?/?$",
        )
    });
    static LIST: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)/(?:page[-/]|trang-)\d+(?:\.html?|/)?$"));
    static SEARCH: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)/(?:tim-kiem|timkiem|search)(?:[./]|$)"));
    static LOG_IN: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"(?i)/(?:login|dang-nhap|dangnhap|signin)(?:[./]|$)"));
    let path = url.as_url().path();
    if url.as_url().scheme() == "import" {
        return Ok(());
    }
    if HOME.is_match(path) && url.as_url().query().is_none() {
        return Err(Refusal::new(PageKind::HomePage, "the URL of a home page"));
    }
    if LIST.is_match(path) {
        return Err(Refusal::new(PageKind::List, "the URL of a page of a list"));
    }
    if SEARCH.is_match(path) {
        return Err(Refusal::new(PageKind::SearchPage, "the URL of a search page"));
    }
    if LOG_IN.is_match(path) {
        return Err(Refusal::new(PageKind::LoginWall, "the URL of a log-in page"));
    }
    Ok(())
}

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("the pattern is a constant")
}

/// Whether the page asks for a password.
pub(super) fn asks_password(html: &Html) -> bool {
    static PASSWORD: LazyLock<Selector> = LazyLock::new(|| selector(r#"input[type="password" i]"#));
    html.select(&PASSWORD).next().is_some()
}

/// Whether the page is one made for the printer: it prints itself, or its URL is that of such a page.
pub(super) fn is_print_twin(html: &Html, url: &CanonicalUrl) -> bool {
    static SELF_PRINTING: LazyLock<Selector> =
        LazyLock::new(|| selector(r#"body[onload*="print(" i], html[onload*="print(" i]"#));
    static PATH: LazyLock<Regex> = LazyLock::new(|| {
        pattern(r"(?i)/(?:print|ban-in|in-bai|in-tin)(?:/|$)|/(?:p?print[a-z]*)\.(?:aspx|php|html?)$")
    });
    static QUERY: LazyLock<Regex> = LazyLock::new(|| {
        pattern(r"(?i)(?:^|&)(?:print=(?:1|true)|tmpl=component&print=1|skinsrc=[^&]*no(?:\+|%20)skin)")
    });
    url.as_url().scheme() != "import"
        && (PATH.is_match(url.as_url().path()) || QUERY.is_match(url.as_url().query().unwrap_or_default()))
        || html.select(&SELF_PRINTING).next().is_some()
}

/// Whether scripts run on the page. Asked before these are removed.
pub(super) fn has_scripts(html: &Html) -> bool {
    static SCRIPT: LazyLock<Selector> = LazyLock::new(|| {
        selector(r#"script:not([type]), script[type*="javascript" i], script[type="module" i]"#)
    });
    html.select(&SCRIPT).next().is_some()
}

/// A page of scripts that shows less than this has yet to be made by them, in characters.
const MAX_SHELL_CHARS: usize = 200;

/// Says of a page with scripts and hardly a line that it was refused for too little text why that is.
pub(super) fn as_shell(refusal: Refusal, flow: &Flow<'_>) -> Refusal {
    let shown: usize = flow.lines.iter().map(|line| line.chars).sum();
    match refusal.kind {
        PageKind::NoText | PageKind::NotArticle if shown < MAX_SHELL_CHARS => {
            Refusal::new(PageKind::JsShell, "hardly any text; it may need JavaScript")
        }
        _ => refusal,
    }
}

/// What is known of a page when it is decided.
pub(super) struct Evidence<'a> {
    pub(super) url: &'a CanonicalUrl,
    pub(super) declared: &'a Declared,
    pub(super) headline: &'a Headline,
    /// The whole page without boilerplate.
    pub(super) flow: &'a Flow<'a>,
    /// The body in `flow`; without lines where a profile's selector found it.
    pub(super) body: &'a Body,
    /// Whether the profile says that articles have such URLs.
    pub(super) url_vouches: bool,
    pub(super) profile_found_body: bool,
    pub(super) body_chars: usize,
    pub(super) body_text: &'a str,
    pub(super) has_files_or_images: bool,
    /// Whether the page has a date that is more than that of its first sentence.
    pub(super) has_declared_date: bool,
    pub(super) asks_password: bool,
    /// Whether the page names a section, a source, an author or views.
    pub(super) has_marks: bool,
}

/// Refuses a page for what stands on it.
pub(super) fn refuse_content(evidence: &Evidence<'_>) -> Result<(), Refusal> {
    let Evidence { headline, flow, body_chars, .. } = evidence;
    let dated = headline.dated();
    // A clock above the form is no date of an article.
    let says_log_in = ["đăng nhập", "bạn cần đăng nhập", "vui lòng đăng nhập", "login", "sign in"]
        .iter()
        .any(|word| line_key(&headline.text).starts_with(word));
    if evidence.asks_password
        && *body_chars < 300
        && !headline.is_dated_below()
        && (dated.is_none() || says_log_in)
    {
        return Err(Refusal::new(PageKind::LoginWall, "a log-in form"));
    }
    let headings =
        flow.lines.iter().filter(|line| line.heading.is_some()).map(|line| line.text.as_str()).take(10);
    if std::iter::once(headline.text.as_str())
        .chain(headings)
        .any(|h| is_error_page(h, evidence.body_text, *body_chars, headline.is_dated_below()))
        || (*body_chars < 300 && !headline.is_dated_below() && says_gone(flow))
    {
        return Err(Refusal::new(PageKind::SoftNotFound, "the page says that there is no such page"));
    }
    if line_key(&headline.text).contains("kết quả tìm kiếm") {
        return Err(Refusal::new(PageKind::SearchPage, "results of a search"));
    }
    if !evidence.url_vouches {
        refuse_list(evidence, evidence.body, dated)?;
    }
    if *body_chars == 0 && !evidence.has_files_or_images {
        return Err(Refusal::new(PageKind::NoText, "no text that could be an article"));
    }
    if !evidence.has_declared_date && is_about_site(evidence.url, &headline.text) {
        return Err(Refusal::new(PageKind::AboutSite, "a page about the site itself, without a date"));
    }
    let score = score(evidence, dated);
    if score < 3 {
        return Err(Refusal::new(
            PageKind::NotArticle,
            format!("too little speaks for an article ({score} of 3 points)"),
        ));
    }
    Ok(())
}

fn refuse_list(evidence: &Evidence<'_>, body: &Body, dated: Option<bool>) -> Result<(), Refusal> {
    let lines = &evidence.flow.lines;
    let is_headline = |at: &usize| lines.get(*at).is_some_and(|line| line.is_headline_link());
    // Without a headline of the page, its menus would count.
    let start = if evidence.headline.line.is_some() { Some(body.start) } else { body.lines.first().copied() };
    let start = start.unwrap_or_default().min(lines.len());
    // What is written below each entry alike, such as a bar of links to share it, is the headline of none.
    let count = |range: std::ops::Range<usize>| {
        range.filter(is_headline).map(|at| lines[at].text.as_str()).collect::<HashSet<_>>().len()
    };
    let headlines = count(start..lines.len());
    if headlines < 3 || (evidence.declared.is_article && evidence.body_chars >= 400) {
        return Ok(());
    }
    let first = (start..lines.len()).find(is_headline).unwrap_or(lines.len());
    let text_before: usize = lines[start..first]
        .iter()
        .filter(|line| !line.is_link() && line.chars >= 40)
        .map(|line| line.chars)
        .sum();
    // Short lines that were taken for the body, an advertisement's or a menu's, may stand far from its text.
    let paragraphs: Vec<usize> = body.lines.iter().copied().filter(|at| lines[*at].chars >= 40).collect();
    let between = match (paragraphs.first(), paragraphs.last()) {
        (Some(from), Some(to)) => count(*from..*to + 1),
        _ => 0,
    };
    let paragraphs = paragraphs.len();
    let is_text = evidence.body_chars >= 500 && between * 3 < paragraphs;
    let is_long = is_text || (evidence.body_chars >= 1500 && paragraphs == 0);
    let speaks_for_itself = is_long
        || match dated {
            Some(true) => true,
            Some(false) => text_before >= 40 || evidence.has_files_or_images,
            None => text_before >= 80,
        };
    if !speaks_for_itself {
        return Err(Refusal::new(PageKind::List, format!("a list of {headlines} headlines")));
    }
    if between >= 3 && between * 2 >= paragraphs && dated != Some(true) {
        return Err(Refusal::new(PageKind::List, format!("a list of {between} headlines with their leads")));
    }
    Ok(())
}

/// Points for an article; three are enough.
fn score(evidence: &Evidence<'_>, dated: Option<bool>) -> u32 {
    let by_length = match evidence.body_chars {
        500.. => 2,
        120.. => 1,
        _ => 0,
    };
    let by_date = if dated.is_some() || evidence.has_declared_date { 2 } else { 0 };
    by_length
        + by_date
        + u32::from(evidence.headline.line.is_some())
        + if evidence.declared.is_article { 2 } else { 0 }
        + u32::from(evidence.declared.og_type.as_deref() == Some("article"))
        + if evidence.url_vouches || evidence.profile_found_body { 2 } else { 0 }
        + u32::from(evidence.has_files_or_images)
        + u32::from(evidence.has_marks && evidence.headline.line.is_some())
        + u32::from(has_slug(evidence.url))
}

/// "Giới thiệu", "Liên hệ": pages that every site has, and that are no news.
fn is_about_site(url: &CanonicalUrl, title: &str) -> bool {
    static PATH: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?i)/(?:gioi-?thieu|lien-?he|contact|about|gop-?y|hoi-?dap|so-do-(?:trang|site|cong)|sitemap|ban-do|co-cau-to-chuc|chuc-nang-nhiem-vu|dieu-khoan)[^/]*/?$",
        )
    });
    let title = line_key(title);
    let titles = [
        "giới thiệu",
        "liên hệ",
        "góp ý",
        "sơ đồ trang",
        "sơ đồ cổng",
        "điều khoản sử dụng",
        "cơ cấu tổ chức",
    ];
    PATH.is_match(url.as_url().path())
        || titles.iter().any(|known| title.starts_with(known) && title.chars().count() < 40)
}

/// Whether the URL has the words of a headline.
fn has_slug(url: &CanonicalUrl) -> bool {
    let mut steps = url.as_url().path_segments().into_iter().flatten();
    steps.any(|step| step.matches('-').count() >= 4)
}

/// Whether a short line of the page says that there is no such page.
fn says_gone(flow: &Flow<'_>) -> bool {
    let messages = flow.lines.iter().filter(|line| line.chars <= 120 && !line.is_link()).take(200);
    messages.into_iter().any(|line| is_error_page("", &line.text, line.chars, false))
}

/// `dated`: a date stands below the headline, as on no such page; it may be an article on something that expired.
fn is_error_page(title: &str, body: &str, body_chars: usize, dated: bool) -> bool {
    static TITLE: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"^(?:lỗi |error |http )?(?:404|403|500)\b|^(?:thông báo lỗi|lỗi|error|có lỗi xảy ra|đã xảy ra lỗi)$|^(?:page |trang )?not found|không tìm thấy trang|^không tìm thấy|trang không tồn tại|^(?:tin|bài viết|nội dung) không tồn tại|^access denied|^trang bị lỗi",
        )
    });
    static TEXT: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"không (?:thể )?tìm (?:thấy|được) (?:trang|nội dung|bài|dữ liệu|đường dẫn|tin|thông tin|yêu cầu|kết quả|địa chỉ|liên kết|tài nguyên)|(?:trang|bài viết|bài|bản tin|tin|nội dung|thông tin|đường dẫn|liên kết|địa chỉ|url|tài nguyên|dữ liệu)[^.]{0,60} (?:không|chưa) (?:còn )?(?:tồn tại|có sẵn|khả dụng|hợp lệ|đúng|chính xác)|đã (?:bị|được) (?:xóa|xoá|gỡ|hủy|huỷ|ẩn|di chuyển|chuyển đi)|hết hạn|(?:hiện )?không có (?:dữ liệu|nội dung|bài viết|bản ghi|thông tin) ?(?:nào|để hiển thị|hiển thị|\.|,|$)|(?:page|file|resource|url|article|content)[^.]{0,60} (?:not found|does not exist|doesn't exist|no longer (?:exists|available)|could not be found|cannot be found|can't be found|has been removed|was not found)|không có quyền (?:truy cập|xem)|chưa có (?:nội dung|dữ liệu|bài viết)|(?:error|lỗi|mã lỗi)\W{0,3}(?:404|403)|404 not found",
        )
    });
    let title = line_key(title);
    TITLE.is_match(&title) && body_chars < if dated { 120 } else { 800 }
        || body_chars < if dated { 80 } else { 300 }
            && TEXT.is_match(&format!("{title}. {}", body.to_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_of_lists_and_homes() {
        let refused = |url: &str| {
            let url = CanonicalUrl::parse(&format!("http://phuong.example.vn{url}")).unwrap();
            refuse_url(&url, None).is_err()
        };
        for url in [
            "/",
            "/trang-chu",
            "/index.php",
            "/web/guest/home",
            "/tin-tuc/page-2",
            "/tin/page/3/",
            "/tin/trang-2.html",
        ] {
            assert!(refused(url), "{url}");
        }
        for url in [
            "/?cn=85&gd=6&tc=52353",
            "/vi/news/tin/a-5.html",
            "/tin/View/a-b?PageIndex=12",
            "/trang-phuc-ao-dai",
        ] {
            assert!(!refused(url), "{url}");
        }
    }

    #[test]
    fn pages_that_say_they_are_none() {
        assert!(is_error_page("Không tìm thấy trang", "", 0, false));
        assert!(is_error_page("Phường Mẫu", "Bài viết bạn yêu cầu không tồn tại hoặc đã bị xóa.", 45, false));
        assert!(is_error_page("404", "Quay về trang chủ", 15, false));
        let card = "Người dân có thẻ căn cước hết hạn liên hệ công an phường để được cấp đổi, mang theo thẻ cũ và giấy hẹn đã nhận.";
        assert!(!is_error_page("Thông báo cấp đổi thẻ", card, 90, true));
        assert!(!is_error_page("Phường Mẫu xóa 3 điểm đen về rác", "Các điểm rác đã bị xóa sổ", 2000, false));
    }
}

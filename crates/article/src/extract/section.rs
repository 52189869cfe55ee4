//! The section of an article, from the path to it that the page prints.

use std::sync::LazyLock;

use scraper::{ElementRef, Html, Selector};

use super::declared::text;
use super::flow::selector;
use crate::one_line::{has_letter, line_key};

/// Returns the last step of the breadcrumb that is neither the home page nor the article itself.
pub(super) fn breadcrumb(html: &Html, title: Option<&str>) -> Option<String> {
    static TRAIL: LazyLock<Selector> = LazyLock::new(|| {
        selector(
            r#"[class*="breadcrumb" i], [id*="breadcrumb" i], [itemtype*="BreadcrumbList"], [aria-label="breadcrumb" i], .duong-dan, .duongdan, #ctl00_PlaceHolderTitleBreadcrumb_ContentMap"#,
        )
    });
    static STEP: LazyLock<Selector> = LazyLock::new(|| selector("a, li, span"));
    let title = title.map(line_key).unwrap_or_default();
    let trail = html.select(&TRAIL).next()?;
    let is_leaf = |step: &ElementRef<'_>| step.select(&STEP).next().is_none();
    let steps: Vec<String> = trail.select(&STEP).filter(is_leaf).filter_map(text).collect();
    steps.into_iter().rfind(|step| {
        let key = line_key(step);
        let is_title = !title.is_empty() && key.chars().count() > 12 && title.starts_with(&key);
        let is_plain =
            matches!(key.as_str(), "trang chủ" | "trang nhất" | "home" | "chi tiết" | "chi tiết tin");
        has_letter(step) && step.chars().count() <= 80 && !is_title && !is_plain
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_step_before_the_article() {
        let html = Html::parse_document(
            "<ul class=breadcrumb><li><a href=/>Trang chủ</a> »<li><a href=/tin>Tin tức</a><li><a href=/dang>Công tác đảng</a>
             <li>Đại hội chi bộ tổ dân phố</ul>",
        );
        let section = breadcrumb(&html, Some("Phường Mẫu"));
        assert_eq!(section.as_deref(), Some("Đại hội chi bộ tổ dân phố"));
        let section = breadcrumb(&html, Some("Đại hội chi bộ tổ dân phố - Phường Mẫu"));
        assert_eq!(section.as_deref(), Some("Công tác đảng"));
        assert_eq!(breadcrumb(&Html::parse_document("<p>Không có"), None), None);
    }
}

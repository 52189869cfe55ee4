//! The section of an article, from the path to it that the page prints.

use std::sync::LazyLock;

use scraper::{ElementRef, Html, Selector};

use super::declared::text;
use super::flow::selector;
use crate::one_line::{has_letter, line_key};
use crate::ward_names::is_site_name;

/// The path to an article as printed, from the home page.
#[derive(Debug, Clone, Default)]
pub(super) struct Trail {
    steps: Vec<String>,
    /// Whether the last step leads nowhere: it is the page itself.
    ends_here: bool,
}

/// Reads the first element that is named as a path.
pub(super) fn trail(html: &Html) -> Trail {
    static TRAIL: LazyLock<Selector> = LazyLock::new(|| {
        selector(
            r#"[class*="breadcrumb" i], [id*="breadcrumb" i], [itemtype*="BreadcrumbList"], [aria-label="breadcrumb" i], .duong-dan, .duongdan, #ctl00_PlaceHolderTitleBreadcrumb_ContentMap"#,
        )
    });
    static STEP: LazyLock<Selector> = LazyLock::new(|| selector("a, li, span"));
    let Some(trail) = html.select(&TRAIL).find(|trail| text(*trail).is_some()) else {
        return Trail::default();
    };
    let is_leaf = |step: &ElementRef<'_>| step.select(&STEP).next().is_none();
    let leaves = || trail.select(&STEP).filter(is_leaf).filter(|step| text(*step).is_some());
    let is_linked = |step: ElementRef<'_>| {
        std::iter::once(step)
            .chain(step.ancestors().filter_map(ElementRef::wrap))
            .take(3)
            .any(|e| e.value().name() == "a")
    };
    Trail {
        steps: leaves().filter_map(text).collect(),
        ends_here: leaves().last().is_some_and(|last| !is_linked(last)),
    }
}

impl Trail {
    /// Returns the steps that are other pages.
    pub(super) fn others(&self) -> &[String] {
        &self.steps[..self.steps.len() - usize::from(self.ends_here)]
    }

    /// Returns the last step if it is the page itself and long enough for a headline.
    pub(super) fn here(&self) -> Option<&str> {
        let last = self.steps.last().filter(|_| self.ends_here)?;
        (last.chars().count() >= 25).then_some(last)
    }

    /// Returns the last step that is neither the home page nor the article itself nor the name of the site. `titles`:
    /// what the article may be called, such as its headline.
    pub(super) fn section(&self, titles: &[Option<&str>]) -> Option<&str> {
        let titles: Vec<String> = titles.iter().flatten().map(|title| line_key(title)).collect();
        let step = self.steps.iter().rfind(|step| {
            let key = line_key(step);
            let is_title = key.chars().count() > 12 && titles.iter().any(|title| title.starts_with(&key));
            let is_plain = matches!(
                key.as_str(),
                "trang chủ"
                    | "trang nhất"
                    | "home"
                    | "trang đầu"
                    | "chi tiết"
                    | "chi tiết tin"
                    | "xem chi tiết"
                    | "nội dung"
            );
            has_letter(step) && step.chars().count() <= 80 && !is_title && !is_plain && !is_site_name(step)
        });
        step.map(String::as_str)
    }
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
        let trail = trail(&html);
        assert_eq!(trail.section(&[Some("Phường Mẫu")]), Some("Đại hội chi bộ tổ dân phố"));
        assert_eq!(
            trail.section(&[Some("Đại hội chi bộ tổ dân phố - Phường Mẫu"), None]),
            Some("Công tác đảng")
        );
        assert_eq!((trail.others().len(), trail.here()), (3, Some("Đại hội chi bộ tổ dân phố")));
        let none = super::trail(&Html::parse_document("<p>Không có"));
        assert_eq!(none.section(&[]), None);
    }
}

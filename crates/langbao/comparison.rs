//! An article as a page gives it now beside the one that is known: whether the site has changed it, or the reader fails.

use langbao_archive::Yield;
use langbao_article::{Article, LinkKind, Page, WarningCode, decode};

/// Of two readings of an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Compared {
    /// The text is less than half of what it was.
    pub(crate) is_shrunk: bool,
    /// And what is missing is still on the page.
    pub(crate) is_doubted: bool,
}

/// Characters at the beginning of a paragraph by which it is found again on a page.
const TELLING: usize = 40;

impl Compared {
    /// Compares what is known of an article with what a page gives now.
    pub(crate) fn new(known: &Article, now: &Article, page: &Page) -> Self {
        let (before, after) = (length(known), length(now));
        let is_shrunk = before > 0 && after * 2 < before;
        Self { is_shrunk, is_doubted: is_shrunk && still_shows(known, now, page) }
    }
}

fn length(article: &Article) -> usize {
    let lines = article.lead.iter().chain(article.blocks.iter().map(|block| &block.text));
    lines.map(|line| line.chars().count()).sum()
}

/// Says whether most of the paragraphs that are missing stand on the page as they did.
fn still_shows(known: &Article, now: &Article, page: &Page) -> bool {
    let spaced = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let text = spaced(&decode(page).text);
    let is_left = |line: &&String| now.blocks.iter().any(|block| block.text == **line);
    let missing: Vec<String> = known
        .blocks
        .iter()
        .map(|block| &block.text)
        .filter(|line| line.chars().count() >= TELLING && !is_left(line))
        .map(|line| spaced(line).chars().take(TELLING).collect())
        .collect();
    let found = missing.iter().filter(|start| text.contains(start.as_str())).count();
    !missing.is_empty() && found * 2 > missing.len()
}

/// What a page yielded for the layout alarm. `kind`: what it was thought to be before it was read.
pub(crate) fn yield_of(kind: LinkKind, article: Option<&Article>, known: Option<&Compared>) -> Yield {
    let Some(article) = article else {
        return Yield { expected: u32::from(kind == LinkKind::Article), ..Yield::default() };
    };
    let has = |code| article.warnings.iter().any(|warning| warning.code == code);
    let is_read = !article.blocks.is_empty() || !article.images.is_empty() || !article.attachments.is_empty();
    Yield {
        expected: 1,
        articles: u32::from(is_read),
        body_chars: u64::try_from(length(article)).unwrap_or(u64::MAX),
        dated: u32::from(article.published.is_some()),
        off_profile: u32::from(has(WarningCode::ProfileMissed)),
        known: u32::from(known.is_some()),
        shrunk: u32::from(known.is_some_and(|known| known.is_shrunk)),
        ..Yield::default()
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use langbao_article::{CanonicalUrl, Extraction, extract};

    use super::*;

    fn page(body: &str) -> Page {
        Page {
            url: CanonicalUrl::parse("https://a.vn/tin/hop-to-dan-pho-so-5-12.html").unwrap(),
            fetched_at: DateTime::UNIX_EPOCH,
            status: 200,
            headers: vec![("content-type".to_owned(), "text/html; charset=utf-8".to_owned())],
            body: body.as_bytes().to_vec(),
        }
    }

    fn article(page: &Page) -> Article {
        match extract(page, None) {
            Extraction::Article(article) => *article,
            Extraction::NotArticle { reason, .. } => panic!("{reason}"),
        }
    }

    const LONG: &str = "<p>Sáng nay tổ dân phố số 5 họp tại nhà văn hóa để bàn việc làm lại con ngõ đã xuống cấp.</p>
        <p>Bà con thống nhất mỗi nhà góp một ngày công, phường lo xi măng và cát cho cả đoạn ngõ dài hai trăm mét.</p>
        <p>Công việc bắt đầu từ thứ bảy tuần này, do ban công tác mặt trận khu dân cư cùng hội cựu chiến binh lo liệu.</p>";

    #[test]
    fn what_is_missing_but_still_on_the_page_is_doubted() {
        let whole = article(&page(&format!("<article><h1>Họp tổ dân phố số 5</h1>{LONG}</article>")));
        let short = Article { blocks: Vec::new(), lead: whole.lead.clone(), ..whole.clone() };
        let moved = page(&format!("<div class=khac><h1>Họp tổ dân phố số 5</h1>{LONG}</div>"));
        let compared = Compared::new(&whole, &short, &moved);
        assert!(compared.is_shrunk && compared.is_doubted);
        let taken_back = page("<h1>Họp tổ dân phố số 5</h1><p>Bài đang được kiểm tra lại.</p>");
        let compared = Compared::new(&whole, &short, &taken_back);
        assert!(compared.is_shrunk && !compared.is_doubted);
        assert_eq!(Compared::new(&short, &whole, &moved), Compared { is_shrunk: false, is_doubted: false });
    }
}

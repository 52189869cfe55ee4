//! What a page shows, before a layout gives it its looks.

use std::sync::atomic::Ordering;

use chrono::{Datelike, NaiveDateTime};

use crate::content::Facts;
use crate::layout::Layout;
use crate::shelf::{Entry, Shelf};

/// What a URL of a site stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Target {
    Home,
    /// Index of the section, and the page, counted from 1.
    List(usize, usize),
    /// Index in the shelf.
    Article(usize),
    About,
    Contact,
    Search,
    Feed,
    Sitemap,
    /// An attachment: index of the article, index of the file.
    File(usize, usize),
    Picture,
}

/// One page.
#[derive(Debug)]
pub(crate) struct View<'a> {
    pub(crate) facts: &'a Facts,
    pub(crate) menu: Vec<Link>,
    /// The newest articles of the site, for the side bar.
    pub(crate) newest: Vec<Teaser>,
    pub(crate) page: Page,
    pub(crate) title: String,
    /// The page's own absolute URL.
    pub(crate) url: String,
    pub(crate) counters: Counters,
}

/// The numbers that change at each request.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Counters {
    /// Readers of the article.
    pub(crate) views: u32,
    /// Visitors of the site now.
    pub(crate) online: u64,
    /// Pages served since the site exists.
    pub(crate) visits: u64,
}

#[derive(Debug)]
pub(crate) enum Page {
    Home(Vec<Block>),
    List(List),
    Article(Box<ArticlePage>),
    Prose(Vec<String>),
    Missing,
    Gone,
}

#[derive(Debug, Clone)]
pub(crate) struct Link {
    pub(crate) text: String,
    pub(crate) href: String,
}

/// A section on the home page.
#[derive(Debug)]
pub(crate) struct Block {
    pub(crate) section: Link,
    pub(crate) items: Vec<Teaser>,
}

/// An article in a list.
#[derive(Debug)]
pub(crate) struct Teaser {
    pub(crate) title: String,
    pub(crate) href: String,
    pub(crate) date: NaiveDateTime,
    pub(crate) summary: String,
}

#[derive(Debug)]
pub(crate) struct List {
    pub(crate) section: Link,
    pub(crate) items: Vec<Teaser>,
    /// All pages of the list; the text is the page's number.
    pub(crate) pages: Vec<Link>,
    /// The page shown, counted from 1.
    pub(crate) current: usize,
}

impl List {
    pub(crate) fn is_current(&self, link: &Link) -> bool {
        link.text == self.current.to_string()
    }
}

#[derive(Debug)]
pub(crate) struct ArticlePage {
    pub(crate) number: usize,
    pub(crate) section: Link,
    pub(crate) title: String,
    pub(crate) lead: Option<String>,
    pub(crate) parts: Vec<Part>,
    pub(crate) date: NaiveDateTime,
    pub(crate) author: Option<String>,
    pub(crate) source: Option<String>,
    pub(crate) files: Vec<Link>,
    /// Other articles of the section.
    pub(crate) related: Vec<Teaser>,
}

impl ArticlePage {
    /// Returns the weekday as portals print it.
    pub(crate) fn weekday(&self) -> &'static str {
        const DAYS: [&str; 7] = ["Thứ hai", "Thứ ba", "Thứ tư", "Thứ năm", "Thứ sáu", "Thứ bảy", "Chủ nhật"];
        DAYS[self.date.weekday().num_days_from_monday() as usize]
    }
}

#[derive(Debug)]
pub(crate) enum Part {
    Text(String),
    Photo { src: String, caption: String },
}

const RELATED: usize = 5;

/// Fills the page of a target, with its counters at zero. Where nothing stands, such as on the third page of a list
/// of two, it is [`Page::Missing`].
pub(crate) fn view<'a>(
    shelf: &'a Shelf,
    layout: &dyn Layout,
    base: &str,
    path: &str,
    target: Option<Target>,
) -> View<'a> {
    let facts = &shelf.facts;
    let teaser = |entry: &Entry| teaser(shelf, layout, entry);
    let section_link = |at: usize| Link {
        text: shelf.sections[at].title.clone(),
        href: layout.section(at, &shelf.sections[at].slug, 1),
    };
    let (title, page) = match target {
        Some(Target::Home) => {
            let block = |at| Block {
                section: section_link(at),
                items: shelf.in_section(at).take(3).map(teaser).collect(),
            };
            ("Trang chủ".to_owned(), Page::Home((0..shelf.sections.len()).map(block).collect()))
        }
        Some(Target::List(section, current)) => match list(shelf, layout, section, current) {
            Some(list) => (list.section.text.clone(), Page::List(list)),
            None => missing(),
        },
        Some(Target::Article(at)) if shelf.entries[at].removed => ("Bài viết đã gỡ".to_owned(), Page::Gone),
        Some(Target::Article(at)) => {
            let page = article(shelf, layout, at, section_link(shelf.entries[at].section));
            (page.title.clone(), Page::Article(Box::new(page)))
        }
        Some(Target::About) => ("Giới thiệu chung".to_owned(), Page::Prose(facts.about.clone())),
        Some(Target::Contact) => {
            let contact = vec![
                facts.owner.clone(),
                format!("Địa chỉ: {}", facts.address),
                format!("Điện thoại: {}", facts.phone),
                "Giờ làm việc: sáng 7h30 - 11h30, chiều 13h30 - 17h00, từ thứ hai đến thứ sáu.".to_owned(),
            ];
            ("Liên hệ".to_owned(), Page::Prose(contact))
        }
        Some(Target::Search) => {
            ("Tìm kiếm".to_owned(), Page::Prose(vec!["Nhập từ khóa cần tìm vào ô phía trên.".to_owned()]))
        }
        Some(Target::Feed | Target::Sitemap | Target::File(..) | Target::Picture) | None => missing(),
    };
    // The address without what a visitor appended to it, such as `?fbclid=`.
    let own_path = match target {
        Some(Target::Article(at)) => {
            let entry = &shelf.entries[at];
            layout.article(entry, &shelf.sections[entry.section].slug)
        }
        _ => path.to_owned(),
    };
    let mut menu = vec![
        Link { text: "Trang chủ".to_owned(), href: "/".to_owned() },
        Link { text: "Giới thiệu".to_owned(), href: layout.about().to_owned() },
    ];
    menu.extend((0..shelf.sections.len()).map(section_link));
    menu.push(Link { text: "Liên hệ".to_owned(), href: layout.contact().to_owned() });
    View {
        facts,
        menu,
        newest: shelf.newest(4).into_iter().map(teaser).collect(),
        page,
        title,
        url: format!("{base}{own_path}"),
        counters: Counters::default(),
    }
}

fn missing() -> (String, Page) {
    ("Không tìm thấy trang".to_owned(), Page::Missing)
}

fn teaser(shelf: &Shelf, layout: &dyn Layout, entry: &Entry) -> Teaser {
    let article = &entry.article;
    let text = article.lead.clone().or_else(|| article.paragraphs().next()).unwrap_or_default();
    let mut summary = text.split(' ').take(32).collect::<Vec<_>>().join(" ");
    if summary.len() < text.len() {
        summary.push('…');
    }
    let slug = &shelf.sections[entry.section].slug;
    Teaser { title: article.title.clone(), href: layout.article(entry, slug), date: article.date, summary }
}

/// How many list pages a section has; one even if it is empty.
pub(crate) fn pages(shelf: &Shelf, section: usize) -> usize {
    shelf.in_section(section).count().div_ceil(shelf.facts.per_page).max(1)
}

fn list(shelf: &Shelf, layout: &dyn Layout, section: usize, current: usize) -> Option<List> {
    let name = &shelf.sections[section];
    let pages = pages(shelf, section);
    if !(1..=pages).contains(&current) {
        return None;
    }
    let per_page = shelf.facts.per_page;
    let link = |page: usize| layout.section(section, &name.slug, page);
    let shown = shelf.in_section(section).skip((current - 1) * per_page).take(per_page);
    Some(List {
        section: Link { text: name.title.clone(), href: link(1) },
        items: shown.map(|entry| teaser(shelf, layout, entry)).collect(),
        pages: (1..=pages).map(|page| Link { text: page.to_string(), href: link(page) }).collect(),
        current,
    })
}

fn article(shelf: &Shelf, layout: &dyn Layout, at: usize, section: Link) -> ArticlePage {
    let entry = &shelf.entries[at];
    let article = &entry.article;
    let mut parts: Vec<Part> = article.paragraphs().map(Part::Text).collect();
    for (photo, caption) in article.photos.iter().enumerate() {
        let src = picture_path(entry, photo);
        // After the first paragraph, the third and so on, as far as the text reaches.
        let place = (photo * 3 + 1).min(parts.len());
        parts.insert(place, Part::Photo { src, caption: caption.clone() });
    }
    let files = article
        .files
        .iter()
        .enumerate()
        .map(|(file, title)| Link { text: title.clone(), href: file_path(entry, file) });
    let related = shelf.in_section(entry.section).filter(|other| other.number != entry.number);
    let (newer, older): (Vec<_>, Vec<_>) = related.partition(|other| other.article.date > article.date);
    let nearest = older.into_iter().chain(newer.into_iter().rev()).take(RELATED);
    ArticlePage {
        number: entry.number,
        section,
        title: article.title.clone(),
        lead: article.lead.clone(),
        parts,
        date: article.date,
        author: article.author.clone(),
        source: article.source.clone(),
        files: files.collect(),
        related: nearest.map(|other| teaser(shelf, layout, other)).collect(),
    }
}

/// Where an attachment lies.
pub(crate) fn file_path(entry: &Entry, file: usize) -> String {
    format!("/uploads/van-ban/{}-{}.pdf", entry.number, file + 1)
}

/// Where a photo lies.
pub(crate) fn picture_path(entry: &Entry, photo: usize) -> String {
    format!("/uploads/anh/{}-{}.gif", entry.number, photo + 1)
}

impl Counters {
    /// Counts one more request.
    pub(crate) fn count(shelf: &Shelf, target: Option<Target>) -> Self {
        let visits = shelf.visit();
        let views = match target {
            Some(Target::Article(at)) if !shelf.entries[at].removed => shelf.entries[at].read_once(),
            Some(Target::Article(at)) => shelf.entries[at].views.load(Ordering::Relaxed),
            _ => 0,
        };
        Self { views, online: visits * 7 % 43 + 5, visits }
    }
}

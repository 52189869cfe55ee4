//! How a site answers an address that cannot exist: most with 404, many with a page of status 200 that says so in
//! words. What reads like that page is not there either (a soft 404).

use std::collections::HashSet;

use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use html5gum::{Span, Tokenizer};
use langbao_article::{CanonicalUrl, Page};

use crate::fetcher::Validators;
use crate::visit::{Ask, Met, Visitor};
use crate::{CrawlStore, Fetched, Link, SiteScope, StoreError, discover};

/// Shorter pieces of text are menus and dates.
const SHORTEST: usize = 24;

/// Bytes of text of its own by which a page is more than the answer to a wrong address.
const OF_ITS_OWN: usize = 80;

/// Bytes of text that no notice has.
const LONG: usize = 1_500;

/// What the site was found to answer, once in a run.
#[derive(Debug, Default)]
pub(crate) struct LostPage {
    asked: bool,
    /// That page; `None`: the site answers with a status, or was not asked yet.
    page: Option<Known>,
}

/// A page that says there is nothing.
#[derive(Debug)]
struct Known {
    body: Vec<u8>,
    texts: HashSet<String>,
    /// There is more text than a notice has: the site shows some other page instead, or makes one up. Nothing is taken off
    /// its lines, for what differs in an address or a number may be another article.
    is_long: bool,
    links: HashSet<CanonicalUrl>,
}

impl LostPage {
    /// Asks for an address beside a page, once.
    pub(crate) async fn learn<S: CrawlStore>(
        &mut self,
        visitor: &Visitor<'_, S>,
        beside: &CanonicalUrl,
        scope: &SiteScope,
    ) -> Result<(), StoreError> {
        if self.asked {
            return Ok(());
        }
        self.asked = true;
        let host = visitor.hosts.get(&beside.authority());
        if host.lock().await.says_404(visitor.clock.now()) {
            return Ok(());
        }
        let Some(url) = nowhere(beside) else { return Ok(()) };
        let delay = scope.delay.unwrap_or(visitor.settings.delay);
        let met = {
            let (url, validators, lenient_tls) = (&url, Validators::default(), scope.lenient_tls);
            visitor.visit(Ask { url, validators, delay, lenient_tls, doubt: false }).await?
        };
        if let Met::Fetched { fetched: Fetched::Gone { .. }, .. } = &met {
            host.lock().await.found_to_say_404(visitor.clock.now());
        }
        if let Met::Fetched { fetched: Fetched::Page(page), .. } = met {
            let text = langbao_article::decode(&page).text;
            let whole = texts(&page.url, &text, true);
            let is_long = whole.iter().map(String::len).sum::<usize>() > LONG;
            let texts = if is_long { whole } else { texts(&page.url, &text, false) };
            let texts = texts.into_iter().collect();
            tracing::info!(%url, "the site answers a wrong address with a page");
            self.page = Some(Known {
                texts,
                is_long,
                links: discover(&page, scope).into_iter().map(|link| link.url).collect(),
                body: page.body,
            });
        }
        Ok(())
    }

    /// Says whether a page has nothing to tell beyond what the site says of a wrong address. A page that is not expected
    /// to be an article may be a list: it is told by its links too.
    pub(crate) fn is_like(&self, page: &Page, text: &str, expected: bool, links: &[Link]) -> bool {
        let Some(known) = &self.page else { return false };
        if page.body == known.body {
            return true;
        }
        if known.texts.is_empty() || !expected && links.iter().any(|link| !known.links.contains(&link.url)) {
            return false;
        }
        let own: usize = texts(&page.url, text, known.is_long)
            .iter()
            .filter(|text| !known.texts.contains(*text))
            .map(String::len)
            .sum();
        own < OF_ITS_OWN
    }
}

/// Returns an address that looks like that of a page, and at which there is none: the same folder and extension, or the
/// same parameters with another number.
fn nowhere(beside: &CanonicalUrl) -> Option<CanonicalUrl> {
    const NUMBER: &str = "904817263";
    let url = beside.as_url();
    let mut nowhere = url.clone();
    let is_id = |value: &str| !value.is_empty() && value.bytes().all(|b| b.is_ascii_digit());
    let numbered = url.query().is_some_and(|query| {
        query.split('&').any(|pair| pair.split_once('=').is_some_and(|(_, v)| is_id(v)))
    });
    if numbered {
        let query = url.query().unwrap_or_default();
        let pairs: Vec<String> = query
            .split('&')
            .map(|pair| match pair.split_once('=') {
                Some((name, value)) if is_id(value) => format!("{name}={NUMBER}"),
                _ => pair.to_owned(),
            })
            .collect();
        nowhere.set_query(Some(&pairs.join("&")));
    } else {
        nowhere.set_query(None);
        let path = url.path().trim_end_matches('/');
        let (folder, last) = path.rsplit_once('/').unwrap_or(("", path));
        let extension = crate::url_shape::split_extension(last).1;
        let dot = if extension.is_empty() { "" } else { "." };
        nowhere.set_path(&format!("{folder}/khong-co-trang-nao-o-day-{NUMBER}{dot}{extension}"));
    }
    CanonicalUrl::from_url(nowhere).ok().filter(|nowhere| nowhere != beside)
}

/// The texts of a page outside its links, without digits, each between two tags that are no mere emphasis. What scripts
/// hold counts if it is data: some portals send their articles that way.
/// `whole`: also what repeats the address, and digits.
fn texts(url: &CanonicalUrl, html: &str, whole: bool) -> Vec<String> {
    let mut reading = Reading::default();
    let mut emitter = CallbackEmitter::new(|event: CallbackEvent<'_>, _: Span<()>| -> Option<()> {
        reading.take(event);
        None
    });
    emitter.naively_switch_states(true);
    Tokenizer::new_with_emitter(html, emitter).for_each(drop);
    reading.end_text();
    if whole {
        return reading.texts;
    }
    let address = url.as_str();
    let own_words: Vec<&str> = address.split('/').filter(|word| word.len() >= 8).collect();
    for text in &mut reading.texts {
        // Some repeat the address that was asked for.
        for word in own_words.iter().filter(|word| text.contains(**word)).copied().collect::<Vec<_>>() {
            *text = text.replace(word, "");
        }
        text.retain(|c| !c.is_ascii_digit());
    }
    reading.texts
}

#[derive(Default)]
struct Reading {
    texts: Vec<String>,
    text: String,
    in_link: bool,
    /// Inside a script, a style or a title.
    hidden: bool,
    /// The script that opens is data.
    data: bool,
    in_script: bool,
}

const EMPHASIS: [&[u8]; 9] = [b"b", b"i", b"em", b"strong", b"span", b"u", b"font", b"sup", b"sub"];

impl Reading {
    fn take(&mut self, event: CallbackEvent<'_>) {
        match event {
            CallbackEvent::OpenStartTag { name } => {
                if !EMPHASIS.contains(&name) {
                    self.end_text();
                }
                match name {
                    b"a" => self.in_link = true,
                    b"script" => (self.in_script, self.data) = (true, false),
                    b"style" | b"title" | b"noscript" => self.hidden = true,
                    _ => {}
                }
            }
            CallbackEvent::AttributeValue { value } if self.in_script => {
                self.data |= value.windows(4).any(|part| part.eq_ignore_ascii_case(b"json"));
            }
            CallbackEvent::EndTag { name } => {
                if !EMPHASIS.contains(&name) {
                    self.end_text();
                }
                match name {
                    b"a" => self.in_link = false,
                    b"script" => self.in_script = false,
                    b"style" | b"title" | b"noscript" => self.hidden = false,
                    _ => {}
                }
            }
            CallbackEvent::String { value }
                if !(self.in_link || self.hidden || (self.in_script && !self.data)) =>
            {
                self.text.push_str(&String::from_utf8_lossy(value));
            }
            _ => {}
        }
    }

    fn end_text(&mut self) {
        let text = std::mem::take(&mut self.text);
        let text = text.trim();
        if text.len() >= SHORTEST {
            self.texts.push(text.to_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use langbao_article::LinkKind;

    use super::*;

    fn page(url: &str, body: &str) -> Page {
        Page {
            url: CanonicalUrl::parse(url).unwrap(),
            fetched_at: DateTime::UNIX_EPOCH,
            status: 200,
            headers: vec![("content-type".to_owned(), "text/html; charset=utf-8".to_owned())],
            body: body.as_bytes().to_vec(),
        }
    }

    const FRAME: &str =
        "<title>Cổng thông tin phường</title><div>Trang thông tin điện tử của phường An Mẫu</div>
        <a href=/x>Một tin mới được đăng trong khung bên cạnh hôm nay</a>";

    fn text(page: &Page) -> String {
        langbao_article::decode(page).text
    }

    fn of(page: &Page) -> Vec<String> {
        texts(&page.url, &text(page), false)
    }

    #[test]
    fn pages_that_are_made_up_for_any_address_are_told_apart_by_every_letter() {
        let made_up = |n: u32| {
            let lines: String = (0..12)
                .map(|line| format!("<p>Đoạn {line} của bài số {n}: sáng nay bà con khu phố cùng dọn vệ sinh các ngõ, trồng thêm cây xanh ven đường và trao quà cho các hộ khó khăn.</p>"))
                .collect();
            page(&format!("https://a.vn/tin/bai-so-{n}.html"), &lines)
        };
        let probe = made_up(904_817_263);
        let known = Known {
            texts: texts(&probe.url, &text(&probe), true).into_iter().collect(),
            is_long: true,
            links: HashSet::new(),
            body: probe.body.clone(),
        };
        let lost = LostPage { asked: true, page: Some(known) };
        let other = made_up(12);
        assert!(!lost.is_like(&other, &text(&other), true, &[]));
        assert!(lost.is_like(&probe, &text(&probe), true, &[]));
    }

    #[test]
    fn a_page_that_only_says_sorry_is_lost() {
        let sorry = |path: &str| {
            page(
                &format!("https://a.vn/{path}"),
                &format!(
                    "{FRAME}<h1>Không tìm thấy</h1><p>Địa chỉ /{path} không tồn tại hoặc đã bị xóa khỏi hệ thống
                     của chúng tôi.</p><p>Bây giờ là 10:42:{} ngày 3/2/2026</p>",
                    path.len()
                ),
            )
        };
        let probe = sorry("tin/khong-co-trang-nao-o-day-904817263.html");
        let known = Known {
            texts: of(&probe).into_iter().collect(),
            is_long: false,
            links: HashSet::from([CanonicalUrl::parse("https://a.vn/x").unwrap()]),
            body: probe.body.clone(),
        };
        let lost = LostPage { asked: true, page: Some(known) };
        let other = sorry("tin/hop-to-dan-pho-so-5-12.html");
        assert!(lost.is_like(&other, &text(&other), true, &[]));
        let link =
            |to: &str| Link { url: CanonicalUrl::parse(to).unwrap(), kind: LinkKind::Unknown, mark: 0 };
        assert!(lost.is_like(&other, &text(&other), false, &[link("https://a.vn/x")]));
        assert!(!lost.is_like(&other, &text(&other), false, &[link("https://a.vn/y")]), "a list");
        let article =
            format!("{FRAME}<h1>Họp tổ dân phố</h1><p>{}</p>", "Sáng nay tổ dân phố đã họp. ".repeat(5));
        let whole = page("https://a.vn/tin/hop-12.html", &article);
        assert!(!lost.is_like(&whole, &text(&whole), true, &[]));
        let data = format!(
            "{FRAME}<div id=app></div><script type='application/json'>{{\"than\":\"{}\"}}</script>",
            "Sáng nay tổ dân phố đã họp. ".repeat(5)
        );
        let whole = page("https://a.vn/tin/hop-13.html", &data);
        assert!(!lost.is_like(&whole, &text(&whole), true, &[]));
        assert!(!LostPage::default().is_like(&sorry("x"), "", true, &[]));
    }

    #[test]
    fn the_address_asked_for_looks_like_one_of_the_site() {
        let check = |beside: &str, expected: &str| {
            let base = CanonicalUrl::parse("https://a.vn/").unwrap();
            let found = nowhere(&base.join(beside).unwrap()).unwrap();
            assert_eq!(found, base.join(expected).unwrap(), "{beside}");
        };
        check("/tin/hop-12.html", "/tin/khong-co-trang-nao-o-day-904817263.html");
        check("/hop-to-dan-pho/", "/khong-co-trang-nao-o-day-904817263");
        check("/chitiet.aspx?id=12&l=vi", "/chitiet.aspx?id=904817263&l=vi");
    }
}

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
            visitor.visit(Ask { url, validators, delay, lenient_tls }).await?
        };
        if let Met::Fetched { fetched: Fetched::Gone { .. }, .. } = &met {
            host.lock().await.found_to_say_404(visitor.clock.now());
        }
        if let Met::Fetched { fetched: Fetched::Page(page), .. } = met {
            tracing::info!(%url, "the site answers a wrong address with a page");
            self.page = Some(Known {
                texts: texts(&page).into_iter().collect(),
                links: discover(&page, scope).into_iter().map(|link| link.url).collect(),
                body: page.body,
            });
        }
        Ok(())
    }

    /// Says whether a page has nothing to tell beyond what the site says of a wrong address. A page that is not expected
    /// to be an article may be a list: it is told by its links too.
    pub(crate) fn is_like(&self, page: &Page, expected: bool, links: &[Link]) -> bool {
        let Some(known) = &self.page else { return false };
        if page.body == known.body {
            return true;
        }
        if known.texts.is_empty() || !expected && links.iter().any(|link| !known.links.contains(&link.url)) {
            return false;
        }
        let own: usize =
            texts(page).iter().filter(|text| !known.texts.contains(*text)).map(String::len).sum();
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
fn texts(page: &Page) -> Vec<String> {
    let html = langbao_article::decode(page).text;
    let mut reading = Reading::default();
    let mut emitter = CallbackEmitter::new(|event: CallbackEvent<'_>, _: Span<()>| -> Option<()> {
        reading.take(event);
        None
    });
    emitter.naively_switch_states(true);
    Tokenizer::new_with_emitter(html.as_str(), emitter).for_each(drop);
    reading.end_text();
    let address = page.url.as_str();
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
            texts: texts(&probe).into_iter().collect(),
            links: HashSet::from([CanonicalUrl::parse("https://a.vn/x").unwrap()]),
            body: probe.body.clone(),
        };
        let lost = LostPage { asked: true, page: Some(known) };
        let other = sorry("tin/hop-to-dan-pho-so-5-12.html");
        assert!(lost.is_like(&other, true, &[]));
        let link =
            |to: &str| Link { url: CanonicalUrl::parse(to).unwrap(), kind: LinkKind::Unknown, mark: 0 };
        assert!(lost.is_like(&other, false, &[link("https://a.vn/x")]));
        assert!(!lost.is_like(&other, false, &[link("https://a.vn/y")]), "a list");
        let article =
            format!("{FRAME}<h1>Họp tổ dân phố</h1><p>{}</p>", "Sáng nay tổ dân phố đã họp. ".repeat(5));
        assert!(!lost.is_like(&page("https://a.vn/tin/hop-12.html", &article), true, &[]));
        let data = format!(
            "{FRAME}<div id=app></div><script type='application/json'>{{\"than\":\"{}\"}}</script>",
            "Sáng nay tổ dân phố đã họp. ".repeat(5)
        );
        assert!(!lost.is_like(&page("https://a.vn/tin/hop-13.html", &data), true, &[]));
        assert!(!LostPage::default().is_like(&sorry("x"), true, &[]));
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

//! The hosts, each with its fault.

use std::io::Write;
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;

use super::answer::{Asked, Pace, Reply, digest};
use super::truth::{path, there};

/// How a host answers for what is not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ending {
    NotFound,
    Gone,
    /// Status 200 and a page that says so.
    Soft,
    /// It sends the reader to the front page.
    Home,
    /// As `NotFound`; in round 1 an article moves.
    Moves,
}

/// One host.
#[derive(Debug)]
pub(crate) struct Spec {
    pub(crate) id: &'static str,
    pub(crate) fault: &'static str,
    /// Makes its articles differ from those of others.
    pub(crate) seed: u32,
    /// Answers in place of a host without a fault.
    pub(crate) over: fn(&Asked<'_>) -> Option<Reply>,
    pub(crate) ending: Ending,
    /// Where its articles are.
    pub(crate) path: fn(u32) -> String,
    /// Which of them its lists name.
    pub(crate) listed: fn(u32) -> bool,
    /// Parts of paths that its robots.txt forbids.
    pub(crate) forbidden: &'static [&'static str],
    /// Nothing may be asked for but robots.txt.
    pub(crate) closed: bool,
    pub(crate) crawl_delay: Duration,
    /// Articles that no visitor can get whole.
    pub(crate) unreadable: &'static [u32],
    pub(crate) in_head: &'static str,
    pub(crate) in_menu: &'static str,
}

const PLAIN: Spec = Spec {
    id: "binh-thuong",
    fault: "none",
    seed: 0,
    over: |_| None,
    ending: Ending::NotFound,
    path,
    listed: |_| true,
    forbidden: &[],
    closed: false,
    crawl_delay: Duration::ZERO,
    unreadable: &[],
    in_head: "",
    in_menu: "",
};

const CLOSED_LINKS: &str = "<a href=\"/cam/bi-mat-1.html\">Nội bộ</a><a href=\"/cam/\">Nội bộ</a>";

/// Every host.
pub(crate) const HOSTS: &[Spec] = &[
    PLAIN,
    Spec { id: "go-410", fault: "removed articles answer 410", seed: 1, ending: Ending::Gone, ..PLAIN },
    Spec { id: "soft-404", fault: "a wrong address answers 200", seed: 2, ending: Ending::Soft, ..PLAIN },
    Spec {
        id: "ve-trang-chu",
        fault: "a wrong address leads to the front page",
        seed: 3,
        ending: Ending::Home,
        ..PLAIN
    },
    Spec { id: "doi-dia-chi", fault: "an article moves for good", seed: 4, ending: Ending::Moves, ..PLAIN },
    Spec {
        id: "robots-bom",
        fault: "robots.txt with BOM, CRLF, odd case and comments",
        seed: 5,
        forbidden: &["/cam/"],
        in_menu: CLOSED_LINKS,
        over: |asked| {
            (asked.path == "/robots.txt").then(|| {
                Reply::text("\u{feff}# Cấm vào khu nội bộ\r\nUSER-AGENT : *\r\ndisAllow:/cam/ # tạm thời\r\n")
            })
        },
        ..PLAIN
    },
    Spec {
        id: "robots-nhom",
        fault: "a group of our own beside one that forbids all",
        seed: 6,
        forbidden: &["/cam/"],
        in_menu: CLOSED_LINKS,
        over: |asked| {
            (asked.path == "/robots.txt")
                .then(|| Reply::text("User-agent: *\nDisallow: /\n\nUser-agent: Langbao\nDisallow: /cam/\n"))
        },
        ..PLAIN
    },
    Spec {
        id: "robots-mau",
        fault: "wildcards, the end of the line, Allow inside Disallow",
        seed: 7,
        forbidden: &["/cam/bi", ".aspx"],
        in_menu: "<a href=\"/cam/bi-mat-1.html\">x</a><a href=\"/x/y.aspx\">y</a><a href=\"/cam/mo-cua\">z</a>",
        over: |asked| {
            (asked.path == "/robots.txt").then(|| {
                Reply::text("User-agent: *\nDisallow: /*.aspx$\nDisallow: /cam/\nAllow: /cam/mo-*\n")
            })
        },
        ..PLAIN
    },
    Spec {
        id: "robots-html",
        fault: "a page in place of robots.txt",
        seed: 8,
        over: |asked| (asked.path == "/robots.txt").then(|| Reply::html("<html><p>Disallow: /</p></html>")),
        ..PLAIN
    },
    Spec {
        id: "robots-lon",
        fault: "a robots.txt of 700 KB whose first rule forbids",
        seed: 9,
        forbidden: &["/cam/"],
        in_menu: CLOSED_LINKS,
        over: |asked| {
            (asked.path == "/robots.txt").then(|| {
                Reply::text(format!("User-agent: *\nDisallow: /cam/\n{}", "# chú thích dài\n".repeat(40_000)))
            })
        },
        ..PLAIN
    },
    Spec {
        id: "robots-chuyen",
        fault: "robots.txt is behind redirects",
        seed: 10,
        forbidden: &["/cam/"],
        in_menu: CLOSED_LINKS,
        over: |asked| match asked.path {
            "/robots.txt" => Some(Reply::to(301, "/r1.txt")),
            "/r1.txt" => Some(Reply::to(302, "/r2.txt")),
            "/r2.txt" => Some(Reply::text("User-agent: *\nDisallow: /cam/\n")),
            _ => None,
        },
        ..PLAIN
    },
    Spec {
        id: "robots-503",
        fault: "robots.txt answers 503, so nothing may be asked for",
        seed: 11,
        closed: true,
        over: |asked| (asked.path == "/robots.txt").then(|| Reply::new(503, Vec::new())),
        ..PLAIN
    },
    Spec {
        id: "robots-treo",
        fault: "robots.txt never answers, so nothing may be asked for",
        seed: 12,
        closed: true,
        over: |asked| (asked.path == "/robots.txt").then(|| Reply::new(200, Vec::new()).at(Pace::Hang)),
        ..PLAIN
    },
    Spec {
        id: "cham",
        fault: "robots.txt asks for a delay",
        seed: 13,
        crawl_delay: Duration::from_millis(120),
        over: |asked| {
            (asked.path == "/robots.txt").then(|| Reply::text("User-agent: *\nCrawl-delay: 0.12\n"))
        },
        ..PLAIN
    },
    Spec {
        id: "qua-tai",
        fault: "429 and 503 with Retry-After, now and then",
        seed: 14,
        over: |asked| match asked.path {
            path if path == (asked.spec.path)(2) && asked.earlier == 0 => {
                Some(Reply::new(429, Vec::new()).with("retry-after", "1"))
            }
            path if path == (asked.spec.path)(7) && asked.earlier == 0 => {
                Some(Reply::new(503, Vec::new()).with("retry-after", "1"))
            }
            path if path == (asked.spec.path)(9) && asked.earlier == 0 => Some(Reply::new(500, Vec::new())),
            _ => None,
        },
        ..PLAIN
    },
    Spec {
        id: "cookie",
        fault: "a door that leads to itself until it sees its cookie",
        seed: 15,
        over: |asked| {
            let open = asked.header("cookie").is_some_and(|cookie| cookie.contains("cua=mo"));
            (!open && asked.path != "/robots.txt")
                .then(|| Reply::to(302, asked.path).with("set-cookie", "cua=mo; Path=/"))
        },
        ..PLAIN
    },
    Spec {
        id: "cookie-vong",
        fault: "a door that leads through another address",
        seed: 16,
        over: |asked| {
            let open = asked.header("cookie").is_some_and(|cookie| cookie.contains("cua=mo"));
            match asked.path.strip_prefix("/kiem-tra?returnurl=") {
                Some(back) => Some(Reply::to(302, back).with("set-cookie", "cua=mo; Path=/")),
                None if !open && asked.path != "/robots.txt" => {
                    let there = format!("/kiem-tra?returnurl={}", asked.path);
                    Some(Reply::to(302, there).with("set-cookie", "khach=1"))
                }
                None => None,
            }
        },
        ..PLAIN
    },
    Spec {
        id: "chuyen-huong",
        fault: "loops, long chains, redirects to addresses that must not be asked",
        seed: 17,
        in_menu: "<a href=/vong-a>a</a><a href=/dai-0>b</a><a href=/trong-1>c</a><a href=/trong-2>d</a><a href=/trong-3>e</a>",
        over: |asked| match asked.path {
            "/vong-a" => Some(Reply::to(302, "/vong-b")),
            "/vong-b" => Some(Reply::to(302, "/vong-a")),
            "/trong-1" => Some(Reply::to(302, format!("{}/bi-mat", asked.forbidden))),
            "/trong-2" => Some(Reply::to(302, "http://169.254.169.254/latest/meta-data/")),
            "/trong-3" => Some(Reply::to(302, "file:///etc/passwd")),
            path => {
                let step: u32 = path.strip_prefix("/dai-")?.parse().ok()?;
                Some(Reply::to(302, format!("/dai-{}", step + 1)))
            }
        },
        ..PLAIN
    },
    Spec {
        id: "qua-lon",
        fault: "bodies without end, bombs, drips, half streams, huge headers",
        seed: 18,
        unreadable: &[4, 6, 11, 12, 13],
        over: |asked| {
            let number =
                [4, 6, 11, 12, 13].into_iter().find(|number| asked.path == (asked.spec.path)(*number))?;
            Some(match number {
                4 => Reply::html("<p>tin </p>".repeat(800)).at(Pace::Endless),
                6 => Reply::html(gzip(&vec![b' '; 40_000_000])).with("content-encoding", "gzip"),
                11 => Reply::html("<p>chậm</p>".repeat(500)).at(Pace::Drip),
                12 => {
                    let whole = gzip(asked.article_page(12).as_bytes());
                    Reply::html(&whole[..whole.len() / 2]).with("content-encoding", "gzip")
                }
                _ => Reply::html("<p>x").with("x-rac", "r".repeat(200_000)),
            })
        },
        ..PLAIN
    },
    Spec {
        id: "sai-ma",
        fault: "the header names another charset than the page has",
        seed: 19,
        over: |asked| {
            let mut reply = asked.plain();
            for (_, value) in reply.headers.iter_mut().filter(|(name, _)| *name == "content-type") {
                "text/html; charset=iso-8859-1".clone_into(value);
            }
            Some(reply)
        },
        ..PLAIN
    },
    Spec {
        id: "so-do-hong",
        fault: "a sitemap that is no XML, with articles that nothing else names",
        seed: 20,
        listed: |number| number.is_multiple_of(2),
        over: |asked| {
            (asked.path == "/sitemap.xml").then(|| {
                let urls: String = there(asked.round)
                    .iter()
                    .map(|n| format!("<url><loc>{}{}</loc>\n<name>a & b <br></url>", asked.base, path(*n)))
                    .collect();
                Reply::xml(format!("<?xml version=\"1.0\"?><urlset><url><loc></url>{urls}"))
            })
        },
        ..PLAIN
    },
    Spec {
        id: "so-do-nen",
        fault: "a sitemap index whose parts are packed, named by robots.txt",
        seed: 21,
        listed: |number| number.is_multiple_of(3),
        over: |asked| match asked.path {
            "/robots.txt" => Some(Reply::text(format!("Sitemap: {}/so-do/muc-luc.xml\n", asked.base))),
            "/so-do/muc-luc.xml" => Some(Reply::xml(format!(
                "<sitemapindex><sitemap><loc>{0}/so-do/1.xml.gz</loc></sitemap></sitemapindex>",
                asked.base
            ))),
            "/so-do/1.xml.gz" => {
                let urls: String = there(asked.round)
                    .iter()
                    .map(|n| {
                        format!(
                            "<url><loc>{}{}</loc><lastmod>2099-01-01</lastmod></url>",
                            asked.base,
                            path(*n)
                        )
                    })
                    .collect();
                Some(Reply::new(200, gzip(format!("<urlset>{urls}</urlset>").as_bytes())))
            }
            _ => None,
        },
        ..PLAIN
    },
    Spec {
        id: "rss-hong",
        fault: "a feed that is no XML, with articles that nothing else names",
        seed: 22,
        listed: |number| number % 3 > 0,
        in_head: "<link rel=alternate type=\"application/rss+xml\" href=\"/tin.rss\">",
        over: |asked| {
            (asked.path == "/tin.rss").then(|| {
                let items: String = there(asked.round)
                    .iter()
                    .map(|n| {
                        format!(
                            "<item><title>Tin & bài {n}</title><br><link>{}{}</link>",
                            asked.base,
                            path(*n)
                        )
                    })
                    .collect();
                Reply::xml(format!("<rss version=2.0><channel><title>Tin</title>{items}</channel>"))
            })
        },
        ..PLAIN
    },
    Spec {
        id: "trang-cuoi",
        fault: "pages after the last one repeat it, without end",
        seed: 23,
        over: |asked| {
            let page: usize = match asked.path {
                "/" => 1,
                path => path.strip_prefix("/tin-tuc?page=")?.parse().ok()?,
            };
            let numbers = there(asked.round);
            let last = numbers.len().div_ceil(5);
            let first = (page.min(last) - 1) * 5;
            let links: String = numbers.iter().skip(first).take(5).map(|n| asked.link(*n)).collect();
            Some(asked.list_of(&format!("{links}<a href=\"/tin-tuc?page={}\">Tiếp</a>", page + 1)))
        },
        ..PLAIN
    },
    Spec {
        id: "lich",
        fault: "a calendar without end",
        seed: 24,
        in_menu: "<a href=\"/lich-cong-tac/2026/tuan-1\">Lịch</a>",
        over: |asked| {
            let (year, week) = asked.path.strip_prefix("/lich-cong-tac/")?.split_once("/tuan-")?;
            let (year, week): (u32, u32) = (year.parse().ok()?, week.parse().ok()?);
            let links: String = [(year, week + 1), (year + 1, week), (year - 1, week)]
                .map(|(year, week)| format!("<a href=\"/lich-cong-tac/{year}/tuan-{week}\">Tuần {week}</a>"))
                .concat();
            let text =
                format!("<p>Lịch làm việc tuần {week} năm {year} của lãnh đạo phường: không có lịch.</p>");
            Some(Reply::html(asked.page("Lịch công tác", &format!("{text}{links}"))))
        },
        ..PLAIN
    },
    Spec {
        id: "duong-sau",
        fault: "relative links that make ever longer paths",
        seed: 25,
        in_menu: "<a href=\"/kho/a/\">Kho</a>",
        over: |asked| {
            let depth = asked.path.strip_prefix("/kho/")?.len();
            let name = char::from(b'a' + u8::try_from(depth % 23).ok()?);
            Some(Reply::html(
                asked.page("Kho", &format!("<a href=\"{name}{depth}/\">x</a><a href=\"y{depth}/\">y</a>")),
            ))
        },
        ..PLAIN
    },
    Spec {
        id: "phien",
        fault: "every link carries another session",
        seed: 26,
        over: |asked| {
            let path = asked.path.split('?').next()?;
            let phien = format!("{:x}", digest((asked.path, asked.earlier)));
            let plain = Asked { path, head: "", ..*asked }.plain();
            if plain.status != 200 {
                return Some(plain);
            }
            let body = String::from_utf8(plain.body).ok()?;
            let mut out = String::new();
            for (at, part) in body.split("href=\"").enumerate() {
                match (at, part.split_once('"')) {
                    (1.., Some((href, rest))) => out += &format!("href=\"{href}?phien={phien}\"{rest}"),
                    _ => out += part,
                }
            }
            Some(Reply::html(out))
        },
        ..PLAIN
    },
    Spec {
        id: "ban-in",
        fault: "each article has a print version, a tag page and a search beside it",
        seed: 27,
        in_menu: "<a href=\"/tim-kiem?q=ve\">Tìm</a><a href=\"/tag/ve-sinh\">Vệ sinh</a>",
        over: |asked| {
            if asked.path == "/tag/ve-sinh" {
                return Some(Reply::html(
                    asked
                        .page("Vệ sinh", &format!("<p>{}</p>", "Các tin về vệ sinh môi trường. ".repeat(20))),
                ));
            }
            let (path, twin) =
                match (asked.path.strip_prefix("/in-bai"), asked.path.strip_suffix("?kieu=gon")) {
                    (Some(path), _) | (_, Some(path)) => (path, true),
                    _ => (asked.path, false),
                };
            let reply = Asked { path, ..*asked }.plain();
            if twin || reply.status != 200 || !path.ends_with(".html") {
                return Some(reply);
            }
            let links = format!(
                "<a href=\"/in-bai{path}\">Bản in</a> <a href=\"{path}?kieu=gon\">Bản gọn</a></body>"
            );
            let body = String::from_utf8(reply.body).ok()?.replace("</body>", &links);
            Some(Reply { body: body.into_bytes(), ..reply })
        },
        ..PLAIN
    },
    Spec {
        id: "etag-ket",
        fault: "one ETag for all pages, never changed",
        seed: 28,
        over: |asked| match (asked.path, asked.header("if-none-match")) {
            ("/robots.txt", _) => None,
            (_, Some(_)) => Some(Reply::new(304, Vec::new())),
            _ => {
                let mut reply = Asked { head: "", ..*asked }.plain();
                reply.headers.retain(|(name, _)| *name != "etag");
                Some(reply.with("etag", "\"co-dinh\""))
            }
        },
        ..PLAIN
    },
    Spec {
        id: "ngay-sai",
        fault: "a Last-Modified that never moves, and 304 to whoever names it",
        seed: 29,
        over: |asked| match (asked.path, asked.header("if-modified-since")) {
            ("/robots.txt", _) => None,
            (path, Some(_)) if path.ends_with(".html") => Some(Reply::new(304, Vec::new())),
            _ => {
                let mut reply = Asked { head: "", ..*asked }.plain();
                reply.headers.retain(|(name, _)| *name != "etag");
                Some(reply.with("last-modified", "Mon, 02 Mar 2026 00:00:00 GMT"))
            }
        },
        ..PLAIN
    },
    Spec {
        id: "304-khong",
        fault: "304 to a request that named no validator",
        seed: 30,
        over: |asked| {
            (asked.path.ends_with("4.html") && asked.earlier == 0).then(|| Reply::new(304, Vec::new()))
        },
        ..PLAIN
    },
    Spec {
        id: "dao-thu-tu",
        fault: "a list in another order each time",
        seed: 31,
        over: |asked| {
            (asked.path == "/").then(|| {
                let mut numbers = there(asked.round);
                let turn = usize::try_from(asked.earlier).unwrap_or(0) * 5 % numbers.len();
                numbers.rotate_left(turn);
                asked.list_of(&numbers.iter().map(|n| asked.link(*n)).collect::<String>())
            })
        },
        ..PLAIN
    },
    Spec {
        id: "json",
        fault: "lists and articles are in the data of a script alone",
        seed: 32,
        over: |asked| {
            let data = match asked.path {
                "/" => {
                    let urls: Vec<String> =
                        there(asked.round).iter().map(|n| format!("{{\"url\":\"{}\"}}", path(*n))).collect();
                    format!("{{\"props\":{{\"tin\":[{}]}}}}", urls.join(","))
                }
                path => {
                    let number = (0..300).find(|n| (asked.spec.path)(*n) == path)?;
                    if !there(asked.round).contains(&number) {
                        return None;
                    }
                    let version = super::truth::version(number, asked.round);
                    let body = super::truth::paragraphs(asked.spec.seed, number, version).join("\\n");
                    let title = super::truth::title(asked.spec.seed, number, version);
                    return Some(Reply::html(format!(
                        "<!DOCTYPE html><html><head><meta charset=utf-8><title>{title}</title>
                         <script type=\"application/ld+json\">{{\"@context\":\"https://schema.org\",\"@type\":\"NewsArticle\",
                         \"headline\":\"{title}\",\"datePublished\":\"2026-03-05T08:00:00+07:00\",\"articleBody\":\"{body}\"}}</script>
                         </head><body><div id=app></div></body></html>"
                    )));
                }
            };
            Some(Reply::html(format!(
                "<!DOCTYPE html><html><head><meta charset=utf-8><title>Phường</title></head><body><div id=app></div>
                 <script id=\"__NEXT_DATA__\" type=\"application/json\">{data}</script></body></html>"
            )))
        },
        ..PLAIN
    },
    Spec {
        id: "gach-cheo",
        fault: "links without the slash at their end, which redirect to those with it",
        seed: 33,
        path: |number| format!("/viec-lam-cua-phuong-trong-thang-{}/", 1000 + number),
        over: |asked| {
            let whole = format!("{}/", asked.path);
            let number = (0..300).find(|n| (asked.spec.path)(*n) == whole)?;
            there(asked.round).contains(&number).then(|| Reply::to(301, whole))
        },
        ..PLAIN
    },
];

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    // Writing to memory cannot fail.
    let _ = encoder.write_all(bytes);
    encoder.finish().unwrap_or_default()
}

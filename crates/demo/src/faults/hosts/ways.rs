//! Hosts on which the ways to the articles are odd, or lead nowhere.

use super::{PLAIN, Spec, gzip};
use crate::faults::answer::{Asked, Reply, digest};
use crate::faults::truth::{self, path, there};

pub(super) const HOSTS: &[Spec] = &[
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
                    let version = truth::version(number, asked.round);
                    let body = truth::paragraphs(asked.spec.seed, number, version).join("\\n");
                    let title = truth::title(asked.spec.seed, number, version);
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

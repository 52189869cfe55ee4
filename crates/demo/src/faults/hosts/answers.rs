//! Hosts whose answers are odd: what they say is not there, where they lead, how they send it, what they say of changes.

use super::{Ending, PLAIN, Spec, gzip};
use crate::faults::answer::{Asked, Pace, Reply};

pub(super) const HOSTS: &[Spec] = &[
    PLAIN,
    Spec { id: "nhieu-bai", fault: "none, and many articles", seed: 34, more: 130, ..PLAIN },
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
];

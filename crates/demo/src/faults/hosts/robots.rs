//! Hosts whose robots.txt is odd, or cannot be had.

use std::time::Duration;

use super::{PLAIN, Spec};
use crate::faults::answer::{Pace, Reply};

const CLOSED_LINKS: &str = "<a href=\"/cam/bi-mat-1.html\">Nội bộ</a><a href=\"/cam/\">Nội bộ</a>";

pub(super) const HOSTS: &[Spec] = &[
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
];

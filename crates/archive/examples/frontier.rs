//! Measures how long an archive with a large frontier takes from opening to the first URL that is due.
//!
//! Usage: `cargo run --release -p langbao-archive --example frontier -- DIR [ROWS]`: fills DIR with ROWS (1,000,000)
//! rows over 40 sites unless they are there, then opens it and asks each site for its next URL.

#![expect(clippy::print_stdout, reason = "it is there to print")]

use std::error::Error;
use std::path::Path;
use std::time::Instant;

use chrono::DateTime;
use langbao_archive::{Archive, FrontierLink, Outcome, Site, Visit};
use langbao_article::{CanonicalUrl, LinkKind, SiteId};

const SITES: usize = 40;
const LINKS: usize = 1_000;

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let dir = args.next().ok_or("a folder is needed")?;
    let rows: usize = args.next().map_or(Ok(1_000_000), |rows| rows.parse())?;
    fill(Path::new(&dir), rows)?;
    let sites = (0..SITES).map(id).collect::<Result<Vec<SiteId>, _>>()?;

    let started = Instant::now();
    let archive = Archive::open(Path::new(&dir))?;
    let opened = started.elapsed();
    let now = DateTime::from_timestamp(1_900_000_000, 0).ok_or("a time")?;
    let first = archive.next_due(&sites[0], now)?.ok_or("nothing is due")?;
    let due = started.elapsed();
    let run = archive.start_run(&sites[1], now, false)?;
    let begun = started.elapsed();
    for site in &sites {
        archive.next_due(site, now)?.ok_or("nothing is due")?;
    }
    let all = started.elapsed();
    println!(
        "open {} ms, first due URL {} ms, first run begun {} ms, all {SITES} sites asked {} ms ({}, run {})",
        opened.as_millis(),
        due.as_millis(),
        begun.as_millis(),
        all.as_millis(),
        first.url,
        run.0
    );
    Ok(())
}

fn id(n: usize) -> Result<SiteId, Box<dyn Error>> {
    Ok(format!("xa-{n}").parse()?)
}

fn fill(dir: &Path, rows: usize) -> Result<(), Box<dyn Error>> {
    let archive = Archive::open(dir)?;
    if !archive.sites()?.is_empty() {
        return Ok(());
    }
    let at = DateTime::from_timestamp(1_800_000_000, 0).ok_or("a time")?;
    for n in 0..SITES {
        let start = CanonicalUrl::parse(&format!("https://xa-{n}.example.vn/"))?;
        archive.add_site(Site {
            id: id(n)?,
            name: format!("Xã {n}"),
            start_urls: vec![start.clone()],
            schedule: None,
            profile: None,
            delay_ms: None,
            windows: None,
            lenient_tls: false,
            enabled: true,
            added_at: at,
        })?;
        for batch in 0..rows.div_ceil(SITES * LINKS) {
            let links = (0..LINKS)
                .map(|link| {
                    let url = format!("https://xa-{n}.example.vn/tin-tuc/{batch}/bai-viet-so-{link}.html");
                    let (kind, depth) = (LinkKind::Article, 1 + (link % 4) as u32);
                    Ok(FrontierLink { url: CanonicalUrl::parse(&url)?, kind, depth, mark: 0 })
                })
                .collect::<Result<Vec<_>, Box<dyn Error>>>()?;
            archive.record(Visit {
                run: None,
                site: id(n)?,
                url: start.clone(),
                at,
                outcome: Outcome::NotModified,
                exchange: None,
                article: None,
                doubted: false,
                yielded: langbao_archive::Yield::default(),
                links,
                kind: None,
                next_due: Some(at),
            })?;
        }
    }
    archive.close()?;
    Ok(())
}

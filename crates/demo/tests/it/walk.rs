//! Follows links from a start page as a crawler would.

use std::collections::HashMap;

use crate::client::get;

/// Fetches every page of a site that can be reached from its start page, except what robots.txt closes; returns the
/// URLs with their status.
pub(crate) async fn walk(start: &str) -> HashMap<String, u16> {
    let base = start.trim_end_matches('/');
    let robots = get(&format!("{base}/robots.txt"), &[]).await;
    let closed: Vec<&str> =
        robots.text().lines().filter_map(|line| line.strip_prefix("Disallow: ")).collect();
    let mut seen = HashMap::new();
    let mut waiting = vec!["/".to_owned()];
    while let Some(path) = waiting.pop() {
        let url = format!("{base}{path}");
        if seen.contains_key(&url) {
            continue;
        }
        let answer = get(&url, &[]).await;
        seen.insert(url, answer.status);
        if answer.header("content-type").starts_with("text/html") {
            let page = String::from_utf8_lossy(&answer.body);
            let body = page.split_once("<body").or(page.split_once("<BODY")).map_or("", |(_, body)| body);
            let links = body.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
            let links = links.map(|link| link.replace("&#38;", "&"));
            waiting.extend(links.filter(|l| l.starts_with('/') && !closed.iter().any(|c| l.starts_with(c))));
        }
    }
    seen
}

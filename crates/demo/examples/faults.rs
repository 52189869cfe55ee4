//! Serves the sites that misbehave until it is stopped. Each line on stdin begins the next round; the truth of a round
//! and what was impolite so far are printed as text. `scripts/demo-site --faults` runs it.

#![expect(clippy::print_stdout, reason = "what it prints is what it is for")]

use std::io::BufRead;
use std::time::Duration;

use langbao_demo::FaultSites;

fn main() -> std::io::Result<()> {
    let runtime = tokio::runtime::Runtime::new()?;
    let sites = runtime.block_on(FaultSites::start())?;
    for site in sites.sites() {
        println!("{}\t{}\t{}", site.url, site.id, site.fault);
    }
    println!("allow 127.0.0.1/32 and nothing else; Enter begins the next round, Ctrl-D ends");
    for line in std::io::stdin().lock().lines() {
        line?;
        for violation in sites.violations(Duration::ZERO) {
            println!("impolite: {violation}");
        }
        println!("{} requests so far; round {}:", sites.requests().len(), sites.advance());
        for article in sites.truth() {
            let gone =
                article.gone_since.map(|round| format!(", gone since round {round}")).unwrap_or_default();
            println!("{}\t{} version(s){gone}", article.url, article.versions.len());
        }
    }
    Ok(())
}

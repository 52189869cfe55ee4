//! Site profiles that somebody writes, and addresses.

#![no_main]

use langbao_article::{CanonicalUrl, SiteProfile};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let _ = SiteProfile::parse("own", text);
    if let Ok(url) = CanonicalUrl::parse(text) {
        assert_eq!(CanonicalUrl::parse(url.as_str()).as_ref(), Ok(&url), "normal form is stable");
        let _ = url.join("../../a?b#c");
    }
});

//! Which language a visitor reads, where the address does not say: as chosen before (cookie), else as the browser asks
//! (`Accept-Language`), else Vietnamese.

use axum::http::{HeaderMap, HeaderValue, Uri, header};

use crate::Lang;
use crate::params;

/// Keeps what was chosen, for a year.
const COOKIE: &str = "lang";

/// The language that a visitor reads; `None` if nothing says so.
pub(crate) fn preferred(headers: &HeaderMap) -> Option<Lang> {
    chosen(headers).or_else(|| accepted(headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?))
}

/// The language chosen before.
pub(crate) fn chosen(headers: &HeaderMap) -> Option<Lang> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(name, _)| *name == COOKIE).and_then(|(_, code)| code.parse().ok())
}

/// The first of our languages in the order of the visitor's liking (RFC 9110 §12.5.4).
fn accepted(value: &str) -> Option<Lang> {
    let mut liked: Vec<(u32, Lang)> = Vec::new();
    for item in value.split(',') {
        let (range, rest) = item.split_once(';').unwrap_or((item, ""));
        let primary = range.trim().split('-').next().unwrap_or_default().to_ascii_lowercase();
        let quality = rest.trim().strip_prefix("q=").map_or(Some(1.0), |q| q.trim().parse::<f64>().ok());
        if let (Ok(lang), Some(quality)) = (primary.parse::<Lang>(), quality)
            && quality > 0.0
        {
            liked.push(((quality.min(1.0) * 1000.0) as u32, lang));
        }
    }
    // Of two liked alike the first stands.
    liked.into_iter().rev().max_by_key(|(quality, _)| *quality).map(|(_, lang)| lang)
}

/// Says the language in an address that does not say one; `None` if it does, or if it is Vietnamese, which needs no
/// saying.
pub(crate) fn said_in(uri: &Uri, lang: Lang) -> Option<Uri> {
    let query = uri.query().unwrap_or_default();
    if lang == Lang::default() || params::pairs(query).iter().any(|(key, _)| key == "lang") {
        return None;
    }
    let joint = if query.is_empty() { "" } else { "&" };
    format!("{}?{query}{joint}lang={}", uri.path(), lang.code()).parse().ok()
}

/// The header that keeps a choice; `None` if it is kept already, or nothing was chosen.
pub(crate) fn kept(uri: &Uri, headers: &HeaderMap) -> Option<HeaderValue> {
    let pairs = params::pairs(uri.query().unwrap_or_default());
    let lang: Lang = pairs.iter().find(|(key, _)| key == "lang")?.1.parse().ok()?;
    if chosen(headers).or_else(|| (lang == Lang::default()).then(|| preferred(headers)).flatten())
        == Some(lang)
    {
        return None;
    }
    let cookie = format!("{COOKIE}={}; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly", lang.code());
    HeaderValue::try_from(cookie).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_say_what_they_like() {
        let check = |value: &str, expected: Option<Lang>| assert_eq!(accepted(value), expected, "{value}");
        check("vi-VN,vi;q=0.9,en-US;q=0.8", Some(Lang::Vi));
        check("en-US,en;q=0.9,vi;q=0.8", Some(Lang::En));
        check("fr, en;q=0.5", Some(Lang::En));
        check("fr", None);
        check("en;q=0, vi;q=0.1", Some(Lang::Vi));
        check("en, vi", Some(Lang::En));
        check(";;q=,=", None);
    }

    #[test]
    fn what_was_chosen_goes_before_what_the_browser_likes() {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT_LANGUAGE, HeaderValue::from_static("en"));
        assert_eq!(preferred(&headers), Some(Lang::En));
        headers.insert(header::COOKIE, HeaderValue::from_static("a=b; lang=vi"));
        assert_eq!(preferred(&headers), Some(Lang::Vi));
        let uri = |text: &str| text.parse::<Uri>().unwrap();
        assert_eq!(said_in(&uri("/search?q=a"), Lang::En), Some(uri("/search?q=a&lang=en")));
        assert_eq!(said_in(&uri("/"), Lang::En), Some(uri("/?lang=en")));
        assert_eq!(said_in(&uri("/?lang=vi"), Lang::En), None);
        assert_eq!(said_in(&uri("/"), Lang::Vi), None);
        assert!(kept(&uri("/?lang=en"), &headers).is_some());
        assert_eq!(kept(&uri("/?lang=vi"), &headers), None);
    }
}

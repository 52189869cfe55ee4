//! How much one address may ask: a bucket of tokens each, told in the headers of every answer.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::sync::{Mutex, PoisonError};

use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use ipnet::IpNet;

use crate::AppState;
use crate::problem::Problem;

/// Addresses remembered; when there are more, those that have asked for nothing lately are forgotten.
const MOST: usize = 50_000;

/// Seconds in which an empty bucket is full again.
const WINDOW: f64 = 60.0;

/// The buckets of all who have asked lately.
#[derive(Debug, Default)]
pub(crate) struct Buckets(Mutex<HashMap<IpAddr, Bucket>>);

#[derive(Debug, Clone, Copy)]
struct Bucket {
    tokens: f64,
    at: DateTime<Utc>,
}

/// What is left to an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Left {
    allowed: bool,
    requests: u32,
    /// Seconds until there is room for this request again, or until the bucket is full.
    seconds: u64,
}

impl Buckets {
    fn take(&self, who: IpAddr, cost: u32, most: u32, now: DateTime<Utc>) -> Left {
        let (most, cost) = (f64::from(most), f64::from(cost).min(f64::from(most)));
        let rate = most / WINDOW;
        let filled = |bucket: &Bucket| {
            let passed = (now - bucket.at).num_milliseconds().max(0) as f64 / 1_000.0;
            (bucket.tokens + passed * rate).min(most)
        };
        // The map is whole between any two statements.
        let mut buckets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= MOST && !buckets.contains_key(&who) {
            buckets.retain(|_, bucket| filled(bucket) < most);
            // So many at once that all are busy: those who come new begin anew.
            if buckets.len() >= MOST {
                buckets.clear();
            }
        }
        let bucket = buckets.entry(who).or_insert(Bucket { tokens: most, at: now });
        let tokens = filled(bucket);
        let allowed = tokens >= cost;
        let tokens = if allowed { tokens - cost } else { tokens };
        *bucket = Bucket { tokens, at: now };
        let missing = if allowed { most - tokens } else { cost - tokens };
        Left { allowed, requests: tokens as u32, seconds: (missing / rate).ceil().max(1.0) as u64 }
    }
}

/// Returns who asks: the peer, or if that is a proxy of ours, the last one before it that is none. `None`: nobody to
/// count, as a program on this machine is.
fn client(peer: IpAddr, headers: &HeaderMap, proxies: &[IpNet]) -> Option<IpAddr> {
    let is_proxy = |address: &IpAddr| proxies.iter().any(|net| net.contains(address));
    let peer = peer.to_canonical();
    if !is_proxy(&peer) {
        return Some(narrowed(peer));
    }
    let named = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
    let named: Vec<&str> = named.flat_map(|value| value.split(',')).map(str::trim).collect();
    // From the right: what stands further left was written by whoever is in front, and may be a lie.
    for name in named.iter().rev() {
        match name.parse::<IpAddr>().map(|address| address.to_canonical()) {
            Ok(address) if is_proxy(&address) => {}
            Ok(address) => return Some(narrowed(address)),
            Err(_) => return Some(narrowed(peer)),
        }
    }
    (!peer.is_loopback()).then(|| narrowed(peer))
}

/// One customer has a whole /64 of IPv6.
fn narrowed(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(six) => IpAddr::V6(Ipv6Addr::from_bits(six.to_bits() & !u128::from(u64::MAX))),
    }
}

/// What a request costs; nothing: it is not counted.
fn cost(path: &str) -> u32 {
    match path {
        // A guess at a key.
        "/admin/sign-in" => 10,
        "/healthz" | "/readyz" | "/metrics" | "/robots.txt" => 0,
        _ if path.starts_with("/assets/") => 0,
        // Mails go out for it; all hits are read for it.
        "/alerts" => 10,
        _ if path.starts_with("/api/v1/export") => 10,
        _ => 1,
    }
}

/// Turns away who has asked for too much, and tells everybody what is left.
pub(crate) async fn limit(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let most = state.settings.rate_limit;
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| peer.ip());
    let who = peer.and_then(|peer| client(peer, request.headers(), &state.settings.trusted_proxies));
    let (who, cost) = match (who, cost(request.uri().path())) {
        (Some(who), cost) if most > 0 && cost > 0 => (who, cost),
        _ => return next.run(request).await,
    };
    let left = state.buckets.take(who, cost, most, state.now());
    let mut response = match left.allowed {
        true => next.run(request).await,
        false => Problem::too_many_requests(left.seconds).into_response(),
    };
    let mut tell = |name: HeaderName, value: String| {
        if let Ok(value) = HeaderValue::try_from(value) {
            response.headers_mut().insert(name, value);
        }
    };
    tell(HeaderName::from_static("ratelimit-policy"), format!("\"address\";q={most};w={}", WINDOW as u64));
    let (requests, seconds) = (left.requests, left.seconds);
    tell(HeaderName::from_static("ratelimit"), format!("\"address\";r={requests};t={seconds}"));
    if !left.allowed {
        tell(header::RETRY_AFTER, seconds.to_string());
    }
    response
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    fn at(milliseconds: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::milliseconds(milliseconds)
    }

    #[test]
    fn a_bucket_empties_and_fills_again() {
        let buckets = Buckets::default();
        let (one, other): (IpAddr, IpAddr) = ("203.0.113.1".parse().unwrap(), "203.0.113.2".parse().unwrap());
        for n in (0..60).rev() {
            assert_eq!(buckets.take(one, 1, 60, at(0)).requests, n);
        }
        let refused = buckets.take(one, 1, 60, at(0));
        assert_eq!((refused.allowed, refused.seconds), (false, 1));
        assert!(buckets.take(other, 1, 60, at(0)).allowed, "each has their own");
        assert_eq!(buckets.take(one, 10, 60, at(0)).seconds, 10);
        assert!(!buckets.take(one, 1, 60, at(900)).allowed);
        assert!(buckets.take(one, 1, 60, at(1_900)).allowed);
        // What costs more than there can ever be takes all of it.
        assert!(buckets.take(other, 1_000, 60, at(120_000)).allowed);
        // A clock that goes back gives nothing and takes nothing.
        assert!(!buckets.take(other, 1, 60, at(60_000)).allowed);
    }

    #[test]
    fn memory_is_bounded() {
        let buckets = Buckets::default();
        for n in 0..(MOST as u32 + 10) {
            buckets.take(IpAddr::V4(n.into()), 1, 60, at(0));
        }
        assert!(buckets.0.lock().unwrap().len() <= MOST);
    }

    #[test]
    fn only_proxies_of_ours_are_believed() {
        let proxies: Vec<IpNet> =
            ["127.0.0.0/8", "10.0.0.0/8", "::1/128"].map(|net| net.parse().unwrap()).to_vec();
        let check = |peer: &str, forwarded: &[&str], expected: Option<&str>| {
            let mut headers = HeaderMap::new();
            for value in forwarded {
                headers.append("x-forwarded-for", HeaderValue::from_str(value).unwrap());
            }
            let expected = expected.map(|address| address.parse().unwrap());
            assert_eq!(client(peer.parse().unwrap(), &headers, &proxies), expected, "{peer} {forwarded:?}");
        };
        check("203.0.113.9", &["198.51.100.1"], Some("203.0.113.9"));
        check("127.0.0.1", &["198.51.100.1"], Some("198.51.100.1"));
        check("127.0.0.1", &["198.51.100.1, 203.0.113.7, 10.1.1.1"], Some("203.0.113.7"));
        check("127.0.0.1", &["198.51.100.1", "203.0.113.7"], Some("203.0.113.7"));
        check("10.1.1.1", &["no address"], Some("10.1.1.1"));
        check("127.0.0.1", &["no address"], Some("127.0.0.1"));
        check("127.0.0.1", &[], None);
        check("10.1.1.1", &[], Some("10.1.1.1"));
        check("2001:db8:1:2:3:4:5:6", &[], Some("2001:db8:1:2::"));
        check("::ffff:203.0.113.9", &[], Some("203.0.113.9"));
    }
}

//! Which addresses may be connected to: a link on a ward's page must not reach the network behind this server.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;

use ipnet::IpNet;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::{Host, Url};

/// Lets addresses of the public internet pass, and those of the networks it was told to allow.
#[derive(Debug, Clone)]
pub(crate) struct AddressGuard {
    allow: Vec<IpNet>,
}

/// A host that has no address that may be connected to.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{host} is at {address}, which is not a public address (allow_networks can permit it)")]
pub(crate) struct AddressRefused {
    host: String,
    address: IpAddr,
}

impl AddressGuard {
    pub(crate) fn new(allow: Vec<IpNet>) -> Self {
        Self { allow }
    }

    fn permits(&self, address: IpAddr) -> bool {
        let address = without_wrapping(address);
        is_global(address) || self.allow.iter().any(|net| net.contains(&address))
    }

    /// Checks a URL whose host is an address: the resolver is never asked for those.
    pub(crate) fn check(&self, url: &Url) -> Result<(), AddressRefused> {
        let address = match url.host() {
            Some(Host::Ipv4(address)) => IpAddr::V4(address),
            Some(Host::Ipv6(address)) => IpAddr::V6(address),
            Some(Host::Domain(_)) | None => return Ok(()),
        };
        match self.permits(address) {
            true => Ok(()),
            false => Err(AddressRefused { host: url.host_str().unwrap_or_default().to_owned(), address }),
        }
    }

    /// Keeps the addresses of a host that may be connected to.
    fn keep(
        &self,
        host: &str,
        found: impl Iterator<Item = SocketAddr>,
    ) -> Result<Vec<SocketAddr>, AddressRefused> {
        let (kept, refused): (Vec<_>, Vec<_>) = found.partition(|at| self.permits(at.ip()));
        match refused.first() {
            Some(at) if kept.is_empty() => Err(AddressRefused { host: host.to_owned(), address: at.ip() }),
            _ => Ok(kept),
        }
    }
}

/// The system's resolver behind an [`AddressGuard`]. Since the connection is made to the very addresses that were
/// checked, a name that changes its address between check and use gains nothing.
#[derive(Debug)]
pub(crate) struct GuardedResolver(pub(crate) Arc<AddressGuard>);

impl Resolve for GuardedResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let guard = Arc::clone(&self.0);
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let kept = guard.keep(name.as_str(), found)?;
            Ok(Box::new(kept.into_iter()) as Addrs)
        })
    }
}

/// Returns the IPv4 address that an IPv6 address stands for: mapped (`::ffff:a.b.c.d`) and NAT64 (`64:ff9b::a.b.c.d`).
fn without_wrapping(address: IpAddr) -> IpAddr {
    let IpAddr::V6(v6) = address else { return address };
    if let Some(v4) = v6.to_ipv4_mapped() {
        return IpAddr::V4(v4);
    }
    match v6.segments() {
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] => {
            let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
            IpAddr::V4(Ipv4Addr::new(a, b, c, d))
        }
        _ => address,
    }
}

/// Says whether an address belongs to the public internet, after the special-purpose registries of IANA.
fn is_global(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => is_global_v4(v4),
        IpAddr::V6(v6) => is_global_v6(v6),
    }
}

fn is_global_v4(v4: Ipv4Addr) -> bool {
    let special = match v4.octets() {
        // This network, private, loopback, multicast, reserved and broadcast.
        [0 | 10 | 127 | 224..=255, ..] => true,
        // Shared by carriers (RFC 6598), link-local (the metadata service of clouds), private.
        [100, 64..=127, ..] | [169, 254, ..] | [172, 16..=31, ..] | [192, 168, ..] => true,
        // Protocol assignments, documentation, old 6to4 relays, benchmarks.
        [192, 0, 0 | 2, _] | [192, 88, 99, _] | [198, 18 | 19, ..] => true,
        [198, 51, 100, _] | [203, 0, 113, _] => true,
        _ => false,
    };
    !special
}

fn is_global_v6(v6: Ipv6Addr) -> bool {
    match v6.segments() {
        // Protocol assignments (Teredo among them), documentation.
        [0x2001, 0..=0x01ff | 0x0db8, ..] | [0x3fff, 0..=0x0fff, ..] => false,
        // 6to4 carries an IPv4 address through relays that are switched off.
        [0x2002, ..] => false,
        // All that is handed out lies in 2000::/3.
        [first, ..] => first & 0xe000 == 0x2000,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn guard(allow: &[&str]) -> AddressGuard {
        AddressGuard::new(allow.iter().map(|net| net.parse().unwrap()).collect())
    }

    #[test]
    fn only_public_addresses() {
        for private in [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "127.0.0.1",
            "169.254.169.254",
            "172.31.0.1",
            "192.168.1.1",
            "192.0.2.1",
            "198.19.0.1",
            "203.0.113.9",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "fe80::1",
            "fc00::1",
            "fd12::1",
            "ff02::1",
            "2001:db8::1",
            "2001::1",
            "2002:7f00:1::",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "64:ff9b::a00:1",
            "64:ff9b:1::1",
            "::127.0.0.1",
            "3fff::1",
        ] {
            assert!(!guard(&[]).permits(private.parse().unwrap()), "{private}");
        }
        for public in
            ["1.1.1.1", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]
        {
            assert!(guard(&[]).permits(public.parse().unwrap()), "{public}");
        }
    }

    #[test]
    fn allowed_networks_pass_in_every_spelling() {
        let guard = guard(&["127.0.0.0/8", "fd00::/8"]);
        for address in ["127.9.9.9", "::ffff:127.0.0.1", "fd12::1"] {
            assert!(guard.permits(address.parse().unwrap()), "{address}");
        }
        assert!(!guard.permits("10.0.0.1".parse().unwrap()));
    }

    #[test]
    fn addresses_in_urls_are_checked_in_every_spelling() {
        for url in [
            "http://127.0.0.1/",
            "http://0x7f.1/",
            "http://2130706433/",
            "http://127.1/",
            "http://[::1]:8080/",
            "http://[::ffff:7f00:1]/",
            "http://127.0.0.1./",
            "http://0177.0.0.1/",
        ] {
            assert!(guard(&[]).check(&Url::parse(url).unwrap()).is_err(), "{url}");
        }
        assert!(guard(&[]).check(&Url::parse("http://localhost/").unwrap()).is_ok(), "left to the resolver");
    }

    #[test]
    fn a_name_with_a_public_address_keeps_only_that() {
        let found = ["10.0.0.1:0", "8.8.8.8:0"].map(|at| at.parse().unwrap());
        assert_eq!(guard(&[]).keep("a.vn", found.into_iter()).unwrap(), ["8.8.8.8:0".parse().unwrap()]);
        let error = guard(&[]).keep("a.vn", found.into_iter().take(1)).unwrap_err();
        assert!(error.to_string().contains("a.vn is at 10.0.0.1"), "{error}");
        assert!(guard(&[]).keep("a.vn", std::iter::empty()).unwrap().is_empty());
    }

    proptest! {
        #[test]
        fn wrapping_an_address_changes_nothing(bits: u32) {
            let v4 = Ipv4Addr::from_bits(bits);
            let [a, b, c, d] = v4.octets();
            let [high, low] = [u16::from_be_bytes([a, b]), u16::from_be_bytes([c, d])];
            let expected = guard(&[]).permits(v4.into());
            prop_assert_eq!(guard(&[]).permits(v4.to_ipv6_mapped().into()), expected);
            let nat64 = Ipv6Addr::new(0x64, 0xff9b, 0, 0, 0, 0, high, low);
            prop_assert_eq!(guard(&[]).permits(nat64.into()), expected);
            prop_assert!(!guard(&[]).permits(v4.to_ipv6_compatible().into()));
        }

        #[test]
        fn what_the_standard_library_calls_private_is_refused(bits: u32) {
            let v4 = Ipv4Addr::from_bits(bits);
            let private = v4.is_private() || v4.is_loopback() || v4.is_link_local() || v4.is_multicast()
                || v4.is_broadcast() || v4.is_documentation() || v4.is_unspecified();
            prop_assert!(!(private && guard(&[]).permits(v4.into())));
        }
    }
}

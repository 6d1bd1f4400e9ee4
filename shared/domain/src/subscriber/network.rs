//! Which addresses of the internet protocol everybody reaches.
//!
//! Resolves nothing: whoever connects checks the very address that it connects to, at each try.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Whether this is a public unicast address: no private, link-local, shared, documentation, benchmark, multicast or reserved one, and none
/// of the forms of version 6 that carry an address of version 4 (IANA special-purpose address registries, RFC 6890). So no
/// metadata service of a cloud is one: those are `169.254.169.254` and `fd00:ec2::254`.
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => match address.to_ipv4_mapped() {
            Some(mapped) => is_public_v4(mapped),
            None => is_public_v6(address),
        },
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let is_special = address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_broadcast()
        || address.is_documentation()
        || address.is_multicast()
        || a == 0
        || a >= 240
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 192 && b == 88 && c == 99)
        || (a == 198 && (18..20).contains(&b));
    !is_special
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let [a, b, ..] = address.segments();
    // Of what is given out to the internet, without Teredo and other protocols (2001::/23), documentation (2001:db8::/32,
    // 3fff::/20) and 6to4 (2002::/16).
    (a & 0xe000) == 0x2000
        && !(a == 0x2001 && b < 0x0200)
        && !(a == 0x2001 && b == 0x0db8)
        && !(a == 0x3fff && b < 0x1000)
        && a != 0x2002
}

//! Unpacks bodies: gzip and zlib, up to a limit.
//!
//! Never unpacks more than the limit, whatever a body claims.

use miniz_oxide::inflate::{TINFLStatus, decompress_to_vec_with_limit, decompress_to_vec_zlib_with_limit};

/// How a body is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Packing {
    /// `Content-Encoding: gzip`
    Gzip,
    /// `Content-Encoding: deflate`, which is zlib.
    Zlib,
}

/// Why a body was not unpacked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unpackable {
    /// There is more in it than the limit.
    TooLarge,
    /// It is not packed in this way, or broken.
    Broken,
}

/// What is in a packed body, at most `limit` bytes.
///
/// # Errors
/// It is broken, or there is more in it.
pub fn unpack(packed: &[u8], packing: Packing, limit: usize) -> Result<Vec<u8>, Unpackable> {
    let unpacked = match packing {
        Packing::Gzip => decompress_to_vec_with_limit(after_header(packed).ok_or(Unpackable::Broken)?, limit),
        Packing::Zlib => decompress_to_vec_zlib_with_limit(packed, limit),
    };
    unpacked.map_err(|error| match error.status {
        TINFLStatus::HasMoreOutput => Unpackable::TooLarge,
        _ => Unpackable::Broken,
    })
}

/// What follows the header of a gzip member (RFC 1952, 2.3).
fn after_header(gzip: &[u8]) -> Option<&[u8]> {
    let [0x1F, 0x8B, 8, flags, _, _, _, _, _, _, rest @ ..] = gzip else { return None };
    let has = |flag: u8| flags & flag != 0;
    let mut rest = rest;
    if has(4) {
        let [low, high, more @ ..] = rest else { return None };
        rest = more.get(usize::from(u16::from_le_bytes([*low, *high]))..)?;
    }
    for flag in [8, 16] {
        if has(flag) {
            rest = rest.get(rest.iter().position(|byte| *byte == 0)? + 1..)?;
        }
    }
    if has(2) { rest.get(2..) } else { Some(rest) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use miniz_oxide::deflate::{compress_to_vec, compress_to_vec_zlib};

    fn gzip(header: &[u8], body: &[u8]) -> Vec<u8> {
        [header, &compress_to_vec(body, 6), &[0; 8]].concat()
    }

    #[test]
    fn a_packed_body_is_unpacked_up_to_the_limit() {
        let plain = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3];
        let named =
            [&[0x1F, 0x8B, 8, 4 | 8 | 2, 0, 0, 0, 0, 0, 3, 2, 0, 7, 7][..], b"body.json\0", &[1, 2]].concat();
        for header in [&plain[..], &named] {
            assert_eq!(
                unpack(&gzip(header, b"disk is full"), Packing::Gzip, 100),
                Ok(b"disk is full".to_vec())
            );
        }
        let bomb = gzip(&plain, &vec![b' '; 1_000_000]);
        assert!(bomb.len() < 2000);
        assert_eq!(unpack(&bomb, Packing::Gzip, 512 * 1024), Err(Unpackable::TooLarge));
        assert_eq!(unpack(&compress_to_vec_zlib(b"x", 6), Packing::Zlib, 100), Ok(b"x".to_vec()));
    }

    #[test]
    fn what_is_not_packed_is_broken() {
        let cut = &gzip(&[0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3], b"disk is full")[..14];
        for body in [
            &b""[..],
            b"{}",
            cut,
            &[0x1F, 0x8B, 8, 8, 0, 0, 0, 0, 0, 3, b'a'],
            &[0x1F, 0x8B, 8, 4, 0, 0, 0, 0, 0, 3, 9],
        ] {
            assert_eq!(unpack(body, Packing::Gzip, 100), Err(Unpackable::Broken), "{body:?}");
        }
        assert_eq!(unpack(b"{}", Packing::Zlib, 100), Err(Unpackable::Broken));
    }
}

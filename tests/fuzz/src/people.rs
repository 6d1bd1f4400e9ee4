//! Whatever people, or those who pretend to be people, send: text messages and links.

use crate::now;
use callout_domain::link::{Claim, LinkKeys};
use callout_domain::notification::parse_reply;

/// A text message.
pub fn reply(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let _ = parse_reply(&text);
}

/// A token: nothing that we did not sign is let in.
pub fn link(data: &[u8]) {
    let keys = LinkKeys::new(vec![b"a key that only this test knows.".to_vec()]).unwrap();
    let token = String::from_utf8_lossy(data);
    let claim: Option<Claim> = keys.verify(&token, now()).ok();
    assert_eq!(claim, None, "nobody guesses 128 bits");
}

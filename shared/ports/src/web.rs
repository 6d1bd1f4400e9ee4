//! Addresses elsewhere that must be read, like the certificate with which a message was signed.

use crate::PortError;
use std::future::Future;

/// The rest of the world over HTTPS. Whoever asks has looked at the address: it is not looked at here.
pub trait Web: Send + Sync {
    /// What is at an address; anything but a plain "here it is" is an error, a redirection too.
    fn get(&self, address: &str) -> impl Future<Output = Result<Vec<u8>, PortError>> + Send;
}

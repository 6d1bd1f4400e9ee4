//! Clients that are made when they are first used.
//! Must not be used where a person waits for the first call more than for the start.

use aws_config::SdkConfig;
use std::ops::Deref;
use std::sync::OnceLock;

/// A client for what not every invocation does. Making a client takes about a tenth of the time until a function asks for its
/// first event.
#[derive(Debug, Clone)]
pub(crate) struct Late<C> {
    config: SdkConfig,
    make: fn(&SdkConfig) -> C,
    client: OnceLock<C>,
}

impl<C> Late<C> {
    /// Remembers how to make the client.
    pub(crate) fn new(config: &SdkConfig, make: fn(&SdkConfig) -> C) -> Self {
        Self { config: config.clone(), make, client: OnceLock::new() }
    }
}

impl<C> Deref for Late<C> {
    type Target = C;

    fn deref(&self) -> &C {
        self.client.get_or_init(|| (self.make)(&self.config))
    }
}

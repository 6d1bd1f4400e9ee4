//! The dependencies of carrying out a text message.

/// The store, the keys of codes, the carrier of answers, the clock.
#[derive(Debug)]
pub struct Deps<'a, T, K, M, C> {
    /// Incidents, settings, and what was carried out.
    pub table: &'a T,
    /// The keys that sign the codes of texts.
    pub keys: &'a K,
    /// Sends the answers.
    pub messenger: &'a M,
    /// The clock.
    pub clock: &'a C,
}

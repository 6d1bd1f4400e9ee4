//! How `callout local` was asked to run.

use std::path::PathBuf;

/// The port of other AWS emulators, which tools expect.
pub const DEFAULT_PORT: u16 = 4566;

/// How to run.
#[derive(Debug, Clone)]
pub struct Options {
    /// Port of the emulated AWS; the pages take the next two if they are free.
    pub port: u16,
    /// Keep the data for the next start on this port.
    pub keep: bool,
    /// Where stacks keep their things; left out, that is `target/local` of the checkout.
    pub folder: Option<PathBuf>,
}

//! Where `callout local` finds the project and keeps its own things.
//! Must not create anything outside the folder of local stacks.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

/// The template marks the root of a checkout.
const TEMPLATE: &str = "infra/template.yaml";

/// Where a person's stacks keep their things.
const LOCAL: &str = "target/local";

/// The checkout, and the folders of one stack.
#[derive(Debug, Clone)]
pub(super) struct Places {
    root: PathBuf,
    local: PathBuf,
    port: u16,
}

impl Places {
    pub(super) fn find(port: u16, folder: Option<&Path>) -> Result<Self> {
        let root = checkout()?;
        let local = folder_of_stacks(folder)?;
        Ok(Self { root, local, port })
    }

    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    pub(super) fn template(&self) -> PathBuf {
        self.root.join(TEMPLATE)
    }

    /// How the person at the terminal starts this program: from a checkout it is `cargo callout`.
    pub(super) fn command(&self) -> &'static str {
        let from_checkout =
            std::env::current_exe().is_ok_and(|program| program.starts_with(self.root.join("target")));
        if from_checkout { "cargo callout" } else { "callout" }
    }

    pub(super) fn settings(&self) -> PathBuf {
        self.root.join("infra/config")
    }

    /// The emulator's Python, which all stacks of a checkout share.
    pub(super) fn venv(&self) -> PathBuf {
        self.root.join(LOCAL).join("venv")
    }

    /// The folder of all stacks.
    pub(super) fn local(&self) -> &Path {
        &self.local
    }

    pub(super) fn port(&self) -> u16 {
        self.port
    }

    pub(super) fn run(&self) -> PathBuf {
        self.local.join(self.port.to_string())
    }

    pub(super) fn data(&self) -> PathBuf {
        self.run().join("data")
    }

    pub(super) fn programs(&self) -> PathBuf {
        self.run().join("functions")
    }

    pub(super) fn inbox(&self) -> PathBuf {
        self.data().join("inbox.json")
    }

    pub(super) fn scratch(&self) -> PathBuf {
        self.run().join("tmp")
    }

    pub(super) fn log(&self) -> PathBuf {
        self.run().join("ministack.log")
    }
}

/// The folder of all stacks: the one that was named, or the checkout's.
///
/// # Errors
/// None was named, and the current directory is in no checkout.
pub(super) fn folder_of_stacks(named: Option<&Path>) -> Result<PathBuf> {
    match named {
        Some(named) => std::path::absolute(named).with_context(|| format!("find {}", named.display())),
        None => Ok(checkout()?.join(LOCAL)),
    }
}

/// Looks for the checkout from the current directory upwards.
fn checkout() -> Result<PathBuf> {
    let here = std::env::current_dir().context("find the current directory")?;
    match here.ancestors().find(|folder| folder.join(TEMPLATE).is_file()) {
        Some(root) => Ok(root.to_owned()),
        None => bail!(
            "{} is not inside a checkout of Callout: run this where Callout's sources are",
            here.display()
        ),
    }
}

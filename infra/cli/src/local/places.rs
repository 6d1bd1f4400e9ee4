//! Where `callout local` finds the project and keeps its own things.
//! Must not create anything outside `target/local`.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

/// The template marks the root of a checkout.
const TEMPLATE: &str = "infra/template.yaml";

#[derive(Debug, Clone)]
pub(super) struct Places {
    root: PathBuf,
    port: u16,
}

impl Places {
    /// Looks for the checkout from the current directory upwards.
    pub(super) fn find(port: u16) -> Result<Self> {
        let here = std::env::current_dir().context("find the current directory")?;
        match here.ancestors().find(|folder| folder.join(TEMPLATE).is_file()) {
            Some(root) => Ok(Self { root: root.to_owned(), port }),
            None => bail!(
                "{} is not inside a checkout of Callout: run this where Callout's sources are",
                here.display()
            ),
        }
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

    fn local(&self) -> PathBuf {
        self.root.join("target/local")
    }

    pub(super) fn venv(&self) -> PathBuf {
        self.local().join("venv")
    }

    pub(super) fn run(&self) -> PathBuf {
        self.local().join(self.port.to_string())
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

    /// The contract's file of this port.
    pub(super) fn own_endpoints(&self) -> PathBuf {
        self.run().join("endpoints.json")
    }

    /// The contract's file, which names the one started last.
    pub(super) fn endpoints(&self) -> PathBuf {
        self.local().join("endpoints.json")
    }
}

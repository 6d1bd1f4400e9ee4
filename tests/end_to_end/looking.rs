//! Pages as a browser shows them.

use super::local::Local;
use std::path::PathBuf;
use std::process::Command;

/// A browser, if this machine has one.
pub(crate) struct Browser {
    name: &'static str,
    folder: PathBuf,
}

impl Browser {
    /// Finds Chromium; says so if it is missing.
    pub(crate) fn find(local: &Local) -> Option<Self> {
        let names = ["chromium", "chromium-browser", "google-chrome"];
        let found = names.into_iter().find(|name| Command::new(name).arg("--version").output().is_ok());
        if found.is_none() {
            eprintln!("Chromium is not here: pages are read as text only, not looked at in a browser");
        }
        found.map(|name| Self { name, folder: local.folder() })
    }

    /// The text of a page after the browser rendered it, and a picture in the folder of the deployment.
    pub(crate) fn look(&self, address: &str, picture: &str) -> String {
        let folder = self.folder.join("pictures");
        std::fs::create_dir_all(&folder).unwrap();
        let picture = format!("--screenshot={}", folder.join(picture).display());
        self.run(&[&picture, "--window-size=420,900", address]);
        self.run(&["--dump-dom", address])
    }

    fn run(&self, words: &[&str]) -> String {
        // A new visitor each time: nothing of an earlier look is in the cache.
        let profile = self.folder.join("browser");
        let _ = std::fs::remove_dir_all(&profile);
        let output = Command::new(self.name)
            .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"])
            .args(["--disable-background-networking", "--disable-component-update", "--disable-sync"])
            .arg(format!("--user-data-dir={}", profile.display()))
            .args(words)
            .output()
            .unwrap();
        String::from_utf8_lossy(&output.stdout).into_owned()
    }
}

//! Pages as a browser shows them.

use super::local::root;
use std::process::Command;

/// A browser, if this machine has one.
pub(crate) struct Browser(&'static str);

impl Browser {
    /// Finds Chromium; says so if it is missing.
    pub(crate) fn find() -> Option<Self> {
        let names = ["chromium", "chromium-browser", "google-chrome"];
        let found = names.into_iter().find(|name| Command::new(name).arg("--version").output().is_ok());
        if found.is_none() {
            eprintln!("Chromium is not here: pages are read as text only, not looked at in a browser");
        }
        found.map(Self)
    }

    /// The text of a page after the browser rendered it, and a picture under `target/local/pictures`.
    pub(crate) fn look(&self, address: &str, picture: &str) -> String {
        let folder = root().join("target/local/pictures");
        std::fs::create_dir_all(&folder).unwrap();
        let picture = format!("--screenshot={}", folder.join(picture).display());
        self.run(&[&picture, "--window-size=420,900", address]);
        self.run(&["--dump-dom", address])
    }

    fn run(&self, words: &[&str]) -> String {
        // A new visitor each time: nothing of an earlier look is in the cache.
        let profile = root().join("target/local/browser");
        let _ = std::fs::remove_dir_all(&profile);
        let output = Command::new(self.0)
            .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"])
            .args(["--disable-background-networking", "--disable-component-update", "--disable-sync"])
            .arg(format!("--user-data-dir={}", profile.display()))
            .args(words)
            .output()
            .unwrap();
        String::from_utf8_lossy(&output.stdout).into_owned()
    }
}

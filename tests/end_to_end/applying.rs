//! Settings of several people, and what keeps one from undoing what another applied.

use super::local::Local;
use serde_json::Value;
use std::path::Path;
use std::process::Command;

/// Carries a command out that must be refused; what it says.
fn refused(local: &Local, words: &[&str]) -> String {
    let output = local.run(words);
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success(), "{words:?}: {told}");
    told
}

fn active(local: &Local) -> Value {
    local.json(&["settings", "show"])
}

/// `silence add --apply` makes a silence active, and only from files that are active already.
pub(crate) fn an_edit_at_the_prompt_carries_nothing_else_along(local: &Local) {
    let same = local.settings("same", |_, text| text);
    let other = local.settings("other", |file, text| match file {
        "services.toml" => text.replacen("title = \"Search\"", "title = \"Finding\"", 1),
        _ => text,
    });
    let silence = |folder: &Path| {
        let line = "silence add --match alarm=rebuilding --for 1h --reason Noise --author ana --name rebuilding --apply";
        let folder = folder.display().to_string();
        let words = line.split(' ').map(str::to_owned);
        words.chain(["--yes".to_owned(), "--config".to_owned(), folder]).collect::<Vec<_>>()
    };
    let words = silence(&other);
    let before = active(local);
    let told = refused(local, &words.iter().map(String::as_str).collect::<Vec<_>>());
    assert!(told.contains("services.search.title") && told.contains("--replace-version"), "{told}");
    let file = std::fs::read_to_string(other.join("silences.toml")).unwrap();
    assert!(!file.contains("rebuilding"), "nothing is written: {file}");
    assert_eq!(active(local), before);

    let words = silence(&same);
    local.json(&words.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(active(local)["settings"]["silences"]["rebuilding"]["author"], "ana");
    let folder = same.to_str().unwrap();
    assert_eq!(local.json(&["settings", "diff", folder])["settings"], serde_json::json!([]));
    local.json(&["silence", "remove", "rebuilding", "--apply", "--yes", "--config", folder]);
    assert_eq!(active(local)["settings"], before["settings"]);
}

/// What is active names its commit; a checkout without that commit must name the version that it replaces.
pub(crate) fn an_old_checkout_does_not_undo_what_a_colleague_applied(local: &Local) {
    let before = active(local);
    assert!(before["active"]["by"].is_string() && before["active"]["applied_at"].is_string(), "{before:#}");
    let elsewhere = local.settings("elsewhere", |file, text| match file {
        "services.toml" => text.replacen("title = \"Search\"", "title = \"Finding\"", 1),
        _ => text,
    });
    let git = |words: &[&str]| {
        let who = ["-c", "user.name=Ana", "-c", "user.email=ana@example.com", "-c", "commit.gpgsign=false"];
        let mut git = Command::new("git");
        git.arg("-C")
            .arg(&elsewhere)
            .args(who)
            .args(words)
            .output()
            .is_ok_and(|output| output.status.success())
    };
    let _ = std::fs::remove_dir_all(elsewhere.join(".git"));
    let is_there =
        git(&["init", "--quiet"]) && git(&["add", "."]) && git(&["commit", "--quiet", "-m", "Old."]);
    if !is_there || !before["active"]["commit"].is_string() {
        println!("skipped: there is no git, or the sources are no checkout of it");
        return;
    }
    let (folder, version) = (elsewhere.to_str().unwrap(), before["active"]["version"].as_str().unwrap());
    let told = refused(local, &["apply", folder, "--yes"]);
    assert!(told.contains("does not contain that commit") && told.contains(&version[..12]), "{told}");
    let told = refused(local, &["apply", folder, "--yes", "--replace", "0123456789ab"]);
    assert!(told.contains("is active, not 0123456789ab"), "{told}");
    assert_eq!(active(local), before);

    local.json(&["apply", folder, "--yes", "--replace", &version[..12]]);
    let after = active(local);
    assert_eq!(after["settings"]["services"]["search"]["title"], "Finding");
    assert_ne!(after["active"]["commit"], before["active"]["commit"]);
    let sample = ["apply", "infra/config", "--yes"];
    assert!(refused(local, &sample).contains("does not contain that commit"));
    let version = after["active"]["version"].as_str().unwrap();
    local.json(&[&sample[..], &["--replace", version]].concat());
}

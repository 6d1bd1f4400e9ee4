//! What the commands write into the files.

use super::*;
use crate::args::Cli;
use callout_domain::settings::Settings;
use clap::Parser as _;
use std::path::PathBuf;

const SETTINGS: &str = "# The shop.
fallback = 'ana'

[responders.ana]
name = 'Ana'
contacts = [{ channel = 'email', address = 'ana@example.com' }]

[services.shop]
title = 'Shop'
policy = 'all'

[[routes]]
name = 'all'
service = 'shop'

[policies.all]
levels = [{ page = ['responder:ana'], delay = '5m' }]

[silences.old]  # Remember why.
match = 'alarm=old'
# When the release is out.
end = '2027-01-01T00:00'  # At midnight.
author = 'ana'
reason = 'Noise.'
";

/// A folder of settings that goes with the test.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        static COUNT: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(0);
        let nth = COUNT.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("callout-suppress-{}-{nth}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("all.toml"), SETTINGS).unwrap();
        Self(folder)
    }

    /// Carries out a command line at an instant.
    async fn run(&self, words: &[&str]) -> Result<()> {
        let words = ["callout"].into_iter().chain(words.iter().copied());
        let folder = self.0.to_str().unwrap();
        let cli = Cli::try_parse_from(words.chain(["--config", folder])).unwrap();
        let now = "2026-12-30T12:00:30Z".parse().unwrap();
        match cli.command {
            crate::args::Command::Silence(what) => silence(&cli.common, what, now).await,
            crate::args::Command::Maintenance(what) => maintenance(&cli.common, what, now).await,
            other => panic!("{other:?}"),
        }
    }

    fn text(&self, file: &str) -> String {
        std::fs::read_to_string(self.0.join(file)).unwrap_or_default()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[tokio::test]
async fn a_silence_is_written_beside_the_others() {
    let folder = Folder::new();
    let line = [
        "silence",
        "add",
        "--match",
        "alarm=~\"shop-.*\"",
        "--for",
        "2h",
        "--reason",
        "Noise.",
        "--author",
        "ana",
    ];
    folder.run(&line).await.unwrap();
    let added = "
[silences.shop]
start = \"2026-12-30T12:00\"
end = \"2026-12-30T14:00\"
match = 'alarm=~\"shop-.*\"'
author = \"ana\"
reason = \"Noise.\"
";
    assert_eq!(folder.text("all.toml"), format!("{SETTINGS}{added}"));
}

#[tokio::test]
async fn a_second_silence_of_the_same_alarms_extends_the_first() {
    let folder = Folder::new();
    let add = ["silence", "add", "--match", "alarm=\"old\"", "--reason", "Noise.", "--author", "ben"];
    let again = folder.run(&[&add[..], &["--for", "72h"]].concat()).await.unwrap_err();
    let words = "silence old holds the same alarms until 2027-01-01 00:00 UTC already; --name old extends it until 2027-01-02 \
                 12:00 UTC, another --name adds one";
    assert_eq!(again.to_string(), words);
    let shorter = folder.run(&[&add[..], &["--for", "2h"]].concat()).await.unwrap_err();
    assert!(shorter.to_string().ends_with("already; nothing was written"), "{shorter}");
    assert_eq!(folder.text("all.toml"), SETTINGS);
    folder.run(&[&add[..], &["--for", "72h", "--name", "old"]].concat()).await.unwrap();
    assert_eq!(folder.text("all.toml"), SETTINGS.replace("'2027-01-01T00:00'", "\"2027-01-02T12:00\""));
    folder.run(&[&add[..], &["--for", "96h", "--name", "newer"]].concat()).await.unwrap();
    assert!(folder.text("all.toml").contains("[silences.newer]"));
}

#[tokio::test]
async fn a_silence_that_has_not_begun_holds_nothing_yet() {
    let folder = Folder::new();
    let add = ["silence", "add", "--match", "alarm=backup", "--reason", "Noise.", "--author", "ben"];
    let tomorrow = ["--from", "2026-12-31T12:00", "--for", "8h", "--name", "tomorrow"];
    folder.run(&[&add[..], &tomorrow].concat()).await.unwrap();
    folder.run(&[&add[..], &["--for", "2h", "--name", "today"]].concat()).await.unwrap();
    let text = folder.text("all.toml");
    assert!(text.contains("[silences.today]\nstart = \"2026-12-30T12:00\""), "{text}");
    let within = ["--from", "2026-12-31T13:00", "--for", "1h"];
    let within = folder.run(&[&add[..], &within].concat()).await.unwrap_err().to_string();
    assert!(within.starts_with("silence tomorrow holds the same alarms until"), "{within}");
}

#[tokio::test]
async fn a_silence_that_can_hold_nothing_is_refused() {
    let folder = Folder::new();
    let add = ["silence", "add", "--for", "2h", "--reason", "Noise.", "--author", "ana", "--match"];
    let refused = [
        ("service=\"shpo\"", "there is no service `shpo`; did you mean `shop`?"),
        ("service=~\"web-.*\"", "there is no service `web-.*`"),
        ("severity=\"SEV2\"", "a silence cannot match the severity that routes give an alarm"),
    ];
    for (matcher, words) in refused {
        let error = folder.run(&[&add[..], &[matcher]].concat()).await.unwrap_err();
        assert!(error.to_string().starts_with(words), "{error}");
    }
    assert_eq!(folder.text("all.toml"), SETTINGS);
    for matcher in ["service=~\"sh.*\"", "severity=\"critical\"", "alarm=a, service!=\"web\""] {
        folder.run(&[&add[..], &[matcher]].concat()).await.unwrap();
    }
}

#[test]
fn a_label_that_nobody_knows_is_a_doubt() {
    let settings: Settings = toml::from_str(SETTINGS).unwrap();
    let doubts =
        |text: &str| super::before::doubts(&matcher::parse(text).unwrap(), &settings).unwrap().join("\n");
    assert_eq!(doubts("alarm=a, tag.env=b, label.region=c, dimension.host=d, summary=e"), "");
    assert!(doubts("alrm=a").ends_with("this silence holds nothing. Did you mean `alarm`?"));
    assert!(doubts("nolabel=a").ends_with("if no tool sends it, this silence holds nothing."));
}

#[tokio::test]
async fn a_silence_that_makes_no_sense_is_not_written() {
    let folder = Folder::new();
    let add = ["silence", "add", "--reason", "Noise.", "--author", "ana", "--match"];
    let broken = folder.run(&[&add[..], &["alarm=~\"(\"", "--for", "2h"]].concat()).await.unwrap_err();
    assert!(broken.to_string().contains("unclosed group"), "{broken}");
    let all = folder.run(&[&add[..], &["alarm=~\".*\"", "--for", "2h"]].concat()).await.unwrap_err();
    assert!(all.to_string().contains("would silence everything"), "{all}");
    let over =
        folder.run(&[&add[..], &["alarm=a", "--from", "2026-12-01", "--to", "2026-12-02"]].concat()).await;
    assert!(over.unwrap_err().to_string().contains("is over already"));
    assert_eq!(folder.text("all.toml"), SETTINGS);
}

#[tokio::test]
async fn a_silence_is_taken_back_by_its_name() {
    let folder = Folder::new();
    folder.run(&["silence", "remove", "old"]).await.unwrap();
    assert!(!folder.text("all.toml").contains("silences"));
    assert!(folder.text("all.toml").starts_with("# The shop.\n"));
    let unknown = folder.run(&["silence", "remove", "old"]).await.unwrap_err();
    assert!(format!("{unknown:#}").contains("`old`"), "{unknown:#}");
}

#[tokio::test]
async fn a_window_gets_a_file_of_its_own_and_ends_when_somebody_says_so() {
    let folder = Folder::new();
    std::fs::write(folder.0.join("maintenance.toml"), "# When we work.\n").unwrap();
    let add = ["maintenance", "add", "--service", "shop", "--reason", "Moving."];
    let zone =
        ["--from", "11:00", "--for", "26h", "--zone", "Europe/Lisbon", "--mirror", "shop-errors,shop-slow"];
    folder.run(&[&add[..], &zone[..]].concat()).await.unwrap();
    folder.run(&[&add[..], &["--from", "2026-12-30T11:00", "--for", "26h"]].concat()).await.unwrap();
    let text = folder.text("maintenance.toml");
    assert!(
        text.contains("start = \"2026-12-31T11:00\"\nend = \"2027-01-01T13:00\"\nzone = \"Europe/Lisbon\""),
        "{text}"
    );
    assert!(text.contains("mirror = [\"shop-errors\", \"shop-slow\"]"), "{text}");
    folder.run(&["maintenance", "end", "shop"]).await.unwrap();
    folder.run(&["maintenance", "end", "shop-2"]).await.unwrap();
    let text = folder.text("maintenance.toml");
    assert!(!text.contains("[maintenance.shop]"), "it had not begun: {text}");
    assert!(text.contains("start = \"2026-12-30T11:00\"\nend = \"2026-12-30T12:00\""), "{text}");
    assert!(folder.run(&["maintenance", "end", "shop-2"]).await.is_err());
    let just_now = ["--name", "short", "--for", "1h"];
    folder.run(&[&add[..], &just_now].concat()).await.unwrap();
    folder.run(&["maintenance", "end", "short"]).await.unwrap();
    assert!(!folder.text("maintenance.toml").contains("[maintenance.short]"));
}

#[tokio::test]
async fn a_window_is_written_in_each_language_of_the_page() {
    let folder = Folder::new();
    let page = "\n[status_page]\ntitle = 'Acme'\nlanguages = ['en', 'de']\ncomponents = { shop = { title = 'Shop' } }\n";
    std::fs::write(folder.0.join("page.toml"), page).unwrap();
    let add = [
        "maintenance",
        "add",
        "--page",
        "shop",
        "--title",
        "Move",
        "--title-in",
        "de=Umzug",
        "--text",
        "It waits.",
    ];
    let rest = [
        "--in",
        "de=Er wartet.",
        "--silent",
        "--reason",
        "Moving.",
        "--from",
        "2026-12-30T11:00",
        "--for",
        "2h",
    ];
    folder.run(&[&add[..], &rest[..]].concat()).await.unwrap();
    let text = folder.text("maintenance.toml");
    let written = "page = { components = [\"shop\"], title = \"Move\", text = \"It waits.\", \
                   titles = { de = \"Umzug\" }, texts = { de = \"Er wartet.\" }, silent = true }";
    assert!(text.contains(written), "{text}");
    let french = ["--in", "fr=Non.", "--reason", "x", "--for", "2h", "--name", "other"];
    let refused = folder.run(&[&add[..], &french[..]].concat()).await;
    assert!(refused.is_err(), "the page does not speak it");
}

#[test]
fn the_author_of_a_silence_is_named_before_it_ends() {
    let settings: Settings = toml::from_str(SETTINGS).unwrap();
    let told = |now: &str| super::ending::ending_soon(&settings, now.parse().unwrap()).join("\n");
    assert_eq!(told("2026-12-30T00:00:00Z"), "");
    assert!(told("2026-12-31T12:00:00Z").starts_with("Silence old (ana) ends at 2027-01-01 00:00 UTC;"));
    assert!(told("2027-01-02T00:00:00Z").contains("`callout silence remove old`"));
}

#[tokio::test]
async fn a_file_with_windows_line_ends_keeps_every_byte_of_its_lines() {
    let folder = Folder::new();
    let windows = format!("\u{feff}{}", SETTINGS.replace('\n', "\r\n"));
    std::fs::write(folder.0.join("all.toml"), &windows).unwrap();
    let add =
        ["silence", "add", "--match", "alarm=a", "--for", "2h", "--reason", "Noise.", "--author", "ana"];
    folder.run(&add).await.unwrap();
    let text = folder.text("all.toml");
    assert!(text.starts_with(&windows), "{text:?}");
    assert_eq!(text.matches("\r\n").count(), text.matches('\n').count(), "{text:?}");
    folder.run(&["silence", "remove", "a"]).await.unwrap();
    assert_eq!(folder.text("all.toml"), windows);
}

#[tokio::test]
async fn a_silence_is_added_where_nobody_is_logged_in() {
    let folder = Folder::new();
    folder.run(&["silence", "add", "--match", "alarm=a", "--for", "2h", "--reason", "Noise."]).await.unwrap();
    assert!(folder.text("all.toml").contains("[silences.a]"));
}

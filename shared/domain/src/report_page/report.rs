//! What a colleague reports, and the receipt for it.
//! Must not keep a text longer or stranger than a page shows.

use crate::alarm::{AlarmEvent, AlarmKind, MAX_SUMMARY, Order, clip, legible, one_line};
use crate::ids::{AlertKey, ServiceName, digest, hex};
use crate::severity::Severity;
use jiff::Timestamp;
use std::collections::BTreeMap;

/// The beginning of the source of every report: `report/<page>`.
const REPORT: &str = "report/";
/// The highest severity of a report.
pub(super) const WORST: Severity = Severity::Sev3;
/// The most characters of a short field.
const MOST_OF_A_FIELD: usize = 200;
/// The most characters of what is wrong; the first line is the incident's title.
const MOST_OF_WHAT: usize = 2_000;

/// The page that a source is, if it is one.
pub fn page_of(source: &str) -> Option<&str> {
    source.strip_prefix(REPORT)
}

/// Whether a source is a report page.
pub fn is_report(source: &str) -> bool {
    page_of(source).is_some()
}

fn source_of(page: &str) -> String {
    format!("{REPORT}{page}")
}

/// How bad it is for whoever reports it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Trouble {
    /// They cannot go on.
    #[default]
    Blocked,
    /// They can go on, with effort.
    Hampered,
    /// It only looks wrong.
    Minor,
}

impl Trouble {
    /// All, the worst first.
    pub const ALL: [Self; 3] = [Self::Blocked, Self::Hampered, Self::Minor];

    /// The word in a form.
    pub fn word(self) -> &'static str {
        match self {
            Self::Blocked => "blocked",
            Self::Hampered => "hampered",
            Self::Minor => "minor",
        }
    }

    /// The words that people read.
    pub fn title(self) -> &'static str {
        match self {
            Self::Blocked => "I cannot go on",
            Self::Hampered => "I can go on, with effort",
            Self::Minor => "It only looks wrong",
        }
    }

    /// What the word in a form means. Whoever says nothing may be unable to go on.
    pub fn from_word(word: &str) -> Self {
        Self::ALL.into_iter().find(|one| one.word() == word).unwrap_or_default()
    }

    fn severity(self) -> Severity {
        match self {
            Self::Blocked | Self::Hampered => WORST,
            Self::Minor => Severity::Sev4,
        }
    }
}

/// A report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The name of the page.
    pub page: String,
    /// What the page is about.
    pub service: ServiceName,
    /// What makes it this one, together with its words.
    pub token: String,
    /// What is wrong.
    pub what: String,
    /// Since when, as they say it.
    pub since: String,
    /// How bad it is.
    pub trouble: Trouble,
    /// Who they are, as they say it.
    pub who: String,
}

/// What whoever reported can look their report up with: the last part of an address, which nobody guesses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt(String);

impl Receipt {
    /// A receipt as it stands in an address; `None` if it is none of ours.
    pub fn read(text: &str) -> Option<Self> {
        let is_ours = text.len() == 32 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        is_ours.then(|| Self(text.to_owned()))
    }

    /// It as the last part of an address.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The alert that is stored for it.
    pub fn alert(&self, page: &str) -> AlertKey {
        AlertKey::derive(&source_of(page), &self.dedup_key())
    }

    /// Names the report to people of ours, who need not see what colleagues see.
    fn dedup_key(&self) -> String {
        hex(&digest(&["report", &self.0])[..16])
    }
}

impl Report {
    /// The receipt. The same words from the same form have the same one: sent twice, it is one report.
    pub fn receipt(&self) -> Receipt {
        let Self { page, token, what, since, trouble, who, .. } = self;
        Receipt(hex(&digest(&["receipt", page, token, what, since, trouble.word(), who])[..16]))
    }

    /// Whether it says anything.
    pub fn says_something(&self) -> bool {
        !self.line().is_empty()
    }

    /// The report as triage takes it.
    pub fn event(&self, now: Timestamp) -> AlarmEvent {
        AlarmEvent {
            source: source_of(&self.page),
            dedup_key: self.receipt().dedup_key(),
            kind: AlarmKind::Trigger,
            summary: self.line(),
            severity: Some(self.trouble.severity()),
            service: Some(self.service.clone()),
            changed_at: now,
            order: Order::default(),
            labels: BTreeMap::from([("page".to_owned(), self.page.clone())]),
            links: Vec::new(),
            detail: self.detail(),
            muted: None,
            children: Vec::new(),
        }
    }

    /// The first line, for a title.
    fn line(&self) -> String {
        let text = legible(&self.what);
        let first = text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
        clip(&one_line(first), MAX_SUMMARY)
    }

    fn detail(&self) -> String {
        let what = clip(legible(&self.what).replace("\r\n", "\n").trim(), MOST_OF_WHAT);
        let field = |name: &str, text: &str| {
            let text = one_line(text);
            (!text.is_empty()).then(|| format!("{name}: {}", clip(&text, MOST_OF_A_FIELD)))
        };
        let since = field("Since when, as typed", &self.since);
        let trouble = field("How bad for them", self.trouble.title());
        let who = field("Who, as typed", &self.who);
        [Some(what), since, trouble, who].into_iter().flatten().collect::<Vec<_>>().join("\n")
    }
}

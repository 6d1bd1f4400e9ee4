//! What a sentence of an AWS service means: trouble, its end, or news; and which side of a resource it is about.
//!
//! For services that send sentences and no states (RDS, Redshift, DMS, `ElastiCache`, Elastic Beanstalk). An ID would say it
//! more surely, but lists of IDs grow with each engine, and what is not listed must not be lost. Source of the sentences:
//! <https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Events.Messages.html> and its like of the other services.

use callout_domain::alarm::AlarmKind;
use callout_domain::severity::Severity::{self, Sev2, Sev3, Sev4};

/// What a sentence means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Meaning {
    /// `None` if no word of it is known: whoever has nothing better to go by lets it page.
    pub(super) kind: Option<AlarmKind>,
    /// The side of the resource that has the trouble: only news of the same side ends it.
    pub(super) side: &'static str,
    /// How bad such trouble is.
    pub(super) severity: Severity,
}

/// A side of a resource, by words that tell of it.
struct Side {
    name: &'static str,
    words: &'static [&'static str],
    severity: Severity,
    /// What ends its trouble.
    ends: &'static [&'static str],
}

/// The first that has a word in a sentence counts; the last has none.
const SIDES: [Side; 8] = [
    Side { name: "availability", words: &["recovery"], severity: Sev2, ends: &["complete", "finished"] },
    Side {
        name: "failover",
        words: &["failover", "fail over", "failing over"],
        severity: Sev3,
        ends: &["complete", "finished", "recovered", "now the primary"],
    },
    Side {
        name: "replacement",
        words: &["replace"],
        severity: Sev3,
        ends: &["complete", "finished", "canceled", "cancelled"],
    },
    Side {
        name: "replication",
        words: &["replication", "replica", "replicat"],
        severity: Sev2,
        ends: &[
            "resumed",
            "started",
            "restarted",
            "running",
            "caught up",
            "recovered",
            "complete",
            "finished",
        ],
    },
    Side {
        name: "backup",
        words: &["backup", "back up", "backing up", "snapshot"],
        severity: Sev4,
        ends: &["finished", "complete", "created", "successful"],
    },
    Side {
        name: "storage",
        words: &["storage", "disk space", "free space", "low space"],
        severity: Sev2,
        ends: &["finished", "complete", "increased", "expanded", "no longer", "recovered"],
    },
    Side {
        name: "change",
        words: &[
            "upgrade",
            "patch",
            "maintenance",
            "modif",
            "deploy",
            "update",
            "resize",
            "scaling",
            "parameter",
        ],
        severity: Sev4,
        ends: &["finished", "complete", "successful", "applied", "was deployed", "updated"],
    },
    Side {
        name: "availability",
        words: &[],
        severity: Sev2,
        ends: &[
            "restarted",
            "started",
            "available",
            "recovered",
            "complete",
            "finished",
            "resumed",
            "rebooted",
            "successful",
        ],
    },
];

/// Parts of words that tell of trouble.
const TROUBLE: [&str; 32] = [
    "fail",
    "error",
    "unable",
    "cannot",
    "can't",
    "could not",
    "couldn't",
    "stopped",
    "terminated",
    "exhausted",
    "full",
    "low on",
    "is low",
    "low storage",
    "running low",
    "incompatible",
    "shut down",
    "shutdown",
    "inaccessible",
    "suspended",
    "out of ",
    "corrupt",
    "unhealthy",
    "lost",
    "exceeded",
    "put into",
    "not compatible",
    "outside the support",
    "invalid",
    "too low",
    "dangerously low",
    "missing",
];
/// What only sounds like trouble, and what people do on purpose.
const HARMLESS: [&str; 14] = [
    "failover",
    "fail over",
    "without error",
    "no error",
    "error log",
    "fully",
    "successfully stopped",
    "full backup",
    "full load",
    "full-load",
    "being stopped",
    "instance stopped",
    "cluster stopped",
    "abandoning",
];
/// Parts of words that tell of nothing but news.
const NEWS: [&str; 48] = [
    "creat",
    "finish",
    "complet",
    "appl",
    "start",
    "restor",
    "backup",
    "back up",
    "backing up",
    "snapshot",
    "modif",
    "chang",
    "updat",
    "delet",
    "patch",
    "upgrad",
    "reset",
    "renam",
    "enabl",
    "disabl",
    "add",
    "remov",
    "reboot",
    "schedul",
    "available",
    "promot",
    "switch",
    "will be",
    "pending",
    "in progress",
    "request",
    "set to",
    "stopped",
    "launch",
    "provision",
    "scal",
    "maintenance",
    "paus",
    "resum",
    "migrat",
    "regist",
    "attach",
    "detach",
    "copied",
    "export",
    "activat",
    "associat",
    "deploy",
];
/// What says, after all, that something did not go well.
const UNSUCCESSFUL: [&str; 4] = ["unsuccessful", "not complete", "incomplete", "not available"];

/// The first words of sides that are trouble until they are over: a database fails over because something broke.
const BEGINNINGS: [&str; 3] = ["recovery", "failover", "replace"];
/// What is only planned, or not done.
const NOT_NOW: [&str; 3] = ["schedul", "will be", "abandoning"];

/// The meaning of a sentence.
pub(super) fn meaning(sentence: &str) -> Meaning {
    let sentence = sentence.to_lowercase();
    let says = |parts: &[&str]| parts.iter().any(|part| sentence.contains(part));
    let side = SIDES.iter().find(|side| side.words.is_empty() || says(side.words)).unwrap_or(&SIDES[7]);
    let bare = HARMLESS.iter().fold(sentence.clone(), |text, part| text.replace(part, ""));
    let is_trouble = TROUBLE.iter().any(|part| bare.contains(part)) || says(&UNSUCCESSFUL);
    let is_over = says(side.ends) && !says(&UNSUCCESSFUL);
    let begins = BEGINNINGS.contains(&side.words.first().copied().unwrap_or_default()) && !says(&NOT_NOW);
    let kind = match (is_trouble, is_over) {
        (true, _) => Some(AlarmKind::Trigger),
        (false, true) => Some(AlarmKind::Resolve),
        (false, false) if begins => Some(AlarmKind::Trigger),
        (false, false) => says(&NEWS).then_some(AlarmKind::Change),
    };
    Meaning { kind, side: side.name, severity: side.severity }
}

#[cfg(test)]
mod tests {
    use super::*;
    use AlarmKind::{Change, Resolve, Trigger};

    #[test]
    fn a_sentence_tells_trouble_its_end_or_news() {
        let check = |sentence: &str, kind: AlarmKind, side: &str| {
            let found = meaning(sentence);
            assert_eq!((found.kind, found.side), (Some(kind), side), "{sentence}");
        };
        check("Finished DB Instance backup", Resolve, "backup");
        check("Backing up DB instance", Change, "backup");
        check("Replication for the Read Replica stopped: duplicate entry", Trigger, "replication");
        check("Replication for the Read Replica resumed", Resolve, "replication");
        check("Replication task has failed.", Trigger, "replication");
        check("Multi-AZ instance failover started.", Trigger, "failover");
        check("Multi-AZ instance failover completed", Resolve, "failover");
        check("Cluster failover failed. Check the state", Trigger, "failover");
        check("The free storage capacity for DB Instance: ledger is low at 4%", Trigger, "storage");
        check("DB instance has exhausted its allocated storage", Trigger, "storage");
        check("Finished applying modification to allocated storage", Resolve, "storage");
        check("DB instance shutdown", Trigger, "availability");
        check("DB instance restarted", Resolve, "availability");
        check("Recovery of the DB instance is complete.", Resolve, "availability");
        check("Recovery of the DB instance has started. Recovery time will vary", Trigger, "availability");
        check(
            "DB instance put into storage-optimization state. RDS recommends a restore",
            Trigger,
            "storage",
        );
        check("DB instance stopped", Change, "availability");
        check("DB instance started", Resolve, "availability");
        check("Abandoning user requested failover since one recently occurred", Change, "failover");
        check("Replication task full load completed", Resolve, "replication");
        check("DB instance created", Change, "availability");
        check("The database is restarting without error", Change, "availability");
        assert_eq!(meaning("The moon is over the harbor").kind, None);
        check("New application version was deployed to running EC2 instances.", Resolve, "change");
        check("Failed to deploy application.", Trigger, "change");
        check("Cache node replace started", Trigger, "replacement");
        check("Cache node replace complete", Resolve, "replacement");
        check("Node replacement scheduled", Change, "replacement");
    }
}

//! What a sentence of an AWS service means: trouble, its end, or news; and which side of a resource it is about.
//!
//! For services that send sentences and no states (RDS, Redshift, DMS, `ElastiCache`, Elastic Beanstalk). An ID would say it
//! more surely, but lists of IDs grow with each engine, and what is not listed must not be lost. Source of the sentences:
//! <https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Events.Messages.html> and its like of the other services.

mod lists;

use callout_domain::alarm::AlarmKind;
use callout_domain::severity::Severity;
use lists::{BEGINNINGS, HARMLESS, NEWS, NOT_NOW, SIDES, TROUBLE, UNSUCCESSFUL};

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

/// What a service says about a sentence besides its words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Said {
    /// That it is trouble.
    Trouble,
    /// That it only informs.
    News,
    Nothing,
}

impl Meaning {
    /// What becomes of a sentence: an end is news, too, and what nobody knows pages unless its service says that it only informs.
    pub(super) fn kinds(self, said: Said) -> &'static [AlarmKind] {
        match (self.kind, said) {
            (Some(AlarmKind::Resolve), _) => &[AlarmKind::Change, AlarmKind::Resolve],
            (Some(AlarmKind::Trigger), _) | (_, Said::Trouble) | (None, Said::Nothing) => {
                &[AlarmKind::Trigger]
            }
            _ => &[AlarmKind::Change],
        }
    }
}

/// The meaning of a sentence.
pub(super) fn meaning(sentence: &str) -> Meaning {
    let sentence = sentence.to_lowercase();
    let says = |parts: &[&str]| parts.iter().any(|part| has_word(&sentence, part));
    let side = SIDES.iter().find(|side| side.words.is_empty() || says(side.words)).unwrap_or(&SIDES[7]);
    let bare = HARMLESS.iter().fold(sentence.clone(), |text, part| text.replace(part, ""));
    // Trouble may hide in a longer word (`NodeFailed`); nothing else may: `unavailable` is not `available`.
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

/// Whether a word of a sentence begins so.
fn has_word(sentence: &str, beginning: &str) -> bool {
    let begins_word = |at: usize| !sentence[..at].ends_with(char::is_alphanumeric);
    sentence.match_indices(beginning).any(|(at, _)| begins_word(at))
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
        check("The DB instance is unavailable", Trigger, "availability");
        check("The DB instance does not answer: connection timed out", Trigger, "availability");
        for sentence in
            ["The moon is over the harbor", "It waits at address 10.0.0.1", "Dispatched to the escalated"]
        {
            assert_eq!(meaning(sentence).kind, None, "{sentence}");
        }
        check("New application version was deployed to running EC2 instances.", Resolve, "change");
        check("Failed to deploy application.", Trigger, "change");
        check("Cache node replace started", Trigger, "replacement");
        check("Cache node replace complete", Resolve, "replacement");
        check("Node replacement scheduled", Change, "replacement");
        check("Node replacement rescheduled", Change, "replacement");
        check("Pulled logs for environment instances.", Change, "availability");
        check("Terminating excess instance(s): [i-1].", Change, "availability");
    }
}

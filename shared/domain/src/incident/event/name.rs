//! The names of events, as stored, published and filtered on.

use super::Event;

impl Event {
    /// The name under which the event is stored and published.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Opened(_) => "opened",
            Self::AlertJoined { .. } => "alert_joined",
            Self::AlertRepeated { .. } => "alert_repeated",
            Self::AlertAcknowledged { .. } => "alert_acknowledged",
            Self::AlertCleared { .. } => "alert_cleared",
            Self::ReleaseFinished => "release_finished",
            Self::AlertsRecounted { .. } => "alerts_recounted",
            Self::CountingBegan => "counting_began",
            Self::AlertsCounted { .. } => "alerts_counted",
            Self::HoldMoved { .. } => "hold_moved",
            Self::HoldEnded { .. } => "hold_ended",
            Self::SeverityRaised { .. } => "severity_raised",
            Self::SeveritySet { .. } => "severity_set",
            Self::Paged { .. } => "paged",
            Self::Declined { .. } => "declined",
            Self::Notified { .. } => "notified",
            Self::Rescheduled { .. } => "rescheduled",
            Self::ResponderAdded { .. } => "responder_added",
            Self::LevelSkipped { .. } => "level_skipped",
            Self::Acknowledged { .. } => "acknowledged",
            Self::Snoozed { .. } => "snoozed",
            Self::SnoozeEnded => "snooze_ended",
            Self::PolicyChanged { .. } => "policy_changed",
            Self::AckReminded { .. } => "ack_reminded",
            Self::AckLapsed { .. } => "ack_lapsed",
            Self::NoteAdded { .. } => "note_added",
            Self::Reported { .. } => "reported",
            Self::Informed { .. } => "informed",
            Self::OpenReminded { .. } => "open_reminded",
            Self::Resolved { .. } => "resolved",
            Self::Reopened { .. } => "reopened",
            Self::MergedInto { .. } => "merged_into",
            Self::Merged { .. } => "merged",
            Self::SplitFrom { .. } => "split_from",
            Self::SplitOff { .. } => "split_off",
            Self::PageForwarded { .. } => "page_forwarded",
            Self::PassedOn { .. } => "passed_on",
            Self::MergedAlert { .. } => "merged_alert",
            Self::MergedEnded { .. } => "merged_ended",
            Self::MergedReopened { .. } => "merged_reopened",
            Self::StatusUpdated { .. } => "status_updated",
            Self::StatusUpdateChanged(_) => "status_update_changed",
            Self::ContextAdded(_) => "context_added",
            Self::DeliveryFailed { .. } => "delivery_failed",
            Self::DeliveryQueued(_) => "delivery_queued",
            Self::PostmortemScheduled { .. } => "postmortem_scheduled",
            Self::PostmortemReminded { .. } => "postmortem_reminded",
        }
    }
}

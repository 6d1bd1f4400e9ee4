//! One event of a stack: what CloudFormation did to a resource, or to the stack as a whole.

use aws_sdk_cloudformation::types::StackEvent;
use serde::Serialize;

/// The stack itself, among its resources.
const STACK: &str = "AWS::CloudFormation::Stack";

/// How CloudFormation marks what it gave up because something else had failed.
const CANCELLED: [&str; 2] = ["creation cancelled", "update cancelled"];

/// One event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Event {
    #[serde(skip)]
    pub(crate) id: String,
    /// The resource's name in the template; of the stack itself, the stack's.
    pub(crate) logical_id: String,
    #[serde(rename = "type")]
    pub(crate) kind: String,
    /// Like `CREATE_COMPLETE`.
    pub(crate) status: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) reason: Option<String>,
    /// Which call set it off.
    #[serde(skip)]
    pub(crate) token: Option<String>,
}

impl Event {
    /// As AWS tells it.
    pub(crate) fn of(event: &StackEvent) -> Self {
        let text = |value: Option<&str>| value.unwrap_or_default().to_owned();
        let own = |value: Option<&str>| value.filter(|text| !text.is_empty()).map(str::to_owned);
        Self {
            id: text(event.event_id()),
            logical_id: text(event.logical_resource_id()),
            kind: text(event.resource_type()),
            status: text(event.resource_status().map(|status| status.as_str())),
            reason: own(event.resource_status_reason()),
            token: own(event.client_request_token()),
        }
    }

    /// Whether it is about the stack as a whole.
    pub(crate) fn is_of_stack(&self) -> bool {
        self.kind == STACK
    }

    /// Whether it begins an operation on the stack.
    pub(crate) fn begins(&self) -> bool {
        let begin = ["CREATE_IN_PROGRESS", "UPDATE_IN_PROGRESS", "DELETE_IN_PROGRESS", "IMPORT_IN_PROGRESS"];
        self.is_of_stack() && begin.contains(&self.status.as_str())
    }

    /// Whether nothing more comes about this resource, or about this operation on the stack.
    pub(crate) fn is_final(&self) -> bool {
        !self.status.ends_with("_IN_PROGRESS")
    }

    /// Whether something went wrong here, and not only because something else had.
    pub(crate) fn is_failure(&self) -> bool {
        let reason = self.reason.as_deref().unwrap_or_default();
        self.status.ends_with("FAILED") && !CANCELLED.iter().any(|cancelled| reason.contains(cancelled))
    }
}

/// What went wrong first: everything later may follow from it.
pub(crate) fn first_failure(events: &[Event]) -> Option<&Event> {
    let of_resource = events.iter().find(|event| event.is_failure() && !event.is_of_stack());
    of_resource.or_else(|| {
        events.iter().find(|event| event.is_failure() || event.is_of_stack() && has_failed(event))
    })
}

/// A rollback's own events tell why it began.
fn has_failed(event: &Event) -> bool {
    event.status.contains("ROLLBACK") && event.reason.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(logical_id: &str, kind: &str, status: &str, reason: &str) -> Event {
        let reason = Some(reason.to_owned()).filter(|reason| !reason.is_empty());
        let (logical_id, kind, status) = (logical_id.to_owned(), kind.to_owned(), status.to_owned());
        Event { id: String::new(), logical_id, kind, status, reason, token: None }
    }

    #[test]
    fn the_first_failure_is_the_cause_and_not_what_it_cancelled() {
        let queue = "AWS::SQS::Queue";
        let events = [
            event("prod", STACK, "CREATE_IN_PROGRESS", "User Initiated"),
            event("TimersQueue", queue, "CREATE_FAILED", "Resource creation cancelled"),
            event("DeadQueue", queue, "CREATE_FAILED", "dead already exists"),
            event("AlertsQueue", queue, "CREATE_FAILED", "Resource creation cancelled"),
            event(
                "prod",
                STACK,
                "ROLLBACK_IN_PROGRESS",
                "The following resource(s) failed to create: [DeadQueue].",
            ),
        ];
        assert_eq!(first_failure(&events).unwrap().logical_id, "DeadQueue");
    }

    #[test]
    fn without_a_resource_to_blame_the_stack_says_why() {
        let events = [
            event("prod", STACK, "CREATE_IN_PROGRESS", "User Initiated"),
            event("prod", STACK, "ROLLBACK_IN_PROGRESS", "Transform failed"),
            event("prod", STACK, "ROLLBACK_COMPLETE", ""),
        ];
        assert_eq!(first_failure(&events).unwrap().reason.as_deref(), Some("Transform failed"));
        assert_eq!(first_failure(&events[..1]), None);
    }
}

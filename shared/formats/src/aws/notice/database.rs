//! Event subscriptions of RDS, Aurora, `DocumentDB`, Neptune, Redshift and DMS: JSON whose names have spaces.
//!
//! Source: <https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Events.html>. They carry no category, so what their
//! words mean decides.

use super::event::event;
use crate::aws::envelope::Envelope;
use crate::aws::sentence::{Said, meaning};
use crate::links::LinkCollector;
use crate::parsed::Parsed;
use crate::pattern;
use callout_domain::alarm::AlarmKind;
use serde_json::Value;

/// The services, by what is in the IDs of their events.
const SERVICES: [(&str, &str, &str); 3] = [
    ("RDS-EVENT", "aws.rds", "RDS"),
    ("REDSHIFT-EVENT", "aws.redshift", "Redshift"),
    ("DMS-EVENT", "aws.dms", "DMS"),
];

/// Sources `aws.rds`, `aws.redshift`, `aws.dms`; labels `name`, `event` (its ID) and `type` (of the resource). An alert is
/// one side of a resource: its storage, its replication, ….
pub(super) fn read(value: &Value, envelope: &Envelope) -> Option<Vec<Parsed>> {
    let at = |place: &str| pattern::render(value, place);
    let (id, message) = (at("/Event ID")?, at("/Event Message")?);
    let name = at("/Source ID").or_else(|| at("/Resource")).unwrap_or_else(|| "unknown".to_owned());
    let known = SERVICES.iter().find(|(part, ..)| id.to_uppercase().contains(part));
    let (_, source, title) = known.copied().unwrap_or(("", "aws.rds", "Database"));
    let meant = meaning(&message);
    let severity = at("/Severity").or_else(|| at("/Event Severity")).unwrap_or_default().to_lowercase();
    let said = match severity.as_str() {
        "error" => Said::Trouble,
        "info" => Said::News,
        _ => Said::Nothing,
    };
    let kinds = meant.kinds(said);
    let about = at("/Source ARN").unwrap_or_else(|| envelope.placed(&name));
    let one = |kind: &AlarmKind| {
        let key = format!("{about}#{}", meant.side);
        let mut event = event(source, &crate::json::pretty(value), envelope, key, *kind);
        event.summary = format!("{title} {name}: {}", message.trim_end_matches('.'));
        event.severity = (*kind == AlarmKind::Trigger).then_some(meant.severity);
        let labels = [("name", Some(name.clone())), ("type", at("/Event Source")), ("event", event_id(&id))];
        event.labels.extend(labels.into_iter().filter_map(|(label, value)| Some((label.to_owned(), value?))));
        let mut links = LinkCollector::default();
        // Some have a second line, which is no address.
        links.add("In the console", at("/Identifier Link").as_deref().and_then(|link| link.lines().next()));
        event.links = links.finish().0;
        event.into()
    };
    Some(kinds.iter().map(one).collect())
}

/// What stands after the `#` of an ID's address.
fn event_id(id: &str) -> Option<String> {
    Some(id.rsplit('#').next()?.to_owned())
}

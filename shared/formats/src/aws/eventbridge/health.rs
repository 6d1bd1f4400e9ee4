//! AWS Health: current and scheduled problems of AWS itself.
//!
//! An alert is one Health event for one account, from its opening to its closing. Health sends each communication about
//! it in pages and once more from a backup region, and all of them are the same alert. So the key is the event's ARN,
//! or the communication's ID if there is none.

use super::service_event::{ServiceEvent, one, readable};
use crate::aws::console::escaped;
use crate::json;
use crate::parsed::Parsed;
use callout_domain::alarm::{AlarmEvent, AlarmKind};
use callout_domain::severity::Severity;
use serde_json::Value;

/// How many affected resources a summary names.
const NAMED: usize = 3;
/// How many affected resources the detail lists.
const LISTED: usize = 50;

/// Additional labels: `name` is the event's code, `state` its status.
pub(super) fn read(service_event: &ServiceEvent<'_>) -> Option<Vec<Parsed>> {
    if !service_event.detail_type.starts_with("AWS Health") {
        return None;
    }
    let service_event = service_event.with_source("aws.health");
    let occurrence = service_event.text(&["/detail/eventArn", "/detail/communicationId"])?;
    let code = service_event.text(&["/detail/eventTypeCode"]).unwrap_or("AWS_HEALTH_EVENT");
    let status = service_event.text(&["/detail/statusCode"]).unwrap_or("open");
    let kind = if status == "closed" { AlarmKind::Resolve } else { AlarmKind::Trigger };
    let affected = affected(&service_event);
    Some(one(AlarmEvent {
        summary: summary(&service_event, code, status, &affected),
        severity: (kind == AlarmKind::Trigger).then(|| severity(&service_event)),
        changed_at: service_event.time(&["/detail/lastUpdatedTime"]),
        links: links(&service_event),
        detail: detail(&service_event, &affected),
        ..service_event.event(kind, format!("{occurrence}#{}", service_event.account()), code, status)
    }))
}

/// A current problem is worse than a scheduled one; one of our own resources is worse than one of the region.
fn severity(service_event: &ServiceEvent<'_>) -> Severity {
    let must_act = service_event.text(&["/detail/actionability"]) == Some("ACTION_REQUIRED");
    match service_event.text(&["/detail/eventTypeCategory"]) {
        Some("scheduledChange" | "accountNotification")
            if service_event.detail_type != "AWS Health Abuse Event" =>
        {
            if must_act {
                Severity::Sev4
            } else {
                Severity::Sev5
            }
        }
        Some("investigation") => Severity::Sev3,
        _ if service_event.text(&["/detail/eventScopeCode"]) == Some("PUBLIC") => Severity::Sev3,
        _ => Severity::Sev2,
    }
}

/// `AWS Health: EC2 instance network maintenance in eu-central-1: i-1, i-2 and 3 more`
fn summary(service_event: &ServiceEvent<'_>, code: &str, status: &str, affected: &[String]) -> String {
    let service = service_event.text(&["/detail/service"]).unwrap_or("AWS");
    let what = code.strip_prefix("AWS_").unwrap_or(code);
    let what = readable(what.strip_prefix(service).unwrap_or(what));
    let what = format!("{service} {}", what.trim());
    let when = match status {
        "open" => String::new(),
        "closed" => " (over)".to_owned(),
        other => format!(" ({other})"),
    };
    let named = affected.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
    let more = affected.len().saturating_sub(NAMED);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let named = if named.is_empty() { named } else { format!(": {named}{more}") };
    format!("AWS Health: {what} in {}{when}{named}", service_event.region())
}

fn affected(service_event: &ServiceEvent<'_>) -> Vec<String> {
    let entities = service_event.list("/detail/affectedEntities").iter();
    let named: Vec<String> =
        entities.filter_map(|one| json::text(one, &["/entityValue"]).map(str::to_owned)).collect();
    if named.is_empty() { service_event.resources().map(str::to_owned).collect() } else { named }
}

fn detail(service_event: &ServiceEvent<'_>, affected: &[String]) -> String {
    let all = service_event.list("/detail/eventDescription");
    let english =
        |one: &&Value| json::text(one, &["/language"]).is_some_and(|language| language.starts_with("en"));
    let described = all.iter().find(english).or(all.first());
    let described = described.and_then(|one| json::text(one, &["/latestDescription"])).map(str::to_owned);
    let listed = affected.iter().take(LISTED).cloned().collect::<Vec<_>>().join(", ");
    let listed = (!listed.is_empty()).then(|| format!("Affected: {listed}"));
    let dates = [("Begins", "/detail/startTime"), ("Ends", "/detail/endTime")];
    let dates =
        dates.iter().filter_map(|(word, place)| Some(format!("{word}: {}", service_event.text(&[place])?)));
    listed.into_iter().chain(dates).chain(described).collect::<Vec<_>>().join("\n")
}

fn links(service_event: &ServiceEvent<'_>) -> Vec<callout_domain::alarm::Link> {
    let Some(arn) = service_event.text(&["/detail/eventArn"]) else { return Vec::new() };
    service_event.link(
        "Event in AWS Health",
        "health/home",
        &format!("#/account/event-log?eventID={}", escaped(arn)),
    )
}

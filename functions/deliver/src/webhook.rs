//! Webhooks: what a receiver gets, signed with the time, as in `PagerDuty` but for the time.

use crate::deps::Places;
use crate::edition::Edition;
use anyhow::{Context as _, Result};
use callout_domain::subscriber::{News, Subscriber, SubscriberAddress, sign, signed_bytes};
use callout_ports::Post;
use callout_public::{Moment, incident_title, titles_of, update_text};
use jiff::Timestamp;
use serde_json::{Value, json};

/// The text of a message about incidents; the same at each try.
pub(crate) fn news(
    id: &str,
    news: &[News<'_>],
    subscriber: &Subscriber,
    edition: &Edition,
    places: &Places,
) -> Result<String> {
    let incidents: Vec<Value> = news.iter().map(|one| incident(one, edition)).collect();
    let body = json!({
        "id": id,
        "type": "incidents.updated",
        "page": { "name": edition.title, "url": places.status_page },
        "incidents": incidents,
        "manage_url": places.link("manage", subscriber),
    });
    serde_json::to_string(&body).context("write a webhook")
}

/// The text that asks to confirm.
pub(crate) fn confirmation(
    id: &str,
    subscriber: &Subscriber,
    edition: &Edition,
    places: &Places,
) -> Result<String> {
    let body = json!({
        "id": id,
        "type": "subscription.requested",
        "page": { "name": edition.title, "url": places.status_page },
        "confirm_url": places.link("confirm", subscriber),
    });
    serde_json::to_string(&body).context("write a webhook")
}

/// An incident as Statuspage's own webhooks show it, with what is new only.
fn incident(news: &News<'_>, edition: &Edition) -> Value {
    let (page, words, incident) = (&edition.settings, &edition.page_words, news.incident);
    let at = |moment: Timestamp| Moment(moment).iso();
    let updates = news.updates.iter().rev().map(|update| {
        json!({
            "id": format!("{}-{}", incident.id, update.seq),
            "status": update.phase,
            "body": update_text(incident, update, page, words),
            "created_at": at(update.at),
        })
    });
    let withdrawn = news.withdrawn.iter().map(|update| format!("{}-{}", incident.id, update.seq));
    let states = incident.latest().map(|latest| titles_of(latest, page)).unwrap_or_default();
    let components = states
        .into_iter()
        .map(|(name, title, status)| json!({ "id": name, "name": title, "status": status }));
    json!({
        "id": incident.id,
        "name": incident_title(incident, page, words),
        "status": incident.latest().map(|latest| latest.phase),
        "impact": incident.impact(),
        "created_at": at(incident.started_at),
        "resolved_at": incident.resolved_at().map(at),
        "shortlink": edition.incident(&incident.id),
        "components": components.collect::<Vec<_>>(),
        "incident_updates": updates.collect::<Vec<_>>(),
        "withdrawn_updates": withdrawn.collect::<Vec<_>>(),
    })
}

/// The request of a message at a time.
pub(crate) fn post(
    to: &SubscriberAddress,
    id: &str,
    body: String,
    subscriber: &Subscriber,
    now: Timestamp,
) -> Post {
    let seconds = now.as_second();
    let signature = sign(&subscriber.secrets(now), &signed_bytes(seconds, &body));
    Post {
        address: to.as_str().to_owned(),
        headers: vec![
            ("x-callout-id", id.to_owned()),
            ("x-callout-timestamp", seconds.to_string()),
            ("x-callout-signature", signature),
        ],
        body,
    }
}

//! Webhooks: what a receiver gets, signed with the time, as in `PagerDuty` but for the time.

use crate::deps::Places;
use crate::edition::Edition;
use anyhow::{Context as _, Result};
use callout_domain::status::MaintenancePhase;
use callout_domain::subscriber::{
    IncidentNews, MaintenanceNews, News, Subscriber, SubscriberAddress, sign, signed_bytes,
};
use callout_ports::Post;
use callout_public::{
    Moment, clean, incident_title, maintenance_status, maintenance_text, titles_of, update_text,
};
use jiff::Timestamp;
use serde_json::{Value, json};

/// Leaves the news of one kind for a message, so that its type says what is in it; the others are the next one.
pub(crate) fn keep_one_kind(news: &mut Vec<News<'_>>) {
    let kind = news.first().map(std::mem::discriminant);
    news.retain(|one| Some(std::mem::discriminant(one)) == kind);
}

/// The text of a message about incidents, or about maintenance; the same at each try.
pub(crate) fn news(
    id: &str,
    news: &[News<'_>],
    subscriber: &Subscriber,
    edition: &Edition,
    places: &Places,
) -> Result<String> {
    let (mut incidents, mut windows) = (Vec::new(), Vec::new());
    for one in news {
        let link = edition.page_of(&one.id());
        match one {
            News::Incident(news) => incidents.push(incident(news, &link, edition)),
            News::Maintenance(news) => windows.push(maintenance(news, &link, edition)),
        }
    }
    let mut body = json!({
        "id": id,
        "page": { "name": edition.title, "url": places.status_page },
        "manage_url": places.link("manage", subscriber),
    });
    let (kind, list, all) = match windows.is_empty() {
        true => ("incidents.updated", "incidents", incidents),
        false => ("scheduled_maintenances.updated", "scheduled_maintenances", windows),
    };
    body["type"] = kind.into();
    body[list] = all.into();
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
fn incident(news: &IncidentNews<'_>, link: &str, edition: &Edition) -> Value {
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
        "shortlink": link,
        "components": components.collect::<Vec<_>>(),
        "incident_updates": updates.collect::<Vec<_>>(),
        "withdrawn_updates": withdrawn.collect::<Vec<_>>(),
    })
}

/// A maintenance window as Statuspage shows it, with what is new only.
fn maintenance(news: &MaintenanceNews<'_>, link: &str, edition: &Edition) -> Value {
    let (page, words, window) = (&edition.settings, &edition.page_words, news.window);
    let at = |moment: Timestamp| Moment(moment).iso();
    let updates = news.updates.iter().rev().map(|update| {
        json!({
            "id": format!("{}-{}", window.id, update.seq),
            "status": maintenance_status(update.phase),
            "body": maintenance_text(window, update, words),
            "created_at": at(update.at),
        })
    });
    let ended = window.updates.last().filter(|_| !window.is_ahead_or_active());
    let components = window.components.iter().filter_map(|name| {
        page.components.get(name).map(|one| json!({ "id": name, "name": clean(&one.title) }))
    });
    json!({
        "id": window.id,
        "name": clean(window.title_in(&words.code)),
        "status": maintenance_status(window.phase()),
        "impact": "maintenance",
        "created_at": window.updates.first().map(|update| at(update.at)),
        "scheduled_for": at(window.from),
        "scheduled_until": at(window.until),
        "resolved_at": ended.map(|update| at(update.at)),
        // Statuspage has no word for it: its status is `completed`, as that of one that took place.
        "cancelled": window.phase() == MaintenancePhase::Cancelled,
        "reminder": news.reminder.is_some(),
        "shortlink": link,
        "components": components.collect::<Vec<_>>(),
        "incident_updates": updates.collect::<Vec<_>>(),
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

//! The texts that Alertmanager and Grafana write to a topic by default: `Alerts Firing:` or `**Firing**`, then each alert
//! with its labels, annotations and addresses as lines.
//!
//! Managed Prometheus and Managed Grafana send them unless a template says otherwise. Sources: `template/default.tmpl` of
//! <https://github.com/prometheus/alertmanager>, `templates/default_template.go` of <https://github.com/grafana/alerting>.
//! Labels are those of the webhook, so that both have one key.

use crate::aws::envelope::Envelope;
use crate::parsed::Parsed;
use crate::sender::Sender;
use crate::tools::alertmanager;
use serde_json::{Map, Value, json};

/// The lines that begin the alerts of a state.
const SECTIONS: [(&str, &str); 4] = [
    ("alerts firing:", "firing"),
    ("**firing**", "firing"),
    ("alerts resolved:", "resolved"),
    ("**resolved**", "resolved"),
];
/// Lines with an address of an alert.
const ADDRESSES: [(&str, &str); 4] = [
    ("Source: ", "generatorURL"),
    ("Silence: ", "silenceURL"),
    ("Dashboard: ", "dashboardURL"),
    ("Panel: ", "panelURL"),
];

/// The events of such a text.
pub(super) fn read(text: &str, envelope: &Envelope) -> Option<Vec<Parsed>> {
    let alerts = alerts(text);
    (!alerts.is_empty()).then_some(())?;
    let body = json!({ "alerts": alerts });
    let events = alertmanager::read(&body, &Sender::tool("alertmanager", envelope.origin()))?;
    Some(events.into_iter().map(Parsed::from).collect())
}

fn alerts(text: &str) -> Vec<Value> {
    let mut alerts: Vec<Map<String, Value>> = Vec::new();
    let (mut status, mut part, mut value) = ("", "", None);
    for line in text.lines().map(str::trim) {
        if let Some((_, found)) = SECTIONS.iter().find(|(begin, _)| line.eq_ignore_ascii_case(begin)) {
            status = found;
        } else if line == "Labels:" && !status.is_empty() {
            let empty = || Value::Object(Map::new());
            let values = value.take().map_or(Value::Null, Value::from);
            let alert = [
                ("status", status.into()),
                ("labels", empty()),
                ("annotations", empty()),
                ("valueString", values),
            ];
            alerts.push(alert.into_iter().map(|(name, value)| (name.to_owned(), value)).collect());
            part = "labels";
        } else if let Some(said) = line.strip_prefix("Value: ") {
            value = Some(said.to_owned());
        } else if line == "Annotations:" {
            part = "annotations";
        } else if let Some(alert) = alerts.last_mut() {
            add(alert, part, line);
        }
    }
    alerts.into_iter().map(Value::Object).collect()
}

/// Adds a line ` - name = value`, or an address.
fn add(alert: &mut Map<String, Value>, part: &str, line: &str) {
    if let Some((name, value)) = line.strip_prefix("- ").and_then(|pair| pair.split_once(" = ")) {
        if let Some(fields) = alert.get_mut(part).and_then(Value::as_object_mut) {
            fields.insert(name.trim().to_owned(), value.trim().into());
        }
    } else if let Some((address, name)) =
        ADDRESSES.iter().find_map(|(begin, name)| Some((line.strip_prefix(begin)?, name)))
    {
        alert.insert((*name).to_owned(), address.trim().into());
    }
}

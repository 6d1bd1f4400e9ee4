//! Monitoring tools whose body is one event: one file for each, and each file a table.
//!
//! A new tool is a file here and a line in [`TOOLS`]. A tool is recognised by the shape of its body, over any transport.

mod azure_monitor;
mod better_stack;
mod bugsnag;
mod checkly;
mod cloudflare;
mod cronitor;
mod dead_mans_snitch;
mod dynatrace;
mod elastic;
mod freshping;
mod gatus;
mod google_cloud;
mod graylog;
mod healthchecks;
mod honeybadger;
mod honeycomb;
mod icinga;
mod influxdb;
mod instana;
mod jenkins;
mod mackerel;
mod mongodb_atlas;
mod nagios;
mod netdata;
mod new_relic;
mod opsgenie;
mod pingdom;
mod prtg;
mod raygun;
mod rollbar;
mod sensu;
mod sentry;
mod site24x7;
mod splunk;
mod statuscake;
mod statuspage;
mod thousand_eyes;
mod updown;
mod uptime_com;
mod uptime_kuma;
mod uptimerobot;
mod victorops;
mod zabbix;

use crate::pattern::Patterns;
use crate::sender::Sender;
use crate::shape::{Reading, Tool};
use serde_json::Value;

/// Every tool, in the order in which they are tried.
pub(crate) const TOOLS: [&Tool; 43] = [
    &azure_monitor::TOOL,
    &better_stack::TOOL,
    &bugsnag::TOOL,
    &checkly::TOOL,
    &cloudflare::TOOL,
    &cronitor::TOOL,
    &dead_mans_snitch::TOOL,
    &dynatrace::TOOL,
    &elastic::TOOL,
    &freshping::TOOL,
    &gatus::TOOL,
    &google_cloud::TOOL,
    &graylog::TOOL,
    &healthchecks::TOOL,
    &honeybadger::TOOL,
    &honeycomb::TOOL,
    &icinga::TOOL,
    &influxdb::TOOL,
    &instana::TOOL,
    &jenkins::TOOL,
    &mackerel::TOOL,
    &mongodb_atlas::TOOL,
    &nagios::TOOL,
    &netdata::TOOL,
    &new_relic::TOOL,
    &opsgenie::TOOL,
    &pingdom::TOOL,
    &prtg::TOOL,
    &raygun::TOOL,
    &rollbar::TOOL,
    &sensu::TOOL,
    &sentry::TOOL,
    &site24x7::TOOL,
    &splunk::TOOL,
    &statuscake::TOOL,
    &statuspage::TOOL,
    &thousand_eyes::TOOL,
    &updown::TOOL,
    &uptime_com::TOOL,
    &uptime_kuma::TOOL,
    &uptimerobot::TOOL,
    &victorops::TOOL,
    &zabbix::TOOL,
];

/// The tool that an address names.
pub(crate) fn named(name: &str) -> Option<&'static Tool> {
    TOOLS.into_iter().find(|tool| tool.is_named(name))
}

/// What a body says, whichever tool sent it; `None` if it has the shape of none.
pub(crate) fn recognise(body: &Value, sender: &Sender) -> Option<Reading> {
    TOOLS.iter().find_map(|tool| tool.recognise(body, sender))
}

/// What a body says that was sent to the address of a tool: in the tool's shape, in another one's, or with fields of this
/// tool that the user chose.
pub(crate) fn read(tool: &Tool, body: &Value, sender: &Sender) -> Option<Reading> {
    tool.recognise(body, sender).or_else(|| recognise(body, sender)).or_else(|| tool.read(body, sender))
}

/// A tool and what is read of its bodies, for the documentation.
#[derive(Debug)]
pub struct Documented {
    /// Its name for people.
    pub title: &'static str,
    /// Its name in addresses.
    pub name: &'static str,
    /// The places of state, key, title and severity.
    pub places: [Vec<&'static str>; 4],
}

/// Every tool, by its name for people.
pub(crate) fn documented() -> Vec<Documented> {
    let mut all: Vec<Documented> = TOOLS.iter().map(|tool| describe(tool)).collect();
    all.sort_by_key(|tool| tool.title.to_lowercase());
    all
}

fn describe(tool: &Tool) -> Documented {
    let mut places = [const { Vec::new() }; 4];
    for shape in tool.shapes {
        for (known, more) in places.iter_mut().zip(shape.places()) {
            add(known, more);
        }
    }
    Documented { title: tool.title, name: tool.names.first().copied().unwrap_or_default(), places }
}

fn add(known: &mut Vec<&'static str>, more: Patterns) {
    known.extend(
        more.iter()
            .filter(|place| place.contains('/'))
            .take(1)
            .filter(|place| !known.contains(place))
            .collect::<Vec<_>>(),
    );
}

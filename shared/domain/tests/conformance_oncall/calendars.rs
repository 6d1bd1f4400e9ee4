//! `GoAlert`'s calendar export: the times, reminders, line ends and open ends; product name, summary and UIDs are ours.

use crate::*;
use callout_domain::ids::ScheduleName;
use callout_domain::oncall::{Export, Roster, Window};
use std::collections::BTreeMap;

/// What both must say of a shift, line by line.
const COMPARED: [&str; 7] = ["DTSTAMP", "DTSTART", "DTEND", "ACTION", "TRIGGER", "BEGIN", "END"];

#[test]
fn goalert_calendar() {
    let Some(file) = vectors("ical_export.json") else { return };
    let input = &file["input"];
    let shifts = list(input, "shifts");
    let layer = |(index, shift): (usize, &Value)| LayerSettings {
        name: format!("layer {index}"),
        turns: vec![text(&shift["user"]).into()],
        effective_from: Some(text(&shift["start"]).to_owned()),
        effective_until: (shift["truncated"] != true).then(|| text(&shift["end"]).to_owned()),
        ..LayerSettings::default()
    };
    let schedule = compile(&schedule_of("UTC", shifts.iter().enumerate().map(layer).collect()));
    let minutes = list(input, "reminder_minutes").iter();
    let reminders: Vec<u32> = minutes.map(|it| it.as_u64().unwrap().try_into().unwrap()).collect();
    let now = instant(&input["generated_at"]);
    let name = ScheduleName::from(text(&input["schedule_name"]));
    let export = Export {
        title: name.as_str(),
        rosters: &[Roster { name: &name, schedule: Some(&schedule), before: Vec::new(), sequence: 0 }],
        only: None,
        people: &BTreeMap::new(),
        // The last shift is cut where GoAlert stopped looking.
        window: Window { to: instant(&shifts[shifts.len() - 1]["end"]), ..Window::around(now) },
        now,
        reminders: &reminders,
    };
    let (ours, theirs) = (export.ics(), text(&file["expected_ics"]));
    assert_eq!(ours.matches('\n').count(), ours.matches("\r\n").count(), "every line ends in CRLF");
    assert!(ours.ends_with("END:VCALENDAR\r\n"));
    for line in theirs.split("\r\n").take_while(|line| !line.starts_with("BEGIN:VEVENT")) {
        assert!(line.starts_with("PRODID") || ours.contains(&format!("{line}\r\n")), "{line}");
    }
    assert_eq!(compared(&ours), compared(theirs));
    assert_eq!(open_ended(&ours, "goes on beyond"), open_ended(theirs, "will continue beyond"));
}

fn compared(ics: &str) -> Vec<&str> {
    let name = |line: &str| line.split(':').next().unwrap().to_owned();
    ics.lines().filter(|line| COMPARED.contains(&name(line).as_str())).collect()
}

/// Which events are marked.
fn open_ended(ics: &str, mark: &str) -> Vec<bool> {
    ics.replace("\r\n ", "").split("BEGIN:VEVENT").skip(1).map(|event| event.contains(mark)).collect()
}

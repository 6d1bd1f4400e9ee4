//! What is chosen of incidents, and how.

use super::*;
use crate::args::{Cli, Command};
use crate::sample_incident::incident;
use callout_domain::incident::{Acknowledgement, Actor, Hold, HoldReason, Status};
use clap::Parser as _;
use jiff::SignedDuration;

/// The numbers of what is chosen, in order.
fn chosen(choice: &Choice) -> Vec<u64> {
    let mut all = vec![
        incident(1, "payments", Severity::Sev2, "Errors at checkout"),
        incident(2, "search", Severity::Sev1, "Search is slow"),
        incident(3, "payments", Severity::Sev3, "Disk of db-1 fills"),
        incident(4, "search", Severity::Sev1, "Index is old"),
    ];
    all[0].paged = ["ana".into()].into();
    all[2].paged = ["ben".into()].into();
    all[2].detail = "Free space is below 5 %".to_owned();
    all[2].joined = vec!["Batch-nightly: 3 runs failed".to_owned()];
    all[3].status = Status::Resolved;
    choice.apply(&mut all, &Rules::build(Default::default()));
    all.iter().map(|incident| incident.number).collect()
}

#[test]
fn what_waits_for_me_comes_first_then_the_worst() {
    assert_eq!(chosen(&Choice::default()), [2, 1, 3, 4]);
    let ben = Choice { me: Some("ben".into()), ..Choice::default() };
    assert_eq!(chosen(&ben), [3, 2, 1, 4]);
    assert_eq!(chosen(&Choice { mine: true, ..ben }), [3]);
}

#[test]
fn people_choose_by_service_severity_status_and_text() {
    let services = Choice { services: vec!["payments".to_owned()], ..Choice::default() };
    assert_eq!(chosen(&services), [1, 3]);
    let severities = Choice { severities: vec![Severity::Sev1], open: true, ..Choice::default() };
    assert_eq!(chosen(&severities), [2]);
    let standings = Choice { standings: vec![Standing::Resolved], ..Choice::default() };
    assert_eq!(chosen(&standings), [4]);
    assert!(!standings.only_open());
    let words = |words: &[&str]| Choice {
        words: words.iter().map(|&it| it.to_owned()).collect(),
        ..Choice::default()
    };
    assert_eq!(chosen(&words(&["search", "slow"])), [2]);
    assert_eq!(chosen(&words(&["#3"])), [3]);
    assert_eq!(chosen(&words(&["free space"])), [3], "the reason is searched, too");
    assert_eq!(chosen(&words(&["batch-nightly", "disk"])), [3], "and what fires inside it");
}

#[test]
fn what_is_held_waits_for_nobody_and_what_is_not_chosen_is_counted_too() {
    let mut all = [1, 2, 3].map(|number| incident(number, "payments", Severity::Sev2, "Errors"));
    let until = all[1].opened_at;
    all[1].hold = Some(Hold { until, by: HoldReason::Mute { why: "night".to_owned() } });
    all[2].status = Status::Acknowledged;
    assert_eq!(Choice::default().counted(&all, 3), "3 open incidents, 1 not acknowledged.");
    let some = Choice { services: vec!["payments".to_owned()], ..Choice::default() };
    assert_eq!(some.counted(&all[..2], 10), "2 of 10 open incidents match, 1 not acknowledged.");
    assert_eq!(some.counted(&all[..1], 1), "1 of 1 open incident matches, 1 not acknowledged.");
}

/// The choice of a command line.
fn choice(words: &str) -> Result<Choice> {
    let cli = Cli::try_parse_from(["callout", "incidents"].into_iter().chain(words.split_whitespace()))?;
    let Command::Incidents(args) = &cli.command else { bail!("no list") };
    Choice::of(&cli.common, args)
}

#[test]
fn a_hint_to_list_more_chooses_the_same() {
    for words in [
        "",
        " checkout --service payments,search --severity SEV1,SEV2 --status triggered,held",
        " --open",
        " --mine --as ana",
        " --team pay,mine --as ana",
        " --person ben --until 2026-11-21",
    ] {
        assert_eq!(choice(words).unwrap().words().replace("'", ""), words);
    }
}

#[test]
fn the_incidents_of_a_team_are_those_of_its_services() {
    let settings = "[teams]\npay = { members = ['ana'], services = ['payments'] }\nfind = { members = ['ben'], services = ['search'] }";
    let settings = format!("{settings}\n[responders.ana]\nname = 'Ana'\ncontacts = []");
    let rules = Rules::build(toml::from_str(&settings).unwrap());
    let of = |words: &str| {
        let chosen = choice(words)?;
        let mut all = vec![
            incident(1, "payments", Severity::Sev2, "Errors at checkout"),
            incident(2, "search", Severity::Sev2, "Search is slow"),
        ];
        chosen.check(&rules, &all)?;
        chosen.apply(&mut all, &rules);
        Ok::<_, anyhow::Error>(all.iter().map(|incident| incident.number).collect::<Vec<_>>())
    };
    assert_eq!(of("--team find").unwrap(), [2]);
    assert_eq!(of("--team mine --as ana").unwrap(), [1]);
    assert_eq!(of("--team find,mine --as ana").unwrap(), [1, 2]);
    let told = |words: &str| of(words).unwrap_err().to_string();
    assert_eq!(told("--team fin"), "there is no team `fin`; did you mean `find`?");
    assert!(told("--team mine").starts_with("say who you are"));
}

#[test]
fn the_incidents_of_a_person_and_of_before_a_day_are_chosen_as_in_the_console() {
    let settings =
        "[responders]\nana = { name = 'Ana Silva', contacts = [] }\nben = { name = 'Ben', contacts = [] }";
    let rules = Rules::build(toml::from_str(settings).unwrap());
    let of = |chosen: Choice| {
        let mut all = [1, 2, 3].map(|number| incident(number, "payments", Severity::Sev2, "Errors"));
        all[0].paged = ["ana".into()].into();
        all[1].acknowledgement =
            Some(Acknowledgement { by: Actor::operator("arn, for ana"), at: all[1].opened_at });
        all[2].opened_at += SignedDuration::from_hours(72);
        let mut all = all.to_vec();
        chosen.check(&rules, &all)?;
        chosen.apply(&mut all, &rules);
        Ok::<_, anyhow::Error>(all.iter().map(|incident| incident.number).collect::<Vec<_>>())
    };
    let words = |words: &[&str]| {
        let cli = Cli::try_parse_from(["callout", "incidents"].iter().chain(words)).unwrap();
        let Command::Incidents(args) = &cli.command else { panic!("no list") };
        of(Choice::of(&cli.common, args).unwrap())
    };
    assert_eq!(words(&["--person", "ana"]).unwrap(), [1, 2]);
    assert_eq!(words(&["--person", "Ana Silva"]).unwrap(), [1, 2]);
    assert_eq!(words(&["--until", "2026-11-29"]).unwrap(), [1, 2]);
    assert_eq!(words(&["--until", "2026-11-20"]).unwrap(), [0_u64; 0]);
    let told = words(&["--person", "anna"]).unwrap_err().to_string();
    assert!(told.ends_with("did you mean `ana`?"), "{told}");
}

#[test]
fn what_is_open_and_resolved_is_nothing() {
    assert!(choice("--status resolved").is_ok());
    for words in ["--open --status resolved", "--watch --status triggered,resolved"] {
        assert!(choice(words).unwrap_err().to_string().contains("nothing that is resolved"), "{words}");
    }
}

#[test]
fn a_service_that_nobody_knows_is_refused_with_what_may_be_meant() {
    let settings =
        toml::from_str("[services.payments]\ntitle = \"Payments\"\npolicy = \"payments\"").unwrap();
    let rules = Rules::build(settings);
    let choice = Choice { services: vec!["paymets".to_owned()], ..Choice::default() };
    let told = choice.check(&rules, &[]).unwrap_err().to_string();
    assert_eq!(told, "there is no service `paymets`; did you mean `payments`?");
    assert!(choice.check(&Rules::unreadable(), &[]).is_ok());
}

#[test]
fn only_what_is_mine_needs_a_name_that_is_known() {
    let rules = Rules::build(callout_domain::settings::Settings::default());
    let choice = |mine| Choice { me: Some("ana".into()), mine, ..Choice::default() };
    assert!(choice(false).check(&rules, &[]).is_ok(), "the whole list is there for everybody");
    assert!(choice(true).check(&rules, &[]).is_err());
    assert!(choice(true).check(&Rules::unreadable(), &[]).is_ok());
}

//! What context is stored, and how it is shown.

use super::*;
use crate::settings::Settings;

fn graph(values: &[f64]) -> Graph {
    let points = (0..).map(|minute| 1_795_316_400 + 60 * minute).zip(values.iter().copied()).collect();
    Graph { label: "Errors of <payments>".into(), threshold: Some(5.0), points, ..Graph::default() }
}

fn utc(at: jiff::Timestamp, _: jiff::Timestamp) -> String {
    at.strftime("%H:%M UTC <").to_string()
}

#[test]
fn a_graph_is_one_line_of_text_too() {
    assert_eq!(graph(&[0.0, 1.0, 7.0, 3.5]).sparkline(60), "▁▂█▅");
    assert_eq!(graph(&[0.0, 1.0, 7.0, 3.5, 7.0]).sparkline(3), "▁██", "each bar is the highest of its time");
    assert_eq!(graph(&[2.0, 2.0]).sparkline(60), "▁▁");
    assert_eq!(graph(&[]).sparkline(60), "");
}

#[test]
fn a_drawing_names_itself_and_outside_text_stays_text() {
    let svg = graph(&[0.0, 12.0, 7.0]).svg(utc).unwrap();
    assert!(svg.contains("<title>Errors of &lt;payments&gt;</title>"), "{svg}");
    assert!(svg.contains("last 7, between 0 and 12, threshold 5</desc>"), "{svg}");
    assert!(svg.contains("threshold 5</text>") && svg.contains("03:00 UTC &lt;"), "{svg}");
    assert!(!svg.contains("style") && !svg.contains("script"), "the page's policy allows neither");
    assert_eq!(graph(&[]).svg(utc), None);
}

#[test]
fn every_drawing_fits_its_frame() {
    let sound = |svg: &str| !svg.contains("NaN") && !svg.contains("inf");
    for values in [&[3.0][..], &[-2.0, -2.0], &[1e300, -1e300], &[0.0, 1e-12]] {
        assert!(sound(&graph(values).kept().svg(utc).unwrap()), "{values:?}");
    }
    let flat = Graph { threshold: None, ..graph(&[0.0]) };
    assert!(sound(&flat.svg(utc).unwrap()));
}

#[test]
fn a_gap_is_not_drawn_over() {
    let mut gap = graph(&[1.0, 2.0, 3.0, 4.0]);
    gap.points[3].0 += 3600;
    let line = |graph: &Graph| graph.svg(utc).unwrap().matches('L').count();
    assert_eq!((line(&graph(&[1.0, 2.0, 3.0, 4.0])), line(&gap)), (3, 2));
}

#[test]
fn a_graph_is_kept_small_sound_and_in_order() {
    let mut wild = graph(&(0..500).map(|nth| f64::from(nth) / 3.0).collect::<Vec<_>>());
    wild.points.reverse();
    wild.points.push((1, f64::NAN));
    wild.band = wild.points.iter().map(|(at, value)| (*at, value / 3.0, value * 3.0)).collect();
    let kept = wild.kept();
    assert_eq!((kept.points.len(), kept.points.last().unwrap().1), (MOST_POINTS, 166.333));
    assert!(serde_json::to_string(&kept).unwrap().len() < 20_000);
    assert!(kept.points.windows(2).all(|pair| pair[0].0 < pair[1].0));
}

fn check_place(key: &str, names: &[&str]) {
    let place = AlarmPlace::of("cloudwatch", key);
    let found: Vec<_> = place.iter().flat_map(|place| &place.names).map(String::as_str).collect();
    assert_eq!(found, names, "{key}");
}

#[test]
fn an_alert_names_the_account_and_region_of_its_alarm() {
    let arn = "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:api: slow";
    check_place(arn, &["api: slow"]);
    check_place(&format!("{arn}#i-1"), &["api: slow#i-1", "api: slow"]);
    check_place("disk-7", &[]);
    check_place("arn:aws:cloudwatch::111122223333:alarm:x", &[]);
    assert_eq!(AlarmPlace::of("integration/x", arn), None);
    let place = AlarmPlace::of("cloudwatch", &format!("{arn}#i-1")).unwrap();
    assert!(
        place.region == "eu-west-1" && place.is(arn) && !place.is("arn:aws:cloudwatch:eu-west-1:1:alarm:api")
    );
    assert!(!place.is(&arn[..arn.len() - 1]));
}

fn rules() -> Rules {
    let settings: Settings = toml::from_str(
        "[services.payments]\ntitle = 'Payments'\npolicy = 'p'\n[services.platform]\ntitle = 'Platform'\npolicy = 'p'\n\
         [[routes]]\nname = 'p'\nmatch = { alarm = 'payments-.*' }\nservice = 'payments'\n\
         [[routes]]\nname = 'rest'\nservice = 'platform'\n",
    )
    .unwrap();
    Rules::build(settings)
}

#[test]
fn alarms_of_the_same_service_come_first_and_the_own_one_is_left_out() {
    let firing = ["disk", "payments-queue", "payments-errors", "api"].map(str::to_owned).to_vec();
    let found = siblings(firing, &["payments-errors".to_owned()], &"payments".into(), &rules());
    assert_eq!(found, ["payments-queue", "api", "disk"]);
    let many = (0..99).map(|nth| format!("disk-{nth}")).collect();
    assert_eq!(siblings(many, &[], &"payments".into(), &rules()).len(), MOST_SHOWN);
}

#[test]
fn changes_of_nobody_in_particular_may_explain_anything() {
    assert_eq!(
        whose_changes(&rules(), &"payments".into()),
        ["payments", "platform", UNROUTED].map(ServiceName::from)
    );
}

#[test]
fn the_timeline_says_what_was_found_and_what_was_not() {
    let found = Findings { siblings: vec!["disk".into()], missing: vec![Part::Graph], ..Findings::default() };
    assert_eq!(
        found.sentence(),
        "Context: no recent changes; other alarms firing: disk; not available in time: the alarm's metric"
    );
}

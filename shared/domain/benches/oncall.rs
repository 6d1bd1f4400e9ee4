//! How fast schedules answer; run by hand with `cargo bench -p callout-domain`.
//!
//! Must not fail because a machine is slow. The budgets are: on call at an instant 1 µs per layer, a year of a
//! three-layer schedule 1 ms, the gaps of 90 days of ten thousand schedules 10 s on one core.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a bench that cannot be set up must stop")]

use callout_domain::oncall::settings::{LayerSettings, Names, RestrictionSettings, ScheduleSettings};
use callout_domain::oncall::{Gap, Schedule};
use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use jiff::{SignedDuration, Timestamp};

const ZONES: [&str; 8] = [
    "Europe/Lisbon",
    "America/New_York",
    "Asia/Kolkata",
    "America/Santiago",
    "Australia/Lord_Howe",
    "Africa/Cairo",
    "Pacific/Auckland",
    "UTC",
];

const PEOPLE: [&str; 6] = ["ana", "ben", "cho", "dee", "eli", "fay"];

fn main() {
    divan::main();
}

#[divan::bench(args = [1, 3, 10])]
fn on_call_at_an_instant_in_layers(bencher: Bencher<'_, '_>, layers: usize) {
    let schedule = compile(&alike(layers, "1 week"));
    let instants = instants();
    let mut next = instants.iter().cycle();
    bencher
        .counter(ItemsCount::new(layers))
        .bench_local(|| next.next().map(|at| schedule.on_call(black_box(*at))));
}

#[divan::bench(args = ["weekly and daily", "hourly", "every 5 hours", "daily, no days off", "hourly, no days off"])]
fn a_year_of_three_layers(bencher: Bencher<'_, '_>, turns: &str) {
    let schedule = compile(&match turns {
        "weekly and daily" => mixed(0),
        "hourly" => alike(3, "1 hour"),
        "every 5 hours" => alike(3, "5 hours"),
        "daily, no days off" => standing_still("1 day"),
        _ => standing_still("1 hour"),
    });
    bencher.bench_local(|| schedule.shifts(black_box(start()), days_later(365)));
}

#[divan::bench(sample_count = 10, sample_size = 1)]
fn the_gaps_of_90_days_of_ten_thousand_schedules(bencher: Bencher<'_, '_>) {
    let schedules: Vec<Schedule> = ten_thousand().iter().map(compile).collect();
    bencher.counter(ItemsCount::new(schedules.len())).bench_local(|| all_gaps(&schedules));
}

#[divan::bench(sample_count = 10, sample_size = 1)]
fn the_gaps_of_90_days_of_ten_thousand_schedules_read_first(bencher: Bencher<'_, '_>) {
    let gaps = |it: &ScheduleSettings| compile(it).gaps(start(), days_later(90)).len();
    let read = bencher.with_inputs(ten_thousand).counter(ItemsCount::new(10_000_usize));
    read.bench_local_values(|settings| settings.iter().map(gaps).sum::<usize>());
}

fn ten_thousand() -> Vec<ScheduleSettings> {
    (0..10_000).map(mixed).collect()
}

fn all_gaps(schedules: &[Schedule]) -> Vec<Gap> {
    schedules.iter().flat_map(|it| it.gaps(start(), days_later(90))).collect()
}

/// Layers that are on call together and differ in nothing but when they begin.
fn alike(count: usize, every: &str) -> ScheduleSettings {
    let layers = (0..count).map(|index| layer(index, "Europe/Lisbon", every)).collect();
    ScheduleSettings { zone: "Europe/Lisbon".to_owned(), layers, ..ScheduleSettings::default() }
}

/// A weekly layer, a daily one above it, and office hours above both; zones differ from one to the next.
fn mixed(number: usize) -> ScheduleSettings {
    let zone = ZONES[number % ZONES.len()];
    let mut layers = vec![
        layer(number, zone, "1 week"),
        LayerSettings { restrictions: weekdays("20:00", "08:00"), ..layer(number + 1, zone, "1 day") },
        LayerSettings { restrictions: weekdays("09:00", "17:00"), ..layer(number + 2, zone, "1 week") },
    ];
    for (precedence, layer) in (0..).zip(&mut layers) {
        layer.precedence = precedence;
    }
    if number % 3 == 1 {
        // Nobody by night, so that there are gaps to find.
        layers.remove(0);
    }
    ScheduleSettings { zone: zone.to_owned(), layers, ..ScheduleSettings::default() }
}

fn standing_still(every: &str) -> ScheduleSettings {
    let mut settings = alike(3, every);
    for layer in &mut settings.layers {
        layer.days_off = vec!["sat".to_owned(), "sun".to_owned()];
    }
    settings
}

fn layer(number: usize, zone: &str, every: &str) -> LayerSettings {
    let mut turns: Vec<Names> = PEOPLE.into_iter().map(Names::from).collect();
    turns.rotate_left(number % PEOPLE.len());
    LayerSettings {
        name: format!("layer {number}"),
        zone: Some(zone.to_owned()),
        turns,
        every: Some(every.to_owned()),
        start: Some(format!("2026-01-0{}T09:00", 5 + number % 4)),
        ..LayerSettings::default()
    }
}

fn weekdays(from: &str, to: &str) -> Vec<RestrictionSettings> {
    vec![RestrictionSettings { days: vec!["mon-fri".to_owned()], from: from.to_owned(), to: to.to_owned() }]
}

fn compile(settings: &ScheduleSettings) -> Schedule {
    Schedule::compile(settings).unwrap_or_else(|problems| panic!("{problems:#?}"))
}

/// Instants all over two years, far enough apart that none helps the next.
fn instants() -> Vec<Timestamp> {
    (0..1_000).map(|n| start() + SignedDuration::from_mins(n * 7_919 % 1_051_200)).collect()
}

fn start() -> Timestamp {
    Timestamp::from_second(1_767_225_600).unwrap()
}

fn days_later(days: i64) -> Timestamp {
    start() + SignedDuration::from_hours(24 * days)
}

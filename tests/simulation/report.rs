//! Runs of many seeds, what they found, and a failing run as a story.

use super::breakages::{self, Breakage};
use super::facts::Broken;
use super::invariants::sentence;
use super::plan::Plan;
use super::settings::time;
use super::world::World;
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::io::Write as _;
use std::time::Instant;

/// How many incidents a breakage may take to be found.
const MOST_FOR_A_BREAKAGE: usize = 20_000;

/// How many runs it may take to shorten one: a report must come to its end.
const MOST_TO_SHORTEN: usize = 150;

/// What is asked for.
#[derive(Debug, Clone)]
pub(super) struct Wanted {
    pub(super) incidents: usize,
    pub(super) seconds: Option<u64>,
    pub(super) seed: u64,
}

/// The sums of many runs.
#[derive(Debug, Default)]
pub(super) struct Report {
    runs: usize,
    incidents: usize,
    messages: usize,
    faults: BTreeMap<&'static str, u64>,
    broken: Vec<(u64, Broken)>,
}

/// The outcome of one run.
struct Outcome {
    incidents: usize,
    messages: usize,
    faults: BTreeMap<&'static str, u64>,
    broken: Vec<Broken>,
    story: Vec<(i64, String)>,
}

/// Names the seed of a run in which something panics: it is run again by that.
struct Named(u64);

impl Drop for Named {
    fn drop(&mut self) {
        if std::thread::panicking() {
            say(&format!("a panic in seed {}: tests/simulation/run --seed {}", self.0, self.0));
        }
    }
}

fn run(plan: Plan, breakage: Option<Breakage>, telling: bool) -> Outcome {
    let _named = Named(plan.seed);
    callout_lambda::virtual_time::pauses_are_turns();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    let _entered = runtime.enter();
    let mut world = World::new(plan, breakage, telling);
    world.run();
    let incidents = world.twins.fakes.incidents().len();
    let messages = world.twins.fakes.take_sent().len();
    let mut inner = world.twins.inner();
    let mut faults = std::mem::take(&mut inner.faults.counts);
    let doubled = inner.facts.doubled_after_faults;
    if doubled > 0 {
        faults.insert("messages sent twice after a fault", doubled);
    }
    let broken = std::mem::take(&mut inner.facts.broken);
    let story = inner.facts.story.take().unwrap_or_default();
    Outcome { incidents, messages, faults, broken, story }
}

/// A seed that nobody has used.
#[expect(clippy::disallowed_methods, reason = "a seed of its own for each run")]
pub(super) fn fresh_seed() -> u64 {
    u64::try_from(Timestamp::now().as_millisecond()).unwrap() * 1_000
}

fn say(words: &str) {
    let _ = writeln!(std::io::stdout(), "{words}");
}

impl Report {
    /// Runs one seed; on a broken promise tells its story.
    pub(super) fn run(&mut self, seed: u64, breakage: Option<Breakage>) -> bool {
        let outcome = run(Plan::of(seed), breakage, false);
        self.runs += 1;
        self.incidents += outcome.incidents;
        self.messages += outcome.messages;
        for (name, count) in outcome.faults {
            *self.faults.entry(name).or_default() += count;
        }
        let Some(first) = outcome.broken.first() else { return true };
        if breakage.is_none() {
            tell(seed, first);
        }
        self.broken.extend(outcome.broken.into_iter().take(1).map(|broken| (seed, broken)));
        false
    }

    /// Runs seeds until there are enough incidents, or the time is over.
    pub(super) fn run_for(&mut self, wanted: &Wanted) {
        let start = Instant::now();
        let before = self.incidents;
        say(&format!("from seed {}", wanted.seed));
        for seed in wanted.seed.. {
            let over = wanted.seconds.map_or(self.incidents - before >= wanted.incidents, |seconds| {
                start.elapsed().as_secs() >= seconds
            });
            if over || self.broken.len() >= 5 {
                break;
            }
            self.run(seed, None);
        }
    }

    /// Prints the sums, and fails if a promise is broken.
    pub(super) fn finish(&self) {
        say(&format!("{} incidents in {} runs, {} messages", self.incidents, self.runs, self.messages));
        for (name, count) in &self.faults {
            say(&format!("  {count:>8}  {name}"));
        }
        say(&format!("{} broken invariants", self.broken.len()));
        for (seed, broken) in &self.broken {
            say(&format!("  seed {seed}: invariant {}: {}", broken.invariant, broken.what));
        }
        assert!(
            self.broken.is_empty(),
            "a promise is broken; run its seed again: tests/simulation/run --seed N"
        );
    }
}

/// The story of a run that breaks a promise, as short as it gets.
fn tell(seed: u64, first: &Broken) {
    let (plan, runs) = shrunk(Plan::of(seed), first);
    let outcome = run(plan.clone(), None, true);
    say(&format!("seed {seed} breaks invariant {}: {}", first.invariant, sentence(first.invariant)));
    say(&format!("  what happens ({} runs to shorten it; missing data means {:?}):", runs, plan.no_data));
    plan.alarms.iter().for_each(|alarm| say(&format!("    {alarm}")));
    for heart in &plan.hearts {
        let pings: Vec<String> = heart.pings.iter().map(|at| time(*at)).collect();
        say(&format!("    {} reports in at {}", heart.name, pings.join(", ")));
    }
    plan.dead.iter().for_each(|(who, contact)| say(&format!("    {who} cannot be reached by {contact}")));
    plan.to_come.words().iter().for_each(|words| say(&format!("    {words}")));
    outcome.faults.iter().for_each(|(name, count)| say(&format!("    {count} {name}")));
    say("  what follows:");
    for (at, words) in &outcome.story {
        say(&format!("  {}  {words}", time(*at)));
    }
    for broken in &outcome.broken {
        say(&format!("  {}  BROKEN {}: {}", time(broken.at), broken.invariant, broken.what));
    }
}

/// Takes out whatever can be taken out while the same promise stays broken; says how many runs that took.
fn shrunk(mut plan: Plan, found: &Broken) -> (Plan, usize) {
    let (mut nth, mut runs) = (0, 0);
    while nth < plan.parts() && runs < MOST_TO_SHORTEN {
        runs += 1;
        let less = plan.without(nth);
        let still = less.filter(|less| {
            run(less.clone(), None, false).broken.first().is_some_and(|broken| broken.is_like(found))
        });
        match still {
            Some(less) => plan = less,
            None => nth += 1,
        }
    }
    (plan, runs)
}

/// What `tests/simulation/run` asks for through the environment.
#[expect(clippy::disallowed_methods, reason = "the arguments of the script")]
pub(super) fn by_hand() {
    let number = |name: &str| {
        let value = std::env::var(name).ok()?;
        Some(value.parse::<u64>().unwrap_or_else(|_| panic!("{name} is no number: {value}")))
    };
    if std::env::var("SIMULATION_BREAKAGES").is_ok() {
        return find_breakages(number("SIMULATION_SEED").unwrap_or(1));
    }
    let start = Instant::now();
    let mut report = Report::default();
    let incidents = usize::try_from(number("SIMULATION_INCIDENTS").unwrap_or(1)).unwrap();
    let seed = number("SIMULATION_SEED").unwrap_or_else(fresh_seed);
    report.run_for(&Wanted { incidents, seconds: number("SIMULATION_SECONDS"), seed });
    let seconds = start.elapsed().as_secs_f64();
    say(&format!("{:.0} incidents a second", report.incidents as f64 / seconds));
    report.finish();
}

/// Every breakage must be found.
fn find_breakages(seed: u64) {
    let mut missed = Vec::new();
    for (breakage, words) in breakages::ALL {
        let mut report = Report::default();
        let found = (seed..)
            .find(|seed| !report.run(*seed, Some(breakage)) || report.incidents > MOST_FOR_A_BREAKAGE);
        match (found, report.broken.first()) {
            (Some(seed), Some((_, broken))) => say(&format!(
                "found    {words}: after {} incidents, seed {seed}, invariant {}: {}",
                report.incidents, broken.invariant, broken.what
            )),
            _ => {
                say(&format!("MISSED   {words}: {} incidents", report.incidents));
                missed.push(words);
            }
        }
    }
    say(&format!("{} of {} breakages found", breakages::ALL.len() - missed.len(), breakages::ALL.len()));
    assert!(missed.is_empty(), "not found: {missed:?}");
}

//! Handles a batch of alarms: reads the state, judges each alarm, commits once per incident, and retries on a conflict.
//!
//! Alarms of one incident that arrive in one batch cost one transaction.

use crate::alarm::{Alarm, wanted};
use crate::batch_plan::BatchPlan;
use crate::budget::{self, OverBudget};
use crate::changes;
use crate::deps::{Deps, Store};
use crate::planned_commit::PlannedCommit;
use anyhow::{Context, Error, Result, anyhow};
use callout_domain::alarm::AlarmKind;
use callout_domain::ids::{AlertKey, IncidentId};
use callout_domain::settings::Rules;
use callout_domain::triage::Verdict;
use callout_lambda::after_conflict;
use callout_ports::{Clock, CommitError, Found, PortError, Timers};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// How often a commit is tried when others keep changing the same incident; after that the queue redelivers.
const TRIES: usize = 12;

/// Handles messages of the alert queue; one result for each, in order. Handling one twice changes nothing.
pub async fn handle<T, M, C>(bodies: &[&str], deps: &Deps<'_, T, M, C>) -> Vec<Result<()>>
where
    T: Store,
    M: Timers,
    C: Clock,
{
    let mut batch = Batch::default();
    let rules = match deps.table.rules().await {
        Ok(rules) => rules,
        Err(error) => {
            let why = format!("{:#}", Error::from(error));
            return bodies.iter().map(|_| Err(anyhow!("read the settings: {why}"))).collect();
        }
    };
    for (nth, body) in bodies.iter().enumerate() {
        let read = match Alarm::read(nth, body, &rules, deps.clock.now()) {
            Ok(alarm) if alarm.event.kind == AlarmKind::Change => {
                changes::keep(&alarm.event, &alarm.routed, deps.table).await.context("store the change")
            }
            Ok(alarm) => {
                batch.waiting.push(alarm);
                Ok(())
            }
            Err(error) => Err(error),
        };
        batch.failed.extend(read.err().map(|error| (nth, error)));
    }
    batch.process_all(&rules, deps).await;
    if let Err(error) = deps.arm_count_timers(&batch.counting_incidents).await {
        let why = format!("{error:#}");
        return bodies.iter().map(|_| Err(anyhow!("arm the count timers: {why}"))).collect();
    }
    batch.fail_the_dropped();
    (0..bodies.len()).map(|nth| batch.failed.remove(&nth).map_or(Ok(()), Err)).collect()
}

/// The progress of a batch.
#[derive(Debug, Default)]
struct Batch {
    /// Alarms that are not done, in order.
    waiting: Vec<Alarm>,
    /// Errors, by index in the batch.
    failed: BTreeMap<usize, Error>,
    /// Incidents that count alerts; each needs a count timer.
    counting_incidents: BTreeSet<IncidentId>,
    /// The indexes of alarms beyond the budget, each with that of the summary alarm that covers it.
    covered_by: Vec<(usize, usize)>,
    /// Consecutive tries without progress because of conflicts.
    conflicts: usize,
}

impl Batch {
    /// Works until no alarm waits. If stored data is corrupt, handles each alarm alone: it must not fail the others.
    async fn process_all<T, M, C>(&mut self, rules: &Rules, deps: &Deps<'_, T, M, C>)
    where
        T: Store,
        M: Timers,
        C: Clock,
    {
        let mut one_by_one: VecDeque<Alarm> = VecDeque::new();
        while !self.waiting.is_empty() || !one_by_one.is_empty() {
            if self.waiting.is_empty() {
                self.waiting.extend(one_by_one.pop_front());
            }
            let Err(error) = self.work(rules, deps).await else { continue };
            let unreadable = matches!(error.downcast_ref::<PortError>(), Some(PortError::Corrupt { .. }));
            if unreadable && self.waiting.len() > 1 {
                one_by_one.extend(self.waiting.drain(..));
                continue;
            }
            let blocked: BTreeSet<AlertKey> = self.waiting.iter().map(|alarm| alarm.key.clone()).collect();
            let (after, others): (Vec<_>, Vec<_>) =
                one_by_one.into_iter().partition(|alarm| blocked.contains(&alarm.key));
            one_by_one = others.into();
            self.waiting.extend(after);
            self.give_up(&error);
        }
    }

    /// Judges and commits the waiting alarms. Those that lost a race or depend on a planned commit keep waiting.
    async fn work<T, M, C>(&mut self, rules: &Rules, deps: &Deps<'_, T, M, C>) -> Result<()>
    where
        T: Store,
        M: Timers,
        C: Clock,
    {
        let found = self.find_within_budget(rules, deps).await?;
        let mut plan = BatchPlan::new(rules, found, deps.clock.now(), self.conflicts);
        let (mut later, mut planned, mut released) = (Vec::new(), Vec::new(), BTreeSet::new());
        for alarm in std::mem::take(&mut self.waiting) {
            match plan.plan_event(&alarm) {
                Some(verdict) => {
                    log(&alarm, &format!("{verdict:?}"));
                    // It has left one incident, and is judged again for another.
                    released.extend(matches!(verdict, Verdict::Release(_)).then_some(alarm.nth));
                    planned.push(alarm);
                }
                None => later.push(alarm),
            }
        }
        self.counting_incidents.append(&mut plan.counting_incidents);
        if !plan.causes.is_empty() {
            let pointed = deps.table.point_to(&plan.causes).await;
            if let Err(error) = pointed {
                self.waiting = planned;
                self.waiting.append(&mut later);
                return Err(error.into());
            }
        }
        let planned_count = planned.len();
        let planned_commits = std::mem::take(&mut plan.planned_commits);
        let unfinished = self.commit(&planned_commits, deps).await;
        // Later alarms of the same message group wait for one that failed, as in the queue.
        let failed = |alarm: &&Alarm| self.failed.contains_key(&alarm.nth);
        let blocked: BTreeSet<AlertKey> =
            planned.iter().filter(failed).map(|alarm| alarm.key.clone()).collect();
        let goes_on = |nth: usize| unfinished.contains(&nth) || released.contains(&nth);
        later.extend(planned.into_iter().filter(|alarm| goes_on(alarm.nth)));
        for alarm in later.extract_if(.., |alarm| blocked.contains(&alarm.key)) {
            self.failed.insert(alarm.nth, anyhow!("an earlier event of this alarm failed"));
        }
        later.sort_by_key(|alarm| alarm.nth);
        self.waiting = later;
        if unfinished.is_empty() {
            return Ok(());
        }
        // Progress resets the count.
        self.conflicts = if unfinished.len() < planned_count { 1 } else { self.conflicts + 1 };
        if self.conflicts == TRIES {
            let error = anyhow!("every one of {TRIES} tries met a conflict on the same incidents");
            return Err(error);
        }
        after_conflict(self.conflicts - 1).await;
        Ok(())
    }

    /// Reads the state of the waiting alarms. Those beyond their integration's budget no longer wait; their
    /// summary alarm does.
    async fn find_within_budget<T, M, C>(&mut self, rules: &Rules, deps: &Deps<'_, T, M, C>) -> Result<Found>
    where
        T: Store,
        M: Timers,
        C: Clock,
    {
        let read = "read the state of the alarms";
        let found = deps.table.find(&wanted(&self.waiting)).await.context(read)?;
        let now = deps.clock.now();
        let OverBudget { replacement, dropped } =
            budget::take_out(&mut self.waiting, &found, rules, deps.table, now).await;
        if replacement.is_empty() {
            return Ok(found);
        }
        self.waiting.extend(replacement);
        self.covered_by.extend(dropped);
        deps.table.find(&wanted(&self.waiting)).await.context(read)
    }

    /// Writes the planned commits; returns the alarms that lost a race. Alarms that the store could not record fail.
    async fn commit<T, M, C>(
        &mut self,
        planned_commits: &[PlannedCommit],
        deps: &Deps<'_, T, M, C>,
    ) -> BTreeSet<usize>
    where
        T: Store,
        M: Timers,
        C: Clock,
    {
        let mut unfinished = BTreeSet::new();
        let mut unwritten: BTreeSet<&IncidentId> = BTreeSet::new();
        for planned_commit in planned_commits {
            // This plan builds on another planned commit that was not written.
            let previous = planned_commit.commit.opening.previous.as_ref();
            if previous.is_some_and(|previous| unwritten.contains(previous)) {
                unfinished.extend(&planned_commit.alarms);
                continue;
            }
            match deps.table.commit(&planned_commit.commit).await {
                Ok(()) => {}
                Err(CommitError::Conflict) => {
                    unwritten.extend(&planned_commit.incident);
                    unfinished.extend(&planned_commit.alarms);
                }
                Err(CommitError::Port(error)) => {
                    let why = format!("{:#}", Error::from(error));
                    unwritten.extend(&planned_commit.incident);
                    let failed = |nth: &usize| (*nth, anyhow!("record the alarm: {why}"));
                    self.failed.extend(planned_commit.alarms.iter().map(failed));
                }
            }
        }
        unfinished
    }

    /// Fails the alarms beyond the budget whose summary alarm failed: they are done only once that one is.
    fn fail_the_dropped(&mut self) {
        for (nth, summary) in std::mem::take(&mut self.covered_by) {
            if self.failed.contains_key(&summary) {
                self.failed.insert(nth, anyhow!("the alarm that summarizes it failed"));
            }
        }
    }

    /// Fails every waiting alarm.
    fn give_up(&mut self, error: &Error) {
        for alarm in self.waiting.drain(..) {
            self.failed.insert(alarm.nth, anyhow!("{error:#}"));
        }
    }
}

fn log(alarm: &Alarm, verdict: &str) {
    tracing::info!(
        alert.key = alarm.key.as_str(),
        service.name = alarm.routed.service.as_str(),
        because = alarm.routed.because,
        verdict,
        "alarm judged"
    );
}

//! The list of incidents, for people and programs: what needs somebody comes first.
//! Must not leave anything out without a word.

mod choice;
mod listed;

pub use listed::Listed;

use crate::args::{DeploymentOptions, Incidents};
use crate::deployment::Deployment;
use crate::mine::owner;
use crate::print::Layout;
use crate::show::standing;
use crate::to_type::callout;
use crate::watch::watch;
use crate::{clock, print};
use anyhow::{Context, Result, bail};
use callout_domain::ids::IncidentId;
use callout_domain::incident::{Incident, NextPage};
use callout_lambda::SystemClock;
use callout_ports::{Clock as _, IncidentStore, PortError, SettingsSource as _};
use choice::Choice;
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeSet;
use std::time::Duration;

/// The most incidents that are printed beside those that are open: a person reads no more, and waits for seconds.
const MOST_PRINTED: usize = 500;

/// The column of titles.
const TITLE: usize = 4;

/// The columns of number, status, severity and age.
const WHOLE: &[usize] = &[0, 1, 2, 6];

/// The most lines of an incident on a terminal: a title may be pages long, and `show` says all of it.
const MOST_LINES: Option<usize> = Some(2);

/// A terminal of fewer columns shows fewer of the table's.
const NARROW: u16 = 130;

/// How often a view that stays open is read anew: a page is late by minutes, and each time costs a few reads.
const EVERY: Duration = Duration::from_secs(5);

/// Lists incidents: first what is open, however old it is, then what is over and opened within so many days.
///
/// # Errors
/// The table does not answer, or a word is none that the settings know.
pub async fn list(common: &DeploymentOptions, args: &Incidents) -> Result<()> {
    let choice = Choice::of(common, args)?;
    if args.watch && common.json {
        bail!("--watch is for people; a program runs `{}` as often as it likes", callout("incidents --json"));
    }
    let list = List { deployment: Deployment::find(common).await?, args, choice };
    if args.watch {
        return watch(EVERY, async || list.view().await).await;
    }
    list.print(common).await
}

/// A list that can be read again and again.
struct List<'a> {
    deployment: Deployment,
    args: &'a Incidents,
    choice: Choice,
}

/// What was read for it.
struct Read {
    now: Timestamp,
    incidents: Vec<Incident>,
    /// How many are open, chosen or not.
    open: usize,
    /// Whether there may be more that are over.
    is_cut: bool,
    /// Whom each of them pages next.
    next_pages: Vec<Option<NextPage>>,
}

impl Read {
    fn each(&self) -> impl Iterator<Item = (&Incident, Option<&NextPage>)> {
        self.incidents.iter().zip(self.next_pages.iter().map(Option::as_ref))
    }
}

impl List<'_> {
    async fn read(&self, most: usize) -> Result<Read> {
        let (table, now) = (&self.deployment.table, SystemClock.now());
        let end = self.choice.end().unwrap_or(Timestamp::MAX);
        let days = SignedDuration::from_hours(24 * i64::from(self.args.days));
        let since = end.min(now).saturating_sub(days)?;
        // What is chosen from may be much more than what is printed.
        let read_most = if self.choice.is_everything() { most } else { usize::MAX };
        let read = listed(table, (since, end), (self.choice.only_open(), read_most)).await;
        let (mut incidents, mut is_cut) = read.with_context(|| self.deployment.unreachable())?;
        let rules = table.rules().await.with_context(|| self.deployment.unreachable())?;
        self.choice.check(&rules, &incidents)?;
        let open = incidents.iter().filter(|incident| incident.is_open() && !incident.is_merged()).count();
        self.choice.apply(&mut incidents, &rules);
        if incidents.iter().filter(|incident| !incident.is_open()).count() > most {
            let chosen = incidents.iter().filter(|incident| incident.is_open()).count();
            incidents.truncate(chosen + most);
            is_cut = true;
        }
        let next_pages = incidents.iter().map(|incident| NextPage::of(incident, &rules)).collect();
        Ok(Read { now, incidents, open, is_cut, next_pages })
    }

    async fn print(&self, common: &DeploymentOptions) -> Result<()> {
        let most = if common.json { usize::MAX } else { MOST_PRINTED };
        let read = self.read(most).await?;
        if common.json {
            let listed = read.each().map(|(incident, next)| Listed::of(incident).with_next_page(next));
            return print::json(&listed.collect::<Vec<_>>());
        }
        if read.incidents.is_empty() {
            print::line(self.choice.nothing(self.args.days));
            return Ok(());
        }
        print::line(self.table(&read));
        if read.is_cut {
            let days = self.args.days;
            let command = callout(&format!("incidents{} --days {days} --json", self.choice.words()));
            print::aside(format!(
                "What is open, and the newest {most} of these {days} days; `{command}` lists all of them."
            ));
        }
        Ok(())
    }

    /// What a view shows that stays open.
    async fn view(&self) -> Result<String> {
        let read = self.read(MOST_PRINTED).await?;
        let open = match read.incidents.is_empty() {
            true => self.choice.nothing(self.args.days),
            false => self.choice.counted(&read.incidents, read.open),
        };
        let table = if read.incidents.is_empty() { String::new() } else { self.lines(&read) };
        Ok(format!("{open}  As of {}. q quits.\n{table}", clock::second(read.now)))
    }

    /// One line for each incident, for a terminal of 80 columns: how old it is says enough of when it opened.
    fn lines(&self, read: &Read) -> String {
        let headings = ["", "status", "sev", "service", "title", "age", "has it", "next page"];
        let rows = read.each().map(|one| {
            let [number, status, severity, service, title, _, age, owner, next] = self.row(one, read.now, 1);
            [number, status, severity, service, title, age, owner, next]
        });
        let layout =
            Layout { widest: Some(TITLE), whole: &[0, 1, 2, 5, 6, 7], lines: Some(1), ..Layout::default() };
        print::table_text(headings, rows, layout)
    }

    fn table(&self, read: &Read) -> String {
        if print::columns().is_some_and(|columns| columns < NARROW) {
            return self.narrow(read);
        }
        let opened = clock::heading("opened");
        let headings = ["", "status", "sev", "service", "title", &opened, "age", "has it", "next page"];
        let rows = read.each().map(|one| self.row(one, read.now, usize::MAX));
        print::table_text(
            headings,
            rows,
            Layout { widest: Some(TITLE), whole: WHOLE, lines: MOST_LINES, ..Layout::default() },
        )
    }

    /// For a terminal that has no room for all columns: how old it is says when it opened, and `show` whom it pages next.
    fn narrow(&self, read: &Read) -> String {
        let rows = read.each().map(|one| {
            let [number, status, severity, service, title, _, age, owner, _] = self.row(one, read.now, 1);
            [number, status, severity, service, title, age, owner]
        });
        let headings = ["", "status", "sev", "service", "title", "age", "has it"];
        let layout = Layout {
            widest: Some(TITLE),
            whole: &[0, 1, 2, 3, 5, 6],
            lines: MOST_LINES,
            ..Layout::default()
        };
        print::table_text(headings, rows, layout)
    }

    /// When somebody is paged next, and who: so many of them by name.
    fn next(&self, next: &NextPage, most: usize, now: Timestamp) -> String {
        let named = next.responders.iter().take(most).map(|name| self.choice.name(name.as_str()));
        let more = next.responders.len().saturating_sub(most);
        let more = if more > 0 { format!(" +{more}") } else { String::new() };
        format!("{} {}{more}", clock::near(next.at, now), named.collect::<Vec<_>>().join(", "))
    }

    /// Who has it, or which incident it is part of.
    fn owner(&self, incident: &Incident) -> String {
        match &incident.merged_into {
            Some(into) if incident.is_open() => format!("in #{}", into.number),
            _ => owner(incident).map(|name| self.choice.name(name)).unwrap_or_default(),
        }
    }

    /// An incident with so many of those by name whom it pages next.
    fn row(&self, (it, next): (&Incident, Option<&NextPage>), now: Timestamp, most: usize) -> [String; 9] {
        let age = || clock::age(now.duration_since(it.opened_at));
        [
            format!("#{}", it.number),
            standing(it),
            it.severity.to_string(),
            it.service.to_string(),
            it.title.clone(),
            clock::near(it.opened_at, now),
            it.is_open().then(age).unwrap_or_default(),
            self.owner(it),
            next.map(|next| self.next(next, most, now)).unwrap_or_default(),
        ]
    }
}

/// What is open, newest first, and the newest of what is over and opened between two times; and whether there may be more.
async fn listed(
    table: &impl IncidentStore,
    opened: (Timestamp, Timestamp),
    (only_open, most): (bool, usize),
) -> Result<(Vec<Incident>, bool), PortError> {
    let mut all = table.open_incidents(usize::MAX).await?.incidents;
    let mut is_cut = false;
    if !only_open {
        let known: BTreeSet<IncidentId> = all.iter().map(|incident| incident.id.clone()).collect();
        let newest = table.newest_opened(opened, most).await?;
        is_cut = newest.len() == most;
        all.extend(newest.into_iter().filter(|incident| !known.contains(&incident.id)));
    }
    Ok((all, is_cut))
}

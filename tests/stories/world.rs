//! A world in which every function's real handler runs on the fakes, with a clock moved by hand.

use callout_domain::alarm::{AlarmEvent, AlarmKind};
use callout_domain::incident::{
    Command, CommandInfo, Decided, Event, EventRecord, Incident, Refusal, Status, decide,
};
use callout_domain::notification::AttemptState;
use callout_domain::oncall::Notice;
use callout_domain::responder::Channel;
use callout_domain::settings::Settings;
use callout_lambda::{Deadline, Postponed};
use callout_ports::fakes::{Fakes, Sent};
use callout_ports::{AlertQueue, Announcement, Change, Clock, Commit, IncidentStore, SettingsSource};
use escalate::handler::ProcessCache;
use jiff::{SignedDuration, Timestamp};
use notify::deps::{Deps, QueueDelivery};
use std::cell::RefCell;
use triage::deps::ArmedCountTimers;

/// How many times everything is delivered: once is what is promised, twice is what happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Delivery {
    Once,
    Twice,
    TwiceAndReversed,
}

/// The world of a story.
pub(crate) struct World {
    pub(crate) fakes: Fakes,
    delivery: Delivery,
    log: Vec<EventRecord>,
    expected_nothing_more: bool,
    held: Option<Vec<Announcement>>,
    /// What notify put off: when it comes again, the text, the identity.
    put_off: RefCell<Vec<(Timestamp, String, String)>>,
    memory: ProcessCache,
}

/// Two people, one schedule, one policy of two levels, one service on the status page.
pub(crate) const SETTINGS: &str = include_str!("settings.toml");

impl World {
    pub(crate) fn new() -> Self {
        Self::with(SETTINGS, Delivery::Once)
    }

    pub(crate) fn with(settings: &str, delivery: Delivery) -> Self {
        let settings: Settings = toml::from_str(settings).unwrap();
        let problems = callout_domain::settings::problems(&settings);
        assert!(problems.is_empty(), "{problems:?}");
        let world = Self::without_settings(delivery);
        world.fakes.set_settings(settings);
        world
    }

    pub(crate) fn without_settings(delivery: Delivery) -> Self {
        // A Sunday at three in the morning.
        let fakes = Fakes::at("2026-11-22T03:00:00Z".parse().unwrap());
        Self {
            fakes,
            delivery,
            log: Vec::new(),
            expected_nothing_more: true,
            held: None,
            put_off: RefCell::default(),
            memory: ProcessCache::default(),
        }
    }

    /// An alarm of CloudWatch goes off.
    pub(crate) async fn alarm(&mut self, name: &str) {
        self.event(alarm_event(name, AlarmKind::Trigger, self.fakes.now())).await;
    }

    /// It is fine again.
    pub(crate) async fn ok(&mut self, name: &str) {
        self.event(alarm_event(name, AlarmKind::Resolve, self.fakes.now())).await;
    }

    /// Something arrives at intake.
    pub(crate) async fn event(&mut self, event: AlarmEvent) {
        for sent in AlertQueue::send(&self.fakes, &[event]).await {
            sent.unwrap();
        }
        self.settle().await;
    }

    /// Many things arrive at intake at one moment.
    pub(crate) async fn events(&mut self, events: Vec<AlarmEvent>) {
        for sent in AlertQueue::send(&self.fakes, &events).await {
            sent.unwrap();
        }
        self.settle().await;
    }

    /// Time passes, and whatever is due happens on the way.
    pub(crate) async fn fast_forward(&mut self, by: SignedDuration) {
        let end = self.fakes.now().checked_add(by).unwrap();
        while let Some(next) = self.next_timer().filter(|next| *next <= end) {
            self.fakes.clock.set(next.max(self.fakes.now()));
            self.settle().await;
        }
        self.fakes.clock.set(end);
        self.settle().await;
    }

    fn next_timer(&self) -> Option<Timestamp> {
        let put_off = self.put_off.borrow().iter().map(|(at, ..)| *at).min();
        self.fakes.next_wake().into_iter().chain(self.fakes.next_line_wake()).chain(put_off).min()
    }

    /// Something reports in with a key; says whether anybody has it.
    pub(crate) async fn heartbeat(&mut self, key: &str) -> bool {
        let fakes = &self.fakes;
        let taken = webhooks::heartbeat::record(key, fakes, fakes, fakes).await.unwrap();
        self.settle().await;
        taken.is_some()
    }

    /// The minute's sweep runs.
    pub(crate) async fn sweep(&mut self) {
        let done =
            escalate::handler::minute(&self.fakes, &self.fakes, &self.memory, &self.fakes, all_the_time());
        let done = done.await;
        assert!(done.is_ok() || self.fakes.hides_incidents(), "{done:?}");
        self.settle().await;
    }

    /// Minutes pass, each with its sweep.
    pub(crate) async fn minutes_pass(&mut self, minutes: i64) {
        for _ in 0..minutes {
            self.fast_forward(SignedDuration::from_mins(1)).await;
            self.sweep().await;
        }
    }

    /// The functions start anew, with nothing in memory.
    pub(crate) fn restart(&mut self) {
        self.memory = ProcessCache::default();
    }

    /// Somebody does something to the only incident.
    pub(crate) async fn ask(
        &mut self,
        command: Command,
        asked_by: callout_domain::incident::Actor,
    ) -> Result<(), Refusal> {
        let incident = self.incident();
        self.ask_about(&incident, command, asked_by).await
    }

    /// Somebody does something to one of several.
    pub(crate) async fn ask_about(
        &mut self,
        incident: &Incident,
        command: Command,
        asked_by: callout_domain::incident::Actor,
    ) -> Result<(), Refusal> {
        let rules = self.fakes.rules().await.unwrap();
        let info = CommandInfo { by: asked_by, now: self.fakes.now() };
        let Decided { incident, events } = decide(incident, &command, &rules, &info)?;
        self.fakes.commit(&Commit::of(Change { incident, events })).await.unwrap();
        self.settle().await;
        Ok(())
    }

    /// Runs every function until nothing is left to do.
    pub(crate) async fn settle(&mut self) {
        loop {
            let alarms = self.arrange(self.fakes.take_alarms());
            self.triage(&alarms).await;
            let stream = self.fakes.take_stream();
            self.log.extend(stream.iter().cloned());
            let notices = self.fakes.take_notices();
            self.publish(&stream, &notices).await;
            let told = self.tell().await;
            let woken = self.come_again().await | self.wake().await;
            if alarms.is_empty() && stream.is_empty() && notices.is_empty() && !told && !woken {
                return;
            }
        }
    }

    /// Takes in alarms in batches, as the queue hands them over.
    pub(crate) async fn triage(&self, alarms: &[AlarmEvent]) {
        triage(&self.fakes, alarms).await;
    }

    async fn publish(&self, stream: &[EventRecord], notices: &[Notice]) {
        let item =
            |record: &EventRecord| (record.event.name().to_owned(), serde_json::to_string(record).unwrap());
        let notice = |notice: &Notice| ("notice".to_owned(), serde_json::to_string(notice).unwrap());
        let items: Vec<_> = self.arrange(stream.iter().map(item).chain(notices.iter().map(notice)).collect());
        if items.is_empty() {
            return;
        }
        for answer in outbox::handler::handle(items, &self.fakes, &self.fakes, &self.fakes).await {
            answer.unwrap();
        }
    }

    /// From now on nothing that is published arrives.
    pub(crate) fn hold_messages(&mut self) {
        self.held = Some(Vec::new());
    }

    /// Everything that was held arrives, in order.
    pub(crate) async fn release_messages(&mut self) {
        let held = self.held.take().unwrap_or_default();
        self.arrive(&held).await;
        self.settle().await;
    }

    async fn tell(&mut self) -> bool {
        let all = self.arrange(self.fakes.take_published());
        match &mut self.held {
            Some(held) => held.extend(all.iter().cloned()),
            None => self.arrive(&all).await,
        }
        !all.is_empty()
    }

    async fn arrive(&self, all: &[Announcement]) {
        for (copy, announcement) in all.iter().enumerate() {
            let (body, fakes) = (&announcement.body, &self.fakes);
            self.notify(body, &format!("message-{copy}")).await;
            // The subscriptions of these two, unlike the others', take nothing else.
            if announcement.kind == "opened" {
                triage::context::handle(body, fakes, fakes, fakes).await.unwrap();
            }
            if announcement.kind == "resolved" {
                postmortem_scheduler::handler::handle(body, fakes, fakes, fakes).await.unwrap();
            }
            status_page::handler::handle(body, "https://status.example", fakes, fakes, fakes).await.unwrap();
        }
    }

    async fn notify(&self, body: &str, message_id: &str) {
        let done = notify::handler::handle(body, delivered(message_id), &deps(&self.fakes)).await;
        let Err(error) = done else { return };
        let Some(by) = Postponed::by(&error) else { panic!("{error:#}") };
        // The queue knows whole seconds.
        let at =
            self.fakes.now() + SignedDuration::from_secs(by.as_secs() + i64::from(by.subsec_nanos() > 0));
        self.put_off.borrow_mut().push((at, body.to_owned(), message_id.to_owned()));
    }

    /// What was put off comes again.
    async fn come_again(&self) -> bool {
        let now = self.fakes.now();
        let (due, later) = self.put_off.take().into_iter().partition(|(at, ..)| *at <= now);
        *self.put_off.borrow_mut() = later;
        let due: Vec<_> = due;
        for (_, body, message_id) in &due {
            self.notify(body, message_id).await;
        }
        !due.is_empty()
    }

    async fn wake(&self) -> bool {
        let lines = self.arrange(self.fakes.take_due_contact_queue_timers());
        for (copy, wake) in lines.iter().enumerate() {
            self.notify(&serde_json::to_string(wake).unwrap(), &format!("line-{copy}")).await;
        }
        let wakes = self.arrange(self.fakes.take_due_wakes());
        for wake in &wakes {
            let body = serde_json::to_string(wake).unwrap();
            let done = escalate::handler::handle(&body, &self.fakes, &self.fakes, &self.fakes, &self.fakes);
            let done = done.await;
            assert!(done.is_ok() || self.fakes.hides_incidents(), "{done:?}");
        }
        !wakes.is_empty() || !lines.is_empty()
    }

    /// Things as the world's deliveries would bring them.
    fn arrange<T: Clone>(&self, things: Vec<T>) -> Vec<T> {
        let twice = || things.iter().flat_map(|thing| [thing.clone(), thing.clone()]);
        match self.delivery {
            Delivery::Once => things,
            Delivery::Twice => twice().collect(),
            Delivery::TwiceAndReversed => twice().rev().collect(),
        }
    }

    /// The only incident.
    pub(crate) fn incident(&self) -> Incident {
        let incidents = self.fakes.incidents();
        assert_eq!(incidents.len(), 1, "one incident: {incidents:?}");
        incidents.into_iter().next().unwrap()
    }

    /// What happened, in words.
    pub(crate) fn timeline(&self) -> Vec<String> {
        let mut log = self.log.clone();
        log.sort_by_key(|record| (record.incident_id.clone(), record.seq));
        log.dedup();
        log.iter().map(callout_domain::timeline::sentence).collect()
    }

    /// How often something happened.
    pub(crate) fn count(&self, wanted: impl Fn(&Event) -> bool) -> usize {
        self.log.iter().filter(|record| wanted(&record.event)).count()
    }

    /// Exactly these messages went out since the last look, in any order.
    pub(crate) fn expect(&mut self, wanted: &[(&str, Channel, &str)]) {
        let mut left = self.fakes.take_sent();
        for (to, channel, words) in wanted {
            let found = left.iter().position(|sent| is(sent, to, *channel, words));
            let Some(found) = found else {
                panic!("no {channel} to {to} with “{words}” at {}; there are {left:#?}", self.fakes.now())
            };
            left.remove(found);
        }
        assert!(left.is_empty(), "nobody expected {left:#?}");
    }

    /// The contacts over which messages were tried and handed over, by name, whoever looked at them.
    pub(crate) fn contacts_used(&self) -> Vec<String> {
        let sent = self.fakes.attempts().into_iter().filter(|it| matches!(it.state, AttemptState::Sent(_)));
        sent.map(|attempt| attempt.contact.to_string()).collect()
    }

    /// Nobody heard anything since the last look.
    pub(crate) fn expect_silence(&mut self) {
        self.expect(&[]);
    }

    /// The only incident stands like this.
    pub(crate) fn expect_status(&self, status: Status) {
        assert_eq!(self.incident().status, status, "{:#?}", self.timeline());
    }

    /// The story ends: messages nobody looked at are a failure.
    pub(crate) fn end(mut self) {
        self.expect_silence();
        self.expected_nothing_more = false;
    }
}

/// An invocation that does not end.
pub(crate) fn all_the_time() -> Deadline {
    Deadline::at(Timestamp::MAX)
}

/// A delivery of a queue message to a function that has all the time.
pub(crate) fn delivered(message_id: &str) -> QueueDelivery<'_> {
    QueueDelivery { message_id, deadline: all_the_time() }
}

/// What notify needs, all of one world.
pub(crate) fn deps(fakes: &Fakes) -> Deps<'_, Fakes, Fakes, Fakes, Fakes, Fakes> {
    Deps::new((fakes, fakes, fakes, fakes), fakes, "https://callout.example")
}

fn is(sent: &Sent, to: &str, channel: Channel, words: &str) -> bool {
    let Sent { delivery, .. } = sent;
    delivery.responder.as_str() == to
        && delivery.channel == channel
        && (delivery.words.body.contains(words) || delivery.words.subject.contains(words))
}

impl Drop for World {
    fn drop(&mut self) {
        let unfinished = self.expected_nothing_more && !std::thread::panicking();
        assert!(!unfinished, "a story must end with World::end, which looks for messages nobody expected");
    }
}

/// An alarm of CloudWatch as intake hands it on.
pub(crate) fn alarm_event(name: &str, kind: AlarmKind, changed_at: Timestamp) -> AlarmEvent {
    AlarmEvent {
        source: "cloudwatch".into(),
        dedup_key: format!("arn:aws:cloudwatch:eu-west-1:111122223333:alarm:{name}"),
        kind,
        summary: format!("{name}: Errors is 12, above 5"),
        severity: None,
        service: None,
        changed_at,
        order: Default::default(),
        labels: [("alarm".to_owned(), name.to_owned())].into(),
        links: Vec::new(),
        detail: "Threshold Crossed".into(),
        muted: None,
        children: Vec::new(),
    }
}

/// Takes in alarms in batches, as the queue hands them over.
pub(crate) async fn triage(fakes: &Fakes, alarms: &[AlarmEvent]) {
    let count_timers = ArmedCountTimers::default();
    let deps = triage::deps::Deps::new(fakes, fakes, fakes, &count_timers);
    let bodies: Vec<String> = alarms.iter().map(|alarm| serde_json::to_string(alarm).unwrap()).collect();
    for batch in bodies.chunks(10) {
        let batch: Vec<&str> = batch.iter().map(String::as_str).collect();
        for answer in triage::handler::handle(&batch, &deps).await {
            answer.unwrap();
        }
    }
}

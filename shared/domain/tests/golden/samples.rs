//! One of each thing that is stored.

use callout_domain::alarm::{AlarmEvent, AlarmKind, Link};
use callout_domain::change::Change;
use callout_domain::context::{Graph, IncidentContext, LastTime, Part};
use callout_domain::delay::Delay;
use callout_domain::escalation::{AckTimeout, Level, Policy, PolicySnapshot, Target};
use callout_domain::heartbeat::HeartbeatState;
use callout_domain::ids::{AlertKey, IncidentId};
use callout_domain::incident::{
    Actor, Alert, ChangedUpdate, ComponentStatus, EscalationStep, Event, EventRecord, Hold, HoldEnd,
    HoldReason, Impact, Incident, JoinReason, NotifiedContact, Opened, PageReason, Phase, QueuedDelivery,
    SkipReason, TakenOver, UpdateRecord, UpdateReminder, Via,
};
use callout_domain::live::{
    EndedEarly, LiveAct, LiveChange, LiveEntry, LiveEvent, LiveOverride, LiveRecord, Made, Over, ShiftEnd,
    live_notice,
};
use callout_domain::matcher::Matches;
use callout_domain::notification::{Attempt, AttemptState, MessageKind, Subject};
use callout_domain::oncall::settings::Names;
use callout_domain::oncall::{Notice, NoticeKind, OnCallPeriod, ShiftNews, ShiftOf, ShiftRequest};
use callout_domain::responder::Urgency;
use callout_domain::responder::verification::{AddressDigest, Code, Verification, Verified};
use callout_domain::severity::Severity;
use callout_domain::status::{
    MaintenancePhase, MaintenanceUpdate, MaintenanceWindow, Month, PageDocument, PublicIncident,
};
use callout_domain::subscriber::Announced;
use callout_domain::triage::{AlertCounter, Cause, CauseName, PolicyHistory};
use jiff::{SignedDuration, Timestamp};

fn at(minute: i64) -> Timestamp {
    "2026-11-22T03:00:00Z".parse::<Timestamp>().unwrap() + SignedDuration::from_mins(minute)
}

fn id() -> IncidentId {
    "inc_00112233aabbccdd".into()
}

fn key() -> AlertKey {
    AlertKey::derive("cloudwatch", "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:payments-errors")
}

fn opened() -> Opened {
    let level = |target, minutes| Level {
        page: vec![target],
        delay: Delay::minutes(minutes),
        round_robin: false,
        all_must_acknowledge: false,
        condition: None,
    };
    Opened {
        title: "payments-errors: Errors is 12, above 5".into(),
        service: "payments".into(),
        service_title: "Payments".into(),
        severity: Severity::Sev2,
        alert: key(),
        because: "route “payments”".into(),
        detail: "Threshold Crossed".into(),
        links: vec![Link { text: "Alarm in CloudWatch".into(), href: "https://example.com/alarm".into() }],
        runbook: Some("https://example.com/runbook".into()),
        policy: PolicySnapshot {
            name: "payments".into(),
            policy: Policy {
                levels: vec![
                    level(Target::Schedule("payments".into()), 15),
                    level(Target::Responder("ben".into()), 10),
                ],
                repeat: 1,
                ack_timeout: Some(AckTimeout::After(Delay::minutes(30))),
                fallback: None,
            },
            fallback: "cho".into(),
        },
        turn: 0,
        components: vec!["checkout".into()],
        group: "payments".into(),
        previous: Some("inc_0".into()),
        hold: Some(Hold {
            by: HoldReason::Silence {
                name: "deploy".into(),
                conditions: "a1b2c3d4e5f60718".into(),
                author: "ana".into(),
                reason: "a release".into(),
            },
            until: at(1),
        }),
        warning: true,
        bundle: false,
        declared: false,
        public_only: false,
        reported: false,
        drill: None,
    }
}

fn counter() -> AlertCounter {
    AlertCounter { open: -1, total: 1, flaps: 1, services: [("payments".into(), 1)].into() }
}

/// Every kind of event, as the life of one incident.
#[expect(clippy::too_many_lines, reason = "a list, with an entry for each kind")]
pub(crate) fn records() -> Vec<EventRecord> {
    let system = Actor::system();
    let source = Actor::source("cloudwatch");
    let ana = Actor::responder(&"ana".into());
    let ben = Actor::responder(&"ben".into());
    let summary = "payments-errors: Errors is 12, above 5".to_owned();
    let update = |phase, text: &str| {
        Event::StatusUpdated(UpdateRecord {
            phase,
            text: text.into(),
            impact: Impact::Major,
            components: vec!["checkout".into(), "search".into()],
            states: [("search".into(), ComponentStatus::DegradedPerformance)].into(),
            silent: false,
            translations: Default::default(),
            named: Vec::new(),
            generic: false,
            lapses_at: None,
            remind_at: None,
        })
    };
    let paged = |cycle, level, responder: &str, reason, next| Event::Paged {
        cycle,
        step: EscalationStep::Level(level),
        responders: vec![responder.into()],
        reason,
        next_at: Some(at(next)),
        urgency: Urgency::High,
        all_must_acknowledge: false,
        next_contact_at: None,
    };
    let life = [
        (0, source.clone(), Event::Opened(Box::new(opened()))),
        (
            0,
            system.clone(),
            Event::HoldMoved { until: at(0), by: Some(HoldReason::Mute { why: "a mute rule".into() }) },
        ),
        (0, system.clone(), Event::HoldEnded { reason: HoldEnd::Over }),
        (0, system.clone(), update(Phase::Investigating, "We are looking into a problem with Checkout.")),
        (0, system.clone(), Event::LevelSkipped { cycle: 1, level: 0, reason: SkipReason::NobodyToPage }),
        (0, system.clone(), paged(1, 1, "ana", PageReason::Opened, 10)),
        (
            0,
            system.clone(),
            Event::DeliveryFailed {
                responder: "ana".into(),
                contact: "sms".into(),
                error: "the topic does not exist".into(),
            },
        ),
        (
            1,
            source.clone(),
            Event::AlertJoined {
                alert: AlertKey::derive("cloudwatch", "b"),
                summary: "payments-latency".into(),
                words: String::new(),
                reason: JoinReason::Inhibited,
                because: "rule “network” says that vpc-down explains it".into(),
                cause: Some(key()),
                lapses_at: None,
            },
        ),
        (1, system.clone(), Event::CountingBegan),
        (
            1,
            system.clone(),
            Event::AlertsCounted { counter: counter(), lapses_at: Some(at(31)), resolves_at: Some(at(16)) },
        ),
        (
            2,
            system.clone(),
            Event::SeverityRaised {
                to: Severity::Sev1,
                from: Severity::Sev2,
                warning: false,
                lapses_at: None,
                because: summary.clone(),
            },
        ),
        (3, source.clone(), Event::AlertRepeated { alert: key(), summary: summary.clone() }),
        (
            3,
            system.clone(),
            Event::Notified {
                notified: vec![NotifiedContact {
                    responder: "ana".into(),
                    contacts: vec!["email".into(), "work phone".into()],
                    moved_up: Delay::minutes(2),
                }],
                next_contact_at: Some(at(8)),
            },
        ),
        (3, system.clone(), Event::Rescheduled { next_contact_at: Some(at(9)) }),
        (4, ana.clone(), Event::Acknowledged { via: Via::Link, lapses_at: Some(at(34)) }),
        (29, system.clone(), Event::AckReminded { responder: Some("ana".into()), lapses_at: at(34) }),
        (34, system.clone(), Event::AckLapsed { by: ana.clone() }),
        (34, system.clone(), paged(2, 1, "ben", PageReason::AckLapsed, 44)),
        (35, ana.clone(), Event::Acknowledged { via: Via::Console, lapses_at: Some(at(65)) }),
        (36, ana, Event::NoteAdded { text: "rolling back".into(), lapses_at: Some(at(66)) }),
        (37, ben.clone(), Event::ResponderAdded { responder: "cho".into(), next_contact_at: None }),
        (38, ben, Event::Snoozed { until: at(39) }),
        (39, system.clone(), Event::SnoozeEnded),
        (39, system.clone(), Event::PolicyChanged { policy: opened().policy, next_at: Some(at(45)) }),
        (
            40,
            source,
            Event::AlertCleared { alert: key(), summary, resolves_at: Some(at(41)), released: false },
        ),
        (41, system.clone(), Event::Resolved { via: Via::AllAlertsCleared }),
        (
            41,
            system.clone(),
            Event::PostmortemScheduled {
                owner: Some("ana".into()),
                due_at: at(60 * 24 * 3),
                remind_at: vec![at(60 * 24), at(60 * 24 * 3)],
                draft: "s3://drafts/2026/11/0012.md".into(),
                moved: false,
            },
        ),
        (
            60 * 24,
            system.clone(),
            Event::PostmortemReminded { owner: Some("ana".into()), due_at: at(60 * 24 * 3), reminder: 0 },
        ),
        (60 * 24, system, Event::ReleaseFinished),
    ];
    life.into_iter()
        .zip(1..)
        .map(|((minute, actor, event), seq)| EventRecord {
            incident_id: id(),
            number: 12,
            seq,
            at: at(minute),
            recorded_at: at(minute),
            actor,
            wake_at: (seq == 4).then(|| at(10)),
            event,
        })
        .collect()
}

/// The incident after that life.
pub(crate) fn incident() -> Incident {
    let records = records();
    let mut incident = Incident::start(&records[0], &opened());
    records[1..].iter().for_each(|record| incident.apply(record));
    incident
}

/// An alarm.
pub(crate) fn alarm() -> AlarmEvent {
    AlarmEvent {
        source: "cloudwatch".into(),
        dedup_key: "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:payments-errors".into(),
        kind: AlarmKind::Trigger,
        summary: "payments-errors: Errors is 12, above 5".into(),
        severity: Some(Severity::Sev2),
        service: Some("payments".into()),
        changed_at: at(0),
        order: Default::default(),
        labels: [("region".to_owned(), "eu-west-1".to_owned())].into(),
        links: vec![Link { text: "Alarm in CloudWatch".into(), href: "https://example.com/alarm".into() }],
        detail: "Threshold Crossed".into(),
        muted: Some("a mute rule".into()),
        children: vec!["arn:aws:cloudwatch:eu-west-1:111122223333:alarm:checkout-errors".into()],
    }
}

/// An alert.
pub(crate) fn alert() -> Alert {
    Alert::opened(&alarm(), id(), None)
}

/// A message that was handed over.
pub(crate) fn attempt() -> Attempt {
    Attempt {
        id: "page.1.0.ana.sms".into(),
        about: Subject::incident(&id(), MessageKind::Page),
        responder: "ana".into(),
        contact: "sms".into(),
        claimed_by: "0f8fad5b-d9cb-469f-a165-70867728950e".into(),
        at: at(0),
        failures: 0,
        summary_of: 0,
        state: AttemptState::Sent("carrier-1".into()),
    }
}

/// A message about a notice.
pub(crate) fn notice_attempt() -> Attempt {
    let about = Subject::Notice { notice: notice().id() };
    Attempt { id: "comes.ana".into(), about, contact: "email".into(), ..attempt() }
}

/// A notice.
pub(crate) fn notice() -> Notice {
    let coming = vec![OnCallPeriod { responder: "ana".into(), until: Some(at(7 * 24 * 60)) }];
    let kind = NoticeKind::HandedOver { leaving: vec!["ben".into()], coming, on_call: vec!["ana".into()] };
    Notice { schedule: "payments".into(), at: at(0), kind }
}

/// The document behind the status page.
pub(crate) fn page() -> PageDocument {
    let incidents = PublicIncident::of(&incident()).into_iter().collect();
    let since = [("checkout".into(), "2026-11-01".parse().unwrap())].into();
    let window = MaintenanceWindow {
        id: "mnt_0011".into(),
        name: "db".to_owned(),
        title: "New database".to_owned(),
        text: "Orders wait.".to_owned(),
        titles: [("de".to_owned(), "Neue Datenbank".to_owned())].into(),
        texts: [("de".to_owned(), "Bestellungen warten.".to_owned())].into(),
        silent: true,
        components: vec!["checkout".into()],
        formerly: ["search".into()].into(),
        from: at(60),
        until: at(120),
        updates: vec![
            MaintenanceUpdate {
                seq: 1,
                at: at(0),
                recorded_at: None,
                phase: MaintenancePhase::Scheduled,
                moved: None,
            },
            MaintenanceUpdate {
                seq: 2,
                at: at(1),
                recorded_at: Some(at(2)),
                phase: MaintenancePhase::Scheduled,
                moved: Some((at(60), at(120))),
            },
        ],
    };
    let months = [Month::of(at(0))].into();
    PageDocument {
        version: 3,
        incidents,
        since,
        maintenance: vec![window],
        months,
        kept_off: ["ledger".into()].into(),
    }
}

/// How far the page's maintenance was handed on to subscribers.
pub(crate) fn announced() -> Announced {
    let mut announced = Announced::default();
    announced.version = 2;
    announced.take(&page(), &[], at(2));
    announced
}

/// A contact that was verified, and is asked again.
pub(crate) fn verification() -> Verification {
    let address = AddressDigest("00112233445566778899aabbccddeeff".into());
    let verified = Some(Verified { at: at(0), address: address.clone() });
    let known = Verification { verified, version: 2, ..Verification::unknown(&"ana".into(), &"sms".into()) };
    known.with_code(&Code::parse("123456").unwrap(), [7; 16], address, at(5))
}

/// The incidents of a policy.
pub(crate) fn owner() -> PolicyHistory {
    PolicyHistory::default().after_opening(at(0), false).after_opening(at(1), false)
}

/// An alert that explains others.
pub(crate) fn cause() -> Cause {
    Cause::of(CauseName("rule/network/00ff".into()), &alarm(), &id())
}

/// A change.
pub(crate) fn change() -> Change {
    Change {
        id: "00112233445566778899aabbccddeeff".into(),
        at: at(-20),
        service: "payments".into(),
        summary: "payments 1.2.3 is out".into(),
        source: "integration/deployer".into(),
        links: vec![Link { text: "Deployment".into(), href: "https://example.com/deployment".into() }],
    }
}

/// What was to be seen when an incident opened.
pub(crate) fn context() -> IncidentContext {
    let graph = Graph {
        label: "Errors".into(),
        unit: Some("Count".into()),
        points: vec![(1_795_316_340, 1.5), (1_795_316_400, 12.0)],
        threshold: Some(5.0),
        band: vec![(1_795_316_340, 0.5, 3.0)],
    };
    let missing = vec![Part::Siblings];
    IncidentContext {
        changes: vec![change()],
        siblings: vec!["payments-queue".into()],
        graphs: vec![graph],
        last_time: Some(LastTime {
            number: 11,
            ended_at: at(0),
            by: Some(Actor::responder(&"ben".into())),
            note: "rolled back deploy 42".into(),
        }),
        missing,
    }
}

/// The same, as the incident's record tells it.
pub(crate) fn context_added() -> EventRecord {
    let event = Event::ContextAdded(Box::new(context().findings()));
    let (incident_id, actor) = (id(), Actor::system());
    EventRecord {
        incident_id,
        number: 12,
        seq: 5,
        at: at(0),
        recorded_at: at(0),
        actor,
        wake_at: None,
        event,
    }
}

/// A tool acknowledged its alert, and nothing else changed.
pub(crate) fn alert_acknowledged() -> EventRecord {
    let event = Event::AlertAcknowledged {
        alert: AlertKey::derive("integration/lab", "disk"),
        summary: "disk is full".into(),
    };
    EventRecord { actor: Actor::source("integration/lab"), event, ..context_added() }
}

/// A person corrects what customers read.
pub(crate) fn status_update_changed() -> EventRecord {
    let changed = ChangedUpdate { update: 4, text: Some("Some payments fail.".to_owned()), remind_at: None };
    EventRecord {
        actor: Actor::responder(&"ana".into()),
        event: Event::StatusUpdateChanged(changed),
        ..context_added()
    }
}

/// A page waits, because its contact has had too many messages.
pub(crate) fn delivery_queued() -> EventRecord {
    let event = Event::DeliveryQueued(QueuedDelivery {
        responder: "ana".into(),
        contact: "sms".into(),
        until: at(5),
    });
    EventRecord { event, ..context_added() }
}

/// A person knows better how bad it is.
pub(crate) fn severity_set() -> EventRecord {
    let (to, from, worst_known) = (Severity::Sev3, Severity::Sev2, Severity::Sev2);
    let event = Event::SeveritySet { to, from, worst_known, lapses_at: Some(at(30)) };
    EventRecord { actor: Actor::responder(&"ana".into()), event, ..context_added() }
}

/// Somebody else has it from here on.
pub(crate) fn taken_over() -> EventRecord {
    let event =
        Event::TakenOver(TakenOver { from: Actor::responder(&"ana".into()), lapses_at: Some(at(30)) });
    EventRecord { actor: Actor::responder(&"ben".into()), event, ..context_added() }
}

/// It was not over.
pub(crate) fn reopened() -> EventRecord {
    let event = Event::Reopened { lapses_at: Some(at(30)) };
    EventRecord { actor: Actor::responder(&"ana".into()), event, ..context_added() }
}

/// A minute after that, its alerts are counted anew.
pub(crate) fn alerts_recounted() -> EventRecord {
    let firing = [("cloudwatch".to_owned(), 2)].into();
    EventRecord { event: Event::AlertsRecounted { firing }, ..context_added() }
}

/// A person sees the same.
pub(crate) fn reported() -> EventRecord {
    let event = Event::Reported { text: "prices of yesterday".into() };
    EventRecord { actor: Actor::responder(&"ben".into()), event, ..context_added() }
}

/// Whoever is on call hears of a report before it pages.
pub(crate) fn informed() -> EventRecord {
    EventRecord { event: Event::Informed { responders: vec!["ana".into()] }, ..context_added() }
}

/// A colleague reported it on a page.
pub(crate) fn opened_by_a_report() -> EventRecord {
    let hold = Some(Hold { by: HoldReason::Report, until: at(10) });
    let because = "reported on the page checkout".into();
    let opened = Opened { reported: true, hold, warning: false, because, ..opened() };
    let event = Event::Opened(Box::new(opened));
    EventRecord { seq: 1, actor: Actor::source("report/checkout"), event, ..context_added() }
}

/// The incident of that.
pub(crate) fn reported_incident() -> Incident {
    let Event::Opened(opened) = opened_by_a_report().event else { unreachable!("it is what opened it") };
    Incident::start(&opened_by_a_report(), &opened)
}

/// Nobody said anything about what was declared.
pub(crate) fn open_reminded() -> EventRecord {
    EventRecord { event: Event::OpenReminded { responder: Some("ana".into()) }, ..context_added() }
}

/// It ended, and a person had told customers of it.
pub(crate) fn update_drafted() -> EventRecord {
    let update = UpdateRecord {
        phase: Phase::Resolved,
        text: "This problem with Checkout is over.".into(),
        impact: Impact::Major,
        components: vec!["checkout".into()],
        states: Default::default(),
        silent: false,
        translations: [("de".to_owned(), "Problem mit {components} behoben.".to_owned())].into(),
        named: vec!["checkout".into()],
        generic: false,
        lapses_at: None,
        remind_at: Some(at(900)),
    };
    EventRecord { event: Event::UpdateDrafted(Box::new(update)), ..context_added() }
}

/// A person did not want to say that.
pub(crate) fn draft_discarded() -> EventRecord {
    EventRecord { event: Event::DraftDiscarded { remind_at: Some(at(1_800)) }, ..context_added() }
}

/// Customers wait.
pub(crate) fn update_reminded() -> EventRecord {
    let event =
        Event::UpdateReminded(UpdateReminder { responder: Some("ana".into()), remind_at: Some(at(2_700)) });
    EventRecord { event, ..context_added() }
}

/// A person declared an incident.
pub(crate) fn declared() -> EventRecord {
    let opened =
        Opened { declared: true, hold: None, warning: false, because: "declared by ben".into(), ..opened() };
    let event = Event::Opened(Box::new(opened));
    EventRecord { seq: 1, actor: Actor::responder(&"ben".into()), event, ..context_added() }
}

/// The incident of that.
pub(crate) fn declared_incident() -> Incident {
    let Event::Opened(opened) = declared().event else { unreachable!("it is what opened it") };
    Incident::start(&declared(), &opened)
}

/// Somebody who was paged cannot take it; a colleague is still being notified.
pub(crate) fn declined() -> EventRecord {
    let (actor, event) = (Actor::responder(&"ana".into()), Event::Declined { next_contact_at: Some(at(2)) });
    EventRecord { actor, event, ..context_added() }
}

/// A heartbeat that fell silent.
pub(crate) fn heartbeat_state() -> HeartbeatState {
    HeartbeatState {
        name: "backup".into(),
        version: 3,
        last_ping_at: at(-65),
        rescheduled_at: None,
        due_at: Some(at(0)),
        missed_at: Some(at(0)),
    }
}

/// One decision of each kind.
pub(crate) fn live_entries() -> Vec<LiveEntry> {
    let taken = LiveOverride {
        replace: Some("ana".into()),
        by: Names(vec!["ben".into()]),
        ..LiveOverride::default()
    };
    let all = [
        live_record().entry.what,
        LiveChange::Maintenance { services: vec!["payments".into()], page: None },
        LiveChange::Override { schedule: "payments".into(), change: taken },
        LiveChange::Ended(EndedEarly { of: Over::Maintenance, name: "nightly".into() }),
    ];
    all.map(|what| LiveEntry { what, ..live_record().entry }).into()
}

/// The due day of a postmortem moved.
pub(crate) fn postmortem_moved() -> EventRecord {
    let event = Event::PostmortemScheduled {
        owner: Some("ana".into()),
        due_at: at(60 * 24 * 4),
        remind_at: vec![at(60 * 24 * 4)],
        draft: "s3://drafts/2026/11/0012.md".into(),
        moved: true,
    };
    EventRecord { event, ..context_added() }
}

/// Somebody asks for a shift.
pub(crate) fn shift_request() -> ShiftRequest {
    let (start, end) = (at(60), at(120));
    let (schedule, ana) = ("payments".into(), "ana".into());
    ShiftRequest::give("ben".into(), ShiftOf { schedule: &schedule, responder: &ana, start, end })
}

/// The request as it waits, and as it was refused.
pub(crate) fn live_requests() -> Vec<LiveEntry> {
    let ends = [None, Some(ShiftEnd { news: ShiftNews::Refused, at: at(3) })];
    let what = |end| LiveChange::ShiftRequest { request: shift_request(), end };
    ends.map(|end| LiveEntry { what: what(end), ..live_record().entry }).into()
}

/// The event of a request that was taken.
pub(crate) fn live_event() -> LiveEvent {
    let entry = live_requests().remove(0);
    LiveEvent::new(7, LiveRecord { name: "payments".into(), act: LiveAct::Taken, entry, ..live_record() })
}

/// What is said of it.
pub(crate) fn shift_notice() -> Notice {
    live_notice(&live_event().record).unwrap()
}

/// A silence made in an incident.
pub(crate) fn live_record() -> LiveRecord {
    let made = Made { by: "Ana Silva".into(), at: at(0), incident: Some(12) };
    let matches = Matches::Texts(vec!["alarm=\"payments-5xx\"".into()]);
    let what = LiveChange::Silence { matches };
    let entry = LiveEntry { what, from: at(0), until: at(9), reason: "a deploy".into(), made };
    LiveRecord { name: "payments-5xx".into(), act: LiveAct::Made, by: "Ana Silva".into(), at: at(0), entry }
}

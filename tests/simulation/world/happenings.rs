//! What happens at a time of its own: alarms, people, edits, the minute's sweep, and whoever calls from outside.

use super::super::breakages::Breakage;
use super::super::invariants;
use super::super::invocations;
use super::super::outside;
use super::super::people::{self, Act, Done};
use super::super::ports::Inner;
use super::super::queues::{Outgoing, Queue};
use super::super::settings::MINUTE;
use super::super::to_come::{self, Written};
use super::{Happening, Work, World};
use callout_domain::incident::{Actor, Command};
use callout_domain::settings::Settings;
use callout_ports::SettingsSource as _;
use futures::FutureExt as _;

impl World {
    /// Does what is due.
    pub(super) fn happen(&mut self) {
        let now = self.now();
        while let Some((key, _)) = self.later.first_key_value().filter(|((at, _), _)| *at <= now) {
            let key = *key;
            let Some(happening) = self.later.remove(&key) else { return };
            match happening {
                Happening::Alarm(outgoing) => self.queues.put(outgoing),
                Happening::Act(act) => self.act(act),
                Happening::Settings(nth) => self.apply(nth),
                Happening::Sweep => self.sweep(now),
                Happening::Post(alarm, nth) => self.post(alarm, nth),
                Happening::Declare(nth) => {
                    let (ports, declares) = (self.ports(), self.plan.declarations[nth].clone());
                    let running = invocations::declare(ports.clone(), declares);
                    self.invoke(ports.id, running, Work::Outside(Happening::Declare(nth)));
                }
                Happening::ToCome(written) => self.write_what_is_to_come(written),
                Happening::Ping(key) => {
                    let ports = self.ports();
                    let running = outside::ping(ports.clone(), key);
                    self.invoke(ports.id, running, Work::Outside(Happening::Ping(key)));
                }
            }
        }
    }

    fn sweep(&mut self, now: i64) {
        self.at(now + MINUTE, Happening::Sweep);
        invariants::each_minute(&self.twins);
        let lost = {
            let mut inner = self.twins.inner();
            let Inner { chance, faults, .. } = &mut *inner;
            faults.strikes("lost sweeps", faults.lost_sweep, chance, now)
        };
        if lost || self.twins.breaks(Breakage::DropTheSweep) {
            return;
        }
        let (ports, memory) = (self.ports(), self.memory.clone());
        self.invoke(ports.id, invocations::sweep(ports, memory), Work::Other);
    }

    fn apply(&mut self, nth: usize) {
        let settings: Settings = self.plan.settings[nth].clone();
        let before = self.twins.fakes.rules().now_or_never().unwrap().unwrap();
        self.twins.inner().facts.before_the_edit = Some((self.now(), before));
        self.twins.fakes.set_settings(settings);
        self.twins.inner().facts.tell(self.now(), || format!("settings {nth} are applied"));
        let body = r#"{"type":"settings_applied"}"#.to_owned();
        for queue in [Queue::Notify, Queue::StatusPage] {
            self.queues.put(Outgoing::new(queue, body.clone(), self.now()));
        }
        // The operator's command looks at every open incident again.
        for incident in self.twins.fakes.open_incidents() {
            let ports = self.ports();
            let running = invocations::act(ports.clone(), incident.id, Command::Reschedule, Actor::system());
            self.invoke(ports.id, running, Work::Other);
        }
    }

    /// A version to come writes into one of the open incidents.
    fn write_what_is_to_come(&mut self, written: Written) {
        let now = self.now();
        let open = self.twins.fakes.open_incidents();
        let mut inner = self.twins.inner();
        let Inner { chance, facts, .. } = &mut *inner;
        let known = open.iter().filter(|incident| !facts.unreadable.contains_key(&incident.id));
        let known: Vec<_> = known.collect();
        if known.is_empty() {
            return;
        }
        let mut incident = (*chance.of(&known)).clone();
        let id = incident.id.clone();
        match written {
            Written::Incident(until) => {
                facts.tell(now, || format!("#{} cannot be read for a while", incident.number));
                facts.unreadable.insert(id, until);
            }
            Written::Event => {
                let (kind, body) = to_come::event(&incident, now, chance);
                facts.tell(now, || format!("a version to come records {body}"));
                incident.version += 1;
                facts.foreign.insert((id.clone(), incident.version), body.clone());
                self.twins.fakes.put_incident(incident);
                inner.put_stream(id.as_str(), kind, body);
            }
        }
    }

    fn act(&mut self, act: Act) {
        let Some(done) = people::carry_out(act, &self.twins) else { return };
        let ports = self.ports();
        let id = ports.id;
        let running = match done {
            Done::Text(body) => {
                let at = self.now();
                return self.queues.put(Outgoing::new(Queue::Replies, body, at));
            }
            Done::Command(incident, command, by) => invocations::act(ports, incident, command, by),
            Done::Merge(child, target, by) => invocations::merge(ports, child, Some(target), by),
            Done::Split(child, by) => invocations::merge(ports, child, None, by),
            Done::Link(visit) => outside::press(ports, &self.addresses, visit),
            Done::Console(visit, number) => {
                outside::work_in_the_console(ports, &self.addresses, visit, number)
            }
            Done::List(who) => outside::open_the_list(ports, &self.addresses, who),
        };
        self.invoke(id, running, Work::Other);
    }

    fn post(&mut self, alarm: usize, nth: usize) {
        let body = self.plan.alarms[alarm].request(nth);
        let ports = self.ports();
        let running = outside::call(&self.addresses, body);
        self.invoke(ports.id, running, Work::Outside(Happening::Post(alarm, nth)));
    }
}

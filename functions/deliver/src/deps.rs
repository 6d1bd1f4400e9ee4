//! The dependencies of what is delivered.

use callout_domain::subscriber::Subscriber;
use callout_ports::{
    Clock, DeliveryQueue, IncidentStore, Mailboxes, Mailer, PageDocuments, Receivers, SettingsSource,
    Subscribers,
};
use tokio::sync::Mutex;

/// Where messages lead.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Places {
    /// The status page, with a slash at its end; empty if nobody knows.
    pub status_page: String,
    /// The pages of subscriptions, with a slash at its end.
    pub subscribe: String,
}

impl Places {
    /// Places as operators write them, with or without the slash.
    pub fn new(status_page: &str, subscribe: &str) -> Self {
        let with_slash = |address: &str| match address {
            "" => String::new(),
            address => format!("{}/", address.trim_end_matches('/')),
        };
        Self { status_page: with_slash(status_page), subscribe: with_slash(subscribe) }
    }

    /// The address of what a subscriber does: `confirm`, `manage` or `unsubscribe`.
    pub(crate) fn link(&self, action: &str, subscriber: &Subscriber) -> String {
        format!("{}{action}/{}/{}", self.subscribe, subscriber.id, subscriber.token)
    }
}

/// The dependencies.
#[derive(Debug)]
pub struct Deps<T, M, R, Q, C> {
    /// Incidents, the page, settings, subscriptions and mailboxes.
    pub table: T,
    /// Sends mail.
    pub mailer: M,
    /// Receivers of webhooks.
    pub receivers: R,
    /// The queue that this function reads.
    pub queue: Q,
    /// The clock.
    pub clock: C,
    /// Where messages lead.
    pub places: Places,
    /// One mail at a time in a process: two processes stay near the fourteen a second that AWS allows at first, and a slow receiver of
    /// webhooks holds up none.
    pub one_mail: Mutex<()>,
}

/// The dependencies, whatever their types.
pub(crate) trait Ports: Send + Sync {
    fn table(&self) -> &(impl IncidentStore + PageDocuments + SettingsSource + Subscribers + Mailboxes);
    fn mailer(&self) -> &impl Mailer;
    fn receivers(&self) -> &impl Receivers;
    fn queue(&self) -> &impl DeliveryQueue;
    fn clock(&self) -> &impl Clock;
    fn places(&self) -> &Places;
    fn one_mail(&self) -> &Mutex<()>;
}

impl<T, M, R, Q, C> Ports for Deps<T, M, R, Q, C>
where
    T: IncidentStore + PageDocuments + SettingsSource + Subscribers + Mailboxes,
    M: Mailer,
    R: Receivers,
    Q: DeliveryQueue,
    C: Clock,
{
    fn table(&self) -> &(impl IncidentStore + PageDocuments + SettingsSource + Subscribers + Mailboxes) {
        &self.table
    }

    fn mailer(&self) -> &impl Mailer {
        &self.mailer
    }

    fn receivers(&self) -> &impl Receivers {
        &self.receivers
    }

    fn queue(&self) -> &impl DeliveryQueue {
        &self.queue
    }

    fn clock(&self) -> &impl Clock {
        &self.clock
    }

    fn places(&self) -> &Places {
        &self.places
    }

    fn one_mail(&self) -> &Mutex<()> {
        &self.one_mail
    }
}

//! The fakes of subscribers, of mail, of receivers and of deliver's queue.

use super::world::{Fakes, refused};
use crate::{
    CommitError, DeliveryQueue, DeliveryTask, Listed, Mail, MailError, Mailboxes, Mailer, PortError, Post,
    Receivers, Subscribers,
};
use callout_domain::ids::SubscriberId;
use callout_domain::subscriber::{Announced, Mailbox, SignUpCounts, Standing, Subscriber, SubscriberEvent};
use jiff::Timestamp;

impl Subscribers for Fakes {
    async fn subscriber(&self, id: &SubscriberId) -> Result<Option<Subscriber>, PortError> {
        self.call(|state| Ok(state.subscriptions.subscribers.get(id).cloned()))
    }

    async fn save_subscriber(
        &self,
        subscriber: &Subscriber,
        event: Option<&SubscriberEvent>,
    ) -> Result<(), CommitError> {
        self.call(|state| {
            let all = &mut state.subscriptions;
            let stored = all.subscribers.get(&subscriber.id).map_or(0, |stored| stored.version);
            if subscriber.version != stored + 1 {
                return Err(CommitError::Conflict);
            }
            all.subscribers.insert(subscriber.id.clone(), subscriber.clone());
            all.events.extend(event.cloned());
            Ok(())
        })
    }

    async fn count_sign_up(&self, source: &str, at: Timestamp) -> Result<SignUpCounts, PortError> {
        self.call(|state| {
            let mut count = |key: String| {
                let counted = state.subscriptions.sign_ups.entry(key).or_default();
                *counted += 1;
                *counted
            };
            let hour = at.as_second().div_euclid(3600);
            let of_source = count(format!("{hour} {source}"));
            let of_day = count(format!("day {}", hour.div_euclid(24)));
            Ok(SignUpCounts { of_source, of_day })
        })
    }
}

impl Mailboxes for Fakes {
    async fn listed_subscribers(
        &self,
        which: Listed,
        after: Option<&SubscriberId>,
        most: usize,
    ) -> Result<Vec<Subscriber>, PortError> {
        self.call(|state| {
            let is_listed = |one: &&Subscriber| match which {
                Listed::Active => one.is_active(),
                Listed::Former => !one.is_active() && one.standing != Standing::Pending,
            };
            let all = state.subscriptions.subscribers.values();
            let behind = all.filter(|one| after.is_none_or(|after| one.id > *after));
            Ok(behind.filter(is_listed).take(most).cloned().collect())
        })
    }

    async fn subscriber_and_mailbox(
        &self,
        id: &SubscriberId,
    ) -> Result<Option<(Subscriber, Mailbox)>, PortError> {
        self.call(|state| {
            let all = &state.subscriptions;
            let mailbox = all.mailboxes.get(id).cloned().unwrap_or_default();
            Ok(all.subscribers.get(id).cloned().map(|subscriber| (subscriber, mailbox)))
        })
    }

    async fn save_mailbox(&self, of: &SubscriberId, mailbox: &Mailbox) -> Result<(), CommitError> {
        self.call(|state| {
            let all = &mut state.subscriptions.mailboxes;
            if mailbox.version != all.get(of).map_or(0, |stored| stored.version) + 1 {
                return Err(CommitError::Conflict);
            }
            all.insert(of.clone(), mailbox.clone());
            Ok(())
        })
    }

    async fn announced(&self) -> Result<Announced, PortError> {
        self.call(|state| Ok(state.subscriptions.announced.clone()))
    }

    async fn save_announced(&self, announced: &Announced) -> Result<(), CommitError> {
        self.call(|state| {
            let stored = &mut state.subscriptions.announced;
            if announced.version != stored.version + 1 {
                return Err(CommitError::Conflict);
            }
            *stored = announced.clone();
            Ok(())
        })
    }

    async fn due_mailboxes(&self, at: Timestamp, most: usize) -> Result<Vec<SubscriberId>, PortError> {
        self.call(|state| {
            let all = state.subscriptions.mailboxes.iter();
            let due = all.filter_map(|(id, mailbox)| Some((mailbox.due_at()?, id.clone())));
            let mut due: Vec<_> = due.filter(|(due, _)| *due <= at).collect();
            due.sort();
            Ok(due.into_iter().take(most).map(|(_, id)| id).collect())
        })
    }
}

impl Mailer for Fakes {
    fn can_mail(&self) -> bool {
        !self.state().subscriptions.no_mail
    }

    async fn mail(&self, mail: &Mail) -> Result<(), MailError> {
        if let Some(error) = self.state().subscriptions.mail_errors.pop() {
            return Err(error);
        }
        let sent: Result<(), PortError> = self.call(|state| {
            state.subscriptions.mails.push(mail.clone());
            Ok(())
        });
        sent.map_err(MailError::NotNow)
    }
}

impl Receivers for Fakes {
    async fn post(&self, post: &Post) -> Result<u16, PortError> {
        self.call(|state| {
            let all = &mut state.subscriptions;
            if all.unreachable.contains(&post.address) {
                return Err(refused());
            }
            all.posts.push(post.clone());
            Ok(all.answers.get(&post.address).copied().unwrap_or(204))
        })
    }
}

impl DeliveryQueue for Fakes {
    async fn send_tasks(&self, tasks: &[DeliveryTask]) -> Vec<Result<(), PortError>> {
        let sent: Result<(), PortError> = self.call(|state| {
            state.subscriptions.tasks.extend(tasks.iter().cloned());
            Ok(())
        });
        tasks.iter().map(|_| if sent.is_ok() { Ok(()) } else { Err(refused()) }).collect()
    }
}

impl Fakes {
    /// Takes every mail that was sent, in order.
    pub fn take_mails(&self) -> Vec<Mail> {
        std::mem::take(&mut self.state().subscriptions.mails)
    }

    /// Takes every webhook that a receiver got, in order.
    pub fn take_posts(&self) -> Vec<Post> {
        std::mem::take(&mut self.state().subscriptions.posts)
    }

    /// Takes the tasks of deliver's queue, in order.
    pub fn take_delivery_tasks(&self) -> Vec<DeliveryTask> {
        std::mem::take(&mut self.state().subscriptions.tasks)
    }

    /// Takes what happened to subscriptions: what the stream would carry.
    pub fn take_subscriber_events(&self) -> Vec<SubscriberEvent> {
        std::mem::take(&mut self.state().subscriptions.events)
    }

    /// A subscription as it is stored.
    pub fn stored_subscriber(&self, id: &SubscriberId) -> Option<Subscriber> {
        self.state().subscriptions.subscribers.get(id).cloned()
    }

    /// Stores a subscription, whatever is there.
    pub fn put_subscriber(&self, subscriber: Subscriber) {
        self.state().subscriptions.subscribers.insert(subscriber.id.clone(), subscriber);
    }

    /// From now on there is no address to send mail from.
    pub fn forbid_mail(&self) {
        self.state().subscriptions.no_mail = true;
    }

    /// What the next mail comes to.
    pub fn fail_mail(&self, error: MailError) {
        self.state().subscriptions.mail_errors.insert(0, error);
    }

    /// What a receiver answers from now on; nothing at all, if no status is given.
    pub fn answer_posts(&self, address: &str, status: Option<u16>) {
        let all = &mut self.state().subscriptions;
        all.unreachable.remove(address);
        match status {
            Some(status) => drop(all.answers.insert(address.to_owned(), status)),
            None => drop(all.unreachable.insert(address.to_owned())),
        }
    }
}

//! Tells one subscriber what is new: claims a message, sends it, records what came of it.
//!
//! Claim, message, result: without the result nobody knows whether it left. A crash between claim and result sends twice at most.

use crate::content::Section;
use crate::deps::Ports;
use crate::edition::Edition;
use crate::{mail, shown, webhook};
use anyhow::{Context as _, Result, bail};
use callout_domain::ids::SubscriberId;
use callout_domain::subscriber::{
    Claimed, Mailbox, News, Outcome, Sending, Shown, ShownId, Subscriber, SubscriberAddress,
};
use callout_lambda::after_conflict;
use callout_ports::{
    Clock as _, CommitError, MailError, Mailboxes as _, Mailer as _, Receivers as _, Subscribers as _,
};
use jiff::{SignedDuration, Timestamp};

/// How often one invocation begins anew: after a conflict, or because more waits.
const TRIES: usize = 12;
/// When a mail is tried again that was one too many in its second, and in its day: spread, so that not all come at once.
const TOO_FAST: (i64, i64) = (20, 60);
const TOO_MANY_TODAY: (i64, i64) = (900, 900);

/// Tells a subscriber what is new: of something that the page shows, or of what waits already.
pub(crate) async fn tell(
    who: &SubscriberId,
    about: Option<&ShownId>,
    by: &str,
    deps: &impl Ports,
) -> Result<()> {
    let table = deps.table();
    let mut about = about.cloned();
    for tried in 0..TRIES {
        let found = table.subscriber_and_mailbox(who).await.context("read a subscriber")?;
        let Some((subscriber, mut mailbox)) = found else { return Ok(()) };
        let Some(address) = subscriber.address.as_ref().filter(|_| subscriber.is_active()) else {
            return forget(who, mailbox, deps).await;
        };
        // Before it is claimed: what waits for its turn when a process dies was tried by nobody.
        let _one_at_a_time = match address.is_email() {
            true => Some(deps.one_mail().lock().await),
            false => None,
        };
        let one = One { subscriber: &subscriber, address, by, deps };
        match one.begin(&mut mailbox, about.as_ref()).await? {
            Begun::Nothing => return Ok(()),
            Begun::Conflict => after_conflict(tried).await,
            Begun::Ended => about = None,
            Begun::Message(sending) => {
                about = None;
                let outcome = one.send(&sending, &mailbox).await?;
                if !one.record(&sending.id, outcome).await? {
                    return Ok(());
                }
            }
        }
    }
    // What is left is due, and looked for within a minute.
    if about.is_some() {
        bail!("every one of {TRIES} tries to tell a subscriber met a conflict")
    } else {
        Ok(())
    }
}

/// Whoever left is told nothing, however much waits.
async fn forget(who: &SubscriberId, mut mailbox: Mailbox, deps: &impl Ports) -> Result<()> {
    if mailbox.due_at().is_none() {
        return Ok(());
    }
    mailbox.clear();
    mailbox.version += 1;
    let table = deps.table();
    match table.save_mailbox(who, &mailbox).await {
        Ok(()) | Err(CommitError::Conflict) => Ok(()),
        Err(CommitError::Port(error)) => Err(error).context("forget what waited for a subscriber"),
    }
}

/// One subscriber, and who tells them.
struct One<'a, P> {
    subscriber: &'a Subscriber,
    address: &'a SubscriberAddress,
    by: &'a str,
    deps: &'a P,
}

/// What beginning a message came to.
enum Begun {
    /// There is nothing to tell now.
    Nothing,
    /// Somebody else changed the mailbox.
    Conflict,
    /// A message was given up; there may be another.
    Ended,
    /// It is claimed, and ours to send.
    Message(Sending),
}

impl<P: Ports> One<'_, P> {
    /// Finds out what is new and claims a message.
    async fn begin(&self, mailbox: &mut Mailbox, about: Option<&ShownId>) -> Result<Begun> {
        let (now, before) = (self.deps.clock().now(), mailbox.clone());
        mailbox.waiting.extend(about.cloned());
        let found = self.shown(mailbox.waiting.iter()).await?;
        mailbox.waiting.retain(|id| !found.iter().any(|(of, found)| of == id && found.is_none()));
        let shown: Vec<Shown> = found.into_iter().filter_map(|(_, found)| found).collect();
        let mut news: Vec<News<'_>> = self.news(&shown, mailbox, now);
        mailbox.settle(&news, now);
        news.retain(|one| !one.is_nothing());
        if !self.address.is_email() {
            webhook::keep_one_kind(&mut news);
        }
        let is_quiet = mailbox.sending.is_none() && news.is_empty();
        let claimed = match is_quiet {
            true => Claimed::Later(now),
            false => mailbox.claim(&self.subscriber.id, &news, self.by, now),
        };
        if let Claimed::Send(sending) = &claimed
            && sending.body.is_none()
            && !self.address.is_email()
        {
            let body = self.body(sending, &news).await?;
            mailbox.sending.iter_mut().for_each(|sending| sending.body.clone_from(&body));
        }
        // Whoever waits already waits on, and needs no write.
        let is_same = mailbox.waiting == before.waiting && mailbox.sending == before.sending;
        if is_same && mailbox.due_at() == before.due_at() && !matches!(claimed, Claimed::Ended) {
            return Ok(Begun::Nothing);
        }
        if !self.save(mailbox).await? {
            return Ok(Begun::Conflict);
        }
        Ok(match (claimed, mailbox.sending.clone()) {
            (Claimed::Send(_), Some(sending)) => Begun::Message(sending),
            (Claimed::Ended, _) => Begun::Ended,
            _ => Begun::Nothing,
        })
    }

    /// Sends a message that is claimed.
    async fn send(&self, sending: &Sending, mailbox: &Mailbox) -> Result<Outcome> {
        let Some(edition) = Edition::load(&self.subscriber.language, self.deps).await? else {
            // Without a status page there is nothing to tell; it may come back.
            return Ok(self.held(TOO_MANY_TODAY));
        };
        if let Some(body) = &sending.body {
            return Ok(self.post(&sending.id, body).await);
        }
        let found = self.shown(sending.tells.keys()).await?;
        let shown: Vec<Shown> = found.into_iter().filter_map(|(_, found)| found).collect();
        let news = self.news(&shown, mailbox, self.deps.clock().now()).into_iter();
        let told = news.map(|one| match sending.tells.get(&one.id()) {
            Some(upto) => one.until(*upto),
            None => one,
        });
        let sections: Vec<Section> =
            told.filter(|one| !one.is_nothing()).map(|one| Section::of(&one, &edition)).collect();
        if sections.is_empty() {
            return Ok(Outcome::Sent);
        }
        let places = self.deps.places();
        let mail = mail::news(self.address, self.subscriber, &sending.id, &sections, &edition, places)?;
        Ok(match self.deps.mailer().mail(&mail).await {
            Ok(()) => Outcome::Sent,
            Err(MailError::TooFast) => self.held(TOO_FAST),
            Err(MailError::TooManyToday) => {
                tracing::warn!("the quota of mails within a day is used up; they go on as it allows");
                self.held(TOO_MANY_TODAY)
            }
            Err(error @ (MailError::Refused(_) | MailError::NotNow(_))) => {
                tracing::warn!(
                    error = format!("{:#}", anyhow::Error::from(error)),
                    "a subscriber's mail did not leave"
                );
                Outcome::Failed
            }
        })
    }

    async fn post(&self, id: &str, body: &str) -> Outcome {
        let now = self.deps.clock().now();
        let post = webhook::post(self.address, id, body.to_owned(), self.subscriber, now);
        match self.deps.receivers().post(&post).await {
            Ok(200..300) => Outcome::Sent,
            // What is understood and refused will be refused again; these two mean later.
            Ok(status @ 400..500) if !matches!(status, 408 | 429) => {
                tracing::info!(
                    subscriber = self.subscriber.id.as_str(),
                    status,
                    "a receiver refused a webhook"
                );
                Outcome::Dropped
            }
            Ok(status) => {
                tracing::info!(
                    subscriber = self.subscriber.id.as_str(),
                    status,
                    "a receiver did not take a webhook"
                );
                Outcome::Failed
            }
            Err(_) => {
                tracing::info!(subscriber = self.subscriber.id.as_str(), "a receiver did not answer");
                Outcome::Failed
            }
        }
    }

    /// Records what came of it; returns whether more may leave now.
    async fn record(&self, id: &str, outcome: Outcome) -> Result<bool> {
        let table = self.deps.table();
        for tried in 0..TRIES {
            let now = self.deps.clock().now();
            let found = table.subscriber_and_mailbox(&self.subscriber.id).await.context("read a mailbox")?;
            let Some((subscriber, mut mailbox)) = found else { return Ok(false) };
            if !mailbox.record(id, self.by, outcome, self.address.is_email(), now) {
                return Ok(false);
            }
            if !self.save(&mut mailbox).await? {
                after_conflict(tried).await;
                continue;
            }
            if !self.address.is_email() && mailbox.is_to_be_disabled(now) {
                self.disable(subscriber, now).await?;
                return Ok(false);
            }
            return Ok(outcome == Outcome::Sent && mailbox.due_at().is_some_and(|due| due <= now));
        }
        bail!("every one of {TRIES} tries to record a message met a conflict")
    }

    /// A receiver that failed for a week gets nothing any more, and its contact is told.
    async fn disable(&self, mut subscriber: Subscriber, now: Timestamp) -> Result<()> {
        if !subscriber.is_active() {
            return Ok(());
        }
        let event = subscriber.disable(now);
        let table = self.deps.table();
        tracing::warn!(
            subscriber = subscriber.id.as_str(),
            "a receiver failed for a week and gets nothing any more"
        );
        match table.save_subscriber(&subscriber, Some(&event)).await {
            // Whoever changed it meanwhile is there: the next failure disables it.
            Ok(()) | Err(CommitError::Conflict) => Ok(()),
            Err(CommitError::Port(error)) => Err(error).context("disable a receiver"),
        }
    }

    /// The text of a webhook; none is written without a status page.
    async fn body(&self, sending: &Sending, news: &[News<'_>]) -> Result<Option<String>> {
        let Some(edition) = Edition::load(&self.subscriber.language, self.deps).await? else {
            return Ok(None);
        };
        let told: Vec<News<'_>> =
            news.iter().filter(|one| sending.tells.contains_key(&one.id())).cloned().collect();
        webhook::news(&sending.id, &told, self.subscriber, &edition, self.deps.places()).map(Some)
    }

    /// What the page shows of each; `None` of one that is not public, or not wanted.
    async fn shown(&self, ids: impl Iterator<Item = &ShownId>) -> Result<Vec<(ShownId, Option<Shown>)>> {
        let all = shown::each(ids, self.deps).await?.into_iter();
        let wanted = |one: &Shown| self.subscriber.wanted.includes(one);
        Ok(all.map(|(id, found)| (id, found.filter(wanted))).collect())
    }

    fn news<'n>(&self, shown: &'n [Shown], mailbox: &Mailbox, now: Timestamp) -> Vec<News<'n>> {
        let since = self.subscriber.since;
        shown.iter().map(|one| News::of(one, mailbox.told(&one.id()), since, now)).collect()
    }

    /// Saves the mailbox; `false` if somebody else did.
    async fn save(&self, mailbox: &mut Mailbox) -> Result<bool> {
        mailbox.version += 1;
        let table = self.deps.table();
        match table.save_mailbox(&self.subscriber.id, mailbox).await {
            Ok(()) => Ok(true),
            Err(CommitError::Conflict) => Ok(false),
            Err(CommitError::Port(error)) => Err(error).context("save a mailbox"),
        }
    }

    /// Later: after some seconds, and a part of some more that is this subscriber's own.
    fn held(&self, (after, spread): (i64, i64)) -> Outcome {
        let own =
            self.subscriber.id.as_str().bytes().fold(0_i64, |sum, byte| (sum * 31 + i64::from(byte)) % 1_009);
        let later = SignedDuration::from_secs(after + own % spread);
        Outcome::Held(self.deps.clock().now().saturating_add(later).unwrap_or(Timestamp::MAX))
    }
}

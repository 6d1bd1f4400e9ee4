//! A daily check that the addresses of Callout's own alarms and of the fallback contact are subscribed. A notice about
//! one that is not goes to another: SNS deletes unconfirmed subscriptions and unsubscribes on a click, without an error.
//!
//! Must not send a notice more than once a day, nor SMS at night, nor delay the sweep.

use anyhow::{Context, Result, bail};
use callout_domain::ids::NoticeId;
use callout_domain::notification::{Attempt, AttemptState, Subject, Words};
use callout_domain::responder::BUILT_IN_FALLBACK;
use callout_ports::{Attempts, Claimed, Clock, OwnTopic, OwnTopics, SubscriptionStatus};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _, Zoned};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// The longest that a check may take: a few calls of milliseconds, while the function has seconds left.
const LONGEST: Duration = Duration::from_secs(3);
/// What is left for the end of an invocation.
const REST: Duration = Duration::from_secs(2);
/// SMS is sent only in these hours (UTC): a lost subscription can wait for the morning. The template does not know the
/// recipient's time zone.
const PHONE_HOURS: std::ops::Range<i8> = 9..17;

/// Runs the check if there is time, and gives up before the invocation times out, which would count as a failed sweep.
///
/// # Errors
/// The check failed or took too long.
pub async fn in_time(left: Duration, check: impl Future<Output = Result<()>>) -> Result<()> {
    let limit = left.saturating_sub(REST).min(LONGEST);
    if limit.is_zero() {
        return Ok(());
    }
    match tokio::time::timeout(limit, check).await {
        Ok(checked) => checked,
        Err(_) => bail!("checking the subscriptions of Callout's own topics takes too long"),
    }
}

/// When this process checks next, which saves the checks of the minutes before. Which notices were sent is only in the
/// table.
#[derive(Debug, Default)]
pub struct LastCheck(Mutex<Option<Timestamp>>);

impl LastCheck {
    fn is_recent(&self, now: Timestamp) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).is_some_and(|next| now < next)
    }

    fn check_again_at(&self, next: Timestamp) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(next);
    }
}

/// Checks once a day, and sends a notice about each lost subscription. `claimed_by` is the ID of the invocation.
///
/// # Errors
/// SNS or the table failed; the check runs again in the next minute.
pub async fn check_daily<T: Attempts>(
    table: &T,
    topics: &impl OwnTopics,
    last: &LastCheck,
    claimed_by: &str,
    clock: &impl Clock,
) -> Result<()> {
    let now = clock.now();
    if last.is_recent(now) {
        return Ok(());
    }
    let (mut subscribed, mut lost) = (Vec::new(), Vec::new());
    for topic in topics.with_address() {
        match topics
            .subscription_status(topic)
            .await
            .context("check who is subscribed to Callout's own topics")?
        {
            SubscriptionStatus::Confirmed => subscribed.push(topic),
            status => lost.push((topic, status)),
        }
    }
    let now = now.to_zoned(TimeZone::UTC);
    let (mut settled, mut waits) = (true, false);
    for (topic, status) in lost {
        let recipient = recipients(topic, status).iter().copied().find(|other| subscribed.contains(other));
        let Some(to) = recipient else {
            log_unreachable(topic, status);
            continue;
        };
        if to == OwnTopic::FallbackPhone && !PHONE_HOURS.contains(&now.hour()) {
            waits = true;
            continue;
        }
        let notice = LostSubscriptionNotice { topic, status, to, today: now.date(), claimed_by };
        settled &= notice
            .notify_once(table, topics, clock)
            .await
            .context("send a notice about a lost subscription")?;
    }
    if settled {
        last.check_again_at(next_check(&now, waits)?);
    }
    Ok(())
}

/// The next day, or the same morning if an SMS waits for it.
fn next_check(now: &Zoned, waits: bool) -> Result<Timestamp> {
    let next = match waits && now.hour() < PHONE_HOURS.start {
        true => now.date().at(PHONE_HOURS.start, 0, 0, 0),
        false => now.date().checked_add(1.day())?.at(0, 0, 0, 0),
    };
    Ok(next.to_zoned(TimeZone::UTC)?.timestamp())
}

/// Where the notice about a topic may go, the best first: mail before SMS, and no SMS about a subscription that only
/// waits for its confirmation, as after each first deployment.
fn recipients(topic: OwnTopic, status: SubscriptionStatus) -> &'static [OwnTopic] {
    match (topic, status) {
        (OwnTopic::Ops, SubscriptionStatus::Pending) => &[OwnTopic::FallbackEmail],
        (OwnTopic::FallbackEmail | OwnTopic::FallbackPhone, SubscriptionStatus::Pending) => &[OwnTopic::Ops],
        (OwnTopic::Ops, _) => &[OwnTopic::FallbackEmail, OwnTopic::FallbackPhone],
        (OwnTopic::FallbackEmail, _) => &[OwnTopic::Ops, OwnTopic::FallbackPhone],
        (OwnTopic::FallbackPhone, _) => &[OwnTopic::Ops, OwnTopic::FallbackEmail],
    }
}

/// Logs a lost subscription that there is nobody left to notify about.
fn log_unreachable(topic: OwnTopic, status: SubscriptionStatus) {
    match status {
        SubscriptionStatus::Pending => {
            tracing::warn!(?topic, "the address of this topic is not confirmed yet")
        }
        _ => tracing::error!(
            ?topic,
            "the address is not subscribed to this topic, and no other topic has a subscriber to notify"
        ),
    }
}

/// The notice about one topic, sent to another.
struct LostSubscriptionNotice<'a> {
    topic: OwnTopic,
    status: SubscriptionStatus,
    to: OwnTopic,
    today: Date,
    claimed_by: &'a str,
}

impl LostSubscriptionNotice<'_> {
    /// Returns whether it was sent; another process may be about to.
    async fn notify_once<T: Attempts>(
        &self,
        table: &T,
        topics: &impl OwnTopics,
        clock: &impl Clock,
    ) -> Result<bool> {
        let mut attempt = self.attempt(clock)?;
        match table.claim(&attempt).await? {
            Claimed::Sent => return Ok(true),
            Claimed::Busy => return Ok(false),
            Claimed::Mine { .. } => {}
        }
        topics.publish(self.to, &words(self.topic, self.status)).await?;
        attempt.state = AttemptState::Sent(String::new());
        table.record(&[attempt]).await?;
        let Self { topic, status, to, .. } = self;
        tracing::warn!(?topic, ?status, notified = ?to, "the address is not subscribed to this topic");
        Ok(true)
    }

    /// The identity of the message: the topic and the day.
    fn attempt(&self, clock: &impl Clock) -> Result<Attempt> {
        let day = self.today.to_zoned(TimeZone::UTC)?.timestamp();
        let topic = format!("{:?}", self.topic);
        let notice = NoticeId::derive(&"own topics".into(), &topic, day);
        Ok(Attempt {
            id: "lost".to_owned(),
            about: Subject::Notice { notice },
            responder: BUILT_IN_FALLBACK.into(),
            contact: topic.as_str().into(),
            claimed_by: self.claimed_by.to_owned(),
            at: clock.now(),
            failures: 0,
            summary_of: 0,
            state: AttemptState::Claimed,
        })
    }
}

/// The words of a notice. They fit one text message.
fn words(lost: OwnTopic, status: SubscriptionStatus) -> Words {
    let is = match status {
        SubscriptionStatus::Pending => "not confirmed yet",
        _ => "not subscribed any more",
    };
    let (subject, parameter, so) = match lost {
        OwnTopic::Ops => (
            "Callout: nobody receives its own alarms",
            "OpsEmail",
            "Nobody is notified when Callout itself fails",
        ),
        OwnTopic::FallbackEmail => (
            "Callout: the fallback contact gets no mail",
            "FallbackEmail",
            "A page that nobody acknowledges does not arrive there",
        ),
        OwnTopic::FallbackPhone => (
            "Callout: the fallback contact gets no text message",
            "FallbackPhone",
            "A page that nobody acknowledges does not arrive there",
        ),
    };
    let body = format!("Callout: {parameter} is {is}. {so}. Run callout ready to fix it.");
    Words { subject: subject.to_owned(), body }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_notice_fits_a_mails_subject_and_one_text_message() {
        for topic in [OwnTopic::Ops, OwnTopic::FallbackEmail, OwnTopic::FallbackPhone] {
            for status in [SubscriptionStatus::Missing, SubscriptionStatus::Pending] {
                let Words { subject, body } = words(topic, status);
                assert!(subject.len() < 100 && subject.is_ascii(), "{subject}");
                assert!(body.len() <= 160 && body.is_ascii() && !body.contains('`'), "{} {body}", body.len());
            }
        }
    }

    #[tokio::test]
    async fn a_check_that_hangs_or_comes_late_does_not_delay_the_sweep() {
        let hangs = std::future::pending;
        let error = in_time(REST + Duration::from_millis(1), hangs()).await.unwrap_err().to_string();
        assert!(error.contains("takes too long"), "{error}");
        in_time(REST, hangs()).await.unwrap();
        in_time(Duration::from_secs(14), async { Ok(()) }).await.unwrap();
    }
}

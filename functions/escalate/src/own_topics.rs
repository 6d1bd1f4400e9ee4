//! A daily look whether the addresses of Callout's own alarms and of the fallback contact are subscribed. One that is not
//! is told over another: SNS deletes what nobody confirms, and unsubscribes on a click, without an error anywhere.
//!
//! Must not tell it more than once a day, nor a telephone at night, nor hold up the sweep.

use anyhow::{Context, Result, bail};
use callout_domain::ids::NoticeId;
use callout_domain::notification::{Attempt, AttemptState, Subject, Words};
use callout_domain::responder::BUILT_IN_FALLBACK;
use callout_ports::{Attempts, Claimed, Clock, Heard, OwnTopic, OwnTopics};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _, Zoned};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// The longest that a look may take: some calls of milliseconds, while the function has seconds left.
const LONGEST: Duration = Duration::from_secs(3);
/// What is left for the end of an invocation.
const REST: Duration = Duration::from_secs(2);
/// The hours (UTC) in which telephones are told. Nobody is woken for what can wait, as far as a template knows where they
/// live.
const PHONE_HOURS: std::ops::Range<i8> = 9..17;

/// Looks, if there is time, and gives up before the invocation is over: one that is stopped would count as a failed sweep.
///
/// # Errors
/// The look failed or took too long.
pub async fn in_time(left: Duration, look: impl Future<Output = Result<()>>) -> Result<()> {
    let limit = left.saturating_sub(REST).min(LONGEST);
    if limit.is_zero() {
        return Ok(());
    }
    match tokio::time::timeout(limit, look).await {
        Ok(looked) => looked,
        Err(_) => bail!("looking at Callout's own topics takes too long"),
    }
}

/// When this process looks next, which saves the looks of the minutes before. Only the table knows what was told.
#[derive(Debug, Default)]
pub struct LastLook(Mutex<Option<Timestamp>>);

impl LastLook {
    fn is_enough(&self, now: Timestamp) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).is_some_and(|next| now < next)
    }

    fn look_again_at(&self, next: Timestamp) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(next);
    }
}

/// Looks once a day, and tells what is lost. `holder` is the invocation's identity.
///
/// # Errors
/// SNS or the table failed; the next minute looks again.
pub async fn look_daily<T: Attempts>(
    table: &T,
    topics: &impl OwnTopics,
    last: &LastLook,
    holder: &str,
    clock: &impl Clock,
) -> Result<()> {
    let now = clock.now();
    if last.is_enough(now) {
        return Ok(());
    }
    let (mut heard, mut lost) = (Vec::new(), Vec::new());
    for topic in topics.with_address() {
        match topics.heard(topic).await.context("look who is subscribed to Callout's own topics")? {
            Heard::Yes => heard.push(topic),
            how => lost.push((topic, how)),
        }
    }
    let now = now.to_zoned(TimeZone::UTC);
    let (mut settled, mut waits) = (true, false);
    for (topic, how) in lost {
        let Some(to) = others(topic, how).iter().copied().find(|other| heard.contains(other)) else {
            unheard(topic, how);
            continue;
        };
        if to == OwnTopic::FallbackPhone && !PHONE_HOURS.contains(&now.hour()) {
            waits = true;
            continue;
        }
        let telling = Telling { topic, how, to, today: now.date(), holder };
        settled &=
            telling.tell_once(table, topics, clock).await.context("tell that a subscription is lost")?;
    }
    if settled {
        last.look_again_at(next_look(&now, waits)?);
    }
    Ok(())
}

/// The next day; or in the morning, if a telephone waits for that.
fn next_look(now: &Zoned, waits: bool) -> Result<Timestamp> {
    let next = match waits && now.hour() < PHONE_HOURS.start {
        true => now.date().at(PHONE_HOURS.start, 0, 0, 0),
        false => now.date().checked_add(1.day())?.at(0, 0, 0, 0),
    };
    Ok(next.to_zoned(TimeZone::UTC)?.timestamp())
}

/// Who is told that the address of a topic does not hear it, the best first: nobody is woken if a mail will do, and of
/// what only waits for a confirmation, as after each first deployment, telephones hear nothing.
fn others(topic: OwnTopic, how: Heard) -> &'static [OwnTopic] {
    match (topic, how) {
        (OwnTopic::Ops, Heard::NotYet) => &[OwnTopic::FallbackEmail],
        (OwnTopic::FallbackEmail | OwnTopic::FallbackPhone, Heard::NotYet) => &[OwnTopic::Ops],
        (OwnTopic::Ops, _) => &[OwnTopic::FallbackEmail, OwnTopic::FallbackPhone],
        (OwnTopic::FallbackEmail, _) => &[OwnTopic::Ops, OwnTopic::FallbackPhone],
        (OwnTopic::FallbackPhone, _) => &[OwnTopic::Ops, OwnTopic::FallbackEmail],
    }
}

/// Logs what nobody can be told.
fn unheard(topic: OwnTopic, how: Heard) {
    match how {
        Heard::NotYet => tracing::warn!(?topic, "the address of this topic is not confirmed yet"),
        _ => tracing::error!(?topic, "nobody is subscribed to this topic, nor to any that could tell it"),
    }
}

/// One lost topic, told to another.
struct Telling<'a> {
    topic: OwnTopic,
    how: Heard,
    to: OwnTopic,
    today: Date,
    holder: &'a str,
}

impl Telling<'_> {
    /// Returns whether it is told; another process may be about to.
    async fn tell_once<T: Attempts>(
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
        topics.tell(self.to, &words(self.topic, self.how)).await?;
        attempt.state = AttemptState::Sent(String::new());
        table.record(&[attempt]).await?;
        tracing::warn!(topic = ?self.topic, told = ?self.to, how = ?self.how, "the address of this topic does not hear it");
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
            holder: self.holder.to_owned(),
            at: clock.now(),
            failures: 0,
            state: AttemptState::Claimed,
        })
    }
}

/// What is told. It fits one text message.
fn words(lost: OwnTopic, how: Heard) -> Words {
    let is = match how {
        Heard::NotYet => "not confirmed yet",
        _ => "not subscribed any more",
    };
    let (subject, parameter, so) = match lost {
        OwnTopic::Ops => (
            "Callout: nobody gets its own alarms",
            "OpsEmail",
            "If Callout itself is in trouble, nobody learns of it",
        ),
        OwnTopic::FallbackEmail => (
            "Callout: the fallback contact gets no mail",
            "FallbackEmail",
            "A page that nobody takes does not arrive there",
        ),
        OwnTopic::FallbackPhone => (
            "Callout: the fallback contact gets no text message",
            "FallbackPhone",
            "A page that nobody takes does not arrive there",
        ),
    };
    let body = format!("Callout: {parameter} is {is}. {so}. callout ready says what to do.");
    Words { subject: subject.to_owned(), body }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_told_fits_a_mails_subject_and_one_text_message() {
        for topic in [OwnTopic::Ops, OwnTopic::FallbackEmail, OwnTopic::FallbackPhone] {
            for how in [Heard::No, Heard::NotYet] {
                let Words { subject, body } = words(topic, how);
                assert!(subject.len() < 100 && subject.is_ascii(), "{subject}");
                assert!(body.len() <= 160 && body.is_ascii() && !body.contains('`'), "{} {body}", body.len());
            }
        }
    }

    #[tokio::test]
    async fn a_look_that_hangs_or_comes_late_does_not_hold_up_the_sweep() {
        let hangs = std::future::pending;
        let told = in_time(REST + Duration::from_millis(1), hangs()).await.unwrap_err().to_string();
        assert!(told.contains("takes too long"), "{told}");
        in_time(REST, hangs()).await.unwrap();
        in_time(Duration::from_secs(14), async { Ok(()) }).await.unwrap();
    }
}

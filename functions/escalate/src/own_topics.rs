//! A daily look at the subscriptions of Callout's own alarms and of the fallback contact. One that is lost is told over
//! another: SNS deletes what nobody confirms, and unsubscribes on a click, without an error anywhere.
//!
//! Must not tell it more than once a day, nor block the sweep.

use anyhow::{Context, Result};
use callout_domain::ids::NoticeId;
use callout_domain::notification::{Attempt, AttemptState, Subject, Words};
use callout_domain::responder::BUILT_IN_FALLBACK;
use callout_ports::{Attempts, Claimed, Clock, OwnTopic, OwnTopics};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::sync::{Mutex, PoisonError};

/// The day on which this process last looked, which saves the looks of the other minutes. Only the table knows what was
/// told.
#[derive(Debug, Default)]
pub struct LastLook(Mutex<Option<Date>>);

impl LastLook {
    fn is(&self, day: Date) -> bool {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) == Some(day)
    }

    fn set(&self, day: Date) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(day);
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
    let today = clock.now().to_zoned(TimeZone::UTC).date();
    if last.is(today) {
        return Ok(());
    }
    let (mut heard, mut lost) = (Vec::new(), Vec::new());
    for topic in topics.with_address() {
        let is_heard =
            topics.is_heard(topic).await.context("look who is subscribed to Callout's own topics")?;
        if is_heard { heard.push(topic) } else { lost.push(topic) }
    }
    let mut settled = true;
    for topic in lost {
        let Some(to) = others(topic).into_iter().find(|other| heard.contains(other)) else {
            tracing::error!(?topic, "nobody is subscribed to this topic, nor to any that could tell it");
            continue;
        };
        let telling = Telling { topic, to, today, holder };
        settled &=
            telling.tell_once(table, topics, clock).await.context("tell that a subscription is lost")?;
    }
    if settled {
        last.set(today);
    }
    Ok(())
}

/// Who is told that a topic has no subscriber, the best first: nobody is woken if a mail will do.
fn others(topic: OwnTopic) -> [OwnTopic; 2] {
    match topic {
        OwnTopic::Ops => [OwnTopic::FallbackEmail, OwnTopic::FallbackPhone],
        OwnTopic::FallbackEmail => [OwnTopic::Ops, OwnTopic::FallbackPhone],
        OwnTopic::FallbackPhone => [OwnTopic::Ops, OwnTopic::FallbackEmail],
    }
}

/// One lost topic, told to another.
struct Telling<'a> {
    topic: OwnTopic,
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
            Claimed::Mine => {}
        }
        topics.tell(self.to, &words(self.topic)).await?;
        attempt.state = AttemptState::Sent(String::new());
        table.record(&[attempt]).await?;
        tracing::warn!(topic = ?self.topic, told = ?self.to, "nobody is subscribed to this topic");
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
            state: AttemptState::Claimed,
        })
    }
}

/// What is told. It fits one text message.
fn words(lost: OwnTopic) -> Words {
    let (subject, body) = match lost {
        OwnTopic::Ops => (
            "Callout: nobody gets its own alarms",
            "Callout: OpsEmail is not subscribed any more. If Callout itself is in trouble, nobody learns of it. callout \
             ready says what to do.",
        ),
        OwnTopic::FallbackEmail => (
            "Callout: the fallback contact gets no mail",
            "Callout: FallbackEmail is not subscribed any more. A page that nobody takes does not arrive there. callout \
             ready says what to do.",
        ),
        OwnTopic::FallbackPhone => (
            "Callout: the fallback contact gets no text message",
            "Callout: FallbackPhone is not subscribed any more. A page that nobody takes does not arrive there. callout \
             ready says what to do.",
        ),
    };
    Words { subject: subject.to_owned(), body: body.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_told_fits_a_mails_subject_and_one_text_message() {
        for topic in [OwnTopic::Ops, OwnTopic::FallbackEmail, OwnTopic::FallbackPhone] {
            let Words { subject, body } = words(topic);
            assert!(subject.len() < 100 && subject.is_ascii(), "{subject}");
            assert!(body.len() <= 160 && body.is_ascii() && !body.contains('`'), "{} {body}", body.len());
        }
    }
}

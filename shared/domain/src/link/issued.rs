//! When a link that signs in, or a session, was issued: "sign out everywhere" refuses whatever is older.
//!
//! Must not decide about links in pages: whoever was paged may answer, wherever else they signed out.

use super::{Action, CONSOLE_LIFE, Claim, SIGN_IN_LIFE, issued_at_place};
use jiff::{SignedDuration, Timestamp};

/// By how much an expiry is rounded up.
const ROUNDING: SignedDuration = SignedDuration::from_hours(1);

impl Claim {
    /// The session of whoever a link signs in. It ends as the link does, but for one in a mail, which is short so that nobody else
    /// finds it.
    pub fn session(&self, now: Timestamp) -> Self {
        let expires_at = match self.action {
            Action::SignIn => now.saturating_add(CONSOLE_LIFE).unwrap_or(self.expires_at),
            _ => self.expires_at,
        };
        Self { action: Action::Session, incident: issued_at_place(now), expires_at, ..self.clone() }
    }

    /// Whether it was issued before a moment. What does not say when it was, as none did at first, counts as older than any.
    pub fn is_older_than(&self, moment: Timestamp) -> bool {
        self.issued_at().is_none_or(|issued_at| issued_at < moment)
    }

    fn issued_at(&self) -> Option<Timestamp> {
        match self.action {
            Action::SignIn => self.expires_at.checked_sub(SIGN_IN_LIFE).ok(),
            Action::Console | Action::Session => {
                let nanosecond = i64::from_be_bytes(self.incident.to_bytes()?);
                let issued_at = Timestamp::from_nanosecond(i128::from(nanosecond)).ok()?;
                let life = self.expires_at.duration_since(issued_at);
                let longest = CONSOLE_LIFE + ROUNDING;
                (!life.is_negative() && life <= longest).then_some(issued_at)
            }
            Action::Acknowledge
            | Action::Calendar
            | Action::ScheduleCalendar
            | Action::Mine
            | Action::Shift => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::IncidentId;
    use crate::link::{LinkKeys, console_path, responder_digest, sign_in_path};

    const SECOND: SignedDuration = SignedDuration::from_secs(1);

    fn now() -> Timestamp {
        "2026-11-22T03:20:10.5Z".parse().unwrap()
    }

    fn read(path: &str) -> Claim {
        keys().verify(path.split_once('/').unwrap().1, now()).unwrap()
    }

    fn keys() -> LinkKeys {
        LinkKeys::new(vec![vec![7; 64]]).unwrap()
    }

    fn check(claim: &Claim) {
        assert!(claim.is_older_than(now() + SECOND), "{claim:?}");
        assert!(!claim.is_older_than(now() - SECOND), "{claim:?}");
    }

    #[test]
    fn what_signs_in_and_every_session_know_when_they_were_issued() {
        let (console, mail) =
            (console_path(&keys(), &"ana".into(), now()), sign_in_path(&keys(), &"ana".into(), now()));
        for claim in [read(&console), read(&mail), read(&console).session(now()), read(&mail).session(now())]
        {
            check(&claim);
            check(&keys().verify(&keys().sign(&claim), now()).unwrap());
        }
        let session = read(&console).session(now());
        assert!(!session.is_older_than(now()), "made anew at the moment itself, it stays");
        assert_ne!(session, read(&console).session(now() + SignedDuration::from_nanos(1)));
    }

    #[test]
    fn what_does_not_say_when_it_was_issued_is_older_than_any_moment() {
        let mut claim = read(&console_path(&keys(), &"ana".into(), now())).session(now());
        for bytes in [[0; 8], [0xff; 8], *b"sessions"] {
            claim.incident = IncidentId::from_bytes(bytes);
            assert!(claim.is_older_than(now() - SignedDuration::from_hours(24 * 365)), "{bytes:?}");
        }
        assert_eq!(claim.responder, responder_digest(&"ana".into()));
    }
}

//! `callout verify`: a code to a contact, and the code said back.
//! Must not show a code: only whoever reads the contact knows it.

use crate::addressees::{Addressee, addressees};
use crate::args::{DeploymentOptions, Whom};
use crate::carrier::Carrier;
use crate::deployment::Deployment;
use crate::own_contacts::with_own_contacts;
use crate::reason::why;
use crate::to_type::{callout, word};
use crate::{clock, print};
use anstyle::AnsiColor;
use anyhow::{Context, Result, bail};
use callout_aws::load_settings;
use callout_domain::ids::{ContactName, ResponderName};
use callout_domain::notification::TestMessage;
use callout_domain::responder::verification::{AddressDigest, Answer, Code, Verification};
use callout_lambda::SystemClock;
use callout_ports::{Clock as _, CommitError, Verifications};
use jiff::Timestamp;
use serde::Serialize;

/// How often an answer is compared anew when somebody else answered meanwhile.
const MOST_RACES: usize = 5;

/// A code on its way, or why not. Outside programs rely on these names.
#[derive(Debug, Serialize)]
struct Sent {
    responder: ResponderName,
    contact: ContactName,
    channel: String,
    /// Until when the code works.
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_at: Option<Timestamp>,
    /// Why no code is on its way.
    #[serde(skip_serializing_if = "Option::is_none")]
    failed: Option<String>,
}

/// Sends a code to each contact that is meant.
///
/// # Errors
/// There is no such contact, the deployment does not answer, or a code could not be sent.
pub async fn send(common: &DeploymentOptions, whom: &Whom) -> Result<()> {
    let (deployment, to) = find(common, whom).await?;
    let carrier = Carrier::open(&deployment).await?;
    let mut all = Vec::new();
    for (one, address) in &to {
        let sent = send_code(&deployment, &carrier, one, address).await;
        let (expires_at, failed) = match sent {
            Ok(expires_at) => (expires_at, None),
            Err(error) => (None, Some(why(error))),
        };
        let (responder, contact) = (one.responder.clone(), one.contact.clone());
        all.push(Sent { responder, contact, channel: one.channel.to_string(), expires_at, failed });
    }
    report(common, &all)
}

/// Compares a code with the one that was sent.
///
/// # Errors
/// It is another, it is too old, or the deployment does not answer.
pub async fn answer(common: &DeploymentOptions, whom: &Whom, typed: &str) -> Result<()> {
    let said = Code::parse(typed).context("a code is six digits, like 123456")?;
    let (deployment, to) = find(common, whom).await?;
    let (one, address) = to.first().context("name one contact with --contact")?;
    let Addressee { responder, contact, .. } = one;
    let again = callout(&format!("verify {responder} --contact {}", word(contact.as_str())));
    let again = format!("send a new one: {again}");
    match compare(&deployment.table, one, address, &said, SystemClock.now()).await? {
        Answer::Right(known) if common.json => print::json(&known.verified.map(|verified| {
            serde_json::json!({ "responder": responder, "contact": contact, "verified_at": verified.at })
        })),
        Answer::Right(_) => {
            print::line(print::coloured(format!("{contact} of {responder} is verified."), AnsiColor::Green));
            Ok(())
        }
        Answer::Wrong(_, 0) => bail!("that is not the code, and it was the last try; {again}"),
        Answer::Wrong(_, 1) => bail!("that is not the code; one try left"),
        Answer::Wrong(_, left) => bail!("that is not the code; {left} tries left"),
        Answer::Refused(why) => bail!("{why}; {again}"),
    }
}

/// The contacts that are meant, each with what stands for its addresses.
async fn find(
    common: &DeploymentOptions,
    whom: &Whom,
) -> Result<(Deployment, Vec<(Addressee, AddressDigest)>)> {
    let deployment = Deployment::find_to_change(common).await?;
    let settings = load_settings(&deployment.table).await.with_context(|| deployment.unreachable())?;
    let settings = with_own_contacts(&deployment, settings.unwrap_or_default()).await?;
    let to = addressees(&settings, whom)?;
    let with_address = |one: Addressee| {
        let address = one.address.clone().with_context(|| {
            format!(
                "the fallback contact is known to the template, not to the settings: confirm its mail from AWS, and try it \
                 with `{}`",
                callout("test-page fallback")
            )
        })?;
        Ok((one, address))
    };
    let to = to.into_iter().map(with_address).collect::<Result<_>>()?;
    Ok((deployment, to))
}

/// Stores a new code's digest, then sends the code: one that arrives can always be answered.
async fn send_code(
    deployment: &Deployment,
    carrier: &Carrier,
    to: &Addressee,
    address: &AddressDigest,
) -> Result<Option<Timestamp>> {
    let now = SystemClock.now();
    let code = Code::of_random(random()?);
    let known = load(&deployment.table, to).await?.with_code(&code, random()?, address.clone(), now);
    deployment.table.save_verification(&known).await.context("store that a code is on its way; try again")?;
    carrier.send(TestMessage::Code(code), to, now).await?;
    Ok(known.sent.map(|sent| sent.expires_at))
}

/// Compares a code and counts the try. Whoever loses a race compares with what the other left: no try is free.
async fn compare(
    memory: &impl Verifications,
    of: &Addressee,
    address: &AddressDigest,
    said: &Code,
    now: Timestamp,
) -> Result<Answer> {
    for _ in 0..MOST_RACES {
        let answer = load(memory, of).await?.answer(said, address, now);
        let (Answer::Right(next) | Answer::Wrong(next, _)) = &answer else { return Ok(answer) };
        match memory.save_verification(next).await {
            Ok(()) => return Ok(answer),
            Err(CommitError::Conflict) => {}
            Err(error) => return Err(error).context("store what came of the code"),
        }
    }
    bail!("others answer the same code all the time; try again")
}

async fn load(memory: &impl Verifications, of: &Addressee) -> Result<Verification> {
    let known = memory.verifications(&[(of.responder.clone(), of.contact.clone())]).await?.pop();
    Ok(known.unwrap_or_else(|| Verification::unknown(&of.responder, &of.contact)))
}

fn random<const BYTES: usize>() -> Result<[u8; BYTES]> {
    let mut bytes = [0; BYTES];
    getrandom::fill(&mut bytes).context("ask the system for random bytes")?;
    Ok(bytes)
}

fn report(common: &DeploymentOptions, all: &[Sent]) -> Result<()> {
    if common.json {
        print::json(&all)?;
    } else {
        let row = |one: &Sent| {
            let state = match (&one.failed, one.expires_at) {
                (Some(why), _) => print::coloured(format!("failed: {why}"), AnsiColor::Red),
                (None, Some(end)) => format!("code sent, good until {}", clock::minute(end)),
                (None, None) => "code sent".to_owned(),
            };
            let then = format!("verify {} --contact {} --code …", one.responder, word(one.contact.as_str()));
            let then = callout(&then);
            [one.contact.to_string(), one.channel.clone(), state, then]
        };
        print::table(["contact", "channel", "", "then"], all.iter().map(row));
    }
    match all.iter().filter(|one| one.failed.is_some()).count() {
        0 => Ok(()),
        1 => bail!("one code could not be sent"),
        many => bail!("{many} codes could not be sent"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use callout_domain::settings::Settings;
    use callout_ports::fakes::{Fakes, Fault};

    fn now() -> Timestamp {
        "2026-11-22T03:00:00Z".parse().unwrap()
    }

    fn ana() -> (Addressee, AddressDigest) {
        let settings: Settings = toml::from_str(
            "[responders.ana]\nname = 'Ana'\ncontacts = [{ channel = 'sms', address = '+15550100' }]",
        )
        .unwrap();
        let whom = Whom { responder: "ana".to_owned(), contact: None };
        let to = addressees(&settings, &whom).unwrap().remove(0);
        let address = to.address.clone().unwrap();
        (to, address)
    }

    fn code(digits: &str) -> Code {
        Code::parse(digits).unwrap()
    }

    async fn asked(world: &Fakes) {
        let (to, address) = ana();
        let known = load(world, &to).await.unwrap().with_code(&code("123456"), [7; 16], address, now());
        world.save_verification(&known).await.unwrap();
    }

    async fn say(world: &Fakes, digits: &str) -> Result<Answer> {
        let (to, address) = ana();
        compare(world, &to, &address, &code(digits), now()).await
    }

    #[tokio::test]
    async fn the_right_code_is_remembered() {
        let world = Fakes::at(now());
        asked(&world).await;
        assert!(matches!(say(&world, "000000").await.unwrap(), Answer::Wrong(_, 4)));
        assert!(matches!(say(&world, "123456").await.unwrap(), Answer::Right(_)));
        assert!(load(&world, &ana().0).await.unwrap().verified.is_some());
    }

    #[tokio::test]
    async fn a_try_that_was_counted_but_not_answered_stays_counted() {
        let world = Fakes::at(now());
        asked(&world).await;
        world.fail_call(1, Fault::After);
        assert!(say(&world, "000000").await.is_err());
        assert!(matches!(say(&world, "000000").await.unwrap(), Answer::Wrong(_, 3)));
    }
}

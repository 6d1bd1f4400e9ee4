//! Follows an operation on a stack to its end, event by event.
//! Must not take the end of an earlier operation for the end of this one.

use super::attendant::Attendant;
use super::call::{Trouble, failed};
use super::event::Event;
use super::site::Site;
use anyhow::Result;
use aws_sdk_cloudformation::error::SdkError;
use aws_sdk_cloudformation::operation::describe_stack_events::DescribeStackEventsError;
use std::collections::BTreeSet;

/// How many looks in a row may fail for reasons that pass, like a network that is gone for a moment.
const FAILED_LOOKS: u32 = 20;

/// After how many looks without an event of the operation the stack itself is asked.
const QUIET_LOOKS: u32 = 30;

/// Which operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Operation {
    /// The one that a call with this token began; its events carry the token.
    Own(String),
    /// Whichever runs now.
    Running,
}

impl Operation {
    /// Whether an event ends an operation before this one.
    fn is_after(&self, event: &Event) -> bool {
        let Self::Own(token) = self else { return false };
        event.is_of_stack() && event.is_final() && event.token.as_ref() != Some(token)
    }
}

/// How it ended.
#[derive(Debug)]
pub(super) struct Ended {
    /// The stack's status.
    pub(super) status: String,
    /// What happened, oldest first.
    pub(super) events: Vec<Event>,
}

/// Follows an operation.
///
/// # Errors
/// AWS no longer answers, or no longer this caller.
pub(super) async fn follow(
    site: &Site,
    stack_id: &str,
    operation: &Operation,
    attendant: &mut impl Attendant,
) -> Result<Ended> {
    let mut seen = BTreeSet::new();
    let mut events: Vec<Event> = Vec::new();
    let (mut failures, mut quiet) = (0, 0);
    let mut looks = site.looks();
    loop {
        match look(site, stack_id, operation, &seen).await {
            Ok(fresh) => {
                failures = 0;
                seen.extend(fresh.iter().map(|event| event.id.clone()));
                let ours = |event: &Event| match operation {
                    Operation::Own(token) => event.token.as_ref() == Some(token),
                    Operation::Running => true,
                };
                let fresh: Vec<Event> = fresh.into_iter().filter(ours).collect();
                fresh.iter().for_each(|event| attendant.event(event));
                events.extend(fresh);
            }
            Err(error) => {
                failures += 1;
                if failures > FAILED_LOOKS || Trouble::of(&error) != Trouble::Other {
                    return Err(lost(site, error));
                }
            }
        }
        let last = events.iter().rfind(|event| event.is_of_stack()).filter(|event| event.is_final());
        if let Some(status) = last.map(|event| event.status.clone())
            && has_settled(site, stack_id, &status).await
        {
            return Ok(Ended { status, events });
        }
        quiet += u32::from(events.is_empty());
        if events.is_empty()
            && quiet > QUIET_LOOKS
            && let Some(status) = current(site, stack_id).await.filter(|now| !is_running(now))
        {
            return Ok(Ended { status, events });
        }
        tokio::time::sleep(looks.next().unwrap_or_default()).await;
    }
}

/// Whether nothing follows: a failed operation may have its rollback still before it.
async fn has_settled(site: &Site, stack_id: &str, status: &str) -> bool {
    !status.ends_with("FAILED") || current(site, stack_id).await.is_none_or(|now| !is_running(&now))
}

fn is_running(status: &str) -> bool {
    status.ends_with("_IN_PROGRESS")
}

/// The stack's status; none if it may not be seen.
async fn current(site: &Site, stack_id: &str) -> Option<String> {
    let answer = site.cloudformation.describe_stacks().stack_name(stack_id).send().await;
    let stack = answer.ok()?.stacks.unwrap_or_default().into_iter().next()?;
    Some(stack.stack_status?.as_str().to_owned())
}

/// Events that were not seen yet, oldest first.
async fn look(
    site: &Site,
    stack_id: &str,
    operation: &Operation,
    seen: &BTreeSet<String>,
) -> Result<Vec<Event>, SdkError<DescribeStackEventsError>> {
    let mut fresh = Vec::new();
    let mut pages = site.cloudformation.describe_stack_events().stack_name(stack_id).into_paginator().send();
    // AWS tells the newest first.
    'pages: while let Some(page) = pages.next().await {
        for event in page?.stack_events() {
            let event = Event::of(event);
            if seen.contains(&event.id) || operation.is_after(&event) {
                break 'pages;
            }
            let begins = event.begins();
            fresh.push(event);
            // What is older is about an earlier operation.
            if begins && *operation == Operation::Running {
                break 'pages;
            }
        }
    }
    fresh.reverse();
    Ok(fresh)
}

fn lost(site: &Site, error: SdkError<DescribeStackEventsError>) -> anyhow::Error {
    let told = failed("follow what CloudFormation does")(error);
    told.context(format!(
        "the deployment of {} goes on in AWS, but this command can no longer see it; once it may again, run the same \
         command: it waits for the end and does what is left",
        site.stack
    ))
}

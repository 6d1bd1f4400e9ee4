//! Mail to people outside: what AWS asks of SES, its events and its limits, and what it costs to have it switched on.

use super::{Template, alternatives, events, functions};
use crate::house::{hold, repository};
use serde_json::Value;

#[test]
fn ses_alone_tells_what_became_of_mail() {
    let template = Template::load();
    let policy = &template.resource("MailEventsTopicPolicy")["Properties"]["PolicyDocument"];
    let statements = alternatives(&policy["Statement"]);
    assert_eq!(statements.len(), 1, "nobody else publishes there: whoever may ends subscriptions");
    let statement = statements[0];
    assert_eq!(statement["Principal"]["Service"], "ses.amazonaws.com");
    // SES developer guide, "Set up an Amazon SNS event destination for event publishing": a condition on the account and the ARN
    // of the configuration set, or any customer of SES could publish here.
    assert_eq!(statement["Condition"]["StringEquals"]["aws:SourceAccount"]["Ref"], "AWS::AccountId");
    let source = statement["Condition"]["ArnEquals"]["aws:SourceArn"]["Fn::Sub"].as_str().unwrap();
    assert!(source.ends_with(":configuration-set/${AWS::StackName}"), "{source}");
    let set = &template.resource("MailConfigurationSet")["Properties"]["Name"]["Ref"];
    assert_eq!(set, "AWS::StackName", "and that is its name");
}

#[test]
fn bounces_and_complaints_are_told() {
    let template = Template::load();
    let destination = template.resource("MailEventDestination");
    // SES refuses a topic that it may not publish to.
    assert_eq!(destination["DependsOn"], "MailEventsTopicPolicy");
    let event = &destination["Properties"]["EventDestination"];
    // The names of SES's first API, in which this resource is documented (API reference, `EventDestination`); not those of the second.
    let types: Vec<&str> =
        alternatives(&event["MatchingEventTypes"]).into_iter().filter_map(|one| one.as_str()).collect();
    assert_eq!((types, &event["Enabled"]), (vec!["bounce", "complaint"], &true.into()));
}

#[test]
fn deliver_sends_as_one_address() {
    let template = Template::load();
    let text = template.resource("DeliverRole").to_string();
    // Service authorization reference, Amazon Simple Email Service v2: `SendEmail` is checked against the identity and, where one is
    // named, the configuration set.
    for resource in
        [":identity/${SubscriberMailFrom}", ":identity/${Domain}", ":configuration-set/${AWS::StackName}"]
    {
        assert!(text.contains(resource), "{resource} is missing");
    }
    assert!(
        text.contains(r#""ses:FromAddress":{"Ref":"SubscriberMailFrom"}"#),
        "any address of the domain would do"
    );
    let senders = template.of_type("AWS::IAM::Role").into_iter();
    let senders: Vec<&str> =
        senders.filter(|(_, role)| role.to_string().contains("ses:")).map(|(name, _)| name).collect();
    assert_eq!(senders, ["DeliverRole"], "nobody else sends mail");
}

#[test]
fn a_limit_of_pollers_is_one_that_lambda_takes() {
    let template = Template::load();
    let mut broken = Vec::new();
    for (name, function) in functions(&template) {
        for (event, _, properties) in events(function) {
            let most = &properties["ScalingConfig"]["MaximumConcurrency"];
            if !most.is_null() && !most.as_u64().is_some_and(|most| (2..=1000).contains(&most)) {
                broken.push(format!("{name}: {event}: {most}"));
            }
        }
    }
    hold("MaximumConcurrency is between 2 and 1,000 (Lambda API reference, `ScalingConfig`).", broken);
}

#[test]
fn what_outbound_costs_is_said() {
    let template = Template::load();
    // As in cost.rs: five pollers where the concurrency is limited, and a tick each minute with its receipt and deletion; the free
    // million is used up by the queues that are always there.
    let polls = 5.0 * 30.0 * 24.0 * 180.0 / 1e6;
    let ticks = 30.0 * 24.0 * 60.0 * 2.0 / 1e6;
    let rule = &template.resource("DeliverCheckRule")["Properties"]["ScheduleExpression"];
    assert_eq!(rule, "rate(1 minute)");
    let month = (polls + ticks) * 0.40;
    assert!((0.25..=0.30).contains(&month), "${month:.2}");
    let readme = repository::text("infra/README.md");
    let line = readme.lines().find(|line| line.starts_with("| `Outbound` |")).unwrap();
    assert!(line.contains("$0.30"), "{line}");
}

#[test]
fn what_strangers_set_off_reaches_no_queue_of_pages() {
    let template = Template::load();
    let strangers = ["subscription_requested", "subscription_disabled"];
    let broken = template.of_type("AWS::SNS::Subscription").into_iter().filter(|(name, subscription)| {
        let filter = &subscription["FilterPolicy"]["type"];
        let texts = |all: Vec<&Value>| {
            all.iter().filter_map(|one| one.as_str().map(str::to_owned)).collect::<Vec<_>>()
        };
        let (taken, refused) = (texts(alternatives(filter)), texts(alternatives(&filter[0]["anything-but"])));
        let is_shut = strangers.iter().all(|kind| match refused.is_empty() {
            true => !taken.is_empty() && !taken.iter().any(|one| one == kind),
            false => refused.iter().any(|one| one == kind),
        });
        let of_events = super::names(&subscription["TopicArn"]) == Some("IncidentEventsTopic");
        of_events && *name != "DeliverSubscription" && !is_shut
    });
    hold(
        "A sign-up is an event that anybody sets off: only deliver's queue takes it.",
        broken.map(|(name, _)| name.to_owned()),
    );
}

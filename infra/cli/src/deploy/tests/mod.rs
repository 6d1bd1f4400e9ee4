//! What no emulator does: states that AWS leaves a stack in, checks of its own, credentials that end in the middle.

mod cloud;

use super::attendant::Nobody;
use super::change::Action;
use super::change_set::{self, ChangeSet, Draft};
use super::follow::{Operation, follow};
use super::mend::ready;
use super::{after, bucket, rest, table};
use anyhow::Result;
use cloud::{Recorded, events, stack};

const NO_STACK: (&str, &str) = ("ValidationError", "Stack with id prod does not exist");

/// What becomes of a stack in a state, and the calls that it took.
async fn mended(recorded: Recorded) -> (Result<Option<String>>, Vec<String>) {
    let (found, calls) = recorded.serve(async |site| ready(&site, &mut Nobody).await).await;
    let status = |stack: aws_sdk_cloudformation::types::Stack| {
        stack.stack_status().map(|status| status.as_str().to_owned()).unwrap_or_default()
    };
    (found.map(|found| found.map(status)), calls)
}

fn own(status: &str) -> String {
    events(&[("2", "prod", status, "", "{token}"), ("1", "prod", "CREATE_FAILED", "", "another")])
}

#[tokio::test]
async fn a_first_try_that_failed_is_deleted_and_the_account_is_empty_again() {
    for status in ["ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "CREATE_FAILED", "DELETE_FAILED"] {
        let recorded = Recorded::default()
            .answer("DescribeStacks", &stack(status))
            .refusal("DescribeStacks", NO_STACK.0, NO_STACK.1)
            .answer("DeleteStack", "")
            .answer("DescribeStackEvents", &own("DELETE_COMPLETE"));
        let (found, calls) = mended(recorded).await;
        assert_eq!(found.unwrap(), None, "{status}");
        assert!(calls.contains(&"DeleteStack".to_owned()), "{status}: {calls:?}");
    }
}

#[tokio::test]
async fn a_rollback_that_stopped_goes_on() {
    for (status, call) in
        [("UPDATE_ROLLBACK_FAILED", "ContinueUpdateRollback"), ("UPDATE_FAILED", "RollbackStack")]
    {
        let recorded = Recorded::default()
            .answer("DescribeStacks", &stack(status))
            .answer("DescribeStacks", &stack("UPDATE_ROLLBACK_COMPLETE"))
            .answer("ContinueUpdateRollback", "")
            .answer("RollbackStack", "")
            .answer("DescribeStackEvents", &own("UPDATE_ROLLBACK_COMPLETE"));
        let (found, calls) = mended(recorded).await;
        assert_eq!(found.unwrap().as_deref(), Some("UPDATE_ROLLBACK_COMPLETE"));
        assert!(calls.contains(&call.to_owned()), "{calls:?}");
    }
}

#[tokio::test]
async fn what_deploy_cannot_repair_is_shown_with_its_reason_and_the_next_command() {
    let failed = events(&[
        ("3", "prod", "UPDATE_ROLLBACK_FAILED", "", "{token}"),
        ("2", "DeadQueue", "UPDATE_FAILED", "the queue does not exist", "{token}"),
    ]);
    let recorded = Recorded::default()
        .answer("DescribeStacks", &stack("UPDATE_ROLLBACK_FAILED"))
        .answer("ContinueUpdateRollback", "")
        .answer("DescribeStackEvents", &failed);
    let (found, calls) = mended(recorded).await;
    let told = found.unwrap_err().to_string();
    assert!(
        told.contains("DeadQueue: the queue does not exist") && told.contains("--resources-to-skip"),
        "{told}"
    );
    assert_eq!(calls.iter().filter(|call| *call == "ContinueUpdateRollback").count(), 1, "once: {calls:?}");
}

#[tokio::test]
async fn an_operation_that_runs_is_waited_for() {
    let running = events(&[
        ("2", "prod", "UPDATE_IN_PROGRESS", "User Initiated", ""),
        ("1", "prod", "CREATE_COMPLETE", "", ""),
    ]);
    let over = events(&[
        ("3", "prod", "UPDATE_COMPLETE", "", ""),
        ("2", "prod", "UPDATE_IN_PROGRESS", "User Initiated", ""),
        ("1", "prod", "CREATE_COMPLETE", "", ""),
    ]);
    let recorded = Recorded::default()
        .answer("DescribeStacks", &stack("UPDATE_IN_PROGRESS"))
        .answer("DescribeStacks", &stack("UPDATE_COMPLETE"))
        .answer("DescribeStackEvents", &running)
        .answer("DescribeStackEvents", &over);
    let (found, calls) = mended(recorded).await;
    assert_eq!(found.unwrap().as_deref(), Some("UPDATE_COMPLETE"));
    assert_eq!(calls.iter().filter(|call| *call == "DescribeStackEvents").count(), 2, "{calls:?}");
}

#[tokio::test]
async fn credentials_that_end_in_the_middle_lose_nothing() {
    let begun = events(&[("1", "prod", "CREATE_IN_PROGRESS", "User Initiated", "mine")]);
    let recorded = Recorded::default().answer("DescribeStackEvents", &begun).refusal(
        "DescribeStackEvents",
        "ExpiredToken",
        "The security token included in the request is expired",
    );
    let operation = Operation::Own("mine".to_owned());
    let (ended, _) = recorded
        .serve(async |site| follow(&site, "arn:prod", &operation, &mut Nobody).await.map(|it| it.status))
        .await;
    let told = format!("{:#}", ended.unwrap_err());
    assert!(told.contains("goes on in AWS") && told.contains("run the same command again"), "{told}");
}

#[tokio::test]
async fn a_network_that_is_gone_for_a_moment_ends_nothing() {
    let over = events(&[("2", "prod", "CREATE_COMPLETE", "", "mine")]);
    let recorded = Recorded::default()
        .refusal("DescribeStackEvents", "InternalFailure", "try again")
        .answer("DescribeStackEvents", &over);
    let operation = Operation::Own("mine".to_owned());
    let (ended, _) = recorded
        .serve(async |site| follow(&site, "arn:prod", &operation, &mut Nobody).await.map(|it| it.status))
        .await;
    assert_eq!(ended.unwrap(), "CREATE_COMPLETE");
}

#[tokio::test]
async fn mails_that_nobody_confirmed_are_what_is_left_to_do_first() {
    let subscription = |endpoint: &str, arn: &str| {
        format!(
            "<member><Endpoint>{endpoint}</Endpoint><Protocol>email</Protocol><SubscriptionArn>{arn}</SubscriptionArn></member>"
        )
    };
    let waits = subscription("ops@example.com", "PendingConfirmation");
    let confirmed = subscription("ana@example.com", "arn:aws:sns:eu-west-1:111122223333:prod-ops:1");
    let recorded = Recorded::default()
        .answer("ListSubscriptionsByTopic", &format!("<Subscriptions>{waits}{confirmed}</Subscriptions>"))
        .refusal("ListSubscriptionsByTopic", "AuthorizationError", "not you");
    let outputs = [("OpsTopicArn", "arn:ops"), ("FallbackEmailTopicArn", "arn:fallback")];
    let outputs = outputs.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
    let none = [].into();
    let (steps, _) = recorded.serve(async |site| after::steps(&site, &none, &outputs, true).await).await;
    assert!(
        steps[0].contains("ops@example.com (OpsEmail)") && steps[0].contains("callout confirm LINK"),
        "{steps:#?}"
    );
    assert!(steps[1].starts_with("See whether FallbackEmail is confirmed"), "{steps:#?}");
    assert!(!format!("{steps:?}").contains("ana@example.com"), "{steps:#?}");
    assert!(steps.iter().any(|step| step.contains("callout apply")), "{steps:#?}");
    assert!(steps[steps.len() - 1].contains("callout drill"), "{steps:#?}");
}

/// Makes a change set of these recorded answers.
async fn made(recorded: Recorded, is_new: bool) -> (Result<Option<ChangeSet>>, Vec<String>) {
    let recorded = recorded
        .answer("CreateChangeSet", "<Id>arn:set</Id><StackId>arn:prod</StackId>")
        .answer("DeleteChangeSet", "")
        .answer("DeleteStack", "");
    recorded
        .serve(async |site| {
            let draft = Draft { is_new, template_url: "https://template", parameters: Vec::new() };
            change_set::make(&site, draft).await
        })
        .await
}

#[tokio::test]
async fn the_findings_of_cloudformations_own_checks_are_shown_and_nothing_is_left() {
    let recorded = Recorded::default()
        .answer(
            "DescribeChangeSet",
            "<Status>FAILED</Status><StatusReason>The following hook(s)/validation failed: \
             [AWS::EarlyValidation::ResourceExistenceCheck]. To troubleshoot, use the DescribeEvents API</StatusReason>",
        )
        .answer(
            "DescribeEvents",
            "<OperationEvents><member><LogicalResourceId>DeadQueue</LogicalResourceId><ValidationStatusReason>prod-dead \
             exists already</ValidationStatusReason></member></OperationEvents>",
        )
        .answer("DescribeStacks", &stack("REVIEW_IN_PROGRESS"));
    let (set, calls) = made(recorded, true).await;
    let told = set.unwrap_err().to_string();
    assert!(told.contains("DeadQueue: prod-dead exists already"), "{told}");
    let ends = ["DeleteChangeSet", "DescribeStacks", "DeleteStack"];
    assert_eq!(calls[calls.len() - 3..], ends, "{calls:?}");
}

#[tokio::test]
async fn a_change_set_is_read_to_its_last_page() {
    let change = |id: &str, action: &str| {
        format!(
            "<Changes><member><Type>Resource</Type><ResourceChange><Action>{action}</Action><LogicalResourceId>{id}\
             </LogicalResourceId><ResourceType>AWS::SQS::Queue</ResourceType></ResourceChange></member></Changes>"
        )
    };
    let page = |rest: String| format!("<Status>CREATE_COMPLETE</Status>{rest}");
    let recorded = Recorded::default()
        .answer("DescribeChangeSet", "<Status>CREATE_IN_PROGRESS</Status>")
        .answer("DescribeChangeSet", &page(format!("{}<NextToken>2</NextToken>", change("A", "Add"))))
        .answer("DescribeChangeSet", &page(change("B", "Remove")));
    let (set, _) = made(recorded, false).await;
    let changes = set.unwrap().unwrap().changes;
    assert_eq!(
        changes.iter().map(|it| it.action).collect::<Vec<_>>(),
        [Action::Remove, Action::Add],
        "worst first"
    );
}

#[tokio::test]
async fn nothing_to_change_is_no_failure() {
    let none = "<Status>FAILED</Status><StatusReason>The submitted information didn't contain changes. Submit different \
        information to create a change set.</StatusReason>";
    let (set, calls) = made(Recorded::default().answer("DescribeChangeSet", none), false).await;
    assert!(set.unwrap().is_none());
    assert_eq!(calls.last().map(String::as_str), Some("DeleteChangeSet"), "{calls:?}");
}

#[tokio::test]
async fn a_bucket_of_somebody_else_is_not_used() {
    let theirs = Recorded::default().status("HEAD", 403).status("PUT", 200);
    let (found, calls) = theirs.serve(async |site| bucket::ensure(&site).await).await;
    let told = found.unwrap_err().to_string();
    assert!(
        told.contains("callout-packages-111122223333-eu-west-1, where the packages go, is another"),
        "{told}"
    );
    assert_eq!(calls, ["HEAD"]);
    let none = Recorded::default().status("HEAD", 404).status("PUT", 200);
    let (made, calls) = none.serve(async |site| bucket::ensure(&site).await).await;
    made.unwrap();
    assert_eq!(calls, ["HEAD", "PUT", "PUT"], "made, and made private");
}

/// What is found of a table, as DynamoDB describes it.
async fn found(status: u16, answer: &str) -> Result<table::LeftBehind> {
    let recorded = Recorded::default()
        .json("DescribeTable", status, answer)
        .json("DescribeTimeToLive", 200, "{}")
        .json("DescribeContinuousBackups", 200, "{}");
    recorded.serve(async |site| table::left_behind(&site).await).await.0
}

fn described(keys: [&str; 2]) -> String {
    format!(
        r#"{{"Table":{{"TableName":"prod","TableStatus":"ACTIVE","ItemCount":3,"DeletionProtectionEnabled":true,
        "KeySchema":[{{"AttributeName":"{}","KeyType":"HASH"}},{{"AttributeName":"{}","KeyType":"RANGE"}}],
        "GlobalSecondaryIndexes":[{{"IndexName":"audit"}},{{"IndexName":"due"}},{{"IndexName":"open"}},{{"IndexName":"opened"}}],
        "StreamSpecification":{{"StreamEnabled":true,"StreamViewType":"NEW_IMAGE"}}}}}}"#,
        keys[0], keys[1]
    )
}

#[tokio::test]
async fn a_table_that_is_left_is_adopted() {
    let left = found(200, &described(["pk", "sk"])).await.unwrap();
    assert!(left.adopts && left.said[0].contains("about 3 items"), "{left:?}");
    let none = r#"{"__type":"com.amazonaws.dynamodb.v20120810#ResourceNotFoundException","message":"none"}"#;
    let left = found(400, none).await.unwrap();
    assert!(!left.adopts && left.said.is_empty(), "{left:?}");
}

#[tokio::test]
async fn a_table_at_which_nobody_may_look_stops_the_deployment() {
    let denied = r#"{"__type":"com.amazonaws.dynamodb.v20120810#AccessDeniedException","message":"ana is not authorized to perform: dynamodb:DescribeTable"}"#;
    for (status, answer, says) in
        [(400, denied, "callout deploy --policy"), (200, r#"{"Table":7}"#, "look for a table")]
    {
        let told = found(status, answer).await.unwrap_err().to_string();
        assert!(told.contains("nothing was changed") && told.contains(says), "{told}");
    }
}

#[tokio::test]
async fn a_table_of_somebody_else_is_named_for_what_it_is() {
    let told = found(200, &described(["id", "at"])).await.unwrap_err().to_string();
    for says in ["not Callout's", "id and at", "--stack NAME"] {
        assert!(told.contains(says), "{told}");
    }
    assert!(!told.contains("update-table"), "no command makes it Callout's: {told}");
}

/// A stack that was deleted this moment.
fn deleted_now() -> String {
    let now = callout_ports::Clock::now(&callout_lambda::SystemClock);
    format!(
        "<StackSummaries><member><StackId>arn:prod</StackId><StackName>prod</StackName><StackStatus>DELETE_COMPLETE\
         </StackStatus><CreationTime>2026-11-28T12:00:00Z</CreationTime><DeletionTime>{now}</DeletionTime></member>\
         </StackSummaries>"
    )
}

#[tokio::test]
async fn a_dry_run_of_a_new_stack_keeps_the_next_deployment_waiting_for_nothing() {
    let waits = async |events: &str| {
        let recorded =
            Recorded::default().answer("ListStacks", &deleted_now()).answer("DescribeStackEvents", events);
        recorded.serve(async |site| rest::left(&site).await).await.0.unwrap().is_some()
    };
    let reviewed = events(&[
        ("3", "prod", "DELETE_COMPLETE", "", ""),
        ("2", "prod", "DELETE_IN_PROGRESS", "", ""),
        ("1", "prod", "REVIEW_IN_PROGRESS", "", ""),
    ]);
    assert!(!waits(&reviewed).await, "nothing was made");
    let made = events(&[
        ("3", "prod", "DELETE_COMPLETE", "", ""),
        ("2", "DeadQueue", "DELETE_COMPLETE", "", ""),
        ("1", "prod", "REVIEW_IN_PROGRESS", "", ""),
    ]);
    assert!(waits(&made).await, "the queue's name rests");
}

//! `callout deploy` and `callout destroy` as a new operator runs them, into an account that knows nothing of Callout; the
//! emulated one stands for it, and whoever deploys may do what the printed policy allows and nothing else.

use super::local::{Local, root};
use super::operator::{Operator, done, refused};
use super::permissions::the_printed_policy_is_enough_for_the_other_commands;
use serde_json::{Value, json};
use std::path::PathBuf;
use std::process::Output;

/// Not the local stack's.
const STACK: &str = "shop";

/// Only an emulator lacks TLS and CloudFront.
const EMULATED: [&str; 4] = ["--parameter", "RequireTls=false", "--parameter", "StatusPageCdn=false"];

impl Operator<'_> {
    fn deploy_with(&self, words: &[&str]) -> Output {
        let packages = packages(self.local).display().to_string();
        self.run(&[&["deploy", "--packages", &packages], words].concat())
    }

    /// The same command, whatever happened before.
    fn deploy(&self, words: &[&str]) -> Output {
        self.deploy_with(&[&EMULATED[..], &["--email", "ops@example.com", "--yes"], words].concat())
    }

    /// What Python prints about the stack or its parts.
    fn see(&self, expression: &str) -> String {
        self.local.python(&format!("print({expression})"))
    }

    fn status(&self) -> String {
        self.see(&format!(
            "[s['StackStatus'] for s in aws('cloudformation').list_stacks()['StackSummaries'] if s['StackName'] == '{STACK}' \
             and s['StackStatus'] != 'DELETE_COMPLETE']"
        ))
    }
}

/// A folder as cargo-lambda leaves it. Nothing in it is ever run here: only the header of a program matters.
fn make_packages(local: &Local) {
    let folder = packages(local);
    let template = root().join("infra/template.yaml");
    local.python(&format!(
        "import os, re, sys, zipfile\nheader = open(sys.executable, 'rb').read(64)\n\
         for name in re.findall(r'CodeUri: .*/([a-z-]+)/bootstrap.zip', open({template:?}).read()):\n\
         \x20   os.makedirs(os.path.join({folder:?}, name), exist_ok=True)\n\
         \x20   with zipfile.ZipFile(os.path.join({folder:?}, name, 'bootstrap.zip'), 'w') as zip:\n\
         \x20       zip.writestr('bootstrap', header)"
    ));
}

fn packages(local: &Local) -> PathBuf {
    local.folder().join("packages")
}

fn actions(report: &Value) -> Vec<&str> {
    let changes = report["changes"].as_array().unwrap();
    changes.iter().map(|change| change["action"].as_str().unwrap()).collect()
}

/// From an empty account to a deployment, through what may go wrong on the way, and back.
#[test]
fn an_account_is_deployed_to_and_left() {
    let local = Local::start();
    the_printed_policy_is_enough_for_the_other_commands(&local);
    make_packages(&local);
    let operator = Operator::new(&local, STACK);
    nothing_happens_unasked(&operator);
    a_first_try_that_fails_is_repeated_by_the_same_command(&operator);
    changes_are_shown_and_nothing_else_changes(&operator);
    what_the_operator_may_not_do_loses_nothing(&operator);
    nothing_replaces_the_table(&operator);
    the_table_outlasts_its_stack(&operator);
}

fn nothing_happens_unasked(operator: &Operator<'_>) {
    let told = refused(&operator.deploy_with(&["--yes"]));
    assert!(told.contains("AWS account 000000000000, region us-east-1, stack shop"), "{told}");
    assert!(told.contains("--email ADDRESS"), "nobody is left to page: {told}");
    operator.may_not("s3:PutObject");
    let told = refused(&operator.deploy(&[]));
    assert!(told.contains("s3:PutObject") && told.contains("callout deploy --policy"), "{told}");
    operator.may_again();
    let told = refused(&operator.deploy_with(&EMULATED));
    assert!(told.contains("without a terminal, add --yes"), "{told}");
    assert_eq!(operator.status(), "[]", "a stack is left of changes that nobody agreed to");
    let report = done(&operator.deploy_with(&[&EMULATED[..], &["--dry-run"]].concat()));
    assert_eq!(report["outcome"], "dry_run");
    assert!(actions(&report).len() > 100 && actions(&report).iter().all(|it| *it == "add"), "{report:#}");
    assert_eq!(operator.status(), "[]", "a stack is left of a dry run");
}

fn a_first_try_that_fails_is_repeated_by_the_same_command(operator: &Operator<'_>) {
    // In the middle: a function of that name is somebody else's.
    operator.local.python(&format!(
        "import zipfile\nrole = aws('iam').create_role(RoleName='other', AssumeRolePolicyDocument='{{}}')['Role']['Arn']\n\
         code = open({:?}, 'rb').read()\n\
         aws('lambda').create_function(FunctionName='{STACK}-respond', Runtime='provided.al2023', Handler='bootstrap', \
         Role=role, Code={{'ZipFile': code}})\n\
         aws('lambda').create_function_url_config(FunctionName='{STACK}-respond', AuthType='NONE')",
        packages(operator.local).join("respond/bootstrap.zip").display().to_string()
    ));
    for _ in 0..2 {
        let told = refused(&operator.deploy(&[]));
        assert!(told.contains("RespondFunctionUrl (AWS::Lambda::Url) failed"), "{told}");
        assert!(told.contains("already exists") && told.contains("run the same command again"), "{told}");
    }
    // The emulator's rollback takes the function along, and leaves its URL.
    operator
        .local
        .python(&format!("aws('lambda').delete_function_url_config(FunctionName='{STACK}-respond')"));

    let report = done(&operator.deploy(&[]));
    assert_eq!((&report["outcome"], &report["status"]), (&json!("deployed"), &json!("CREATE_COMPLETE")));
    let output = report["outputs"]["TableName"].as_str();
    assert_eq!(output, Some(STACK), "{report:#}");
    let protected = operator.see(&format!(
        "aws('cloudformation').describe_stacks(StackName='{STACK}')['Stacks'][0]['EnableTerminationProtection'], \
         aws('cloudformation').get_stack_policy(StackName='{STACK}')['StackPolicyBody'].count('LogicalResourceId')"
    ));
    assert_eq!(protected, "True 4", "termination protection; a policy about table, two buckets and link key");
}

fn changes_are_shown_and_nothing_else_changes(operator: &Operator<'_>) {
    let report = done(&operator.deploy(&[]));
    assert_eq!((&report["outcome"], &report["changes"]), (&json!("unchanged"), &json!([])));
    let report = done(&operator.deploy(&["--parameter", "LogRetentionDays=30"]));
    assert_eq!(report["status"], "UPDATE_COMPLETE");
    // The emulator takes each change of a log group for one that may replace it.
    let touches = ["change", "may_replace"];
    assert!(actions(&report).iter().all(|action| touches.contains(action)), "{report:#}");
    let changed = report["changes"].as_array().unwrap().iter();
    let groups = changed.filter(|change| change["type"] == "AWS::Logs::LogGroup").collect::<Vec<_>>();
    assert!(groups.len() >= 10 && groups[0]["what"].to_string().contains("RetentionInDays"), "{report:#}");
    // A parameter that nobody names keeps its value.
    let report = done(&operator.deploy(&["--parameter", "AlarmNamePrefix=prod-"]));
    assert!(report["changes"].to_string().contains("AlarmsRule"), "{report:#}");
    let kept = operator.see(&format!(
        "{{p['ParameterKey']: p['ParameterValue'] for p in aws('cloudformation').describe_stacks(StackName='{STACK}')\
         ['Stacks'][0]['Parameters']}}['LogRetentionDays']"
    ));
    assert_eq!(kept, "30");
    let told = refused(&operator.deploy(&["--parameter", "LogRetention=30"]));
    assert!(told.contains("no parameter LogRetention; it has"), "{told}");
}

fn what_the_operator_may_not_do_loses_nothing(operator: &Operator<'_>) {
    operator.may_not("cloudformation:ExecuteChangeSet");
    let told = refused(&operator.deploy(&["--parameter", "RustLog=warn"]));
    assert!(told.contains("cloudformation:ExecuteChangeSet") && told.contains("--policy"), "{told}");
    let left =
        operator.see(&format!("aws('cloudformation').list_change_sets(StackName='{STACK}')['Summaries']"));
    assert!(!left.contains("AVAILABLE'"), "a change set that nobody carries out: {left}");
    operator.may_again();

    operator.may_not("cloudformation:DescribeStackEvents");
    let told = refused(&operator.deploy(&["--parameter", "RustLog=warn"]));
    assert!(told.contains("goes on in AWS") && told.contains("the same command"), "{told}");
    operator.may_again();
    let report = done(&operator.deploy(&["--parameter", "RustLog=warn"]));
    assert_eq!(report["outcome"], "unchanged", "it was deployed meanwhile: {report:#}");
}

fn nothing_replaces_the_table(operator: &Operator<'_>) {
    let own = std::fs::read_to_string(root().join("infra/template.yaml")).unwrap();
    let key = "- { AttributeName: sk, KeyType: RANGE }\n      GlobalSecondaryIndexes:";
    let cases = [
        (
            "other-keys.yaml",
            own.replacen(
                key,
                "- { AttributeName: opened_at, KeyType: RANGE }\n      GlobalSecondaryIndexes:",
                1,
            ),
        ),
        (
            "other-secret.yaml",
            own.replacen("Name: !Sub ${AWS::StackName}/link-key", "Name: !Sub ${AWS::StackName}/key", 1),
        ),
        ("without-bucket.yaml", own.replace("PostmortemBucket", "OtherBucket")),
    ];
    for (name, text) in cases {
        assert_ne!(text, own, "{name}");
        let file = operator.local.folder().join(name);
        std::fs::write(&file, text).unwrap();
        let told = refused(&operator.deploy(&["--template", file.to_str().unwrap()]));
        assert!(
            told.contains("nothing was changed") && told.contains("never replaces or removes"),
            "{name}: {told}"
        );
    }
    assert_eq!(done(&operator.deploy(&[]))["outcome"], "unchanged");
}

fn the_table_outlasts_its_stack(operator: &Operator<'_>) {
    let table = format!("aws('dynamodb').scan(TableName='{STACK}')['Items']");
    operator.local.python(&format!(
        "aws('dynamodb').put_item(TableName='{STACK}', Item={{'pk': {{'S': 'NOTE#1'}}, 'sk': {{'S': 'kept'}}}})"
    ));
    let told = refused(&operator.run(&["destroy"]));
    assert!(told.contains("without a terminal, add --yes"), "{told}");
    let report = done(&operator.run(&["destroy", "--yes"]));
    assert_eq!(report["outcome"], "destroyed");
    let kept = report["kept"].to_string();
    assert!(kept.contains(&format!(r#"["DynamoDB::Table","{STACK}"]"#)), "{kept}");
    assert_eq!(kept.matches("S3::Bucket").count(), 2, "{kept}");
    assert_eq!(operator.status(), "[]");
    assert!(operator.see(&table).contains("kept"));
    assert_eq!(done(&operator.run(&["destroy", "--yes"]))["outcome"], "missing");

    let report = done(&operator.deploy(&[]));
    assert_eq!(report["outcome"], "deployed");
    assert_eq!(actions(&report).iter().filter(|action| **action == "adopt").count(), 1, "{report:#}");
    assert!(operator.see(&table).contains("kept"), "the table is adopted with what is in it");
    assert_eq!(done(&operator.deploy(&[]))["outcome"], "unchanged");
    assert_eq!(done(&operator.run(&["destroy", "--yes"]))["outcome"], "destroyed");
}

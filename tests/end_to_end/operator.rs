//! Somebody who runs the command in an account, with keys of their own, and may do what the printed policy allows and nothing
//! else; the emulated account stands for it.

use super::local::{Local, callout};
use serde_json::Value;
use std::process::Output;

/// An operator of one stack.
pub(super) struct Operator<'a> {
    pub(super) local: &'a Local,
    stack: &'static str,
    key: String,
    secret: String,
}

impl<'a> Operator<'a> {
    pub(super) fn new(local: &'a Local, stack: &'static str) -> Self {
        let policy = callout(&["deploy", "--policy", "--stack", stack]).output().unwrap();
        assert!(policy.status.success(), "{policy:?}");
        // The emulator asks for an action of a batch's own, which IAM does not have: as in the template of `callout local`.
        let (publish, batch) = ("\"sns:Publish\"", "\"sns:Publish\", \"sns:PublishBatch\"");
        let policy = String::from_utf8(policy.stdout).unwrap().replace(publish, batch);
        let made = local.python(&format!(
            "iam = aws('iam')\niam.create_user(UserName='{stack}')\n\
             iam.put_user_policy(UserName='{stack}', PolicyName='may', PolicyDocument=json.dumps(json.loads({policy:?})))\n\
             key = iam.create_access_key(UserName='{stack}')['AccessKey']\n\
             print(key['AccessKeyId'], key['SecretAccessKey'])"
        ));
        let (key, secret) = made.split_once(' ').unwrap();
        Self { local, stack, key: key.to_owned(), secret: secret.to_owned() }
    }

    pub(super) fn run(&self, words: &[&str]) -> Output {
        let mut command = callout(&[words, &["--stack", self.stack, "--json"]].concat());
        command.env_remove("AWS_PROFILE").env("AWS_ENDPOINT_URL", self.local.aws("endpoint_url"));
        command.env("AWS_REGION", "us-east-1").env("AWS_ACCESS_KEY_ID", &self.key);
        command.env("AWS_SECRET_ACCESS_KEY", &self.secret).stdin(std::process::Stdio::null());
        command.output().unwrap()
    }

    pub(super) fn may_not(&self, action: &str) {
        self.local.python(&format!(
            "aws('iam').put_user_policy(UserName='{}', PolicyName='not', PolicyDocument=json.dumps({{'Version': \
             '2012-10-17', 'Statement': [{{'Effect': 'Deny', 'Action': '{action}', 'Resource': '*'}}]}}))",
            self.stack
        ));
    }

    pub(super) fn may_again(&self) {
        self.local
            .python(&format!("aws('iam').delete_user_policy(UserName='{}', PolicyName='not')", self.stack));
    }
}

/// What a command that succeeded reports.
pub(super) fn done(output: &Output) -> Value {
    let told = told(output);
    assert!(output.status.success(), "{told}");
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {output:?}"))
}

/// What a command that failed says.
pub(super) fn refused(output: &Output) -> String {
    let told = told(output);
    assert!(!output.status.success(), "{told}");
    told
}

fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

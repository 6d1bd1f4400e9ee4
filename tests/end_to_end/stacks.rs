//! Which deployment a command works on, where several could be meant.

use super::local::{Local, callout, callout_in, root};
use std::process::Output;

/// What a command said to a person.
fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Tests leave a person's stack alone, and no command goes to AWS unless it is told to.
pub(crate) fn commands_work_where_they_are_meant_to(local: &Local) {
    let contract = root().join("target/local/endpoints.json");
    let named = std::fs::read_to_string(contract).unwrap_or_default();
    assert!(!named.contains(local.at("inbox_url")), "a test took a person's stack away from the command");

    let nobodys = local.folder().join("nobodys");
    let elsewhere = |words: &[&str]| {
        let output = callout_in(&nobodys, words).env("CALLOUT_LOCAL_PORT", "").output().unwrap();
        assert!(!output.status.success(), "{output:?}");
        told(&output)
    };
    let lost = elsewhere(&["incidents"]);
    assert!(lost.contains("no stack: start one"), "{lost}");
    let lost = elsewhere(&["incidents", "--port", &local.port.to_string()]);
    assert!(lost.contains("nothing runs on port"), "{lost}");
}

/// Whoever changes something in an account reads first which account that is; the emulated one stands for it here.
pub(crate) fn aws_is_named_before_anything_changes_there(local: &Local) {
    let number = local.expect_status("payments-5xx-errors", "resolved")["number"].to_string();
    let note = |text: &str, endpoint: &str| {
        let mut command = callout(&["--stack", "callout", "--json", "note", &number, text]);
        // What is typed wins over the environment.
        command.env("CALLOUT_LOCAL_PORT", local.port.to_string());
        command.env_remove("AWS_PROFILE").env("AWS_ENDPOINT_URL", endpoint).env("AWS_REGION", "us-east-1");
        command.env("AWS_ACCESS_KEY_ID", local.aws("access_key_id"));
        command.env("AWS_SECRET_ACCESS_KEY", local.aws("secret_access_key")).output().unwrap()
    };
    let noted = note("written in an account", local.aws("endpoint_url"));
    assert!(noted.status.success(), "{}", told(&noted));
    let line = "AWS account 000000000000, region us-east-1, stack callout";
    assert!(told(&noted).lines().any(|it| it == line), "{}", told(&noted));
    serde_json::from_slice::<serde_json::Value>(&noted.stdout).unwrap();

    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let refused = note("written nowhere", &format!("http://{closed}"));
    assert!(!refused.status.success(), "{}", told(&refused));
    assert!(told(&refused).contains("AWS account unknown, region us-east-1"), "{}", told(&refused));
    assert!(told(&refused).contains("nothing was changed"), "{}", told(&refused));
    let shown = local.json(&["show", &number]).to_string();
    assert!(shown.contains("written in an account") && !shown.contains("written nowhere"), "{shown}");
    // The record names whom IAM knows, whatever this machine calls its user.
    assert!(shown.contains("arn:aws:iam::000000000000:root"), "{shown}");
}

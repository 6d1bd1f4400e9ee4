//! Makes the one template deployable to the emulator, as `sam package` makes it deployable to AWS.
//! Must not change what is deployed, only where code is and what MiniStack spells differently.

/// What MiniStack 1.5.33 checks under another name than AWS does.
const SPELLED_DIFFERENTLY: [(&str, &str); 3] = [
    // It authorises a batch call under the name of the call; AWS under that of the single one.
    ("Action: sqs:SendMessage\n", "Action: [sqs:SendMessage, sqs:SendMessageBatch]\n"),
    ("Action: sns:Publish\n", "Action: [sns:Publish, sns:PublishBatch]\n"),
    // It looks for a schedule's group in the address only, where a new schedule does not name it.
    (":schedule/${AWS::StackName}/wake-", ":schedule/default/wake-"),
];

/// The functions whose code the template names, in its order.
pub(super) fn functions(template: &str) -> Vec<String> {
    template.lines().filter_map(function_of).map(str::to_owned).collect()
}

/// The template with each function's code found where `code_uri` says.
pub(super) fn packaged(template: &str, code_uri: impl Fn(&str) -> String) -> String {
    let mut body = String::with_capacity(template.len());
    for line in template.lines() {
        match function_of(line) {
            Some(function) => {
                let indent = &line[..line.len() - line.trim_start().len()];
                body.push_str(&format!("{indent}CodeUri: {}", code_uri(function)));
            }
            None => body.push_str(line),
        }
        body.push('\n');
    }
    SPELLED_DIFFERENTLY.iter().fold(body, |body, (aws, ministack)| body.replace(aws, ministack))
}

/// `CodeUri: ../target/lambda/triage/bootstrap.zip` is about `triage`.
fn function_of(line: &str) -> Option<&str> {
    let path = line.trim().strip_prefix("CodeUri: ")?;
    path.strip_suffix("/bootstrap.zip")?.rsplit('/').next()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEMPLATE: &str = include_str!("../../../template.yaml");

    #[test]
    fn the_template_names_every_function() {
        let expected = [
            "alarm-intake",
            "webhooks",
            "triage",
            "respond",
            "sms-replies",
            "escalate",
            "outbox",
            "notify",
            "status-page",
            "postmortem-scheduler",
        ];
        assert_eq!(functions(TEMPLATE), expected);
    }

    #[test]
    fn code_is_found_where_it_was_uploaded() {
        let template = "  A:\n    CodeUri: ../target/lambda/triage/bootstrap.zip\n    Timeout: 15\n";
        let expected = "  A:\n    CodeUri: s3://code/1/triage.zip\n    Timeout: 15\n";
        assert_eq!(packaged(template, |function| format!("s3://code/1/{function}.zip")), expected);
    }

    #[test]
    fn no_local_path_is_left() {
        assert!(!packaged(TEMPLATE, |_| "s3://code/x".to_owned()).contains("../target"));
    }

    #[test]
    fn every_difference_is_still_one() {
        for (aws, _) in SPELLED_DIFFERENTLY {
            assert!(TEMPLATE.contains(aws), "the template no longer says {aws:?}: drop that line");
        }
    }
}

//! What the emulator spells differently in the one template.
//! Must not change what is deployed.

/// What MiniStack 1.5.33 checks under another name than AWS does.
const SPELLED_DIFFERENTLY: [(&str, &str); 3] = [
    // It authorises a batch call under the name of the call; AWS under that of the single one.
    ("Action: sqs:SendMessage\n", "Action: [sqs:SendMessage, sqs:SendMessageBatch]\n"),
    ("Action: sns:Publish\n", "Action: [sns:Publish, sns:PublishBatch]\n"),
    // It looks for a schedule's group in the address only, where a new schedule does not name it.
    (":schedule/${AWS::StackName}/wake-", ":schedule/default/wake-"),
];

/// The template as MiniStack understands it.
pub(super) fn for_ministack(template: &str) -> String {
    SPELLED_DIFFERENTLY
        .iter()
        .fold(template.to_owned(), |body, (aws, ministack)| body.replace(aws, ministack))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEMPLATE: &str = include_str!("../../../template.yaml");

    #[test]
    fn every_difference_is_still_one() {
        for (aws, _) in SPELLED_DIFFERENTLY {
            assert!(TEMPLATE.contains(aws), "the template no longer says {aws:?}: drop that line");
        }
    }

    #[test]
    fn nothing_else_is_changed() {
        let lines = TEMPLATE.lines().count();
        assert_eq!(for_ministack(TEMPLATE).lines().count(), lines);
    }
}

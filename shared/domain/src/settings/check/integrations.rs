//! Validates integrations.

use super::digests::check_digests;
use super::problem::{problem, unknown};
use crate::oncall::Problem;
use crate::settings::mapping::is_place;
use crate::settings::{KeyFormat, Mapping, Settings};
use std::collections::BTreeMap;

pub(super) fn check(settings: &Settings, found: &mut Vec<Problem>) {
    let mut owners: BTreeMap<&str, &str> = BTreeMap::new();
    for (name, integration) in &settings.integrations {
        for digest in &integration.key_sha256 {
            // What is sent with it would count as the first one's, by name.
            let other = owners.insert(digest, name).filter(|other| other != name);
            found.extend(other.map(|other| {
                let why = format!(
                    "is the key of [integrations.{other}], too: make one of its own with `callout key`"
                );
                problem(&["integrations", name, "key_sha256"], why)
            }));
        }
        check_digests(&["integrations", name, "key_sha256"], &integration.key_sha256, found);
        for topic in integration.topics.iter().filter(|topic| !is_topic(topic)) {
            let why =
                format!("`{topic}` is no ARN of a topic, like arn:aws:sns:eu-central-1:111122223333:alarms");
            found.push(problem(&["integrations", name, "topics"], why));
        }
        let named = integration.service.iter().map(|service| ("service", service));
        let named = named.chain(integration.services.iter().map(|service| ("services", service)));
        for (key, service) in named.filter(|(_, service)| !settings.services.contains_key(*service)) {
            let known = settings.services.keys().map(|n| n.as_str());
            found.push(unknown(&["integrations", name, key], "service", service.as_str(), known));
        }
        for (key, place) in
            integration.mapping.iter().flat_map(Mapping::places).filter(|(_, place)| !is_place(place))
        {
            let why = format!(
                "`{place}` is no JSON pointer like `/alarm/text`, and no sentence with one like `{{/device}} is hot`"
            );
            found.push(problem(&["integrations", name, "mapping", key], why));
        }
        if integration.mapping.as_ref().is_some_and(|it| it.state.is_none() && !it.resolved.is_empty()) {
            let why = "has `resolved` but no `state`: say where the state is".to_owned();
            found.push(problem(&["integrations", name, "mapping", "resolved"], why));
        }
        let by_signature_alone =
            |format: &&KeyFormat| (**format == KeyFormat::Sns) == integration.topics.is_empty();
        if let Some(format) = integration.formats.iter().find(by_signature_alone) {
            let why = match format {
                KeyFormat::Sns => "has `sns` but no `topics`: name the topics that may send".to_owned(),
                other => format!(
                    "has `{}` beside `topics`: the key in a topic's subscription is seen by many, and only SNS signs \
                     what it sends; give this format an integration of its own",
                    other.as_str()
                ),
            };
            found.push(problem(&["integrations", name, "formats"], why));
        }
    }
}

/// `arn:<partition>:sns:<region>:<account>:<name>`
fn is_topic(arn: &str) -> bool {
    let parts: Vec<&str> = arn.split(':').collect();
    let sound = parts.iter().all(|part| !part.is_empty() && !part.contains(char::is_whitespace));
    sound && matches!(parts[..], ["arn", _, "sns", _, _, _])
}

#[cfg(test)]
mod tests {
    use crate::settings::{Settings, problems};

    /// Checks that this integration has exactly these problems.
    fn check(written: &str, expected: &[&str]) {
        let text = format!(
            "fallback = 'ana'\nroutes = [{{ name = 'all', service = 'web' }}]\n\
             services.web = {{ title = 'Web', policy = 'web' }}\n\
             policies.web = {{ levels = [{{ page = ['responder:ana'], delay = '5m' }}] }}\n\
             responders.ana = {{ name = 'Ana', contacts = [{{ channel = 'sms', address = '+15550100' }}] }}\n\
             [integrations.probe]\n{written}"
        );
        let settings: Settings = toml::from_str(&text).unwrap();
        let found: Vec<String> = problems(&settings).iter().map(ToString::to_string).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_key_is_kept_as_its_digest_and_two_count_while_one_is_replaced() {
        let (one, two, three) = ("1".repeat(64), "2".repeat(64), "3".repeat(64));
        check(&format!("key_sha256 = ['{one}', '{two}']"), &[]);
        check(
            &format!("key_sha256 = ['{one}', '{two}', '{three}']"),
            &[
                "integrations.probe.key_sha256: has more than two keys: take out those that nobody sends any more",
            ],
        );
        let digest =
            "integrations.probe.key_sha256: needs the digest that `callout key` prints, never the key itself";
        check("key_sha256 = []", &[digest]);
        check("key_sha256 = ['my-secret']", &[digest]);
        check(
            &format!("key_sha256 = ['{one}']\n[integrations.second]\nkey_sha256 = ['{two}', '{one}']"),
            &[
                "integrations.second.key_sha256: is the key of [integrations.probe], too: make one of its own with `callout key`",
            ],
        );
    }

    #[test]
    fn the_key_of_a_topic_is_for_nothing_else() {
        let key = format!("key_sha256 = ['{}']", "1".repeat(64));
        let topic = "topics = ['arn:aws:sns:eu-central-1:111122223333:alarms']";
        check(&format!("{key}\n{topic}\nformats = ['sns']"), &[]);
        check(
            &format!("{key}\n{topic}\nformats = ['sns', 'events']"),
            &[
                "integrations.probe.formats: has `events` beside `topics`: the key in a topic's subscription is seen by \
               many, and only SNS signs what it sends; give this format an integration of its own",
            ],
        );
        check(
            &format!("{key}\nformats = ['sns']"),
            &["integrations.probe.formats: has `sns` but no `topics`: name the topics that may send"],
        );
        check(
            &format!("{key}\nservices = ['wbe']"),
            &["integrations.probe.services: there is no service `wbe`; did you mean `web`?"],
        );
    }

    #[test]
    fn a_mapping_says_where_to_look() {
        let key = format!("key_sha256 = ['{}']", "1".repeat(64));
        let mapping = |lines: &str| format!("{key}\n[integrations.probe.mapping]\n{lines}");
        check(&mapping("title = '{/device} is {/state}'\nstate = '/state'\nresolved = ['gone']"), &[]);
        check(
            &mapping("title = 'text'\nresolved = ['gone']"),
            &[
                "integrations.probe.mapping.title: `text` is no JSON pointer like `/alarm/text`, and no sentence with one \
                 like `{/device} is hot`",
                "integrations.probe.mapping.resolved: has `resolved` but no `state`: say where the state is",
            ],
        );
    }

    #[test]
    fn topics_are_arns_of_sns() {
        let key = format!("key_sha256 = ['{}']", "1".repeat(64));
        check(&format!("{key}\ntopics = ['arn:aws:sns:eu-central-1:111122223333:alarms']"), &[]);
        let wrong = |topic: &str| {
            let why = format!(
                "integrations.probe.topics: `{topic}` is no ARN of a topic, like \
                 arn:aws:sns:eu-central-1:111122223333:alarms"
            );
            check(&format!("{key}\ntopics = ['{topic}']"), &[&why]);
        };
        wrong("alarms");
        wrong("arn:aws:sqs:eu-central-1:111122223333:alarms");
        wrong("arn:aws:sns:eu-central-1:111122223333:alarms:0000-subscription");
        wrong("arn:aws:sns::111122223333:alarms");
    }
}

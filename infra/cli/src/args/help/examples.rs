//! Examples at the end of the help of each command. They work as they are typed: `callout` stands before each.

/// The commands with their examples.
const EXAMPLES: &[(&str, &[&str])] = &[
    ("ack", &["ack 12 14", "ack --mine --as ana"]),
    ("alerts", &["alerts", "alerts 12"]),
    ("apply", &["apply", "apply --dry-run"]),
    ("ask", &["ask 12 ben"]),
    ("audit", &["audit ana --days 30", "audit --about settings"]),
    ("changes", &["changes --service payments --hours 4"]),
    ("check", &["check", "check --strict"]),
    ("completions", &["completions bash"]),
    (
        "confirm",
        &[
            "confirm 'https://sns.eu-west-1.amazonaws.com/confirmation.html?TopicArn=…'",
            "confirm ana@example.com",
        ],
    ),
    ("console", &["console ana"]),
    (
        "contact add",
        &["contact add ana sms +351912345678", "contact add ana email ana@example.com --name home"],
    ),
    ("contact earlier", &["contact earlier ana home"]),
    ("contact list", &["contact list ana"]),
    ("contact quiet", &["contact quiet ana '22:00-07:00; sat, sun 07:00-10:00'"]),
    ("contact remove", &["contact remove ana voice"]),
    ("contact reset", &["contact reset ana"]),
    ("contact verify", &["contact verify ana sms", "contact verify ana sms --code 123456"]),
    (
        "declare",
        &[
            "declare 'Checkout shows prices of yesterday' --service checkout",
            "declare 'also on phones' --join 12",
        ],
    ),
    ("deploy", &["deploy --stack callout --email you@example.com", "deploy --stack callout --dry-run"]),
    ("destroy", &["destroy --stack callout"]),
    ("drill", &["drill", "drill --via topic"]),
    ("escalate", &["escalate 12"]),
    ("heartbeats", &["heartbeats"]),
    (
        "incidents",
        &[
            "incidents --open --service payments --severity SEV1,SEV2",
            "incidents --watch --team mine --as ana",
        ],
    ),
    ("integrations", &["integrations", "integrations --json"]),
    ("key", &["key"]),
    ("key list", &["key list"]),
    ("key retire", &["key retire grafana"]),
    ("key rotate", &["key rotate grafana"]),
    ("local", &["local", "local --keep"]),
    ("local alarm", &["local alarm", "local alarm payments-5xx-errors"]),
    ("local ok", &["local ok"]),
    (
        "maintenance add",
        &[
            "maintenance add --service payments --from 22:00 --for 4h --reason 'new database'",
            "maintenance add --page checkout --title 'New database' --from 22:00 --for 1h --reason 'migration'",
        ],
    ),
    ("maintenance end", &["maintenance end payments"]),
    ("maintenance list", &["maintenance list"]),
    ("note", &["note 12 'the new version is rolled back'"]),
    ("oncall", &["oncall --service payments", "oncall --for 14d --team payments"]),
    (
        "oncall answer",
        &["oncall answer payments --take --as ben", "oncall answer payments --withdraw --as ana"],
    ),
    ("oncall fairness", &["oncall fairness --for 90d"]),
    (
        "oncall give",
        &[
            "oncall give payments --who ben --as ana",
            "oncall give payments --who ben --from 18:00 --for 4h --as ana",
        ],
    ),
    (
        "oncall override add",
        &[
            "oncall override add payments --who ben --replace ana --from 18:00 --for 8h",
            "oncall override add payments --swap ana,ben --from 2026-12-24T18:00 --for 15h --apply",
        ],
    ),
    ("oncall override list", &["oncall override list payments"]),
    ("oncall override remove", &["oncall override remove payments --who ben"]),
    ("oncall requests", &["oncall requests"]),
    ("oncall swap", &["oncall swap payments --with ben --as ana"]),
    ("oncall take", &["oncall take payments --replace ana --as ben"]),
    ("open", &["open --as ana", "open 12 --as ana"]),
    ("people", &["people", "people --json"]),
    ("policy", &["policy 12 daytime", "policy 12"]),
    ("ready", &["ready"]),
    ("reassign", &["reassign 12 --to ben"]),
    ("replay", &["replay --dry-run", "replay"]),
    ("report-page", &["report-page", "report-page --json"]),
    ("resolve", &["resolve 12 14", "resolve 12 --note 'rolled back'"]),
    ("route test", &["route test --event event.json"]),
    ("schema", &["schema"]),
    ("settings diff", &["settings diff"]),
    ("settings show", &["settings show"]),
    ("merge", &["merge 14 15 --into 12"]),
    ("split", &["split 14"]),
    ("reopen", &["reopen 12"]),
    ("services", &["services", "services --json"]),
    ("severity", &["severity 12 SEV1"]),
    ("show", &["show 12"]),
    ("sign-out", &["sign-out ana"]),
    (
        "silence add",
        &[r#"silence add --match 'alarm=~"search-.*"' --for 2h --reason 'new index' --author ana"#],
    ),
    ("silence list", &["silence list"]),
    ("silence remove", &["silence remove search"]),
    ("simulate", &["simulate --event event.json", "simulate --event event.json --at 03:00"]),
    ("snooze", &["snooze 12 --for 2h", "snooze 12 14 --for 8h"]),
    (
        "status backfill",
        &[
            "status backfill --from 2026-11-28T03:10 --to 2026-11-28T03:40 --component checkout=partial 'Orders failed.'",
        ],
    ),
    ("status discard", &["status discard 12"]),
    ("status edit", &["status edit 12 'Orders by card fail.'"]),
    (
        "status post",
        &[
            "status post 12 --component checkout=major --component search=degraded 'Orders fail.'",
            "status post --component checkout=major 'Orders fail.' --in 'de=Bestellungen schlagen fehl.'",
        ],
    ),
    ("status publish", &["status publish 12"]),
    ("status withdraw", &["status withdraw 12"]),
    (
        "subscriber import",
        &["subscriber import subscribers.csv", "subscriber import subscribers.csv --confirmed"],
    ),
    ("subscriber list", &["subscriber list", "subscriber list --json"]),
    ("subscriber remove", &["subscriber remove ana@example.com"]),
    ("tell", &["tell 12 'Payments by card fail.'"]),
    ("test-page", &["test-page ana", "test-page ana --contact sms"]),
    ("verify", &["verify ana", "verify ana --contact sms --code 123456"]),
];

/// Those of a command, without the first word.
pub(super) fn of(path: &str) -> Option<&'static [&'static str]> {
    EXAMPLES.iter().find(|(command, _)| *command == path).map(|(_, lines)| *lines)
}

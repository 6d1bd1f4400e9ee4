//! Whatever stands in the settings, building the rules ends and alarms find an owner.

use crate::now;
use callout_domain::alarm::{AlarmEvent, AlarmKind};
use callout_domain::settings::{Rules, Settings, problems};

/// Text as a settings file.
pub fn settings(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let Ok(settings) = toml::from_str::<Settings>(text) else { return };
    let _ = problems(&settings);
    let rules = Rules::build(settings);
    let event = alarm();
    let routed = rules.route(&event);
    assert!(!routed.because.is_empty());
    let service = rules.service(&routed.service);
    let policy = rules.policy(&service);
    let people = policy.policy.levels.iter().flat_map(|level| &level.page);
    people.for_each(|target| drop(rules.people(target, now())));
    assert!(!rules.reach(&rules.fallback_responder()).0.as_str().is_empty());
}

fn alarm() -> AlarmEvent {
    AlarmEvent {
        source: "cloudwatch".to_owned(),
        dedup_key: "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:payments-5xx".to_owned(),
        kind: AlarmKind::Trigger,
        summary: "payments-5xx: Errors is 12, above 5".to_owned(),
        severity: None,
        service: None,
        changed_at: now(),
        order: Default::default(),
        labels: [("alarm".to_owned(), "payments-5xx".to_owned())].into(),
        links: Vec::new(),
        detail: String::new(),
        muted: None,
        children: Vec::new(),
    }
}

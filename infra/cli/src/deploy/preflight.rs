//! What can be known to go wrong before anything is built or changed, in plain words.
//! Must not refuse what AWS would accept, but for a region that AWS's own list leaves out.

use super::regions::is_without_function_urls;
use super::site::Site;
use crate::lambda_account::Concurrency;
use anyhow::{Result, bail};
use callout_domain::responder::is_sample_number;

/// The longest name of a stack: names of its parts derive from it (tests/house/template/limits.rs).
const LONGEST: usize = 37;

/// The fallback contact's parameters.
const FALLBACKS: [&str; 2] = ["FallbackEmail", "FallbackPhone"];

/// Runs at once that keep a burst from throttling pages.
const ENOUGH: u32 = 100;

/// What AWS keeps for functions that reserve nothing (Lambda developer guide, "Configuring reserved concurrency").
const UNRESERVED: u32 = 100;

/// How many runs at once webhooks may have, where the account can spare so many.
const CAP: u32 = 50;

/// Checks the name of a stack.
///
/// # Errors
/// CloudFormation or a resource of the stack would refuse it.
pub(super) fn check_name(stack: &str) -> Result<()> {
    let begins = stack.chars().next().is_some_and(|first| first.is_ascii_alphabetic());
    if !begins || !stack.chars().all(|one| one.is_ascii_alphanumeric() || one == '-') {
        bail!("`{stack}` cannot be a stack's name: use letters, digits and hyphens, beginning with a letter");
    }
    if stack.len() > LONGEST {
        bail!(
            "the name {stack} has {} characters; at most {LONGEST}: names of queues and functions derive from it",
            stack.len()
        );
    }
    Ok(())
}

/// Checks the region.
///
/// # Errors
/// AWS lists no function URLs there.
pub(super) fn check_region(site: &Site, anyway: bool) -> Result<()> {
    if anyway || !is_without_function_urls(&site.region) {
        return Ok(());
    }
    bail!(
        "nothing was changed: Lambda has no function URLs in {}, and links in pages need one. Choose another region \
         (AWS_REGION); alarms of this region can be sent there. If AWS has brought them there since November 2026: \
         --any-region",
        site.region
    )
}

/// Checks the parameters as they will be.
///
/// # Errors
/// The template, or SNS, would refuse them.
pub(super) fn check_parameters(value: impl Fn(&str) -> String) -> Result<()> {
    let needs_fallback = value("RequireTls") != "false";
    if needs_fallback && FALLBACKS.iter().all(|name| value(name).is_empty()) {
        bail!(
            "nothing was changed: nobody is left to page when everybody else fails. Name a fallback contact: --email \
             ADDRESS, or --phone NUMBER"
        );
    }
    let phone = value("FallbackPhone");
    if is_sample_number(&phone) {
        bail!(
            "nothing was changed: {phone} is a number out of examples, and reaches nobody. Name one that exists"
        );
    }
    Ok(())
}

/// The cap for webhooks, if what must stay unreserved stays so.
pub(super) fn cap(quota: Concurrency) -> Option<u32> {
    (quota.unreserved >= UNRESERVED + CAP).then_some(CAP)
}

/// What to do where the account allows little.
pub(super) fn hint(quota: Concurrency, region: &str) -> Option<String> {
    (quota.limit < ENOUGH).then(|| {
        format!(
            "Lambda runs at most {} functions at once in this account and region: a burst could hold up pages. Ask \
             for more now, it is free: aws service-quotas request-service-quota-increase --region {region} \
             --service-code lambda --quota-code L-B99A9384 --desired-value 1000. It looks like a new account: if \
             CloudFront refuses it, deploy with --parameter StatusPageCdn=false first",
            quota.limit
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_a_part_of_the_stack_could_not_have_are_refused() {
        check_name("prod-eu").unwrap();
        check_name(&"s".repeat(LONGEST)).unwrap();
        let told = check_name(&"s".repeat(LONGEST + 1)).unwrap_err().to_string();
        assert!(told.contains("at most 37"), "{told}");
        for name in ["1prod", "-prod", "my_stack", "ünïcode", ""] {
            assert!(check_name(name).is_err(), "{name}");
        }
    }

    #[test]
    fn somebody_must_be_left_to_page() {
        let told = check_parameters(|_| String::new()).unwrap_err().to_string();
        assert!(told.contains("--email ADDRESS"), "{told}");
        check_parameters(
            |name| if name == "FallbackEmail" { "a@example.com".to_owned() } else { String::new() },
        )
        .unwrap();
        check_parameters(|name| if name == "RequireTls" { "false".to_owned() } else { String::new() })
            .unwrap();
    }

    #[test]
    fn numbers_out_of_examples_are_refused_before_sns_does() {
        let told = |phone: &str| {
            check_parameters(|name| if name == "FallbackPhone" { phone.to_owned() } else { String::new() })
        };
        ["+15550100123", "+447700900461"]
            .into_iter()
            .for_each(|phone| assert!(told(phone).is_err(), "{phone}"));
        told("+12125551234").unwrap();
    }

    #[test]
    fn a_cap_leaves_what_lambda_keeps_unreserved() {
        let quota = |limit| Concurrency { limit, unreserved: limit };
        assert_eq!(cap(quota(10)), None);
        assert_eq!(cap(quota(149)), None);
        assert_eq!(cap(quota(150)), Some(50));
        assert!(hint(quota(10), "eu-west-1").is_some_and(|hint| hint.contains("--region eu-west-1")));
        assert_eq!(hint(quota(1_000), "eu-west-1"), None);
    }
}

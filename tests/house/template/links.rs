//! The short address of links: a CDN that passes everything on and keeps nothing.

use super::{Template, names};
use serde_json::{Value, json};

fn distribution(template: &Template) -> &Value {
    &template.resource("LinkDistribution")["Properties"]["DistributionConfig"]
}

/// Function URLs have no names of their own: TLS and `Host` must be theirs (Lambda developer guide, `urls-configuration`;
/// Serverless Land, pattern `cloudfront-lambda-urls`). The identities are those of CloudFront's own policies (CloudFront
/// developer guide, `using-managed-origin-request-policies` and `using-managed-cache-policies`).
#[test]
fn a_short_address_passes_everything_on_but_its_name() {
    const ALL_VIEWER_EXCEPT_HOST_HEADER: &str = "b689b0a8-53d0-40ab-baf2-68738e2966ac";
    const CACHING_DISABLED: &str = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad";
    let template = Template::load();
    let behavior = &distribution(&template)["DefaultCacheBehavior"];
    assert_eq!(behavior["OriginRequestPolicyId"], ALL_VIEWER_EXCEPT_HOST_HEADER);
    assert_eq!(
        behavior["CachePolicyId"], CACHING_DISABLED,
        "a page that was acknowledged must not be shown as open"
    );
    let methods = behavior["AllowedMethods"].as_array().unwrap();
    assert!(
        methods.contains(&json!("POST")),
        "buttons POST, and CloudFront takes all seven methods or the reading ones"
    );
    assert_eq!(methods.len(), 7);
    let origin = &distribution(&template)["Origins"][0];
    let url = &origin["DomainName"]["Fn::Select"][1]["Fn::Split"][1];
    assert_eq!(names(url), Some("RespondFunctionUrl"));
    assert_eq!(origin["CustomOriginConfig"]["OriginProtocolPolicy"], "https-only");
}

#[test]
fn a_short_address_is_encrypted_and_leaves_no_links_in_logs() {
    let template = Template::load();
    let found = distribution(&template);
    assert_eq!(found["ViewerCertificate"]["MinimumProtocolVersion"], "TLSv1.2_2021");
    assert!(found["Logging"].is_null(), "links in an access log are as good as those in the mails");
}

#[test]
fn links_in_pages_start_with_what_the_stack_says() {
    let template = Template::load();
    let told_to = |function: &str| {
        template.resource(function)["Properties"]["Environment"]["Variables"]["LINK_BASE_URL"].clone()
    };
    let told = told_to("NotifyFunction");
    assert_eq!(told, told_to("ConsoleFunction"), "calendars are below it, too");
    assert_eq!(told, template.section("Outputs")["RespondUrl"]["Value"]);
    let short = &told["Fn::If"][2];
    assert_eq!(short["Fn::If"][0], "UsesLinkDomain");
    assert_eq!(short["Fn::If"][1]["Fn::Sub"], "https://${LinkDomain}/");
}

/// Its DNS entry needs the name of the distribution, which is known only once that is deployed: links that used the name
/// from then on would lead nowhere until somebody made the entry.
#[test]
fn links_use_a_short_address_only_once_somebody_says_that_it_answers() {
    let template = Template::load();
    let uses = &template.section("Conditions")["UsesLinkDomain"]["Fn::And"];
    assert_eq!(uses[0]["Condition"], "HasLinkDomain");
    assert_eq!(uses[1]["Fn::Equals"][0]["Ref"], "LinkDomainReady");
    assert_eq!(template.section("Parameters")["LinkDomainReady"]["Default"], "false");
    assert_eq!(template.section("Outputs")["LinkDomainTarget"]["Condition"], "HasLinkDomain");
}

#[test]
fn a_name_without_a_certificate_is_refused() {
    let template = Template::load();
    let rule = &template.section("Rules")["LinkDomainHasItsCertificate"];
    assert_eq!(rule["RuleCondition"]["Fn::Not"][0]["Fn::Equals"][0]["Ref"], "LinkDomain");
    assert_eq!(rule["Assertions"][0]["Assert"]["Fn::Not"][0]["Fn::Equals"][0]["Ref"], "LinkCertificateArn");
}

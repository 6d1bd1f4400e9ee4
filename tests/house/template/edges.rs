//! What stands at the edges of the stack: alarms of other regions, and a bucket that does not answer.

use super::{Template, alternatives};
use serde_json::Value;

/// An alarm's action must be a topic of its own region (CloudWatch: "Invalid region … specified. Only … is supported"), so
/// alarms of other regions come over the event buses: the rule takes those of any region.
#[test]
fn alarms_that_other_regions_forward_are_taken() {
    let template = Template::load();
    let taken = template.resource("AlarmsRule")["Properties"]["EventPattern"]["resources"].to_string();
    assert!(taken.contains(":cloudwatch:*:"), "{taken}");
    assert!(!taken.contains("AWS::Region"), "{taken}");
}

/// By default the last good page is served after 3 tries, each of 10 s to connect and 30 s to read (CloudFront API reference,
/// `Origin`: `ConnectionAttempts`, `ConnectionTimeout`; `S3OriginConfig`: `OriginReadTimeout`).
#[test]
fn a_bucket_that_does_not_answer_delays_the_last_good_page_by_seconds() {
    let template = Template::load();
    let distributions = template.of_type("AWS::CloudFront::Distribution");
    let origins = distributions.iter().flat_map(|(_, it)| it["DistributionConfig"]["Origins"].as_array());
    let origins = origins.flatten().flat_map(alternatives).filter(|origin| !origin["Id"].is_null());
    let buckets: Vec<_> = origins.filter(|origin| origin["CustomOriginConfig"].is_null()).collect();
    assert!(!buckets.is_empty(), "the status page comes out of a bucket");
    for origin in buckets {
        let number = |value: &Value, default: u64| value.as_u64().unwrap_or(default);
        let tries = number(&origin["ConnectionAttempts"], 3);
        let connecting = number(&origin["ConnectionTimeout"], 10);
        let reading = number(&origin["S3OriginConfig"]["OriginReadTimeout"], 30);
        assert!(tries * (connecting + reading) <= 10, "{tries} x ({connecting} s + {reading} s): {origin}");
    }
}

/// The second bucket is asked after one try of the first; what a private bucket does not have, 403, the second does not have
/// either (CloudFront developer guide, `high_availability_origin_failover`: status codes of a group, and how long a try takes).
#[test]
fn a_second_bucket_is_asked_when_the_first_one_fails_and_not_for_what_is_not_there() {
    let template = Template::load();
    let distribution = &template.of_type("AWS::CloudFront::Distribution");
    let groups =
        distribution.iter().flat_map(|(_, it)| alternatives(&it["DistributionConfig"]["OriginGroups"]));
    let group =
        groups.into_iter().find(|group| !group["Items"].is_null()).expect("the status page has a group");
    let group = &group["Items"][0];
    let codes = serde_json::to_string(&group["FailoverCriteria"]["StatusCodes"]["Items"]).unwrap();
    assert_eq!(codes, "[500,502,503,504]");
    let members = group["Members"]["Items"].as_array().unwrap();
    let members: Vec<_> = members.iter().map(|member| member["OriginId"].as_str().unwrap()).collect();
    assert_eq!(members, ["bucket", "second"], "CloudFront knows groups of two, the first one first");
}

/// Whoever is not asked before the cache reads what it keeps; the template holds no password, only its digest (CloudFront
/// developer guide, `functions-javascript-runtime-20`: `crypto` and `Buffer`; `cloudfront-function-restrictions`).
#[test]
fn a_private_page_asks_before_the_cache_and_holds_no_password() {
    let template = Template::load();
    let functions = template.of_type("AWS::CloudFront::Function");
    let [(name, function)] = functions.as_slice() else { panic!("one function at the edge: {functions:?}") };
    assert_eq!(function["FunctionConfig"]["Runtime"], "cloudfront-js-2.0", "1.0 knows no Buffer");
    let code = function["FunctionCode"]["Fn::Sub"].as_str().unwrap();
    assert!(code.len() < 10 << 10, "at most 10 KB");
    for part in [
        "createHash('sha256')",
        "const main = '${StatusPagePasswordHash}';",
        "'${AudiencePasswordHashes}'.split(',')",
        "answer(401, ",
        "'www-authenticate'",
        "'no-store'",
        // S3 undoes it, so `/%70artners/` is the folder of the partners.
        "decodeURIComponent(uri)",
    ] {
        assert!(code.contains(part), "no {part} in {code}");
    }
    let distributions = template.of_type("AWS::CloudFront::Distribution");
    let asked = distributions.iter().filter(|(_, it)| {
        let of = &it["DistributionConfig"]["DefaultCacheBehavior"]["FunctionAssociations"];
        let text = of.to_string();
        text.contains("viewer-request") && text.contains(&format!("{name}.FunctionARN"))
    });
    assert_eq!(asked.count(), 1, "the status page's, and no other");
}

/// The page for errors is the main page, and readers of another page may not have its password: what is answered for an address
/// that does not exist passes no function (CloudFront developer guide, `GeneratingCustomErrorResponses`).
#[test]
fn an_address_that_does_not_exist_shows_nobody_a_page_with_another_password() {
    let template = Template::load();
    let distributions = template.of_type("AWS::CloudFront::Distribution");
    let pages =
        distributions.iter().flat_map(|(_, it)| it["DistributionConfig"]["CustomErrorResponses"].as_array());
    let asked: Vec<&Value> = pages.flatten().filter(|one| one["Fn::If"][0] == "HasMainPassword").collect();
    let [one] = asked.as_slice() else { panic!("the status page's, and no other: {asked:?}") };
    assert!(one["Fn::If"][1]["ResponsePagePath"].is_null() && one["Fn::If"][1]["ErrorCode"] == 403, "{one}");
    assert_eq!(one["Fn::If"][2]["ResponsePagePath"], "/index.html", "where anybody may read it");
}

/// A function that an alarm calls itself is called asynchronously: three tries within minutes, then only what its
/// destination keeps (Lambda developer guide, `invocation-async-error-handling`).
#[test]
fn what_alarms_call_directly_gives_its_failures_to_a_queue() {
    let template = Template::load();
    let called = template
        .of_type("AWS::Lambda::Permission")
        .into_iter()
        .filter(|(_, permission)| permission["Principal"] == "lambda.alarms.cloudwatch.amazonaws.com");
    let called: Vec<_> = called.map(|(_, permission)| permission["FunctionName"].to_string()).collect();
    assert!(!called.is_empty());
    for function in called {
        let keeps = template.of_type("AWS::Serverless::Function").into_iter().any(|(name, properties)| {
            let config = &properties["EventInvokeConfig"]["DestinationConfig"]["OnFailure"];
            function.contains(&format!("\"{name}\"")) && config["Type"] == "SQS"
        });
        assert!(keeps, "{function} loses what fails");
    }
}

//! Runs the vectors of webhook signatures of the folder that `CALLOUT_CONFORMANCE` names, black-box.
//!
//! Must not hold vectors of its own: they belong to other projects.

use callout_domain::subscriber::{sign, verify};
use serde_json::Value;

#[test]
fn signatures_are_those_of_the_vectors() {
    #[expect(clippy::disallowed_methods, reason = "the test's own setting")]
    let Ok(folder) = std::env::var("CALLOUT_CONFORMANCE") else {
        println!("left out: CALLOUT_CONFORMANCE names no folder");
        return;
    };
    let text = std::fs::read_to_string(format!("{folder}/webhook_signature.json")).unwrap();
    let file: Value = serde_json::from_str(&text).unwrap();
    let word = |value: &Value| value.as_str().unwrap().to_owned();
    let (secret, body) = (word(&file["secret"]), word(&file["body"]));
    let cases = file["cases"].as_array().unwrap();
    assert!(cases.len() >= 6, "found only {} cases", cases.len());
    for case in cases {
        let header = word(&case["header"]);
        let body = case["body"].as_str().unwrap_or(&body);
        let is_valid = verify(&header, &secret, body.as_bytes());
        assert_eq!(Some(is_valid), case["valid"].as_bool(), "{}", case["name"]);
    }
    assert_eq!(
        sign(&[&secret], body.as_bytes()),
        word(&cases[0]["header"]),
        "what is signed is the header that is valid"
    );
}

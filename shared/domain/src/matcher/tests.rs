//! How matchers are parsed, and that plain comparisons match exactly what the expression matches.

use super::*;
use proptest::prelude::*;
use regex::Regex;

/// Checks how a matcher is parsed, or its error.
fn check(text: &str, expected: &str) {
    let read = parse(text).map(|all| all.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "));
    let read = read.unwrap_or_else(|why| why.split("; write").next().unwrap_or_default().to_owned());
    assert_eq!(read, expected);
}

#[test]
fn matchers_are_read_with_or_without_braces_and_quotes() {
    check("alarm=payments", r#"alarm="payments""#);
    check(r#"{ alarm =~ "web-.*" , tag.team!="a, b",}"#, r#"alarm=~"web-.*" tag.team!="a, b""#);
    check(r#"detail!~".*\.timeout \"x\".*""#, r#"detail!~".*\\.timeout \"x\".*""#);
    check("{}", "");
}

#[test]
fn an_invalid_matcher_is_refused_with_the_reason() {
    check("alarm", "`alarm` cannot be read: after `alarm` there is no =, !=, =~ or !~");
    check("alarm=", "`alarm=` cannot be read: what `alarm` must be, \"\" for nothing, is missing");
    check("{alarm=a", "`{alarm=a` cannot be read: the brace is not closed");
    check("alarm=a region=b", "`alarm=a region=b` cannot be read: there is a `r` where a comma should be");
    check("alarm=\"a", "`alarm=\"a` cannot be read: a quote is not closed");
}

#[test]
fn an_expression_cannot_break_out_of_its_anchors() {
    assert!(Pattern::compile("a)|(b").is_err());
    assert!(!Pattern::compile("a|b").unwrap().matches("ab"));
}

#[test]
fn an_expression_that_is_too_large_is_refused_and_holds_for_nothing() {
    const LARGE: &str = r"(\w{90}){90}";
    let table: Matches = toml::from_str(&format!("alarm = '{LARGE}'")).unwrap();
    let (field, why) = Conditions::check(&table).unwrap_err();
    assert_eq!(field.as_deref(), Some("alarm"));
    assert!(why.contains("is not a regular expression: ") && why.contains("size limit"), "{why}");
    for op in [Op::Like, Op::NotLike] {
        let written = Matcher { field: "alarm".into(), op, value: LARGE.into() };
        assert!(!Condition::compile(written).unwrap().holds("a"), "{op:?}");
    }
}

#[test]
fn most_expressions_need_no_automaton() {
    let plain = |text: &str| Pattern::compile(text).unwrap().is_plain();
    for text in [
        "payments",
        "payments-.*",
        ".*-errors",
        ".*timeout.*",
        "eu-(west|north)-1",
        "a-.*|b-.*|",
        ".*-(a|b)",
        ".*",
    ] {
        assert!(plain(text), "{text}");
    }
    for text in ["db-[0-9]+", "a.b", "a.+", r"\bdown\b"] {
        assert!(!plain(text), "{text}");
    }
}

#[test]
fn a_table_may_have_names_with_dots() {
    let quoted: Matches = toml::from_str("'tag.team' = 'web'\nalarm = 'a'").unwrap();
    assert_eq!(toml::from_str::<Matches>("tag.team = 'web'\nalarm = 'a'").unwrap(), quoted);
    let stored = serde_json::to_string(&quoted).unwrap();
    assert_eq!(serde_json::from_str::<Matches>(&stored).unwrap(), quoted);
    assert!(toml::from_str::<Matches>("alarm = 3").is_err());
}

proptest! {
    #[test]
    fn plain_or_not_an_expression_means_the_same(
        parts in prop::collection::vec(prop::sample::select(vec![
            "a", "b-", ".*", "(x|y)", "[ab]", "é", ".", "a?", "|", "(?i)a", "(?:ab)+", r"\.", "$", r"\b", "(a|.*)", "(b-|)", ".+",
        ]), 0..6),
        texts in prop::collection::vec("[aAbxyé.\n-]{0,7}", 8),
    ) {
        let expression = parts.concat();
        let Ok(pattern) = Pattern::compile(&expression) else { return Ok(()) };
        let regex = Regex::new(&format!("^(?s:{expression})$")).unwrap();
        for text in texts {
            prop_assert_eq!(pattern.matches(&text), regex.is_match(&text), "{} on {:?}: {:?}", expression, text, pattern);
        }
    }
}

//! Terms. The examples are those of the guide, "Using filter patterns to match terms in unstructured log events".

use super::{Fault, fault, matching};

const REQUESTS: [&str; 4] = [
    "[INFO] REQUEST FAILED",
    "[WARN] UNAUTHORIZED REQUEST",
    "[ERROR] 400 BAD REQUEST",
    "[ERROR] 419 MISSING ARGUMENTS",
];

#[test]
fn terms_match_as_in_the_guides_examples() {
    let [info, warn, bad, missing] = REQUESTS;
    for (pattern, expected) in [
        ("", REQUESTS.to_vec()),
        (" ", REQUESTS.to_vec()),
        ("\"\"", REQUESTS.to_vec()),
        ("ERROR", vec![bad, missing]),
        ("ERROR ARGUMENTS", vec![missing]),
        ("?ERROR ?WARN", vec![warn, bad, missing]),
        ("?ERROR ?ARGUMENTS", vec![bad, missing]),
        ("\"BAD REQUEST\"", vec![bad]),
        ("ERROR -ARGUMENTS", vec![bad]),
        ("\"ERROR\" - \"ARGUMENTS\"", vec![bad]),
        ("-ERROR", vec![info, warn]),
        ("REQUEST -ERROR -WARN", vec![info]),
        // Beside others the question mark has no effect.
        ("?ERROR ?ARGUMENTS REQUEST", vec![info, warn, bad]),
        ("?INFO -ERROR", vec![info, warn]),
        ("error", vec![]),
        // Within a word too.
        ("AUTHOR", vec![warn]),
    ] {
        assert_eq!(matching(pattern, &REQUESTS), expected, "{pattern}");
    }
}

#[test]
fn a_term_of_other_characters_must_be_quoted() {
    for (pattern, refused) in [
        ("Status: timeout", ':'),
        ("a,b", ','),
        ("call(", '('),
        ("retrieved[]", '['),
        ("ERR*", '*'),
        ("one !two", '!'),
        ("level\\", '\\'),
        ("email@domain.com", '@'),
        ("a.b", '.'),
        ("x {", '{'),
        ("a=b", '='),
        ("`a`", '`'),
        ("-a.b", '.'),
        ("?a.b", '.'),
    ] {
        assert_eq!(fault(pattern), Fault::Character(refused), "{pattern}");
    }
    assert_eq!(matching("-\"a.b\"", &["a.b", "ab"]), ["ab"]);
    assert_eq!(matching("?\"a.b\" ?c", &["a.b", "ab", "c"]), ["a.b", "c"]);
}

#[test]
fn an_operator_without_a_term_is_no_pattern() {
    for pattern in ["-", "?", "ERROR -", "ERROR - ", "\"never closed", "%ERR"] {
        assert_eq!(fault(pattern), Fault::Syntax, "{pattern}");
    }
}

#[test]
fn operators_are_letters_within_a_term() {
    let messages = ["2026-04-19 ok", "what?now", "plain"];
    assert_eq!(matching("2026-04-19", &messages), ["2026-04-19 ok"]);
    assert_eq!(matching("what?now", &messages), ["what?now"]);
}

#[test]
fn a_mark_in_a_phrase_is_escaped() {
    let messages = [r#"{"level":"error"}"#, r"C:\temp", "level error"];
    assert_eq!(
        matching(r#""\"level\":\"error\"""#, &messages),
        [messages[0]]
    );
    assert_eq!(matching(r#""C:\\temp""#, &messages), [messages[1]]);
    assert_eq!(matching(r#""C:\temp""#, &messages), [messages[1]]);
}

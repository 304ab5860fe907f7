//! What patterns match: AWS's own examples, what it leaves open, and any pattern beside a naive reading of it.

mod delimited;
mod json;
mod properties;
mod regexes;
mod terms;

use super::{Candidate, Fault, Pattern};

fn parse(pattern: &str) -> Pattern {
    Pattern::parse(pattern).unwrap_or_else(|fault| panic!("{pattern}: {fault}"))
}

fn matches(pattern: &str, message: &str) -> bool {
    parse(pattern).matches(&Candidate::new(message))
}

/// Which of these it matches.
fn matching<'a>(pattern: &str, messages: &[&'a str]) -> Vec<&'a str> {
    let pattern = parse(pattern);
    let matching = messages
        .iter()
        .filter(|message| pattern.matches(&Candidate::new(message)));
    matching.copied().collect()
}

fn fault(pattern: &str) -> Fault {
    match Pattern::parse(pattern) {
        Ok(_) => panic!("{pattern} is a pattern"),
        Err(fault) => fault,
    }
}

/// What it hands out, as `name=value`.
fn extracted(pattern: &str, message: &str) -> Vec<String> {
    let extracted = parse(pattern).extracted(&Candidate::new(message));
    let pairs = extracted.iter();
    pairs
        .map(|(name, value)| format!("{name}={value}"))
        .collect()
}

#[test]
fn a_pattern_has_1024_characters_at_most() {
    assert!(Pattern::parse(&"é".repeat(1_024)).is_ok());
    assert_eq!(fault(&"é".repeat(1_025)), Fault::TooLong);
}

#[test]
fn parentheses_are_nested_so_deep_and_no_deeper() {
    let nested = |depth: usize| format!("{{ {}$.a = 1{} }}", "(".repeat(depth), ")".repeat(depth));
    assert!(matches(&nested(32), r#"{"a": 1}"#));
    assert_eq!(fault(&nested(33)), Fault::TooDeep);
}

#[test]
fn nothing_follows_the_end_of_a_pattern_on_fields() {
    for pattern in ["{ $.a = 1 } b", "[a, b] c", "{ $.a = 1 } }"] {
        assert_eq!(fault(pattern), Fault::Syntax, "{pattern}");
    }
    assert!(matches(" { $.a = 1 } ", r#"{"a": 1}"#));
}

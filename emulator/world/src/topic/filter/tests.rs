//! What passes a filter policy, what does not, and what is none.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{Candidate, FilterPolicy, Scope};
use crate::queue::MessageAttributeValue;
use crate::topic::message_attributes::Attributes;

fn passes_body(policy: &Value, body: &Value) -> bool {
    let policy = FilterPolicy::parse(&policy.to_string(), Scope::MessageBody).unwrap();
    policy.matches(&Candidate::new(&Attributes::new(), &body.to_string()))
}

fn attributes(all: &[(&str, &str, &str)]) -> Attributes {
    let all = all.iter().map(|(name, data_type, value)| {
        let value = MessageAttributeValue {
            data_type: (*data_type).to_owned(),
            string_value: Some((*value).to_owned()),
            binary_value: None,
        };
        ((*name).to_owned(), value)
    });
    all.collect()
}

fn passes(policy: &Value, all: &[(&str, &str, &str)]) -> bool {
    let policy = FilterPolicy::parse(&policy.to_string(), Scope::MessageAttributes).unwrap();
    policy.matches(&Candidate::new(&attributes(all), ""))
}

fn refused(policy: &str, scope: Scope) -> String {
    FilterPolicy::parse(policy, scope).unwrap_err()
}

/// Each policy with bodies of one member that pass, and others that do not.
#[test]
fn each_operator_matches_what_aws_says_it_does() {
    for (conditions, passing, failing) in [
        (
            json!(["a", 1, true, null]),
            json!(["a", 1, 1.0, true, null]),
            json!(["A", 2, false, "1"]),
        ),
        (
            json!([{"prefix": "ba"}]),
            json!(["ba", "bal"]),
            json!(["b", "aba", 1]),
        ),
        (
            json!([{"suffix": "ball"}]),
            json!(["ball", "baseball"]),
            json!(["balls", "all"]),
        ),
        (
            json!([{"equals-ignore-case": "TeNNis"}]),
            json!(["tennis", "TENNIS"]),
            json!(["tenni"]),
        ),
        (
            json!([{"wildcard": "*ba*l"}]),
            json!(["baseball", "xbal", "bal"]),
            json!(["base", "balls"]),
        ),
        (
            json!([{"cidr": "10.0.0.0/24"}]),
            json!(["10.0.0.0", "10.0.0.255"]),
            json!(["10.1.1.0", "x", 10]),
        ),
        (
            json!([{"cidr": "2001:db8::/32"}]),
            json!(["2001:db8::1"]),
            json!(["2001:db9::1", "10.0.0.1"]),
        ),
        (
            json!([{"anything-but": ["a", 1]}]),
            json!(["b", 2, true]),
            json!(["a", 1]),
        ),
        (json!([{"anything-but": "a"}]), json!(["b"]), json!(["a"])),
        (
            json!([{"anything-but": {"prefix": "a"}}]),
            json!(["b"]),
            json!(["a", "ab"]),
        ),
        (
            json!([{"anything-but": {"suffix": ["x", "y"]}}]),
            json!(["a"]),
            json!(["ax", "ay"]),
        ),
        (
            json!([{"anything-but": {"wildcard": "a*c"}}]),
            json!(["b"]),
            json!(["abc"]),
        ),
        (
            json!([{"anything-but": {"equals-ignore-case": "A"}}]),
            json!(["b"]),
            json!(["a", "A"]),
        ),
        (
            json!([{"numeric": ["=", 3.5]}]),
            json!([3.5]),
            json!([3, "3.5"]),
        ),
        (
            json!([{"numeric": ["<", 3]}]),
            json!([2.9, -1]),
            json!([3, "2"]),
        ),
        (json!([{"numeric": [">=", 3]}]), json!([3, 4]), json!([2.9])),
        (
            json!([{"numeric": [">", 0, "<=", 5]}]),
            json!([0.1, 5]),
            json!([0, 5.1]),
        ),
        (json!([{"exists": true}]), json!(["a", 1, null]), json!([])),
    ] {
        let policy = json!({ "key": conditions });
        for value in passing.as_array().unwrap() {
            assert!(
                passes_body(&policy, &json!({ "key": value })),
                "{policy} {value}"
            );
            assert!(
                passes_body(&policy, &json!({ "key": ["", value] })),
                "{policy} [{value}]"
            );
        }
        for value in failing.as_array().unwrap() {
            assert!(
                !passes_body(&policy, &json!({ "key": value })),
                "{policy} {value}"
            );
        }
    }
}

#[test]
fn every_key_has_to_match_by_one_of_its_values() {
    let policy = json!({"a": ["x", "y"], "b": [{"exists": false}]});
    assert!(passes_body(&policy, &json!({"a": "y"})));
    assert!(!passes_body(&policy, &json!({"a": "y", "b": 1})));
    assert!(!passes_body(&policy, &json!({})));
    assert!(passes_body(&json!({}), &json!({})));
}

#[test]
fn one_of_several_alternatives_has_to_match() {
    let policy = json!({
        "source": ["s"],
        "$or": [{"a": [1]}, {"b": [2], "$or": [{"c": [3]}, {"d": [4]}]}],
    });
    for (body, expected) in [
        (json!({"source": "s", "a": 1}), true),
        (json!({"source": "s", "b": 2, "d": 4}), true),
        (json!({"source": "s", "b": 2}), false),
        (json!({"a": 1}), false),
    ] {
        assert_eq!(passes_body(&policy, &body), expected, "{body}");
    }
    // Alone it is a name like any other.
    assert!(passes_body(&json!({"$or": ["x"]}), &json!({"$or": "x"})));
}

#[test]
fn a_period_is_a_step_into_the_body_and_an_array_each_of_its_elements() {
    let policy = json!({"object.nested": {"test": ["value"]}});
    for body in [
        json!({"object": {"nested": {"test": "value"}}}),
        json!({"object.nested.test": "value"}),
        json!({"object": {"nested.test": "value"}}),
        json!({"object": [{"nested": {"test": "x"}}, {"nested": {"test": ["y", "value"]}}]}),
    ] {
        assert!(passes_body(&policy, &body), "{body}");
    }
    assert!(!passes_body(
        &policy,
        &json!({"object": {"nested": {"test": {"value": 1}}}})
    ));
    assert!(!passes_body(
        &policy,
        &json!({"objects": {"nested": {"test": "value"}}})
    ));
}

#[test]
fn attributes_are_compared_by_their_types() {
    let number = json!({"price": [{"numeric": [">", 0, "<=", 100]}]});
    assert!(passes(&number, &[("price", "Number", "99.12")]));
    assert!(!passes(&number, &[("price", "Number", "100.12")]));
    assert!(!passes(&number, &[("price", "String", "99")]));
    let array = json!({"store": ["value1"]});
    for (value, expected) in [
        (r#"["value1"]"#, true),
        (r#"["value2", "value1"]"#, true),
        ("[]", false),
        ("value1", false),
    ] {
        assert_eq!(
            passes(&array, &[("store", "String.Array", value)]),
            expected,
            "{value}"
        );
    }
    // An attribute that is not there is not null.
    let but = json!({"attr1": [null, {"anything-but": "whatever"}]});
    assert!(!passes(&but, &[]));
    assert!(passes(&but, &[("attr1", "String", "else")]));
    assert!(passes(&json!({"a": [{"exists": false}]}), &[]));
}

#[test]
fn a_body_that_is_no_object_passes_no_policy() {
    let policy = FilterPolicy::parse(r#"{"a":[{"exists":false}]}"#, Scope::MessageBody).unwrap();
    for body in ["text", "[]", "1", "null"] {
        assert!(
            !policy.matches(&Candidate::new(&Attributes::new(), body)),
            "{body}"
        );
    }
    assert!(policy.matches(&Candidate::new(&Attributes::new(), "{}")));
}

/// Policies, and what AWS says of them.
const REFUSED: &[(&str, &str)] = &[
    (
        r#"{"key":[["value"]]}"#,
        "Match value must be String, number, true, false, or null",
    ),
    (
        r#"{"key":[{"wrong-operator":true}]}"#,
        "Unrecognized match type wrong-operator",
    ),
    (
        r#"{"key":[{"suffix":"value","prefix":"value2"}]}"#,
        "Only one key allowed in match expression",
    ),
    (
        r#"{"key":[{"suffix":100}]}"#,
        "suffix match pattern must be a string",
    ),
    (
        r#"{"key":[{"suffix":null}]}"#,
        "suffix match pattern must be a string",
    ),
    (
        r#"{"key":[{"suffix":["test","test2"]}]}"#,
        "suffix match pattern must be a string",
    ),
    (
        r#"{"key":{"suffix":"value"}}"#,
        "\"suffix\" must be an object or an array",
    ),
    (
        r#"{"key_a":"value_one"}"#,
        "\"key_a\" must be an object or an array",
    ),
    (
        r#"{"key":[{"numeric":[]}]}"#,
        "Invalid member in numeric match: ]",
    ),
    (
        r#"{"key":[{"numeric":["operator"]}]}"#,
        "Unrecognized numeric range operator: operator",
    ),
    (
        r#"{"key":[{"numeric":[1,"<="]}]}"#,
        "Invalid member in numeric match: 1",
    ),
    (
        r#"{"key":[{"numeric":["=","000"]}]}"#,
        "Value of equals must be numeric",
    ),
    (
        r#"{"key":[{"numeric":[">="]}]}"#,
        "Value of >= must be numeric",
    ),
    (
        r#"{"key":[{"numeric":["<",100,">",10]}]}"#,
        "Too many elements in numeric expression",
    ),
    (
        r#"{"key":[{"numeric":[">=",1,">",2]}]}"#,
        "Bad numeric range operator: >",
    ),
    (
        r#"{"key":[{"numeric":[">",3,"<",1]}]}"#,
        "Bottom must be less than top",
    ),
    (
        r#"{"key":[{"numeric":[">",20,"<="]}]}"#,
        "Value of <= must be numeric",
    ),
    (
        r#"{"key":[{"numeric":[">",20,30]}]}"#,
        "Bad value in numeric range: 30",
    ),
    (
        r#"{"key":[{"numeric":[">",20,"test"]}]}"#,
        "Bad numeric range operator: test",
    ),
    (
        r#"{"key":[{"numeric":[">","20","<","30"]}]}"#,
        "Value of > must be numeric",
    ),
    (
        r#"{"key":[{"numeric":[">",20,"<",30,"<",50]}]}"#,
        "Too many terms in numeric range expression",
    ),
    (
        r#"{"key":[{"exists":null}]}"#,
        "exists match pattern must be either true or false.",
    ),
    (
        r#"{"key":[{"exists":"no"}]}"#,
        "exists match pattern must be either true or false.",
    ),
    (
        r#"{"key":[{"cidr":"10.0.0.0"}]}"#,
        "Malformed CIDR, one '/' required",
    ),
    (
        r#"{"key":[{"cidr":"10.0.0.0/a"}]}"#,
        "Malformed CIDR, mask bits must be an integer",
    ),
    (r#"{"key":[{"cidr":"a/8"}]}"#, "Nonstandard IP address: a"),
    (
        r#"{"key":[{"anything-but":{"cidr":"1"}}]}"#,
        "Unsupported anything-but pattern: cidr",
    ),
    (r#"{"key":[]}"#, "Empty arrays are not allowed"),
];

#[test]
fn what_is_no_policy_is_refused_in_awss_words() {
    for (policy, words) in REFUSED {
        assert_eq!(
            refused(policy, Scope::MessageBody),
            format!("FilterPolicy: {words}"),
            "{policy}"
        );
    }
    let broken = refused("{invalidjson}", Scope::MessageBody);
    assert!(
        broken.starts_with("FilterPolicy: failed to parse JSON."),
        "{broken}"
    );
    assert_eq!(
        refused(r#"{"a":{"b":["c"]}}"#, Scope::MessageAttributes),
        "Filter policy scope MessageAttributes does not support nested filter policy"
    );
}

/// The numbers are those of AWS's page and of what is recorded.
#[test]
fn a_policy_has_five_keys_and_a_hundred_and_fifty_combinations() {
    let values = |number: usize| (0..number).collect::<Vec<_>>();
    let check = |policy: &Value, is_taken: bool| {
        let read = FilterPolicy::parse(&policy.to_string(), Scope::MessageBody);
        assert_eq!(read.is_ok(), is_taken, "{policy} {:?}", read.err());
    };
    check(&json!({"a": values(150)}), true);
    check(&json!({"a": values(151)}), false);
    check(&json!({"a": values(15), "b": values(10)}), true);
    check(&json!({"a": values(15), "b": values(11)}), false);
    check(
        &json!({"a": {"b": {"c": values(4)}}, "d": {"e": values(6)}}),
        true,
    );
    check(
        &json!({"a": {"b": {"c": values(4)}}, "d": {"e": values(7)}}),
        false,
    );
    let with_or = |last: usize| {
        json!({
            "source": values(3),
            "$or": [
                {"name": values(6)},
                {"type": values(4), "$or": [{"id": values(4)}, {"space": values(last)}]},
            ],
        })
    };
    check(&with_or(7), true);
    check(&with_or(8), false);
    let nested = json!({
        "$or": [{"name": values(3)}, {"space": values(2)}],
        "detail": {"scope": values(2), "$or": [{"source": values(1)}, {"type": values(3)}]},
    });
    check(&nested, false);
    let six = json!({"a": [1], "b": [1], "c": [1], "d": [1], "e": [1], "f": [1]});
    assert_eq!(
        refused(&six.to_string(), Scope::MessageBody),
        "FilterPolicy: Filter policy can not have more than 5 keys"
    );
    check(
        &json!({"a": {"b": [1], "c": [1], "d": [1], "e": [1], "f": [1], "g": [1]}}),
        true,
    );
}

fn scalars() -> impl Strategy<Value = Value> {
    prop_oneof![
        "[ab*]{0,4}".prop_map(Value::from),
        (-3_i32..3).prop_map(Value::from),
        any::<bool>().prop_map(Value::from),
        Just(Value::Null),
    ]
}

fn operators() -> impl Strategy<Value = Value> {
    prop_oneof![
        scalars(),
        "[ab]{0,2}".prop_map(|text| json!({ "prefix": text })),
        "[ab]{0,2}".prop_map(|text| json!({ "suffix": text })),
        "[ab]{0,2}".prop_map(|text| json!({ "equals-ignore-case": text })),
        (-3_i32..3).prop_map(|number| json!({"numeric": [">=", number]})),
        any::<bool>().prop_map(|wanted| json!({ "exists": wanted })),
    ]
}

proptest! {
    /// No text makes the reader panic.
    #[test]
    fn any_text_is_a_policy_or_is_refused_in_words(text in r#"[\[\]{}":,a-c$or0-9 -]{0,40}"#) {
        if let Err(words) = FilterPolicy::parse(&text, Scope::MessageBody) {
            prop_assert!(!words.is_empty());
        }
    }

    /// Among the values of one key is or, between keys is and.
    #[test]
    fn values_are_added_and_keys_multiplied(one in operators(), other in operators(), value in scalars()) {
        let body = json!({ "k": value, "l": value });
        let alone = |condition: &Value| passes_body(&json!({ "k": [condition] }), &body);
        prop_assert_eq!(passes_body(&json!({ "k": [one, other] }), &body), alone(&one) || alone(&other));
        prop_assert_eq!(passes_body(&json!({ "k": [one], "l": [other] }), &body), alone(&one) && alone(&other));
        let either = json!({ "$or": [{ "k": [one] }, { "l": [other] }] });
        prop_assert_eq!(passes_body(&either, &body), alone(&one) || alone(&other));
    }

    /// What is there is either one of these or anything but these.
    #[test]
    fn anything_but_is_the_opposite(values in prop::collection::vec(scalars(), 1..4), value in scalars()) {
        let body = json!({ "k": value });
        let is = passes_body(&json!({ "k": values }), &body);
        let is_not = passes_body(&json!({ "k": [{ "anything-but": values }] }), &body);
        prop_assert_ne!(is, is_not);
    }

    /// A range is what lies above its bottom and not above its top.
    #[test]
    fn a_range_is_the_cut_of_its_halves(low in -9_i32..0, high in 0_i32..9, value in -12_i32..12) {
        let body = json!({ "k": value });
        let both = passes_body(&json!({ "k": [{"numeric": [">", low, "<=", high]}] }), &body);
        prop_assert_eq!(both, low < value && value <= high);
    }
}

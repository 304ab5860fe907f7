//! Any pattern beside a naive reading of it, and any text as a pattern.

use proptest::prelude::*;
use serde_json::json;

use super::super::{Candidate, Pattern};
use super::matches;

/// A condition on one of three properties, or two of them joined.
#[derive(Debug, Clone)]
enum Model {
    Compares(char, &'static str, i32),
    Absent(char),
    All(Box<Self>, Box<Self>),
    Any(Box<Self>, Box<Self>),
}

type Event = [Option<i32>; 3];

impl Model {
    fn text(&self) -> String {
        match self {
            Self::Compares(name, operator, number) => format!("$.{name} {operator} {number}"),
            Self::Absent(name) => format!("$.{name} NOT EXISTS"),
            Self::All(one, other) => format!("({}) && ({})", one.text(), other.text()),
            Self::Any(one, other) => format!("({} || {})", one.text(), other.text()),
        }
    }

    fn holds(&self, event: Event) -> bool {
        let value = |name: &char| event[*name as usize - 'a' as usize];
        match self {
            Self::Absent(name) => value(name).is_none(),
            Self::All(one, other) => one.holds(event) && other.holds(event),
            Self::Any(one, other) => one.holds(event) || other.holds(event),
            Self::Compares(name, operator, number) => {
                value(name).is_some_and(|value| match *operator {
                    "=" => value == *number,
                    "!=" => value != *number,
                    "<" => value < *number,
                    "<=" => value <= *number,
                    ">" => value > *number,
                    _ => value >= *number,
                })
            }
        }
    }
}

fn model() -> impl Strategy<Value = Model> {
    let name = || proptest::char::range('a', 'c');
    let operator = proptest::sample::select(vec!["=", "!=", "<", "<=", ">", ">="]);
    let one = prop_oneof![
        (name(), operator, -3..3)
            .prop_map(|(name, operator, number)| Model::Compares(name, operator, number)),
        name().prop_map(Model::Absent),
    ];
    one.prop_recursive(4, 16, 2, |inner| {
        let pair = (inner.clone(), inner);
        prop_oneof![
            pair.clone()
                .prop_map(|(one, other)| Model::All(one.into(), other.into())),
            pair.prop_map(|(one, other)| Model::Any(one.into(), other.into())),
        ]
    })
}

fn message(event: Event) -> String {
    let names = ["a", "b", "c"].into_iter();
    let known = names
        .zip(event)
        .filter_map(|(name, value)| Some((name, json!(value?))));
    let object: serde_json::Map<_, _> = known
        .map(|(name, value)| (name.to_owned(), value))
        .collect();
    json!(object).to_string()
}

proptest! {
    #[test]
    fn conditions_hold_as_they_read(model in model(), event in any::<[Option<i8>; 3]>()) {
        let event = event.map(|value| value.map(|value| i32::from(value) % 4));
        let pattern = format!("{{ {} }}", model.text());
        prop_assert_eq!(matches(&pattern, &message(event)), model.holds(event), "{}", pattern);
    }

    #[test]
    fn terms_occur_or_do_not(
        required in proptest::collection::vec("[ab]{1,2}", 0..3),
        excluded in proptest::collection::vec("[ab]{2,3}", 0..3),
        optional in proptest::collection::vec("[ab]{1,3}", 0..3),
        message in "[ab ]{0,8}",
    ) {
        let excluding = excluded.iter().map(|term| format!("-{term}"));
        let asking = optional.iter().map(|term| format!("?{term}"));
        let pattern: Vec<String> = required.iter().cloned().chain(excluding).chain(asking).collect();
        let occurs = |term: &String| message.contains(term);
        let counts_optional = required.is_empty() && excluded.is_empty() && !optional.is_empty();
        let expected = required.iter().all(occurs)
            && !excluded.iter().any(occurs)
            && (!counts_optional || optional.iter().any(occurs));
        prop_assert_eq!(matches(&pattern.join(" "), &message), expected);
    }

    #[test]
    fn words_stand_where_they_are_named(words in proptest::collection::vec("[a-z0-9]{1,3}", 1..6), skipped in 0_usize..4) {
        let message = words.join(" ");
        let named: Vec<String> = (0..words.len()).map(|index| format!("w{index} = \"{}\"", words[index])).collect();
        let pattern = format!("[{}]", named.join(", "));
        prop_assert!(matches(&pattern, &message));
        let kept = named.len().saturating_sub(skipped);
        let ellipsis = format!("[..., {}]", named[named.len() - kept..].join(", "));
        prop_assert!(kept == 0 || matches(&ellipsis, &message));
    }

    #[test]
    fn any_text_is_refused_in_words_or_decides(
        text in "(\\{ \\$\\.|\\[|)[a-z$\\.\\[\\]{}()%\"*&|=<>!? -]{0,24}",
        message in "\\PC{0,24}",
    ) {
        match Pattern::parse(&text) {
            Ok(pattern) => {
                let candidate = Candidate::new(&message);
                prop_assert_eq!(pattern.matches(&candidate), pattern.matches(&candidate));
                pattern.extracted(&candidate);
            }
            Err(fault) => prop_assert!(!fault.to_string().is_empty()),
        }
    }
}

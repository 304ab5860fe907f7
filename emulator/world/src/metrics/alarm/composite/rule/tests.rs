//! Rules that are written out and read again, and rules that are none.

use proptest::prelude::*;

use super::*;

const NAMES: [&str; 4] = ["a", "b-1", "with space", "with \"quote\" and )"];
const STATES: [StateValue; 3] = [
    StateValue::Ok,
    StateValue::Alarm,
    StateValue::InsufficientData,
];

fn parse(text: &str) -> Result<Rule, RuleError> {
    Rule::parse(text, str::to_owned)
}

#[test]
fn awss_examples_are_read() {
    for (text, children) in [
        (
            "ALARM(CPUUtilizationTooHigh) AND ALARM(DiskReadOpsTooHigh)",
            2,
        ),
        (
            "ALARM(CPUUtilizationTooHigh) AND NOT ALARM(DeploymentInProgress)",
            2,
        ),
        (
            "(ALARM(CPUUtilizationTooHigh) OR ALARM(DiskReadOpsTooHigh)) AND OK(NetworkOutTooHigh)",
            3,
        ),
        ("INSUFFICIENT_DATA(\"a b\") OR\nTRUE", 1),
        ("( ALARM ( a ) )", 1),
        ("ALARM(a) OR OK(a)", 1),
        ("FALSE", 0),
        ("false", 0),
    ] {
        let rule = parse(text).unwrap();
        assert_eq!(rule.children().len(), children, "{text}");
        assert_eq!(rule.text(), text);
    }
}

#[test]
fn and_binds_closer_than_or_and_not_closest() {
    let holds = |text: &str| parse(text).unwrap().holds(|_| Some(StateValue::Alarm));
    assert!(holds("TRUE OR TRUE AND FALSE"));
    assert!(!holds("(TRUE OR TRUE) AND FALSE"));
    assert!(holds("NOT FALSE AND TRUE"));
    assert!(!holds("NOT (FALSE OR TRUE)"));
    assert!(holds("NOT NOT ALARM(a)"));
}

#[test]
fn what_is_no_rule_is_refused_where_it_ends() {
    for (text, at) in [
        ("", 1),
        ("ALARM", 6),
        ("ALARM(", 7),
        ("ALARM()", 7),
        ("ALARM(\"\")", 8),
        ("ALARM(\"a)", 8),
        ("ALARM(a", 8),
        ("ALARM(a) ALARM(b)", 10),
        ("ALARM(a) AND", 13),
        ("ALARMS(a)", 1),
        ("NOT", 4),
        ("(TRUE", 6),
        ("TRUE)", 5),
        ("a", 1),
    ] {
        match parse(text) {
            Err(RuleError::Unexpected { at: found, .. }) => assert_eq!(found, at, "{text}"),
            other => panic!("{text}: {other:?}"),
        }
    }
    assert_eq!(parse("AT_LEAST(2, ALARM, (a, b))"), Err(RuleError::AtLeast));
}

#[test]
fn a_rule_has_so_many_children_and_elements() {
    let of = |number: usize| {
        let parts: Vec<String> = (0..number).map(|n| format!("ALARM(a{n})")).collect();
        parts.join(" OR ")
    };
    assert!(parse(&of(100)).is_ok());
    assert_eq!(parse(&of(101)), Err(RuleError::TooManyChildren));
    let nested = |depth: usize| format!("{}TRUE{}", "(".repeat(depth), ")".repeat(depth));
    assert!(parse(&nested(499)).is_ok());
    assert_eq!(parse(&nested(500)), Err(RuleError::TooManyElements));
    assert_eq!(parse(&"(".repeat(10_000)), Err(RuleError::TooManyElements));
}

/// An expression of which it is known how it is written, and what it comes to.
#[derive(Debug, Clone)]
enum Known {
    Constant(bool),
    Is(usize, usize),
    Not(Box<Known>),
    And(Box<Known>, Box<Known>),
    Or(Box<Known>, Box<Known>),
}

impl Known {
    /// With every parenthesis that there may be.
    fn write(&self) -> String {
        match self {
            Self::Constant(true) => "TRUE".to_owned(),
            Self::Constant(false) => "FALSE".to_owned(),
            Self::Is(state, name) => {
                let name = NAMES[*name].replace('"', "\\\"");
                format!("{}(\"{name}\")", STATES[*state].as_str())
            }
            Self::Not(inner) => format!("NOT ({})", inner.write()),
            Self::And(left, right) => format!("({}) AND ({})", left.write(), right.write()),
            Self::Or(left, right) => format!("({}) OR ({})", left.write(), right.write()),
        }
    }

    fn holds(&self, states: [StateValue; 4]) -> bool {
        match self {
            Self::Constant(value) => *value,
            Self::Is(state, name) => states[*name] == STATES[*state],
            Self::Not(inner) => !inner.holds(states),
            Self::And(left, right) => left.holds(states) && right.holds(states),
            Self::Or(left, right) => left.holds(states) || right.holds(states),
        }
    }
}

fn known() -> impl Strategy<Value = Known> {
    let leaf = prop_oneof![
        any::<bool>().prop_map(Known::Constant),
        (0..3_usize, 0..4_usize).prop_map(|(state, name)| Known::Is(state, name)),
    ];
    leaf.prop_recursive(4, 24, 2, |inner| {
        prop_oneof![
            inner.clone().prop_map(|inner| Known::Not(Box::new(inner))),
            (inner.clone(), inner.clone())
                .prop_map(|(left, right)| Known::And(Box::new(left), Box::new(right))),
            (inner.clone(), inner)
                .prop_map(|(left, right)| Known::Or(Box::new(left), Box::new(right))),
        ]
    })
}

proptest! {
    #[test]
    fn a_rule_holds_as_it_is_written(
        known in known(),
        states in prop::array::uniform4(0..3_usize),
    ) {
        let states = states.map(|state| STATES[state]);
        let rule = parse(&known.write()).unwrap();
        let state = |name: &str| {
            let index = NAMES.iter().position(|known| *known == name)?;
            Some(states[index])
        };
        prop_assert_eq!(rule.holds(state), known.holds(states));
    }

    #[test]
    fn any_text_is_a_rule_or_is_refused(text in "\\PC*") {
        let _ = parse(&text);
    }

    /// Texts of the grammar's own pieces, in any order.
    #[test]
    fn any_order_of_tokens_is_a_rule_or_is_refused(
        tokens in prop::collection::vec(0..11_usize, 0..40)
    ) {
        const TOKENS: [&str; 11] = [
            "(", ")", "AND", "OR", "NOT", "TRUE", "ALARM", "OK(a)", "\"", "\\", "é",
        ];
        let text: Vec<&str> = tokens.into_iter().map(|token| TOKENS[token]).collect();
        if let Ok(rule) = parse(&text.join(" ")) {
            prop_assert_eq!(parse(rule.text()), Ok(rule.clone()));
        }
    }
}

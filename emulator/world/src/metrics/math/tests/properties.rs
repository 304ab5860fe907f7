//! Expressions and texts at random.

use std::fmt;

use proptest::prelude::*;
use proptest::sample::select;

use super::super::node::Node;
use super::super::operator::Operator;
use super::*;

/// Writes an expression with every parenthesis there may be.
struct Spelled<'a>(&'a Node);

impl fmt::Display for Spelled<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = |formatter: &mut fmt::Formatter<'_>, nodes: &[Node]| {
            for (index, node) in nodes.iter().enumerate() {
                let comma = if index == 0 { "" } else { ", " };
                write!(formatter, "{comma}{}", Spelled(node))?;
            }
            Ok(())
        };
        match self.0 {
            Node::Number(number) => write!(formatter, "{number}"),
            Node::Text(text) => write!(formatter, "'{text}'"),
            Node::Id(name) | Node::Word(name) => formatter.write_str(name),
            Node::Negated(inner) => write!(formatter, "(-{})", Spelled(inner)),
            Node::Chain(first, rest) => {
                write!(formatter, "({}", Spelled(first))?;
                for (operator, node) in rest {
                    write!(formatter, " {operator} {}", Spelled(node))?;
                }
                formatter.write_str(")")
            }
            Node::Call(function, nodes) => {
                write!(formatter, "{function}(")?;
                list(formatter, nodes)?;
                formatter.write_str(")")
            }
            Node::List(nodes) => {
                formatter.write_str("[")?;
                list(formatter, nodes)?;
                formatter.write_str("]")
            }
        }
    }
}

fn operators() -> impl Strategy<Value = Operator> {
    select(
        &[
            Operator::Or,
            Operator::And,
            Operator::Equal,
            Operator::Less,
            Operator::Plus,
            Operator::Minus,
            Operator::Times,
            Operator::Divide,
            Operator::Power,
        ][..],
    )
}

fn nodes() -> impl Strategy<Value = Node> {
    let leaf = prop_oneof![
        (0_u32..1_000).prop_map(|number| Node::Number(f64::from(number) / 8.0)),
        select(&["m1", "m2", "m3"][..]).prop_map(|id| Node::Id(id.to_owned())),
        select(&["AVG", "DESC", "REPEAT"][..]).prop_map(|word| Node::Word(word.to_owned())),
        "[a-z ={}()\"]{0,8}".prop_map(Node::Text),
    ];
    leaf.prop_recursive(4, 32, 4, |inner| {
        let list = prop::collection::vec(inner.clone(), 0..4);
        prop_oneof![
            inner.clone().prop_map(|node| Node::Negated(Box::new(node))),
            (inner.clone(), operators(), inner).prop_map(|(left, operator, right)| {
                Node::Chain(Box::new(left), vec![(operator, right)])
            }),
            (select(Function::ALL), list.clone())
                .prop_map(|(function, nodes)| Node::Call(function, nodes)),
            list.prop_map(Node::List),
        ]
    })
}

fn minutes() -> impl Strategy<Value = Minutes> {
    let value = prop_oneof![1 => Just(None), 3 => (-40_i32..40).prop_map(|value| Some(f64::from(value) / 4.0))];
    prop::collection::vec(value, 6)
}

/// Whether values are the same up to rounding.
fn alike(left: &[Option<f64>], right: &[Option<f64>]) -> bool {
    let same = |(left, right): (&Option<f64>, &Option<f64>)| match (left, right) {
        (Some(left), Some(right)) => (left - right).abs() < 1e-9,
        _ => left == right,
    };
    left.len() == right.len() && left.iter().zip(right).all(same)
}

proptest! {
    #[test]
    fn an_expression_is_read_as_it_is_written(node in nodes()) {
        let text = Spelled(&node).to_string();
        let read = Expression::parse(&text);
        let parsed = parse::parse(&text);
        prop_assert_eq!(parsed.as_ref(), Ok(&node), "{}", text);
        let stage = stage(&[("m1", &[Some(1.0), None]), ("m2", &[]), ("m3", &[Some(-2.0)])]);
        if let Ok(value) = read.unwrap().evaluate(&stage, &Budget::new()) {
            for series in value.into_series() {
                prop_assert!(series.points.is_sorted_by(|left, right| left.0 < right.0), "{}", text);
                prop_assert!(series.points.iter().all(|(_, value)| value.is_finite()), "{}", text);
            }
        }
    }

    #[test]
    fn any_text_is_an_expression_or_refused_in_words(text in "[a-zA-Z0-9_ .,()\\[\\]{}'\"+*/^<>=!&|-]{0,60}|.{0,40}") {
        if let Err(fault) = Expression::parse(&text) {
            prop_assert!(!fault.to_string().is_empty());
        }
        if let Err(fault) = Search::parse(&text) {
            prop_assert!(!fault.to_string().is_empty());
        }
    }

    #[test]
    fn arithmetic_on_series_is_that_on_their_minutes(left in minutes(), right in minutes()) {
        let stage = stage(&[("a", &left), ("b", &right)]);
        let by_minute = |of: fn(f64, f64) -> f64| -> Minutes {
            let pairs = left.iter().zip(&right);
            let value = |(left, right): (&Option<f64>, &Option<f64>)| {
                let value = of(left.unwrap_or(0.0), right.unwrap_or(0.0));
                (left.is_some() || right.is_some()).then_some(value).filter(|value| value.is_finite())
            };
            pairs.map(value).collect()
        };
        prop_assert!(alike(&stage.minutes("a + b"), &by_minute(|a, b| a + b)));
        prop_assert!(alike(&stage.minutes("a - b"), &by_minute(|a, b| a - b)));
        prop_assert!(alike(&stage.minutes("a * b"), &by_minute(|a, b| a * b)));
        prop_assert!(alike(&stage.minutes("a / b"), &by_minute(|a, b| a / b)));
        prop_assert!(alike(&stage.minutes("SUM([a, b])"), &by_minute(|a, b| a + b)));
        prop_assert!(alike(&stage.minutes("AVG([a, b])"), &by_minute(f64::midpoint)));
    }

    #[test]
    fn functions_undo_each_other(values in minutes()) {
        let stage = stage(&[("a", &values)]);
        let is_there = values.iter().any(Option::is_some);
        prop_assert_eq!(stage.minutes("FILL(a, 0)").iter().flatten().count(), values.len());
        prop_assert_eq!(stage.minutes("--a"), stage.minutes("a"));
        prop_assert!(alike(&stage.minutes("RATE(a) * DIFF_TIME(a)"), &stage.minutes("DIFF(a)")));
        let mut sums = stage.minutes("DIFF(RUNNING_SUM(a))");
        if let Some(first) = values.iter().position(Option::is_some) {
            sums[first] = values[first];
        }
        prop_assert!(alike(&sums, &values));
        prop_assert_eq!(stage.lists("REMOVE_EMPTY([a])").len(), usize::from(is_there));
    }
}

//! What is summed under which rules, and how it is packed.

use std::borrow::Cow;
use std::sync::Arc;

use super::{Aggregate, Dimension, DimensionSet, Invocation, Labels, Rules, Tokens};
use crate::core::datapoint::Samples;
use crate::core::pack::{MAX_DATUMS, MAX_REQUEST_BYTES, encoded_bytes, pack};
use crate::core::profile::InferenceProfileClass::{self, CrossRegion, GlobalCrossRegion, InRegion};

fn labels(region: &str) -> Labels<'_> {
    Labels {
        region: Cow::Borrowed(region),
        model_id: Cow::Borrowed("us.anthropic.x"),
        ..Labels::default()
    }
}

fn call(class: InferenceProfileClass, region: &str, input: u64) -> Invocation<'_> {
    Invocation {
        epoch_seconds: 1_776_605_331,
        labels: labels(region),
        class,
        tokens: Tokens {
            input: Some(input),
            ..Tokens::default()
        },
    }
}

/// Each datum as `Metric dimension=value @epoch`.
fn shown(aggregate: Aggregate) -> Vec<String> {
    aggregate
        .into_datapoints()
        .iter()
        .map(ToString::to_string)
        .collect()
}

fn set(dimensions: &[Dimension]) -> DimensionSet {
    DimensionSet::new(dimensions.to_vec()).expect("a valid set")
}

#[test]
fn by_default_tokens_go_by_profile_and_calls_by_region() {
    let mut aggregate = Aggregate::new(&Arc::new(Rules::default()));
    aggregate.add(&call(CrossRegion, "us-east-1", 5));
    aggregate.add(&Invocation {
        labels: Labels {
            error_code: Some("ThrottlingException".into()),
            ..labels("eu-west-1")
        },
        ..call(InRegion, "eu-west-1", 5)
    });
    assert_eq!(
        shown(aggregate),
        [
            "InputTokens InferenceProfile=CrossRegion @1776605280",
            "InputTokens InferenceProfile=InRegion @1776605280",
            "InvocationCount Region=us-east-1 @1776605280",
            "InvocationErrorCount Region=eu-west-1 @1776605280",
        ]
    );
}

#[test]
fn a_class_that_is_off_still_counts_its_invocations() {
    for (rules, off) in [
        (
            Rules {
                cross_region: false,
                ..Rules::default()
            },
            CrossRegion,
        ),
        (
            Rules {
                global_cross_region: false,
                ..Rules::default()
            },
            GlobalCrossRegion,
        ),
    ] {
        let mut aggregate = Aggregate::new(&Arc::new(rules));
        aggregate.add(&call(off, "us-east-1", 5));
        assert_eq!(
            shown(aggregate),
            ["InvocationCount Region=us-east-1 @1776605280"]
        );
    }
}

#[test]
fn optional_dimensions_have_a_value_for_every_record() {
    let all = [
        Dimension::Region,
        Dimension::InferenceRegion,
        Dimension::ModelId,
        Dimension::Identity,
        Dimension::ApplicationProfile,
        Dimension::ErrorCode,
        Dimension::RequestMetadata("team".to_owned()),
    ];
    let rules = Rules {
        tokens: Vec::new(),
        invocations: vec![set(&all)],
        ..Rules::default()
    };
    let mut aggregate = Aggregate::new(&Arc::new(rules));
    aggregate.add(&call(InRegion, "us-east-1", 5));
    aggregate.add(&Invocation {
        labels: Labels {
            inference_region: Some("us-west-2".into()),
            identity: Some("arn:aws:iam::1:user/\u{e9}".into()),
            model_id: "arn:aws:bedrock:us-east-1:1:application-inference-profile/abc".into(),
            request_metadata: vec![("team".into(), ":red".into())],
            ..labels("us-east-1")
        },
        ..call(InRegion, "us-east-1", 5)
    });
    assert_eq!(
        shown(aggregate),
        [
            "InvocationCount Region=us-east-1 InferenceRegion=none ModelId=us.anthropic.x \
             Identity=none ApplicationProfile=none ErrorCode=none RequestMetadata.team=none @1776605280",
            "InvocationCount Region=us-east-1 InferenceRegion=us-west-2 \
             ModelId=arn:aws:bedrock:us-east-1:1:application-inference-profile/abc \
             Identity=arn:aws:iam::1:user/? ApplicationProfile=abc ErrorCode=none \
             RequestMetadata.team=?red @1776605280",
        ]
    );
}

#[test]
fn a_dimension_set_is_one_that_cloudwatch_takes() {
    assert!(DimensionSet::new(vec![Dimension::Region, Dimension::Region]).is_err());
    assert!(DimensionSet::new(vec![Dimension::RequestMetadata("\u{e9}".to_owned())]).is_err());
    assert!(DimensionSet::new(vec![Dimension::RequestMetadata("x".repeat(300))]).is_err());
    assert!(DimensionSet::new(Vec::new()).is_ok());
}

#[test]
fn samples_beyond_the_bound_on_series_are_counted_as_dropped() {
    let rules = Arc::new(Rules {
        max_series: 3,
        ..Rules::default()
    });
    let mut aggregate = Aggregate::new(&rules);
    for region in ["a", "b", "c", "d", "a"] {
        aggregate.add(&call(InRegion, region, 1));
    }
    assert_eq!(
        (aggregate.series_count(), aggregate.dropped_samples()),
        (3, 2)
    );
    let mut other = Aggregate::new(&rules);
    other.add(&call(InRegion, "e", 1));
    aggregate.merge(&other);
    assert_eq!(
        (aggregate.series_count(), aggregate.dropped_samples()),
        (3, 3)
    );
}

#[test]
fn up_to_150_distinct_values_are_published_one_by_one() {
    for (distinct, one_by_one) in [(150, true), (151, false)] {
        let mut aggregate = Aggregate::new(&Arc::new(Rules::default()));
        for value in (0..distinct).chain(0..distinct) {
            aggregate.add(&call(InRegion, "r", value));
        }
        let datapoints = aggregate.into_datapoints();
        match datapoints[0].samples() {
            Samples::Distinct { values, counts } => {
                assert!(one_by_one);
                assert_eq!((values.len(), counts[0]), (150, 2.0));
            }
            Samples::Statistics {
                sample_count,
                minimum,
                maximum,
                ..
            } => {
                assert!(!one_by_one);
                assert_eq!((*sample_count, *minimum, *maximum), (302.0, 0.0, 150.0));
            }
        }
    }
}

fn message(minutes: std::ops::Range<i64>) -> Aggregate {
    let mut aggregate = Aggregate::new(&Arc::new(Rules::default()));
    for minute in minutes {
        aggregate.add(&Invocation {
            epoch_seconds: minute * 60,
            ..call(CrossRegion, "us-east-1", 1)
        });
    }
    aggregate
}

#[test]
fn a_request_carries_whole_messages_and_merges_what_they_share() {
    let nothing = Aggregate::new(&Arc::new(Rules::default()));
    let messages = [
        message(0..300),
        nothing,
        message(100..400),
        message(500..650),
        message(0..10),
    ];
    let requests: Vec<_> = pack(messages.iter().enumerate()).collect();
    let carried: Vec<_> = requests
        .iter()
        .map(|request| request.messages.clone())
        .collect();
    assert_eq!(carried, [vec![0, 2], vec![3, 4]]);
    let datums: Vec<_> = requests
        .iter()
        .map(|request| request.datapoints.len())
        .collect();
    assert_eq!(datums, [800, 320]);
    assert!(requests.iter().all(|request| request.parts == 1));
}

#[test]
fn a_message_too_large_for_one_request_is_split_over_its_own() {
    let messages = [message(0..10), message(0..1_200), message(0..10)];
    let parts: Vec<_> = pack(messages.iter().enumerate())
        .map(|request| {
            (
                request.messages.clone(),
                request.part,
                request.parts,
                request.datapoints.len(),
            )
        })
        .collect();
    assert_eq!(
        parts,
        [
            (vec![0], 0, 1, 20),
            (vec![1], 0, 3, 1000),
            (vec![1], 1, 3, 1000),
            (vec![1], 2, 3, 400),
            (vec![2], 0, 1, 20),
        ]
    );
}

#[test]
fn no_request_exceeds_its_bounds() {
    let mut messages = Vec::new();
    for seed in 0..40 {
        let mut aggregate = Aggregate::new(&Arc::new(Rules::default()));
        for value in 0..3_000 {
            aggregate.add(&Invocation {
                epoch_seconds: (value / 30 + seed * 7) * 60,
                ..call(CrossRegion, "us-east-1", (value * seed).unsigned_abs())
            });
        }
        messages.push(aggregate);
    }
    let requests: Vec<_> = pack(messages.iter().enumerate()).collect();
    for request in &requests {
        assert!(request.datapoints.len() <= MAX_DATUMS);
        assert!(request.datapoints.iter().map(encoded_bytes).sum::<usize>() <= MAX_REQUEST_BYTES);
    }
    let carried: Vec<usize> = requests
        .iter()
        .flat_map(|request| request.messages.clone())
        .collect();
    assert_eq!(carried, (0..40).collect::<Vec<_>>());
}

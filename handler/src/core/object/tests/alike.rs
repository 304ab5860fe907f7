//! Records alike are judged and placed once: they come to what each of them comes to alone.

use std::sync::Arc;

use fastrand::Rng;

use super::{ObjectTally, push_all, rules};
use crate::core::aggregate::{Aggregate, Dimension, DimensionSet, Period, Rules};
use crate::core::object::{
    AgeWindow, Limits, MAX_UNMAPPED_PROFILES, MAX_UNRECOGNISED_MODEL_IDS, MalformedReason,
    ObjectReader, RecordCounts,
};

fn read_under(rules: &Arc<Rules>, text: &[u8]) -> ObjectTally {
    let reader = ObjectReader::new(rules, &Limits::default(), AgeWindow::default());
    push_all(reader, text, usize::MAX).expect("text does not fail")
}

fn set(dimensions: &[Dimension]) -> DimensionSet {
    DimensionSet::new(dimensions.to_vec()).expect("a valid set")
}

/// Rules that ask for every label, by two sets.
fn by_every_label(max_series: usize, metadata: bool) -> Rules {
    let mut dimensions = vec![
        Dimension::InferenceProfile,
        Dimension::InferenceRegion,
        Dimension::ModelId,
        Dimension::Identity,
        Dimension::ApplicationProfile,
        Dimension::ErrorCode,
    ];
    if metadata {
        dimensions.push(Dimension::RequestMetadata("team".to_owned()));
    }
    Rules {
        tokens: vec![set(&dimensions), set(&[Dimension::Region])],
        invocations: vec![set(&dimensions)],
        cross_region: false,
        max_series,
        ..Rules::default()
    }
}

const REGIONS: [&[u8]; 4] = [
    br#""us-east-1""#,
    br#""us-east-\u0031""#,
    br#""eu""#,
    br#""eu-central-1""#,
];

/// Of a needed text what is no such text, of a wanted one what cannot be read.
const FAULTY: [&[u8]; 6] = [b"null", b"\"\"", b"5", b"true", b"\"\xff\"", br#""\x""#];

/// Texts that differ in little, and what is no text.
const OPTIONAL: [&[u8]; 12] = [
    b"null",
    b"\"\"",
    b"5",
    b"5.0",
    b"true",
    br#"{"a":1}"#,
    br#""5""#,
    br#""true""#,
    br#""us-west-2""#,
    br#""us-west\u002d2""#,
    br#""a text of more than sixteen bytes, A, and more of it""#,
    br#""a text of more than sixteen bytes, B, and more of it""#,
];

const COUNTS: [&[u8]; 6] = [b"7", b"7.0", b"1e2", b"0", b"null", b"18446744073709551615"];

fn any(random: &mut Rng, values: &[&'static [u8]]) -> Vec<u8> {
    values[random.usize(..values.len())].to_vec()
}

fn model_id(random: &mut Rng) -> Vec<u8> {
    let number = random.u32(..12);
    let id = match random.u32(..8) {
        0 => format!("us.anthropic.model-{number}"),
        1 => format!("anthropic.model-{number}"),
        2 => format!("xx.newvendor.model-{number}"),
        // Alike but for their middle.
        3 => {
            format!("arn:aws:bedrock:us-east-1:1:application-inference-profile/{number:04}-profile")
        }
        4 => format!("arn:aws:bedrock:us-east-1:1:inference-profile/eu.amazon.{number:04}-model-x"),
        5 => format!("m{number}"),
        6 => format!("global.meta.{}{number}", "x".repeat(600)),
        _ => format!(r"us.ant\u0068ropic.model-{number}"),
    };
    format!("\"{id}\"").into_bytes()
}

/// The members of a record that decide where it is summed.
fn labels(random: &mut Rng) -> Vec<u8> {
    let mut members = vec![
        (&b"region"[..], any(random, &REGIONS)),
        (b"modelId", model_id(random)),
    ];
    if random.bool() {
        members.push((b"inferenceRegion", any(random, &OPTIONAL)));
    }
    if random.u32(..3) == 0 {
        members.push((b"errorCode", any(random, &OPTIONAL)));
    }
    if random.u32(..20) == 0 {
        let member = random.usize(..members.len());
        members[member].1 = any(random, &FAULTY);
    }
    let identity = match random.u32(..40) {
        0 => any(random, &FAULTY),
        _ => any(random, &OPTIONAL),
    };
    members.push((b"identity", [b"{\"arn\":", &identity[..], b"}"].concat()));
    if random.u32(..4) == 0 {
        let team = any(random, &OPTIONAL);
        members.push((
            b"requestMetadata",
            [b"{\"team\":", &team[..], b"}"].concat(),
        ));
    }
    let members = members
        .iter()
        .map(|(name, value)| [b"\"", *name, b"\":", value].concat());
    members.collect::<Vec<_>>().join(&b","[..])
}

/// A line with these labels, and what is its own.
fn line(random: &mut Rng, labels: &[u8], number: usize) -> Vec<u8> {
    let timestamp = match random.u32(..30) {
        0 => "soon".to_owned(),
        1 => r"2026-04-19\u005413:00:00Z".to_owned(),
        2 => "2026-04-19T13:00:00.5Z".to_owned(),
        3 => "1970-01-01T00:00:00Z".to_owned(),
        second => format!("2026-04-19T13:0{}:{:02}Z", random.u32(..3), second / 10),
    };
    let request_id = match random.u32(..50) {
        0 => r"\x".to_owned(),
        _ => format!("id-{number}"),
    };
    let mut counts = [(); 4].map(|()| any(random, &COUNTS));
    if random.u32(..30) == 0 {
        counts[random.usize(..4)] = any(random, &[b"-1", b"\"7\"", b"{}"]);
    }
    let [input, output, cache_read, cache_write] = counts;
    let mut line =
        format!(r#"{{"timestamp":"{timestamp}","requestId":"{request_id}","#).into_bytes();
    line.extend_from_slice(labels);
    if random.u32(..4) > 0 {
        for part in [
            br#","input":{"inputTokenCount":"#,
            &input[..],
            br#","cacheReadInputTokenCount":"#,
            &cache_read,
            br#","cacheWriteInputTokenCount":"#,
            &cache_write,
            br#"},"output":{"outputTokenCount":"#,
            &output,
            b"}",
        ] {
            line.extend_from_slice(part);
        }
    }
    line.extend_from_slice(b"}\n");
    line
}

/// What lines come to, each of them read as an object of its own.
struct Alone {
    records: RecordCounts,
    malformed: Vec<(MalformedReason, u64)>,
    unrecognised_records: u64,
    unrecognised_model_ids: Vec<String>,
    unmapped_profiles: Vec<String>,
    aggregate: Aggregate,
}

fn alone(rules: &Rules, lines: &[Vec<u8>]) -> Alone {
    let unbounded = Arc::new(Rules {
        max_series: usize::MAX,
        ..rules.clone()
    });
    let mut sum = Alone {
        records: RecordCounts::default(),
        malformed: Vec::new(),
        unrecognised_records: 0,
        unrecognised_model_ids: Vec::new(),
        unmapped_profiles: Vec::new(),
        aggregate: Aggregate::new(&Arc::new(rules.clone())),
    };
    let mut malformed = MalformedReason::ALL.map(|reason| (reason, 0));
    for line in lines {
        let tally = read_under(&unbounded, line);
        sum.records.add(tally.records);
        for (reason, records) in tally.malformed {
            malformed[reason as usize].1 += records;
        }
        sum.unrecognised_records += tally.unrecognised_records;
        sum.unrecognised_model_ids
            .extend(tally.unrecognised_model_ids);
        sum.unmapped_profiles.extend(tally.unmapped_profiles);
        sum.aggregate.merge(&tally.aggregate);
    }
    let occurred = malformed.into_iter().filter(|&(_, records)| records > 0);
    sum.malformed = occurred.collect();
    sum
}

fn first_distinct(names: Vec<String>, most: usize) -> Vec<String> {
    let mut distinct = Vec::new();
    for name in names {
        if !distinct.contains(&name) {
            distinct.push(name);
        }
    }
    distinct.truncate(most);
    distinct
}

fn check_alike(rules: Rules, lines: &[Vec<u8>]) {
    let alone = alone(&rules, lines);
    let together = read_under(&Arc::new(rules), &lines.concat());
    assert_eq!(together.records, alone.records);
    assert_eq!(together.malformed, alone.malformed);
    assert_eq!(together.unrecognised_records, alone.unrecognised_records);
    assert_eq!(
        together.unrecognised_model_ids,
        first_distinct(alone.unrecognised_model_ids, MAX_UNRECOGNISED_MODEL_IDS)
    );
    assert_eq!(
        together.unmapped_profiles,
        first_distinct(alone.unmapped_profiles, MAX_UNMAPPED_PROFILES)
    );
    let (sums, reference) = (together.aggregate, alone.aggregate);
    assert_eq!(sums.dropped_samples(), reference.dropped_samples());
    assert_eq!(sums.series_count(), reference.series_count());
    assert_eq!(sums.totals(), reference.totals());
    let (sums, reference) = (sums.into_datapoints(), reference.into_datapoints());
    assert_eq!(format!("{sums:?}"), format!("{reference:?}"));
}

#[test]
fn what_records_alike_come_to_is_what_each_comes_to_alone() {
    let mut random = Rng::with_seed(20_260_419);
    // Few enough to come back, and too many to be known all at a time.
    let all_labels: Vec<_> = (0..400).map(|_| labels(&mut random)).collect();
    let mut lines = Vec::new();
    for number in 0..4_000 {
        let most = 1 + random.usize(..all_labels.len());
        let labels = &all_labels[random.usize(..most)];
        lines.push(line(&mut random, labels, number));
    }
    for rules in [
        Rules::default(),
        by_every_label(usize::MAX, false),
        by_every_label(usize::MAX, true),
        by_every_label(300, false),
    ] {
        let whole = Rules {
            period: Period::Whole,
            ..rules.clone()
        };
        check_alike(rules, &lines);
        check_alike(whole, &lines);
    }
}

/// A record with these members, besides its time.
fn with(members: &str) -> String {
    format!(r#"{{"timestamp":"2026-04-19T13:28:51Z",{members}}}"#)
}

const KNOWN: &str = r#""region":"us-east-1","modelId":"xx.newvendor.model""#;

fn malformed(text: &str) -> Vec<(MalformedReason, u64)> {
    let whole = Arc::new(Rules {
        period: Period::Whole,
        ..Rules::default()
    });
    let tally = read_under(&rules(), text.as_bytes());
    assert_eq!(
        tally.malformed,
        read_under(&whole, text.as_bytes()).malformed
    );
    tally.malformed
}

#[test]
fn of_several_faults_the_first_is_the_reason_whatever_is_known_of_the_labels() {
    let counts = r#""output":{"outputTokenCount":-1}"#;
    let request_id = r#""requestId":"\x""#;
    for (faulty, reason) in [
        (
            with(&format!("{KNOWN},{counts},{request_id}")),
            MalformedReason::TokenCount,
        ),
        (
            with(&format!("{KNOWN},{request_id}")),
            MalformedReason::Unreadable,
        ),
        (
            with(&format!("{KNOWN},{counts},\"region\":5")),
            MalformedReason::Region,
        ),
        (
            with(&format!("{KNOWN},{counts},\"errorCode\":\"\\x\"")),
            MalformedReason::Unreadable,
        ),
        (
            with(&format!("{KNOWN},{counts},{request_id}")).replace("2026", "soon"),
            MalformedReason::Timestamp,
        ),
    ] {
        let alike = with(&format!(r#"{KNOWN},"output":{{"outputTokenCount":1}}"#));
        assert_eq!(malformed(&faulty), [(reason, 1)], "{faulty}");
        let text = format!("{}\n{alike}\n{faulty}\n{alike}", with(KNOWN));
        assert_eq!(malformed(&text), [(reason, 1)], "{faulty}");
    }
}

#[test]
fn a_record_without_labels_is_malformed() {
    let text = r#"{"timestamp":"1970-01-01T00:00:00Z"}"#;
    assert_eq!(malformed(text), [(MalformedReason::Region, 1)]);
}

#[test]
fn a_malformed_duplicate_or_expired_record_makes_nothing_known_that_is_summed() {
    let record = with(&format!(r#"{KNOWN},"requestId":"a""#));
    let old = record.replace("2026", "2020");
    let window = AgeWindow {
        not_before: Some(1_776_605_331),
        not_after: None,
    };
    let reader = ObjectReader::new(&rules(), &Limits::default(), window);
    let text = format!("{old}\n{record}\n{old}\n").repeat(2) + &with(KNOWN);
    let tally = push_all(reader, text.as_bytes(), usize::MAX).unwrap();
    assert_eq!(tally.records.expired, 1);
    assert_eq!(tally.records.duplicate, 5);
    assert_eq!((tally.records.counted, tally.unrecognised_records), (1, 1));
}

#[test]
fn an_unrecognised_model_id_is_counted_for_every_record_and_named_once() {
    let text = format!("{}\n", with(KNOWN)).repeat(5);
    let tally = read_under(&rules(), text.as_bytes());
    assert_eq!(tally.unrecognised_records, 5);
    assert_eq!(tally.unrecognised_model_ids, ["xx.newvendor.model"]);
}

//! What holds of any object: how it is cut never matters, sums are merges, and damage stays local.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::oracle::recompute;
use super::{ObjectTally, gzip, push_all, read, rules, sum_of};
use crate::core::object::{AgeWindow, Limits, ObjectReader};

fn body() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        "[ -~]{0,80}".prop_map(Value::from),
        "\\PC{0,12}".prop_map(Value::from),
        Just(json!("\"inputTokenCount\":999999}]\\\n\t")),
    ];
    leaf.prop_recursive(5, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::vec(("[a-zA-Z\"\\\\]{0,16}", inner), 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

fn count() -> impl Strategy<Value = Value> {
    prop_oneof![
        8 => (0..1_000_000_u64).prop_map(Value::from),
        1 => Just(Value::Null),
        1 => prop_oneof![Just(json!("5")), Just(json!(-1)), Just(json!([1])), Just(json!(true))],
    ]
}

fn record() -> impl Strategy<Value = Value> {
    let timestamp = prop_oneof![
        9 => (0..60_u8, 0..60_u8).prop_map(|(m, s)| json!(format!("2026-04-19T13:{m:02}:{s:02}Z"))),
        1 => prop_oneof![Just(json!(1)), Just(json!("soon")), Just(Value::Null)],
    ];
    let region = prop_oneof![
        9 => Just(json!("eu-west-1")),
        1 => prop_oneof![Just(json!("")), Just(json!({}))],
    ];
    let id = prop_oneof![
        (0..9_u8).prop_map(|id| json!(format!("id-{id}"))),
        "[a-f0-9]{8}".prop_map(Value::from),
        Just(Value::Null),
    ];
    (timestamp, region, id, count(), count(), body(), body()).prop_map(
        |(timestamp, region, id, input, output, question, answer)| {
            json!({
                "timestamp": timestamp,
                "region": region,
                "modelId": "global.anthropic.claude",
                "requestId": id,
                "input": {"inputBodyJson": question, "inputTokenCount": input},
                "output": {"outputBodyJson": answer, "outputTokenCount": output},
                "identity": {"arn": "arn:aws:iam::123456789012:user/a"},
            })
        },
    )
}

fn lines(records: &[Value], pretty: bool) -> String {
    let line = |record: &Value| {
        if pretty {
            serde_json::to_string_pretty(record).unwrap()
        } else {
            record.to_string()
        }
    };
    records.iter().map(|record| line(record) + "\n").collect()
}

fn read_text(text: &[u8], chunk: usize) -> ObjectTally {
    read(text, chunk, &Limits::default()).expect("text does not fail")
}

fn read_announced(bytes: &[u8], chunk: usize, announced: Option<u64>) -> ObjectTally {
    let mut reader = ObjectReader::new(&rules(), &Limits::default(), AgeWindow::default());
    if let Some(announced) = announced {
        reader.announce(announced);
    }
    push_all(reader, bytes, chunk).expect("text does not fail")
}

fn datapoints(tally: &ObjectTally) -> String {
    format!("{:?}", tally.aggregate.clone().into_datapoints())
}

proptest! {
    #[test]
    fn sums_are_those_of_a_naive_reading(
        records in prop::collection::vec(record(), 0..12),
        pretty in any::<bool>(),
    ) {
        let naive = recompute(&records);
        let text = lines(&records, pretty);
        let tally = read_text(text.as_bytes(), 4096);
        prop_assert_eq!(tally.records.counted, naive.counted);
        prop_assert_eq!(tally.records.malformed, naive.malformed);
        prop_assert_eq!(tally.records.duplicate, naive.duplicate);
        prop_assert_eq!(sum_of(&tally, "InputTokens"), naive.input_tokens);
        prop_assert_eq!(sum_of(&tally, "OutputTokens"), naive.output_tokens);

        let array = read_text(Value::from(records).to_string().as_bytes(), 4096);
        prop_assert_eq!(array.records, tally.records);
        prop_assert_eq!(datapoints(&array), datapoints(&tally));
    }

    #[test]
    fn how_the_bytes_arrive_never_matters(
        records in prop::collection::vec(record(), 0..8),
        damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..4),
        chunk in 1..3000_usize,
        compressed in any::<bool>(),
        announced in prop::option::of(any::<prop::sample::Index>()),
    ) {
        let mut text = lines(&records, false).into_bytes();
        for (place, byte) in damage {
            if !text.is_empty() {
                let place = place.index(text.len());
                text[place] = byte;
            }
        }
        // What begins like gzip is no text.
        prop_assume!(!text.starts_with(&[0x1f, 0x8b]));
        let whole = read_text(&text, usize::MAX);
        let bytes = if compressed { gzip(&text) } else { text };
        // Too short, right and too long.
        let announced = announced.map(|length| length.index(2 * bytes.len() + 1) as u64);
        let cut = read_announced(&bytes, chunk, announced);
        prop_assert_eq!(cut.records, whole.records);
        prop_assert_eq!(&cut.malformed, &whole.malformed);
        prop_assert_eq!(datapoints(&cut), datapoints(&whole));
    }

    #[test]
    fn the_sums_of_two_objects_are_the_merge_of_theirs(
        mut records in prop::collection::vec(record(), 0..16),
        split in any::<prop::sample::Index>(),
    ) {
        // Duplicates are judged by object.
        for record in &mut records {
            record["requestId"] = Value::Null;
        }
        let (front, back) = records.split_at(split.index(records.len() + 1));
        let whole = read_text(lines(&records, false).as_bytes(), 4096);
        let front = read_text(lines(front, false).as_bytes(), 4096);
        let back = read_text(lines(back, false).as_bytes(), 4096);
        let mut forth = front.aggregate.clone();
        forth.merge(&back.aggregate);
        let mut reverse = back.aggregate;
        reverse.merge(&front.aggregate);
        prop_assert_eq!(format!("{:?}", forth.into_datapoints()), datapoints(&whole));
        prop_assert_eq!(format!("{:?}", reverse.into_datapoints()), datapoints(&whole));
    }

    #[test]
    fn a_line_of_anything_takes_no_neighbour(
        noise in prop::collection::vec(any::<u8>().prop_filter("one line", |&b| b != b'\n'), 0..60),
        damaged in record(),
        place in any::<prop::sample::Index>(),
    ) {
        let line = damaged.to_string().into_bytes();
        let cut = &line[..place.index(line.len())];
        let (before, after) = (super::sound(1), super::sound(2));
        for line in [&noise[..], cut] {
            let text = [before.as_bytes(), b"\n", line, b"\n", after.as_bytes()];
            let tally = read_text(&text.concat(), 4096);
            prop_assert!(tally.records.counted + tally.records.duplicate >= 2);
            prop_assert!(tally.records.malformed <= line.len() as u64);
            prop_assert!(sum_of(&tally, "InputTokens") >= 3);
        }
    }
}

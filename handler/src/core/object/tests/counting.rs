//! What one readable record counts as.

use super::{check, sound, sum_of};
use crate::core::object::{AgeWindow, Limits};

/// A record with these members, besides a timestamp, region and modelId.
fn with(members: &str) -> String {
    format!(
        r#"{{"timestamp":"2026-04-19T13:28:51Z","region":"us-east-1","modelId":"us.meta.x",{members}}}"#
    )
}

fn check_tokens(written: &str, counted: Option<u64>) {
    let text = with(&format!(r#""input":{{"inputTokenCount":{written}}}"#));
    match counted {
        Some(tokens) => check(written, text, &[tokens], 0, 0),
        None => check(written, text, &[], 1, 0),
    }
}

#[test]
fn a_token_count_is_a_non_negative_integer_however_it_is_written() {
    for (written, tokens) in [
        ("5", 5),
        ("0", 0),
        ("5.0", 5),
        ("1e2", 100),
        ("1E+2", 100),
        ("50e-1", 5),
        ("0.5e1", 5),
        ("-0", 0),
        ("-0.0", 0),
        ("0e999", 0),
        ("1.50e2", 150),
        ("5.000000000000000000000000000000", 5),
        ("9007199254740992", 9_007_199_254_740_992),
        ("null", 0),
    ] {
        check_tokens(written, Some(tokens));
    }
    for written in [
        "-1",
        "5.5",
        "1e-1",
        "0.1",
        "\"5\"",
        "true",
        "[5]",
        "{}",
        "1e20",
        "1e400",
        "18446744073709551616",
        "9007199254740993.5",
        "1e99999999999999999999",
        "05",
        "+5",
        "5.",
        ".5",
        "1e",
        "NaN",
        "-",
    ] {
        check_tokens(written, None);
    }
}

#[test]
fn a_missing_or_null_token_field_adds_no_sample() {
    for members in [
        r#""output":{}"#,
        r#""input":{},"output":{"outputTokenCount":null}"#,
        r#""input":null,"output":null"#,
        r#""input":"text","output":[1]"#,
        r#""input":{"inputTokenCount":null}"#,
    ] {
        check(members, with(members), &[0], 0, 0);
        let tally = super::read(with(members).as_bytes(), 99, &Limits::default()).unwrap();
        let datapoints = tally.aggregate.into_datapoints();
        assert_eq!(datapoints.len(), 1, "{members}: only the invocation");
        assert_eq!(datapoints[0].metric(), "InvocationCount");
    }
}

#[test]
fn of_a_repeated_key_the_last_counts() {
    for (members, tokens) in [
        (r#""input":{"inputTokenCount":1,"inputTokenCount":2}"#, 2),
        (
            r#""input":{"inputTokenCount":1},"input":{"inputTokenCount":2}"#,
            2,
        ),
        (r#""input":{"inputTokenCount":1},"input":{}"#, 0),
        (r#""input":{"inputTokenCount":1},"input":null"#, 0),
        (r#""input":{"inputTokenCount":1,"inputTokenCount":null}"#, 0),
        (r#""input":{"inputTokenCount":"x","inputTokenCount":3}"#, 3),
        (
            r#""input":{"inputTokenCount":-1,"input\u0054okenCount":4}"#,
            4,
        ),
    ] {
        check(members, with(members), &[tokens], 0, 0);
    }
    for members in [
        r#""input":{"inputTokenCount":3,"inputTokenCount":"x"}"#,
        r#""region":"""#,
        r#""region":null"#,
        r#""modelId":5"#,
        r#""timestamp":"yesterday""#,
    ] {
        check(members, with(members), &[], 1, 0);
    }
}

#[test]
fn a_record_needs_a_timestamp_a_region_and_a_model_id() {
    for text in [
        "{}",
        r#"{"timestamp":"2026-04-19T13:28:51Z"}"#,
        r#"{"timestamp":"2026-04-19T13:28:51Z","region":"us-east-1"}"#,
        r#"{"timestamp":"2026-04-19T13:28:51Z","region":"us-east-1","modelId":""}"#,
        r#"{"timestamp":1776605331,"region":"us-east-1","modelId":"m"}"#,
        r#"{"timestamp":"1776605331","region":"us-east-1","modelId":"m"}"#,
        r#"{"timestamp":"2026-04-19T13:28:51","region":"us-east-1","modelId":"m"}"#,
        r#"{"timestamp":"2026-02-29T13:28:51Z","region":"us-east-1","modelId":"m"}"#,
        r#"{"timestamp":"1969-12-31T23:59:59Z","region":"us-east-1","modelId":"m"}"#,
        r#"{"timestamp":"2026-04-19T13:28:51Z","region":"","modelId":"m"}"#,
        r#"{"timestamp":"2026-04-19T13:28:51Z","region":["us-east-1"],"modelId":"m"}"#,
        r#"{"region":"us-east-1","modelId":"m"}"#,
        r#"{"Timestamp":"2026-04-19T13:28:51Z","region":"us-east-1","modelId":"m"}"#,
    ] {
        check(text, text, &[], 1, 0);
    }
}

#[test]
fn a_timestamp_is_any_of_rfc_3339() {
    for timestamp in [
        "2026-04-19T13:28:51Z",
        "2026-04-19T13:28:51.999999999Z",
        "2026-04-19T15:28:51+02:00",
        "2026-04-19T13:28:51-00:00",
        "2026-04-18T14:28:00-23:00",
        "2026-04-19t13:28:60z",
        "2026-04-19 13:28:00Z",
    ] {
        let text = format!(r#"{{"timestamp":"{timestamp}","region":"r","modelId":"m"}}"#);
        let tally = super::read(text.as_bytes(), 99, &Limits::default()).unwrap();
        let datapoints = tally.aggregate.into_datapoints();
        assert_eq!(datapoints.len(), 1, "{timestamp}");
        assert_eq!(datapoints[0].epoch_seconds(), 1_776_605_280, "{timestamp}");
    }
}

#[test]
fn keys_and_values_may_be_escaped() {
    let text = sound(7)
        .replace("region", r"\u0072egi\u006fn")
        .replace("us-east-1", r"us\u002deast-1")
        .replace("us.anthropic", r"\u0075s.anthropic")
        .replace("2026-04-19T", r"2026-04-19\u0054")
        .replace("inputTokenCount", r"input\u0054okenCount");
    check("escapes", &text, &[7], 0, 0);
    let tally = super::read(text.as_bytes(), 99, &Limits::default()).unwrap();
    let datapoints = tally.aggregate.into_datapoints();
    let dimensions: Vec<_> = datapoints
        .iter()
        .map(|d| d.dimensions()[0].1.as_str())
        .collect();
    assert_eq!(dimensions, ["CrossRegion", "us-east-1", "CrossRegion"]);
}

#[test]
fn an_error_is_no_invocation_but_its_tokens_were_used() {
    let text = with(r#""errorCode":"ThrottlingException","input":{"inputTokenCount":9}"#);
    check("error", &text, &[9], 0, 0);
    let tally = super::read(text.as_bytes(), 99, &Limits::default()).unwrap();
    assert_eq!(sum_of(&tally, "InvocationErrorCount"), 1);
    assert_eq!(sum_of(&tally, "InvocationCount"), 0);
    for none in ["null", "\"\""] {
        let text = with(&format!(r#""errorCode":{none}"#));
        let tally = super::read(text.as_bytes(), 99, &Limits::default()).unwrap();
        assert_eq!(sum_of(&tally, "InvocationErrorCount"), 0);
        assert_eq!(sum_of(&tally, "InvocationCount"), 1);
    }
}

#[test]
fn a_request_id_counts_once_in_an_object() {
    let a = sound(1);
    let malformed = a.replace("us-east-1", "");
    check("twice", format!("{a}\n{a}\n"), &[1], 0, 1);
    check(
        "malformed before",
        format!("{malformed}\n{a}\n"),
        &[1],
        1,
        0,
    );
    check("malformed after", format!("{a}\n{malformed}\n"), &[1], 1, 0);
    check(
        "thrice",
        format!("{a}{a}\n{}\n[{a}]", sound(2)),
        &[1, 2],
        0,
        2,
    );
    let none = with(r#""input":{"inputTokenCount":3}"#);
    check("none", format!("{none}\n{none}\n"), &[3, 3], 0, 0);
    for no_name in ["5", "null", "{}", "true", "\"\""] {
        let text = with(&format!(
            r#""input":{{"inputTokenCount":3}},"requestId":{no_name}"#
        ));
        check(no_name, format!("{text}\n{text}\n"), &[3, 3], 0, 0);
    }
}

#[test]
fn request_ids_are_compared_whole_and_by_what_they_say() {
    let with_id = |id: &str| {
        with(&format!(
            r#""input":{{"inputTokenCount":1}},"requestId":"{id}""#
        ))
    };
    let pair = |a: &str, b: &str| format!("{}\n{}\n", with_id(a), with_id(b));
    let uuid = "9d6fd7a0-7d52-4a3c-9a3e-1f2e3d4c5b6a";
    let other = uuid.replace("6a", "6b");
    check("uuids", pair(uuid, &other), &[1, 1], 0, 0);
    check("case", pair(uuid, &uuid.to_uppercase()), &[1, 1], 0, 0);
    check("empty", pair("", ""), &[1, 1], 0, 0);
    check("written differently", pair("abc", r"a\u0062c"), &[1], 0, 1);
    check("lone surrogates", pair(r"\ud800", r"\ud801"), &[1, 1], 0, 0);
    check(
        "surrogate and its replacement",
        pair(r"\ud800", r"\ufffd"),
        &[1, 1],
        0,
        0,
    );
    check(
        "the same surrogate",
        pair(r"\ud800x", r"\uD800x"),
        &[1],
        0,
        1,
    );
    let long = "x".repeat(5000);
    check(
        "long",
        pair(&format!("{long}a"), &format!("{long}b")),
        &[1, 1],
        0,
        0,
    );
}

#[test]
fn decoys_in_bodies_count_nothing() {
    let decoys = [
        r#""inputTokenCount":999,"outputTokenCount":5"#.to_owned(),
        format!(r#""operation":{:?}"#, sound(50)),
        r#""input":{"inputBodyJson":{"inputTokenCount":999,"input":{"inputTokenCount":9}},"x":"\"inputTokenCount\":5}"}"#.to_owned(),
        format!(r#""output":{{"outputBodyJson":[{},"{{[\\\"]",[]]}}"#, sound(51)),
        r#""inputBodyJson":{"region":"decoy","a":[[[{"b":{}}]],"\\"]}"#.to_owned(),
    ];
    for decoy in decoys {
        check(&decoy, with(&decoy), &[0], 0, 0);
    }
}

#[test]
fn bodies_may_hold_what_text_cannot() {
    for body in [
        r#"{"x":"\ud800 \udfff\ud800"}"#.as_bytes().to_vec(),
        b"{\"x\":\"\xff\xfe\xc0\x80\"}".to_vec(),
        [b"[".repeat(50_000), b"]".repeat(50_000)].concat(),
        [
            b"{\"a\":".repeat(50_000),
            b"1".to_vec(),
            b"}".repeat(50_000),
        ]
        .concat(),
    ] {
        let mut text = with(r#""input":{"inputTokenCount":6,"inputBodyJson":"#).into_bytes();
        text.pop();
        text.extend_from_slice(&body);
        text.extend_from_slice(b"}}");
        check("body", &text, &[6], 0, 0);
    }
}

#[test]
fn text_that_is_not_utf_8_is_malformed_where_it_is_wanted() {
    for member in [
        "region",
        "modelId",
        "timestamp",
        "errorCode",
        "inferenceRegion",
    ] {
        let mut text = with(&format!(r#""{member}":""#)).into_bytes();
        text.pop();
        text.extend_from_slice(b"\xff\"}");
        check(member, &text, &[], 1, 0);
    }
}

#[test]
fn records_outside_of_the_window_are_expired() {
    let window = AgeWindow {
        not_before: Some(1_776_605_331),
        not_after: Some(1_776_605_331),
    };
    let at = |second: u32, id: u32| sound(u64::from(id)).replace(":51Z", &format!(":{second}Z"));
    let text = [at(50, 1), at(51, 2), at(52, 3), at(50, 2), at(51, 1)].join("\n");
    let tally = super::read_within(text.as_bytes(), 99, &Limits::default(), window).unwrap();
    assert_eq!(tally.records.counted, 1);
    assert_eq!(tally.records.expired, 2);
    assert_eq!(
        tally.records.duplicate, 2,
        "a copy is a duplicate whatever its age"
    );
    assert_eq!(sum_of(&tally, "InputTokens"), 2);
}

//! `GetLogEvents` and `FilterLogEvents`, and readers within the process.

use std::collections::BTreeMap;

use super::*;

fn get(members: Value) -> Value {
    with(of_stream("a"), members)
}

fn filter(members: Value) -> Value {
    with(json!({"logGroupName": GROUP}), members)
}

/// Events of one stream, a second apart, the last two of one moment and out of order with another stream.
fn logs() -> Logs {
    let mut logs = Logs::with_streams(&["a", "b"]);
    for message in ["1", "2"] {
        logs.put("a", &[message]).unwrap();
        logs.now += SignedDuration::from_secs(1);
    }
    logs.put("b", &["other"]).unwrap();
    logs.put("a", &["3", "4"]).unwrap();
    logs
}

#[test]
fn a_stream_is_read_from_its_head_to_its_end_where_the_token_comes_back() {
    let mut logs = logs();
    let mut token = None;
    let mut seen = Vec::new();
    loop {
        let mut request = get(json!({"limit": 3, "startFromHead": true}));
        if let Some(token) = &token {
            request["nextToken"] = json!(token);
        }
        let page = logs.ok("GetLogEvents", request);
        seen.extend(messages(&page));
        let next = page["nextForwardToken"].as_str().unwrap().to_owned();
        if token.as_ref() == Some(&next) {
            break;
        }
        token = Some(next);
    }
    assert_eq!(seen, ["1", "2", "3", "4"]);
    // Whoever waits at the end is given what comes.
    logs.put("a", &["5"]).unwrap();
    let more = logs.ok("GetLogEvents", get(json!({"nextToken": token})));
    assert_eq!(messages(&more), ["5"]);
}

#[test]
fn a_stream_is_read_from_its_end_to_its_head_where_the_token_comes_back() {
    let mut logs = logs();
    let newest = logs.ok("GetLogEvents", get(json!({"limit": 3})));
    assert_eq!(messages(&newest), ["2", "3", "4"]);
    let back = &newest["nextBackwardToken"];
    let oldest = logs.ok("GetLogEvents", get(json!({"limit": 3, "nextToken": back})));
    assert_eq!(messages(&oldest), ["1"]);
    let back = &oldest["nextBackwardToken"];
    let head = logs.ok("GetLogEvents", get(json!({"nextToken": back})));
    assert!(messages(&head).is_empty());
    assert_eq!(&head["nextBackwardToken"], back);
    // And forward again.
    let forward = &head["nextForwardToken"];
    let all = logs.ok("GetLogEvents", get(json!({"nextToken": forward})));
    assert_eq!(messages(&all), ["1", "2", "3", "4"]);
}

#[test]
fn an_empty_stream_is_waited_for() {
    let mut logs = Logs::with_streams(&["a"]);
    for from_head in [true, false] {
        let empty = logs.ok("GetLogEvents", get(json!({"startFromHead": from_head})));
        let token = &empty["nextForwardToken"];
        let again = logs.ok("GetLogEvents", get(json!({"nextToken": token})));
        assert_eq!(&again["nextForwardToken"], token);
        logs.put("a", &["x"]).unwrap();
        let come = logs.ok("GetLogEvents", get(json!({"nextToken": token})));
        assert!(!messages(&come).is_empty(), "{from_head}");
    }
}

#[test]
fn a_window_of_a_stream_includes_its_start_and_not_its_end() {
    let mut logs = logs();
    let end = logs.now.as_millisecond();
    let window = json!({"startTime": end - 2_000, "endTime": end});
    assert_eq!(messages(&logs.ok("GetLogEvents", get(window))), ["1", "2"]);
}

#[test]
fn events_come_by_their_moments_however_they_came_in() {
    let mut logs = Logs::with_streams(&["a", "b"]);
    let now = logs.now.as_millisecond();
    for (stream, moment, message) in [("a", 5, "late"), ("b", 1, "early"), ("a", 3, "middle")] {
        let event = json!({"timestamp": now + moment, "message": message});
        logs.put_events(stream, vec![event]).unwrap();
    }
    assert_eq!(logs.messages(), ["early", "middle", "late"]);
    let newest_first = filter(json!({"startFromHead": false}));
    let newest_first = logs.ok("FilterLogEvents", newest_first);
    assert_eq!(messages(&newest_first), ["late", "middle", "early"]);
    let stream = logs.ok("GetLogEvents", get(json!({})));
    assert_eq!(messages(&stream), ["middle", "late"]);
}

#[test]
fn a_group_is_filtered_page_by_page_either_way() {
    let mut logs = logs();
    for (from_head, expected) in [
        (true, ["1", "2", "other", "3", "4"]),
        (false, ["4", "3", "other", "2", "1"]),
    ] {
        let mut seen = Vec::new();
        let mut request = filter(json!({"limit": 2, "startFromHead": from_head}));
        loop {
            let page = logs.ok("FilterLogEvents", request.clone());
            assert_eq!(page["searchedLogStreams"], json!([]));
            seen.extend(messages(&page));
            if page["nextToken"].is_null() {
                break;
            }
            request["nextToken"] = page["nextToken"].clone();
        }
        assert_eq!(seen, expected);
    }
}

#[test]
fn a_page_has_a_megabyte_at_most_and_one_event_at_least() {
    let mut logs = Logs::with_streams(&["a"]);
    let large = "x".repeat(700_000);
    logs.put("a", &[&large]).unwrap();
    logs.put("a", &[&large]).unwrap();
    let page = logs.ok("FilterLogEvents", filter(json!({})));
    assert_eq!(messages(&page).len(), 1);
    assert!(page["nextToken"].is_string());
    let page = logs.ok("GetLogEvents", get(json!({})));
    assert_eq!(messages(&page).len(), 1);
}

#[test]
fn a_group_is_filtered_by_pattern_window_and_stream() {
    let mut logs = logs();
    let end = logs.now.as_millisecond();
    for (members, expected) in [
        (json!({"filterPattern": "?1 ?4"}), vec!["1", "4"]),
        (json!({"filterPattern": "-other"}), vec!["1", "2", "3", "4"]),
        (json!({"filterPattern": "%^[23]$%"}), vec!["2", "3"]),
        (
            json!({"startTime": end, "endTime": end}),
            vec!["other", "3", "4"],
        ),
        (json!({"logStreamNames": ["b", "c"]}), vec!["other"]),
        (json!({"logStreamNamePrefix": "b"}), vec!["other"]),
        (
            json!({"interleaved": true, "unmask": false}),
            vec!["1", "2", "other", "3", "4"],
        ),
    ] {
        let found = logs.ok("FilterLogEvents", filter(members.clone()));
        assert_eq!(messages(&found), expected, "{members}");
    }
    let by_arn = logs.ok("FilterLogEvents", json!({"logGroupIdentifier": GROUP_ARN}));
    assert_eq!(messages(&by_arn).len(), 5);
}

/// What `aws logs tail --follow` does: again and again from the latest moment, passing over the ids that it has seen.
#[test]
fn a_follower_sees_each_event_once_by_its_id() {
    let mut logs = logs();
    let mut seen = Vec::<(String, String)>::new();
    let mut from = 0;
    for round in ["5", "6", "7"] {
        let answer = logs.ok("FilterLogEvents", filter(json!({"startTime": from})));
        for event in answer["events"].as_array().unwrap() {
            let id = event["eventId"].as_str().unwrap().to_owned();
            assert_eq!(id.len(), 56);
            from = event["timestamp"].as_i64().unwrap();
            if seen.iter().all(|(known, _)| *known != id) {
                seen.push((id, event["message"].as_str().unwrap().to_owned()));
            }
        }
        logs.put("b", &[round]).unwrap();
    }
    let messages: Vec<_> = seen.into_iter().map(|(_, message)| message).collect();
    assert_eq!(messages, ["1", "2", "other", "3", "4", "5", "6"]);
}

#[test]
fn a_bad_question_about_events_is_refused() {
    let mut logs = Logs::with_streams(&["a"]);
    let both = json!({"logGroupName": GROUP, "logGroupIdentifier": GROUP, "logStreamName": "a"});
    for (operation, request, text) in [
        (
            "GetLogEvents",
            get(json!({"nextToken": "f/1"})),
            "The specified nextToken is invalid.",
        ),
        (
            "GetLogEvents",
            get(json!({"logStreamName": "c"})),
            "The specified log stream does not exist.",
        ),
        (
            "GetLogEvents",
            both.clone(),
            "LogGroup name and LogGroup ARN are mutually exclusive parameters.",
        ),
        (
            "FilterLogEvents",
            json!({}),
            "At least one of logGroupName or logGroupIdentifier must be specified.",
        ),
        (
            "FilterLogEvents",
            json!({"logGroupName": "absent"}),
            "The specified log group does not exist.",
        ),
        (
            "FilterLogEvents",
            filter(json!({"nextToken": "1"})),
            "The specified nextToken is invalid.",
        ),
        (
            "FilterLogEvents",
            filter(json!({"filterPattern": "a:b"})),
            "Invalid character(s) in term ':'",
        ),
        (
            "FilterLogEvents",
            filter(json!({"filterPattern": "{ $.a"})),
            "Invalid filter pattern",
        ),
        (
            "FilterLogEvents",
            filter(json!({"logStreamNames": ["a"], "logStreamNamePrefix": "a"})),
            "LogStream names and LogStream name prefix are mutually exclusive parameters.",
        ),
        (
            "FilterLogEvents",
            filter(json!({"limit": 10_001})),
            "1 validation error detected: Value '10001' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 10000",
        ),
        (
            "FilterLogEvents",
            json!({"logGroupIdentifier": "arn:aws:sqs:us-east-1:000000000000:q"}),
            "The ARN arn:aws:sqs:us-east-1:000000000000:q is of no log group in this Region",
        ),
    ] {
        assert_eq!(logs.refusal(operation, request.clone()), text, "{request}");
    }
}

#[test]
fn a_cursor_gives_each_event_once() {
    let mut logs = Logs::with_streams(&["a"]);
    logs.put("a", &["1", "2"]).unwrap();
    let first = logs.after(Cursor::default());
    logs.put("a", &["3"]).unwrap();
    let second = logs.after(first.next);
    assert_eq!((first.events.len(), second.events.len()), (2, 1));
    assert_eq!(&*second.events[0].message, "3");
    assert!(logs.after(second.next).events.is_empty());
}

#[test]
fn a_reader_is_told_how_many_events_made_room_before_it_came() {
    let mut group = LogGroup::new(GROUP.to_owned(), BTreeMap::new(), Timestamp::UNIX_EPOCH);
    group.add_stream("a", Timestamp::UNIX_EPOCH);
    let stream = "a".into();
    for message in ["1", "2", "3"] {
        group.push(
            &stream,
            Timestamp::UNIX_EPOCH,
            Timestamp::UNIX_EPOCH,
            message.into(),
        );
    }
    let seen_one = group.events_after(Cursor::default()).next;
    group.make_room(30);
    assert_eq!(group.dropped(), 2);
    let late = group.events_after(Cursor::default());
    assert_eq!((late.lost, late.events.len()), (2, 1));
    assert_eq!(group.events_after(seen_one).lost, 0);
}

//! What a log group promises its readers.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::*;
use crate::origin::Origin;
use crate::service::Request;
use crate::{Call, World};

const GROUP: &str = "/aws/lambda/aggregator";

struct Logs {
    world: World,
    now: Timestamp,
}

impl Logs {
    fn with_streams(streams: &[&str]) -> Self {
        let mut logs = Self {
            world: World::new(1),
            now: "2026-04-19T13:28:51Z".parse().unwrap(),
        };
        logs.call(CreateLogGroup {
            log_group_name: GROUP.to_owned(),
            ..CreateLogGroup::default()
        })
        .unwrap();
        for stream in streams {
            logs.call(CreateLogStream {
                log_group_name: GROUP.to_owned(),
                log_stream_name: (*stream).to_owned(),
            })
            .unwrap();
        }
        logs
    }

    fn call<R: Request>(&mut self, request: R) -> Result<R::Reply, R::Error> {
        let call = Call::new(Origin::default(), request.into_operation());
        R::answer(self.world.apply(self.now, call).result)
    }

    fn put(&mut self, stream: &str, messages: &[&str]) -> Result<(), LogsError> {
        let timestamp = self.now.as_millisecond();
        self.call(PutLogEvents {
            log_group_name: GROUP.to_owned(),
            log_stream_name: stream.to_owned(),
            log_events: messages
                .iter()
                .map(|message| InputLogEvent {
                    timestamp,
                    message: (*message).to_owned(),
                })
                .collect(),
            ..PutLogEvents::default()
        })
        .map(drop)
    }

    fn filter(
        &mut self,
        pattern: &str,
        limit: usize,
        token: Option<String>,
    ) -> (Vec<String>, Option<String>) {
        let answer = self
            .call(FilterLogEvents {
                log_group_name: GROUP.to_owned(),
                filter_pattern: Some(pattern.to_owned()),
                limit: Some(limit),
                next_token: token,
                ..FilterLogEvents::default()
            })
            .unwrap();
        let messages = answer.events.into_iter().map(|event| event.message);
        (messages.collect(), answer.next_token)
    }

    fn after(&self, cursor: Cursor) -> NewEvents {
        let region = self.world.local(&Origin::default().home()).unwrap();
        region.log_groups.events_after(GROUP, cursor)
    }
}

#[test]
fn a_stream_that_was_not_made_takes_no_events() {
    let mut logs = Logs::with_streams(&["a"]);
    assert_eq!(logs.put("b", &["lost"]), Err(LogsError::NoStream));
}

#[test]
fn a_stream_is_read_from_its_head_page_by_page() {
    let mut logs = Logs::with_streams(&["a", "b"]);
    logs.put("a", &["1", "2"]).unwrap();
    logs.put("b", &["other"]).unwrap();
    logs.put("a", &["3"]).unwrap();
    let mut token = None;
    let mut seen = Vec::new();
    loop {
        let page = logs
            .call(GetLogEvents {
                log_group_name: GROUP.to_owned(),
                log_stream_name: "a".to_owned(),
                next_token: token.clone(),
                limit: Some(2),
                start_from_head: Some(true),
                ..GetLogEvents::default()
            })
            .unwrap();
        seen.extend(page.events.into_iter().map(|event| event.message));
        let next = Some(page.next_forward_token);
        if next == token {
            break;
        }
        token = next;
    }
    assert_eq!(seen, ["1", "2", "3"]);
}

#[test]
fn without_a_token_the_newest_events_are_given() {
    let mut logs = Logs::with_streams(&["a"]);
    logs.put("a", &["1", "2", "3"]).unwrap();
    let page = logs
        .call(GetLogEvents {
            log_group_name: GROUP.to_owned(),
            log_stream_name: "a".to_owned(),
            limit: Some(2),
            ..GetLogEvents::default()
        })
        .unwrap();
    let messages: Vec<_> = page.events.iter().map(|event| &event.message).collect();
    assert_eq!(messages, ["2", "3"]);
}

#[test]
fn terms_must_all_occur_and_phrases_stand_whole() {
    let mut logs = Logs::with_streams(&["a"]);
    logs.put("a", &["one two", "two one", "one"]).unwrap();
    assert_eq!(logs.filter("one two", 10, None).0, ["one two", "two one"]);
    assert_eq!(logs.filter("\"one two\"", 10, None).0, ["one two"]);
}

#[test]
fn a_group_is_filtered_page_by_page() {
    let mut logs = Logs::with_streams(&["a"]);
    logs.put("a", &["1", "2", "3"]).unwrap();
    let (first, token) = logs.filter("", 2, None);
    let (second, end) = logs.filter("", 2, token);
    assert_eq!((first.len(), second.len(), end), (2, 1, None));
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

impl Logs {
    fn refusal(&mut self, pattern: &str) -> LogsError {
        let request = FilterLogEvents {
            log_group_name: GROUP.to_owned(),
            filter_pattern: Some(pattern.to_owned()),
            ..FilterLogEvents::default()
        };
        self.call(request).unwrap_err()
    }
}

#[test]
fn a_term_of_other_characters_must_be_quoted() {
    let mut logs = Logs::with_streams(&["a"]);
    logs.put("a", &["Status: timeout", "a.b", "Status timeout"])
        .unwrap();
    for (pattern, refused) in [
        ("Status: timeout", ":"),
        ("a,b", ","),
        ("call(", "("),
        ("call)", ")"),
        ("retrieved[]", "["),
        ("ERR*", "*"),
        ("one !two", "!"),
        ("level\\", "\\"),
        ("level\\\":\\\"error", "\\"),
        ("email@domain.com", "@"),
        ("a.b", "."),
        ("x {", "{"),
        ("1/2", "/"),
        ("a=b", "="),
        ("`a`", "`"),
    ] {
        let expected = format!("Invalid character(s) in term '{refused}'");
        assert_eq!(
            logs.refusal(pattern),
            LogsError::InvalidParameter(expected),
            "{pattern}"
        );
    }
    assert_eq!(
        logs.filter("\"Status: timeout\"", 10, None).0,
        ["Status: timeout"]
    );
    assert_eq!(logs.filter("\"a.b\"", 10, None).0, ["a.b"]);
}

#[test]
fn a_hyphen_and_a_question_mark_are_operators_at_the_beginning_of_a_term_only() {
    let mut logs = Logs::with_streams(&["a"]);
    logs.put("a", &["2026-04-19 ok", "what?now", "plain"])
        .unwrap();
    assert_eq!(logs.filter("2026-04-19", 10, None).0, ["2026-04-19 ok"]);
    assert_eq!(logs.filter("what?now", 10, None).0, ["what?now"]);
    assert_eq!(logs.filter("ok 2026-04-19", 10, None).0, ["2026-04-19 ok"]);
    for (pattern, named) in [
        ("-ERROR", "-ERROR"),
        ("ok -ERROR", "-ERROR"),
        ("?ERROR ?WARN", "?ERROR"),
        ("ok ?WARN", "?WARN"),
        ("-\"two words\"", "-\"two words\""),
        ("-", "-"),
        ("%ERR.*%", "%ERR.*%"),
        ("ok %ERR%", "%ERR%"),
        ("{ $.level = 5 }", "{ $.level = 5 }"),
        ("[ip, status]", "[ip, status]"),
    ] {
        let refusal = logs.refusal(pattern).to_string();
        assert!(
            refusal.contains("not built in this emulator") && refusal.contains(named),
            "{pattern}: {refusal}"
        );
    }
}

#[test]
fn a_quotation_mark_in_a_phrase_is_escaped() {
    let mut logs = Logs::with_streams(&["a"]);
    logs.put("a", &[r#"{"level":"error"}"#, "level error"])
        .unwrap();
    let (found, _) = logs.filter(r#""\"level\":\"error\"""#, 10, None);
    assert_eq!(found, [r#"{"level":"error"}"#]);
    assert_eq!(
        logs.refusal("\"never closed"),
        LogsError::InvalidParameter("Invalid filter pattern".to_owned())
    );
}

impl Logs {
    /// The names in the answer, and the token of the next page. `request` is in the service's own JSON.
    fn streams(&mut self, mut request: Value) -> Result<(Vec<String>, Option<String>), LogsError> {
        request["logGroupName"] = json!(GROUP);
        let request: DescribeLogStreams = serde_json::from_value(request).unwrap();
        let answer = serde_json::to_value(self.call(request)?).unwrap();
        let streams = answer["logStreams"].as_array().unwrap().iter();
        let names = streams.map(|stream| stream["logStreamName"].as_str().unwrap().to_owned());
        let token = answer["nextToken"].as_str().map(str::to_owned);
        Ok((names.collect(), token))
    }

    /// Every page laid end to end, and how many there were.
    fn all_streams(&mut self, request: &Value) -> (Vec<String>, usize) {
        let (mut names, mut pages) = (Vec::new(), 0);
        let mut token = None;
        loop {
            let mut request = request.clone();
            if let Some(token) = token {
                request["nextToken"] = json!(token);
            }
            let (page, next) = self.streams(request).unwrap();
            names.extend(page);
            pages += 1;
            token = next;
            if token.is_none() {
                return (names, pages);
            }
        }
    }

    /// `c` has the oldest event, `b` and `a` one of the same later moment, `d` none.
    fn with_events_of_three_moments() -> Self {
        let mut logs = Self::with_streams(&["a", "b", "c", "d"]);
        logs.put("c", &["old"]).unwrap();
        logs.now += SignedDuration::from_secs(60);
        logs.put("b", &["new"]).unwrap();
        logs.put("a", &["new"]).unwrap();
        logs
    }
}

#[test]
fn streams_are_ordered_by_name_or_by_their_last_event() {
    let mut logs = Logs::with_events_of_three_moments();
    for (request, expected) in [
        (json!({}), ["a", "b", "c", "d"]),
        (json!({"orderBy": "LogStreamName"}), ["a", "b", "c", "d"]),
        (json!({"descending": true}), ["d", "c", "b", "a"]),
        (
            json!({"orderBy": "LogStreamName", "descending": false}),
            ["a", "b", "c", "d"],
        ),
        (json!({"orderBy": "LastEventTime"}), ["d", "c", "a", "b"]),
        (
            json!({"orderBy": "LastEventTime", "descending": true}),
            ["b", "a", "c", "d"],
        ),
    ] {
        assert_eq!(logs.streams(request.clone()).unwrap().0, expected);
        for limit in 1..5 {
            let mut request = request.clone();
            request["limit"] = json!(limit);
            let (names, pages) = logs.all_streams(&request);
            assert_eq!(names, expected, "{request}");
            assert_eq!(pages, 4_usize.div_ceil(limit), "{request}");
        }
    }
    let named = json!({"logStreamNamePrefix": "b", "descending": true});
    assert_eq!(logs.streams(named).unwrap().0, ["b"]);
}

#[test]
fn a_page_of_streams_has_fifty_at_most() {
    let names: Vec<String> = (0..51).map(|number| format!("{number:02}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut logs = Logs::with_streams(&names);
    let (page, token) = logs.streams(json!({})).unwrap();
    assert_eq!((page.len(), token.is_some()), (50, true));
    let (page, token) = logs.streams(json!({"nextToken": token})).unwrap();
    assert_eq!((page.as_slice(), token), (&["50".to_owned()][..], None));
}

#[test]
fn a_page_of_streams_goes_on_where_it_ended_though_its_last_stream_is_gone_or_new_ones_came() {
    let mut logs = Logs::with_streams(&["a", "b", "d"]);
    let (_, token) = logs.streams(json!({"limit": 2})).unwrap();
    for stream in ["aa", "c"] {
        let create = CreateLogStream {
            log_group_name: GROUP.to_owned(),
            log_stream_name: stream.to_owned(),
        };
        logs.call(create).unwrap();
    }
    let (names, _) = logs.streams(json!({"nextToken": token})).unwrap();
    assert_eq!(names, ["c", "d"]);
}

#[test]
fn a_bad_question_about_streams_is_refused_in_awss_words() {
    let mut logs = Logs::with_streams(&["a"]);
    for (request, message) in [
        (
            json!({"orderBy": "LastEventTime", "logStreamNamePrefix": "a"}),
            "Cannot order by LastEventTime with a logStreamNamePrefix.",
        ),
        (
            json!({"limit": 0}),
            "1 validation error detected: Value '0' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1",
        ),
        (
            json!({"limit": -3}),
            "1 validation error detected: Value '-3' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1",
        ),
        (
            json!({"limit": 51}),
            "1 validation error detected: Value '51' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 50",
        ),
        (
            json!({"orderBy": "CreationTime"}),
            "1 validation error detected: Value 'CreationTime' at 'orderBy' failed to satisfy constraint: Member must satisfy enum value set: [LogStreamName, LastEventTime]",
        ),
        (
            json!({"nextToken": "made up"}),
            "The specified nextToken is invalid.",
        ),
    ] {
        assert_eq!(
            logs.streams(request.clone()),
            Err(LogsError::InvalidParameter(message.to_owned())),
            "{request}"
        );
    }
    let (_, token) = Logs::with_streams(&["a", "b"])
        .streams(json!({"limit": 1}))
        .unwrap();
    let other_order = json!({"nextToken": token, "orderBy": "LastEventTime"});
    assert!(logs.streams(other_order).is_err());
}

#[test]
fn groups_come_in_pages_by_prefix_or_by_a_part_of_their_name() {
    let mut logs = Logs::with_streams(&[]);
    for name in ["/app/a", "/app/b", "/job/a"] {
        logs.call(CreateLogGroup {
            log_group_name: name.to_owned(),
            ..CreateLogGroup::default()
        })
        .unwrap();
    }
    let names = |answer: DescribeLogGroupsResponse| {
        let groups = answer.log_groups.into_iter();
        groups.map(|group| group.log_group_name).collect::<Vec<_>>()
    };
    let first = DescribeLogGroups {
        limit: Some(2),
        ..DescribeLogGroups::default()
    };
    let first = logs.call(first).unwrap();
    let second = DescribeLogGroups {
        limit: Some(2),
        next_token: first.next_token.clone(),
        ..DescribeLogGroups::default()
    };
    let second = logs.call(second).unwrap();
    assert_eq!(second.next_token, None);
    assert_eq!(
        [names(first), names(second)].concat(),
        ["/app/a", "/app/b", GROUP, "/job/a"]
    );
    let part = DescribeLogGroups {
        log_group_name_pattern: Some("/a".to_owned()),
        ..DescribeLogGroups::default()
    };
    assert_eq!(names(logs.call(part).unwrap()).len(), 4);
    for refused in [
        DescribeLogGroups {
            limit: Some(51),
            ..DescribeLogGroups::default()
        },
        DescribeLogGroups {
            next_token: Some("token".to_owned()),
            ..DescribeLogGroups::default()
        },
        DescribeLogGroups {
            log_group_name_prefix: Some("/".to_owned()),
            log_group_name_pattern: Some("a".to_owned()),
            ..DescribeLogGroups::default()
        },
    ] {
        assert!(logs.call(refused.clone()).is_err(), "{refused:?}");
    }
}

#[test]
fn a_class_of_groups_that_is_not_built_is_refused() {
    let mut logs = Logs::with_streams(&[]);
    for (class, is_made) in [("STANDARD", true), ("DELIVERY", false), ("COLD", false)] {
        let made = logs.call(CreateLogGroup {
            log_group_name: class.to_owned(),
            log_group_class: Some(class.to_owned()),
            ..CreateLogGroup::default()
        });
        assert_eq!(made.is_ok(), is_made, "{class}");
    }
}

#[test]
fn what_comes_in_is_told_to_cloudwatch_by_log_group_and_in_all() {
    let mut logs = Logs::with_streams(&["a"]);
    logs.call(CreateLogGroup {
        log_group_name: "silent".to_owned(),
        ..CreateLogGroup::default()
    })
    .unwrap();
    logs.put("a", &["four", "sixsix"]).unwrap();
    logs.put("a", &["x"]).unwrap();
    logs.put("absent", &["x"]).unwrap_err();
    logs.now += SignedDuration::from_secs(60);
    logs.world.advance(logs.now);
    let by_group: &[_] = &[("LogGroupName", GROUP)];
    for dimensions in [by_group, &[]] {
        let mut read = |name| {
            let world = &mut logs.world;
            crate::metrics::reading::points(world, "AWS/Logs", name, dimensions)
        };
        let minute = || "13:28".to_owned();
        assert_eq!(read("IncomingLogEvents"), [(minute(), 2.0, 3.0)]);
        // AWS counts 26 bytes for each event.
        assert_eq!(read("IncomingBytes"), [(minute(), 2.0, 11.0 + 3.0 * 26.0)]);
    }
    let silent = &[("LogGroupName", "silent")];
    let of_silent =
        crate::metrics::reading::points(&mut logs.world, "AWS/Logs", "IncomingLogEvents", silent);
    assert_eq!(of_silent, []);
    assert_eq!(logs.world.next(), None);
}

//! What a log group promises its readers.

use jiff::Timestamp;

use super::*;
use crate::world::operation::Request;
use crate::world::origin::Origin;
use crate::world::{Call, World};

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
        let call = Call {
            origin: Origin::default(),
            operation: request.into_operation(),
        };
        R::answer(self.world.apply(self.now, call).0)
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
        let region = self.world.region(&Origin::default().region).unwrap();
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
    let mut group = LogGroup::new(GROUP.to_owned(), Timestamp::UNIX_EPOCH);
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

//! `DescribeLogStreams`, and how streams are made and deleted.

use super::*;

impl Logs {
    /// The names in the answer, and the token of the next page. `request` is in the service's own JSON.
    fn streams(&mut self, mut request: Value) -> Result<(Vec<String>, Option<String>), LogsError> {
        request["logGroupName"] = json!(GROUP);
        let answer = self.ask("DescribeLogStreams", request)?;
        let token = answer["nextToken"].as_str().map(str::to_owned);
        Ok((texts(&answer, "logStreams", "logStreamName"), token))
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
        logs.ok("CreateLogStream", of_stream(stream));
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
fn a_stream_is_described() {
    let mut logs = Logs::with_streams(&["a"]);
    logs.now += SignedDuration::from_secs(1);
    logs.put("a", &["x"]).unwrap();
    let described = logs.ok(
        "DescribeLogStreams",
        json!({"logGroupIdentifier": GROUP_ARN}),
    );
    let now = logs.now.as_millisecond();
    assert_eq!(
        described["logStreams"],
        json!([{
            "logStreamName": "a",
            "creationTime": now - 1_000,
            "firstEventTimestamp": now,
            "lastEventTimestamp": now,
            "lastIngestionTime": now,
            "arn": format!("{GROUP_ARN}:log-stream:a"),
            "storedBytes": 0,
        }])
    );
}

#[test]
fn a_stream_is_deleted_with_its_events() {
    let mut logs = Logs::with_streams(&["a", "b"]);
    logs.put("a", &["of a"]).unwrap();
    logs.put("b", &["of b"]).unwrap();
    let cursor = logs.after(Cursor::default()).next;
    logs.ok("DeleteLogStream", of_stream("a"));
    assert_eq!(logs.messages(), ["of b"]);
    let groups = logs.ok("DescribeLogGroups", json!({}));
    assert_eq!(groups["logGroups"][0]["storedBytes"], 4 + 26);
    assert_eq!(
        logs.ask("DeleteLogStream", of_stream("a")),
        Err(LogsError::NoStream)
    );
    // Readers go on, and the name can be used again.
    logs.ok("CreateLogStream", of_stream("a"));
    logs.put("a", &["again"]).unwrap();
    let come = logs.after(cursor);
    assert_eq!((come.events.len(), come.lost), (1, 0));
}

#[test]
fn names_of_streams_are_refused_in_awss_words() {
    let mut logs = Logs::with_streams(&["a"]);
    for (name, constraint) in [
        ("", "Member must have length greater than or equal to 1"),
        (
            "a:b",
            "Member must satisfy regular expression pattern: [^:*]*",
        ),
        (
            "a*",
            "Member must satisfy regular expression pattern: [^:*]*",
        ),
    ] {
        assert_eq!(
            logs.refusal("CreateLogStream", of_stream(name)),
            format!(
                "1 validation error detected: Value '{name}' at 'logStreamName' failed to satisfy constraint: {constraint}"
            )
        );
    }
    assert_eq!(
        logs.ask("CreateLogStream", of_stream("a")),
        Err(LogsError::StreamExists)
    );
}

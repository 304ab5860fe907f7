//! `emulator clock`: reads and moves the clock of an emulator that runs elsewhere on this machine.

use std::fmt::Write as _;

use aws_endpoint::aws::travel::{Step, Travelled};
use aws_endpoint::duration;
use bytes::Bytes;
use clap::{Args, Subcommand};
use http::Method;
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::{Value, json};

use super::control::{ControlArgs, ControlError, read};
use super::error::CliError;
use super::printer;

/// Read or move the clock of a running emulator.
///
/// Visibility timeouts, delays, batch windows, redrives and the ages of metrics follow it. It never runs back.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct ClockCommand {
    #[command(flatten)]
    control: ControlArgs,
    #[command(subcommand)]
    action: Action,
}

const EXAMPLES: &str = "\
Examples:
  emulator clock now
  emulator clock advance 5m
  emulator clock set 2026-04-19T13:30:00Z --port 4567
  emulator clock next               what is due next, when, and for whom
  emulator clock run-until-idle     goes there, and on, until nothing waits to be done

A function's process has the machine's time, whatever this clock shows:
  The handler judges the age of records by the machine's time, and stamps its own metrics with it.
  CloudWatch judges by this clock.
  - More than two hours ahead, a record stamped with `clock now` is counted as expired.
    Start the function without that limit: emulator up --env METRIC_MAX_FUTURE_HOURS=unlimited
  - More than two weeks ahead, CloudWatch refuses what the function publishes (PutMetricData:
    InvalidParameterValue), and its messages become dead letters. So it does where a stepped clock
    stood still for more than two hours. Start the emulator without that limit, too:
    emulator up --metrics-of-any-age --env METRIC_MAX_FUTURE_HOURS=unlimited
  `emulator replay` lifts the limits of both.";

#[derive(Debug, Subcommand)]
enum Action {
    /// Print what the clock shows.
    Now,
    /// Move the clock forward by this much.
    Advance {
        /// `90s`, `5m`, `1h 30m`, `1d` (24 hours), `2w` (14 days), or ISO 8601: `PT5M`.
        #[arg(value_parser = duration::parse)]
        by: SignedDuration,
    },
    /// Move the clock forward to this moment.
    Set {
        /// `2026-04-19T13:30:00Z`
        moment: Timestamp,
    },
    /// Print what is due next, when, and for whom: the end of a long poll too.
    Next,
    /// Go from due moment to due moment until nothing waits to be done, and print them.
    ///
    /// A message that fails reaches its dead-letter queue that way, however long its visibility timeouts are. Never past a
    /// function that is still running. What only tidies up, such as a retention, is not waited for. Nor is a long poll (a `ReceiveMessage`
    /// that waits for a message), which is no work: it is printed how many wait. `clock next` says when the first ends.
    RunUntilIdle,
}

impl ClockCommand {
    pub(super) async fn run(self) -> Result<(), CliError> {
        let emulator = self.control.endpoint()?;
        let text = match self.action {
            Action::Now => now(&emulator.ask(Method::GET, CLOCK, Bytes::new()).await?)?,
            Action::Advance { by } => {
                let body = bytes(&json!({"advance": by}));
                now(&emulator.ask(Method::POST, CLOCK, body).await?)?
            }
            Action::Set { moment } => {
                let body = bytes(&json!({"set": moment}));
                now(&emulator.ask(Method::POST, CLOCK, body).await?)?
            }
            Action::Next => {
                let answer = emulator.ask(Method::GET, NEXT, Bytes::new()).await?;
                next(&read(answer)?)
            }
            Action::RunUntilIdle => {
                let answer = emulator
                    .ask(Method::POST, RUN_UNTIL_IDLE, Bytes::new())
                    .await?;
                travelled(&read(answer)?)
            }
        };
        printer::text(&text).map_err(CliError::Output)?;
        Ok(())
    }
}

const CLOCK: &str = "/_emulator/clock";
const NEXT: &str = "/_emulator/clock/next";
const RUN_UNTIL_IDLE: &str = "/_emulator/clock/run-until-idle";

#[derive(Debug, Deserialize)]
struct Next {
    now: Timestamp,
    next: Option<Step>,
}

fn now(answer: &Value) -> Result<String, ControlError> {
    let now = answer["now"].as_str().ok_or(ControlError::Unknown)?;
    Ok(now.to_owned())
}

fn next(answer: &Next) -> String {
    match &answer.next {
        None => "nothing is due".to_owned(),
        Some(step) => {
            let left = rounded(step.at.duration_since(answer.now));
            format!("{}  in {left:#}: {} ({})", step.at, step.what, step.whom)
        }
    }
}

/// To the millisecond, and never negative.
fn rounded(duration: SignedDuration) -> SignedDuration {
    let milliseconds = duration.as_millis().max(0);
    SignedDuration::from_millis(i64::try_from(milliseconds).unwrap_or(i64::MAX))
}

/// A line a moment, then what it came to.
fn travelled(travelled: &Travelled) -> String {
    let mut text = String::new();
    for Step { at, what, whom } in &travelled.steps {
        let _ = writeln!(text, "{at}  {what} ({whom})");
    }
    if travelled.untold > 0 {
        let _ = writeln!(text, "and {} more", travelled.untold);
    }
    let passed = rounded(travelled.to.duration_since(travelled.from));
    let _ = write!(text, "idle at {}, {passed:#} later", travelled.to);
    match travelled.long_polls {
        0 => {}
        1 => text.push_str("; 1 long poll waits"),
        more => {
            let _ = write!(text, "; {more} long polls wait");
        }
    }
    text
}

fn bytes(body: &Value) -> Bytes {
    Bytes::from(body.to_string())
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[derive(Debug, clap::Parser)]
    struct Flags {
        #[command(flatten)]
        clock: ClockCommand,
    }

    #[test]
    fn the_clock_is_advanced_by_days_and_told_what_is_no_duration() {
        let parsed = |by| Flags::try_parse_from(["flags", "advance", by]);
        let advance = parsed("1d 1h").map(|flags| flags.clock.action);
        assert!(
            matches!(advance, Ok(Action::Advance { by }) if by == SignedDuration::from_hours(25)),
            "{advance:?}"
        );
        let error = parsed("soon").unwrap_err().to_string();
        assert!(error.contains("it is no duration: write 90s"), "{error}");
    }

    fn step(second: i64) -> Step {
        Step {
            at: at(second),
            what: "a message becomes visible".to_owned(),
            whom: "arn:aws:sqs:us-east-1:000000000000:orders".to_owned(),
        }
    }

    #[test]
    fn what_is_due_next_says_when_what_and_for_whom() {
        let due = Next {
            now: at(0),
            next: Some(step(90)),
        };
        assert_eq!(
            next(&due),
            "1970-01-01T00:01:30Z  in 1m 30s: a message becomes visible (arn:aws:sqs:us-east-1:000000000000:orders)"
        );
        let idle = Next {
            now: at(0),
            next: None,
        };
        assert_eq!(next(&idle), "nothing is due");
    }

    #[test]
    fn where_the_clock_went_is_a_line_a_moment() {
        let mut went = Travelled {
            from: at(0),
            to: at(120),
            steps: vec![step(60), step(120)],
            untold: 3,
            long_polls: 0,
        };
        assert_eq!(
            travelled(&went),
            "1970-01-01T00:01:00Z  a message becomes visible (arn:aws:sqs:us-east-1:000000000000:orders)\n\
             1970-01-01T00:02:00Z  a message becomes visible (arn:aws:sqs:us-east-1:000000000000:orders)\n\
             and 3 more\n\
             idle at 1970-01-01T00:02:00Z, 2m later"
        );
        for (long_polls, end) in [(1, "; 1 long poll waits"), (2, "; 2 long polls wait")] {
            went.long_polls = long_polls;
            let text = travelled(&went);
            assert!(text.ends_with(&format!(" later{end}")), "{text}");
        }
    }
}

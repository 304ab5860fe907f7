//! The function's settings: the environment, read once and parsed wholly before anything is built.
//!
//! Every fault is reported at once, each with the variable's name and an example, so that an operator
//! corrects a template in one go. Nothing else in the crate looks at the environment. The variables
//! themselves are data in [`table`]; their parsers are in `value` and `dimensions`.

pub mod table;

pub mod profile_map;

mod dimensions;
mod rules;
mod shares;
mod value;

use std::time::Duration;

use table::Variable;

use shares::{LEAST_FUNCTION_MIB, MOST_FUNCTION_MIB};

pub use shares::Shares;
pub use value::{Bound, LogLevel, LoggedPlaces, ProfileMapSource};

use crate::core::aggregate::DimensionSet;
use crate::core::settle::Poison;

/// Everything that the environment decides.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is an independent switch of the environment"
)]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Namespace of every metric.
    pub namespace: String,
    pub log_level: LogLevel,
    /// Region of the clients.
    pub region: String,
    /// Records between two looks at the deadline.
    pub batch_size: usize,
    pub metrics_retention: Bound,
    pub metric_max_age: Bound,
    pub metric_max_future: Bound,
    pub cross_region: bool,
    pub global_cross_region: bool,
    pub poison: Poison,
    /// Attempts for each call, the first included.
    pub max_attempts: u32,
    /// Dimension sets beside the guide's own.
    pub extra_dimension_sets: Vec<DimensionSet>,
    /// Distinct series of one invocation.
    pub series_limit: usize,
    pub profile_map: ProfileMapSource,
    /// Whether Bedrock is asked about application profiles that the map does not name.
    pub profile_lookup: bool,
    /// Objects fetched at once.
    pub object_concurrency: usize,
    pub max_object_bytes: u64,
    pub max_record_bytes: usize,
    /// Places of what is not counted that an invocation logs.
    pub logged_places: LoggedPlaces,
    pub publish_enabled: bool,
    /// Where all processes remember settled objects.
    pub idempotency_table: Option<String>,
    /// The function's memory in MiB.
    pub function_mib: usize,
    /// How that is shared out.
    pub shares: Shares,
    /// Where subsegments are sent.
    pub xray_daemon: Option<String>,
}

/// One variable that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{variable} {problem}; for example {variable}={example}")]
pub struct Fault {
    pub variable: &'static str,
    pub problem: String,
    pub example: &'static str,
}

/// All variables that cannot be used. Never empty.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the function's settings cannot be used: {}", in_a_row(.faults))]
pub struct SettingsError {
    pub faults: Vec<Fault>,
}

fn in_a_row(faults: &[Fault]) -> String {
    let texts: Vec<String> = faults.iter().map(ToString::to_string).collect();
    texts.join("; ")
}

impl Settings {
    /// Reads the process's environment.
    ///
    /// # Errors
    ///
    /// [`SettingsError`] with every fault.
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that reads the environment"
    )]
    pub fn from_env() -> Result<Self, SettingsError> {
        Self::parse(|name| match std::env::var(name) {
            Ok(text) => Some(text),
            Err(std::env::VarError::NotPresent) => None,
            // The replacement characters are no value that a parser but the map takes.
            Err(std::env::VarError::NotUnicode(text)) => Some(text.to_string_lossy().into_owned()),
        })
    }

    /// Parses the settings out of whatever `lookup` answers for a variable's name.
    ///
    /// # Errors
    ///
    /// [`SettingsError`] with every fault.
    pub fn parse(lookup: impl Fn(&str) -> Option<String>) -> Result<Self, SettingsError> {
        let mut reader = Reader {
            lookup,
            faults: Vec::new(),
        };
        let function_mib = reader.read(&table::AWS_LAMBDA_FUNCTION_MEMORY_SIZE, |text| {
            value::count(text, LEAST_FUNCTION_MIB as u64, MOST_FUNCTION_MIB as u64)
        });
        let object_concurrency =
            reader.read(&table::OBJECT_CONCURRENCY, |text| value::count(text, 1, 64));
        let max_record_bytes = reader.read(&table::MAX_RECORD_BYTES, |text| {
            value::count(text, 1_024, 1_073_741_824)
        });
        let logged_places = reader.read(&table::LOGGED_PLACES, value::logged_places);
        let object_bytes = shares::object_bytes(logged_places.at_most);
        let shares = reader.shares(
            function_mib,
            object_concurrency,
            object_bytes,
            max_record_bytes,
        );
        let settings = Self {
            namespace: reader.read(&table::CLOUDWATCH_NAMESPACE, value::namespace),
            log_level: reader.read(&table::LOG_LEVEL, value::log_level),
            region: reader.read(&table::AWS_REGION, value::region),
            batch_size: reader.read(&table::BATCH_SIZE, |text| value::count(text, 1, 1_000_000)),
            metrics_retention: reader.read(&table::METRICS_RETENTION_DAYS, value::days),
            metric_max_age: reader.read(&table::METRIC_MAX_AGE_DAYS, value::days),
            metric_max_future: reader.read(&table::METRIC_MAX_FUTURE_HOURS, value::hours),
            cross_region: reader.read(&table::ENABLE_CROSS_REGION_DETECTION, value::switch),
            global_cross_region: reader.read(&table::ENABLE_GLOBAL_CROSS_REGION, value::switch),
            poison: reader.read(&table::DLQ_ENABLED, value::poison),
            max_attempts: reader.read(&table::MAX_RETRY_ATTEMPTS, max_attempts),
            extra_dimension_sets: reader.read(&table::METRIC_DIMENSIONS, value::dimension_sets),
            series_limit: reader.read(&table::METRIC_SERIES_LIMIT, |text| {
                value::count(text, 1, 1_000_000)
            }),
            profile_map: reader.read(&table::INFERENCE_PROFILE_MAP, value::profile_map),
            profile_lookup: reader.read(&table::INFERENCE_PROFILE_LOOKUP, value::switch),
            object_concurrency,
            max_object_bytes: reader.read(&table::MAX_OBJECT_BYTES, |text| {
                value::number(text, 1, 53_687_091_200_000)
            }),
            max_record_bytes,
            logged_places,
            publish_enabled: reader.read(&table::METRICS_PUBLISH_ENABLED, value::switch),
            idempotency_table: reader.read(&table::IDEMPOTENCY_TABLE, value::table),
            function_mib,
            shares,
            xray_daemon: reader.read(&table::AWS_XRAY_DAEMON_ADDRESS, value::address),
        };
        if reader.faults.is_empty() {
            Ok(settings)
        } else {
            Err(SettingsError {
                faults: reader.faults,
            })
        }
    }

    /// How old a record may be to be published: the tighter of the two bounds on age.
    pub fn max_age(&self) -> Bound {
        self.metrics_retention.tighter(self.metric_max_age)
    }
}

fn max_attempts(text: &str) -> Result<u32, String> {
    let attempts = value::number(text, 1, 10)?;
    u32::try_from(attempts).map_err(|_| "is too large".into())
}

/// Reads variables and keeps the faults.
struct Reader<L> {
    lookup: L,
    faults: Vec<Fault>,
}

impl<L: Fn(&str) -> Option<String>> Reader<L> {
    /// The variable's value, or a stand-in after noting the fault.
    fn read<T>(
        &mut self,
        variable: &'static Variable,
        parse: impl Fn(&str) -> Result<T, String>,
    ) -> T {
        let given = (self.lookup)(variable.name);
        let text = given.as_deref().map(str::trim).or(variable.default);
        let problem = match text.map(&parse) {
            Some(Ok(value)) => return value,
            Some(Err(problem)) => problem,
            None => "is not set".to_owned(),
        };
        self.faults.push(Fault {
            variable: variable.name,
            problem,
            example: variable.example,
        });
        parse(variable.example)
            .expect("every example of the table is accepted: a test reads them all")
    }
}

impl<L> Reader<L> {
    /// How the function's memory is shared out, or a stand-in after noting that there is too little of it.
    fn shares(
        &mut self,
        function_mib: usize,
        objects: usize,
        object_bytes: usize,
        max_record_bytes: usize,
    ) -> Shares {
        let shares = |mib| Shares::of(mib, objects, object_bytes, max_record_bytes);
        shares(function_mib).unwrap_or_else(|least| {
            let variable = &table::MAX_RECORD_BYTES;
            self.faults.push(Fault {
                variable: variable.name,
                problem: format!(
                    "does not fit a function of {function_mib} MB: give the function {least} MB, or allow shorter records"
                ),
                example: variable.example,
            });
            shares(least).expect("that much is enough")
        })
    }
}

/// Seconds of a bound, for arithmetic on epoch seconds; `None` where there is no bound.
pub fn bound_seconds(bound: Bound) -> Option<i64> {
    match bound {
        Bound::Unlimited => None,
        Bound::Within(duration) => Some(whole_seconds(duration)),
    }
}

fn whole_seconds(duration: Duration) -> i64 {
    i64::try_from(duration.as_secs()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::profile::ProfileMap;
    use std::collections::BTreeMap;

    fn parse(variables: &[(&str, &str)]) -> Result<Settings, SettingsError> {
        let mut environment = BTreeMap::from([("AWS_REGION", "eu-west-1")]);
        environment.extend(variables.iter().copied());
        Settings::parse(|name| environment.get(name).map(ToString::to_string))
    }

    #[test]
    fn an_empty_environment_gives_the_guides_defaults() {
        let settings = parse(&[]).expect("sound settings");
        assert_eq!(settings.namespace, "Custom/BedrockMetrics");
        assert_eq!(settings.batch_size, 100);
        assert_eq!(settings.max_attempts, 3);
        assert_eq!(settings.poison, Poison::Redrive);
        assert!(settings.cross_region && settings.global_cross_region && settings.publish_enabled);
        assert!(settings.extra_dimension_sets.is_empty());
        assert_eq!(
            settings.max_age(),
            Bound::Within(Duration::from_hours(14 * 24))
        );
        assert_eq!(
            settings.metric_max_future,
            Bound::Within(Duration::from_hours(2))
        );
        assert_eq!(
            settings.profile_map,
            ProfileMapSource::Inline(ProfileMap::default())
        );
    }

    #[test]
    fn the_tighter_bound_on_age_binds() {
        let day = |days: u64| Bound::Within(Duration::from_hours(days * 24));
        let cases = [
            ("7", "14", day(7)),
            ("90", "14", day(14)),
            ("90", "unlimited", day(90)),
            ("unlimited", "14", day(14)),
            ("Unlimited", "UNLIMITED", Bound::Unlimited),
        ];
        for (retention, max_age, expected) in cases {
            let settings = parse(&[
                ("METRICS_RETENTION_DAYS", retention),
                ("METRIC_MAX_AGE_DAYS", max_age),
            ]);
            assert_eq!(settings.expect("sound settings").max_age(), expected);
        }
    }

    #[test]
    fn every_default_and_every_example_is_accepted() {
        for variable in table::VARIABLES {
            parse(&[(variable.name, variable.example)]).expect(variable.name);
            if let Some(default) = variable.default {
                parse(&[(variable.name, default)]).expect(variable.name);
            }
        }
    }

    #[test]
    fn all_faults_are_reported_at_once_each_with_an_example() {
        let error = Settings::parse(|name| match name {
            "BATCH_SIZE" => Some("0".into()),
            "LOG_LEVEL" => Some("LOUD".into()),
            "CLOUDWATCH_NAMESPACE" => Some("AWS/Bedrock".into()),
            _ => None,
        })
        .expect_err("four faults");
        let names: Vec<_> = error.faults.iter().map(|fault| fault.variable).collect();
        assert_eq!(
            names,
            [
                "CLOUDWATCH_NAMESPACE",
                "LOG_LEVEL",
                "AWS_REGION",
                "BATCH_SIZE"
            ]
        );
        let text = error.to_string();
        assert!(
            text.contains(
                "BATCH_SIZE is not a whole number from 1 to 1000000; for example BATCH_SIZE=250"
            ),
            "{text}"
        );
    }

    #[test]
    fn every_variable_has_values_that_it_refuses() {
        let refused = [
            ("CLOUDWATCH_NAMESPACE", vec!["", "AWS/X", ":x", "é", "a*b"]),
            ("LOG_LEVEL", vec!["", "TRACE"]),
            ("AWS_REGION", vec!["", "us east 1"]),
            ("BATCH_SIZE", vec!["", "0", "-1", "1.5", "1000001", "many"]),
            (
                "METRICS_RETENTION_DAYS",
                vec!["0", "-1", "forever", "36501"],
            ),
            ("METRIC_MAX_AGE_DAYS", vec!["0", "14d"]),
            ("METRIC_MAX_FUTURE_HOURS", vec!["0", "2h"]),
            ("ENABLE_CROSS_REGION_DETECTION", vec!["", "yes", "1"]),
            ("ENABLE_GLOBAL_CROSS_REGION", vec!["on"]),
            ("DLQ_ENABLED", vec!["maybe"]),
            ("MAX_RETRY_ATTEMPTS", vec!["0", "11"]),
            ("METRIC_DIMENSIONS", vec!["", "Nothing"]),
            ("METRIC_SERIES_LIMIT", vec!["0"]),
            (
                "INFERENCE_PROFILE_MAP",
                vec!["s3://", "s3://bucket", "s3:///key", "x", "[]"],
            ),
            ("INFERENCE_PROFILE_LOOKUP", vec!["", "1"]),
            ("OBJECT_CONCURRENCY", vec!["0", "65"]),
            ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", vec!["127", "512MB"]),
            ("MAX_OBJECT_BYTES", vec!["0"]),
            ("MAX_RECORD_BYTES", vec!["10"]),
            ("LOGGED_PLACES", vec!["", "-1", "20001", "some"]),
            ("METRICS_PUBLISH_ENABLED", vec!["no"]),
            ("IDEMPOTENCY_TABLE", vec!["a", "a b c"]),
            ("AWS_XRAY_DAEMON_ADDRESS", vec!["x", ":2000", "host:port"]),
        ];
        for (variable, texts) in &refused {
            for text in texts {
                let error = parse(&[(variable, text)]).expect_err(text);
                assert_eq!(error.faults[0].variable, *variable, "{text}");
            }
        }
        assert_eq!(refused.len(), table::VARIABLES.len());
    }

    #[test]
    fn values_may_stand_between_blanks_and_in_any_case() {
        let settings = parse(&[("DLQ_ENABLED", " FALSE "), ("LOG_LEVEL", "debug")]);
        let settings = settings.expect("sound settings");
        assert_eq!(settings.poison, Poison::Acknowledge);
        assert_eq!(settings.log_level, LogLevel::Debug);
    }

    #[test]
    fn the_documentation_carries_the_table_of_the_code() {
        let page = include_str!("../../../docs/configuration.md");
        let table = table::markdown();
        assert!(
            page.contains(&table),
            "docs/configuration.md should carry:\n{table}"
        );
    }
}

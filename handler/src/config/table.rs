//! The variables that set the function up, as data: name, default, example, meaning.
//!
//! The defaults are the texts that the parsers read, so the table cannot say one thing and the code
//! do another; docs/configuration.md carries [`markdown`] and a test compares the two.

/// One environment variable.
#[derive(Debug, Clone, Copy)]
pub struct Variable {
    /// Its name.
    pub name: &'static str,
    /// The value that stands for an absent variable; `None` where the variable has to be there.
    pub default: Option<&'static str>,
    /// A value to copy.
    pub example: &'static str,
    /// What is accepted.
    pub accepts: &'static str,
    /// What it does, for the operator.
    pub meaning: &'static str,
}

pub const CLOUDWATCH_NAMESPACE: Variable = Variable {
    name: "CLOUDWATCH_NAMESPACE",
    default: Some("Custom/BedrockMetrics"),
    example: "Custom/BedrockMetrics",
    accepts: "1 to 255 of letters, digits, space and `. - _ / # :`; not beginning with `AWS/` or `:`",
    meaning: "Namespace of every metric that is published.",
};

pub const LOG_LEVEL: Variable = Variable {
    name: "LOG_LEVEL",
    default: Some("INFO"),
    example: "INFO",
    accepts: "`DEBUG`, `INFO`, `WARN` or `ERROR`",
    meaning: "Least severe log line that is written. The summary of an invocation is `INFO`.",
};

pub const AWS_REGION: Variable = Variable {
    name: "AWS_REGION",
    default: None,
    example: "us-east-1",
    accepts: "a Region's name",
    meaning: "Region of the S3 and CloudWatch clients. Lambda sets it and refuses templates that do.",
};

pub const BATCH_SIZE: Variable = Variable {
    name: "BATCH_SIZE",
    default: Some("100"),
    example: "250",
    accepts: "1 to 1000000",
    meaning: "Log records aggregated between two looks at the invocation's deadline.",
};

pub const METRICS_RETENTION_DAYS: Variable = Variable {
    name: "METRICS_RETENTION_DAYS",
    default: Some("30"),
    example: "90",
    accepts: "1 to 36500 days, or `unlimited`",
    meaning: "Records older than this are counted as expired and not published. The tighter of this and `METRIC_MAX_AGE_DAYS` binds. It does not change how long CloudWatch keeps metrics: nothing can.",
};

pub const METRIC_MAX_AGE_DAYS: Variable = Variable {
    name: "METRIC_MAX_AGE_DAYS",
    default: Some("14"),
    example: "14",
    accepts: "1 to 36500 days, or `unlimited`",
    meaning: "CloudWatch refuses data older than 14 days, and one such datum fails its whole request: older records are expired. `unlimited` is for replays into an emulator.",
};

pub const METRIC_MAX_FUTURE_HOURS: Variable = Variable {
    name: "METRIC_MAX_FUTURE_HOURS",
    default: Some("2"),
    example: "2",
    accepts: "1 to 876000 hours, or `unlimited`",
    meaning: "CloudWatch refuses data more than two hours ahead: such records are expired. `unlimited` is for replays into an emulator.",
};

pub const ENABLE_CROSS_REGION_DETECTION: Variable = Variable {
    name: "ENABLE_CROSS_REGION_DETECTION",
    default: Some("true"),
    example: "true",
    accepts: "`true` or `false`",
    meaning: "Whether calls through geographic inference profiles are published as `CrossRegion`. Off: they still count in `InvocationCount` by `Region`, their tokens are not published.",
};

pub const ENABLE_GLOBAL_CROSS_REGION: Variable = Variable {
    name: "ENABLE_GLOBAL_CROSS_REGION",
    default: Some("true"),
    example: "true",
    accepts: "`true` or `false`",
    meaning: "The same for global inference profiles and `GlobalCrossRegion`.",
};

pub const DLQ_ENABLED: Variable = Variable {
    name: "DLQ_ENABLED",
    default: Some("true"),
    example: "true",
    accepts: "`true` or `false`",
    meaning: "`true`: a message that can never succeed is reported as failed, so that the queue redrives it to its dead-letter queue. `false`: it is logged, counted and acknowledged.",
};

pub const MAX_RETRY_ATTEMPTS: Variable = Variable {
    name: "MAX_RETRY_ATTEMPTS",
    default: Some("3"),
    example: "5",
    accepts: "1 to 10",
    meaning: "Attempts for each S3 and CloudWatch call before its message fails. Only errors known to have changed nothing are repeated.",
};

pub const METRIC_DIMENSIONS: Variable = Variable {
    name: "METRIC_DIMENSIONS",
    default: Some("InferenceProfile;Region"),
    example: "InferenceProfile;Region;InferenceProfile,ModelId;RequestMetadata.team",
    accepts: "dimension sets separated by `;`, dimensions of a set separated by `,`, each of `InferenceProfile`, `Region`, `ModelId`, `InferenceRegion`, `Identity`, `ApplicationProfile`, `ErrorCode`, `RequestMetadata.<key>`",
    meaning: "Dimension sets published beside the guide's own, which always are: `InferenceProfile` for token metrics, `Region` for invocations and errors. Every further set applies to token metrics, invocations and errors alike; one with `ErrorCode` to errors only. Each distinct combination of values is a billed metric.",
};

pub const METRIC_SERIES_LIMIT: Variable = Variable {
    name: "METRIC_SERIES_LIMIT",
    default: Some("10000"),
    example: "2000",
    accepts: "1 to 1000000",
    meaning: "Most distinct series (metric and dimension values) of one invocation. Samples of further ones are not published; they are counted in the summary as `dropped_samples` and logged.",
};

pub const INFERENCE_PROFILE_MAP: Variable = Variable {
    name: "INFERENCE_PROFILE_MAP",
    default: Some(""),
    example: r#"{"a1b2c3d4e5f6":{"class":"CrossRegion","name":"checkout"}}"#,
    accepts: "a JSON object of application profile ids or ARNs to `{\"class\", \"name\"}`, or `s3://bucket/key` of such a document; empty for none",
    meaning: "What opaque application inference profiles are: their class (`CrossRegion`, `GlobalCrossRegion`, `InRegion`) and a readable name for the `ApplicationProfile` dimension.",
};

pub const INFERENCE_PROFILE_LOOKUP: Variable = Variable {
    name: "INFERENCE_PROFILE_LOOKUP",
    default: Some("false"),
    example: "true",
    accepts: "`true` or `false`",
    meaning: "Whether Bedrock (`GetInferenceProfile`) is asked what an application inference profile is that the map does not name.",
};

pub const OBJECT_CONCURRENCY: Variable = Variable {
    name: "OBJECT_CONCURRENCY",
    default: Some("8"),
    example: "16",
    accepts: "1 to 64",
    meaning: "Objects fetched and decoded at once, at most: fewer where the function's memory is too small for so many (see Memory).",
};

pub const MAX_OBJECT_BYTES: Variable = Variable {
    name: "MAX_OBJECT_BYTES",
    default: Some("5368709120"),
    example: "104857600",
    accepts: "1 to 53687091200000 bytes",
    meaning: "Longest object that is read, as stored and also as decompressed text; a longer one is poison.",
};

pub const MAX_RECORD_BYTES: Variable = Variable {
    name: "MAX_RECORD_BYTES",
    default: Some("33554432"),
    example: "8388608",
    accepts: "1024 to 1073741824 bytes",
    meaning: "Longest log record that is read; a longer one is counted as malformed and not kept in memory.",
};

pub const LOGGED_PLACES: Variable = Variable {
    name: "LOGGED_PLACES",
    default: Some("20"),
    example: "100",
    accepts: "0 to 20000, or `all`",
    meaning: "Most places (object, line and byte) of what is not counted that an invocation logs, a line each; how many more there are is logged as a number. `all` is 20000, of duplicates and skipped objects too (see Places).",
};

pub const METRICS_PUBLISH_ENABLED: Variable = Variable {
    name: "METRICS_PUBLISH_ENABLED",
    default: Some("true"),
    example: "true",
    accepts: "`true` or `false`",
    meaning: "`false` reads, aggregates, logs and settles, but sends nothing to CloudWatch: a dry run.",
};

pub const IDEMPOTENCY_TABLE: Variable = Variable {
    name: "IDEMPOTENCY_TABLE",
    default: Some(""),
    example: "bedrock-metrics-settled",
    accepts: "name of a DynamoDB table; empty for none",
    meaning: "Table in which all processes remember settled objects, so that a repeated notification is counted once whoever gets it. Needs a build with the cargo feature `idempotency-table`; any other refuses to start.",
};

pub const AWS_LAMBDA_FUNCTION_MEMORY_SIZE: Variable = Variable {
    name: "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
    default: Some("512"),
    example: "512",
    accepts: "128 to 1048576 MB",
    meaning: "The function's memory, from which follow how much is in flight at once and on how many threads. Lambda sets it.",
};

pub const AWS_XRAY_DAEMON_ADDRESS: Variable = Variable {
    name: "AWS_XRAY_DAEMON_ADDRESS",
    default: Some(""),
    example: "127.0.0.1:2000",
    accepts: "`host:port`; empty for none",
    meaning: "Where a subsegment for each sampled invocation is sent. Lambda sets it under active tracing.",
};

/// Every variable, in the order of the documentation.
pub const VARIABLES: [&Variable; 23] = [
    &CLOUDWATCH_NAMESPACE,
    &LOG_LEVEL,
    &AWS_REGION,
    &BATCH_SIZE,
    &METRICS_RETENTION_DAYS,
    &METRIC_MAX_AGE_DAYS,
    &METRIC_MAX_FUTURE_HOURS,
    &ENABLE_CROSS_REGION_DETECTION,
    &ENABLE_GLOBAL_CROSS_REGION,
    &DLQ_ENABLED,
    &MAX_RETRY_ATTEMPTS,
    &METRIC_DIMENSIONS,
    &METRIC_SERIES_LIMIT,
    &INFERENCE_PROFILE_MAP,
    &INFERENCE_PROFILE_LOOKUP,
    &OBJECT_CONCURRENCY,
    &MAX_OBJECT_BYTES,
    &MAX_RECORD_BYTES,
    &LOGGED_PLACES,
    &METRICS_PUBLISH_ENABLED,
    &IDEMPOTENCY_TABLE,
    &AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    &AWS_XRAY_DAEMON_ADDRESS,
];

/// The table of docs/configuration.md.
pub fn markdown() -> String {
    let mut table =
        String::from("| variable | default | accepts | meaning |\n| --- | --- | --- | --- |\n");
    for variable in VARIABLES {
        let default = match variable.default {
            None => "set by Lambda".to_owned(),
            Some("") => "empty".to_owned(),
            Some(text) => format!("`{text}`"),
        };
        let columns = [
            &format!("`{}`", variable.name),
            &default,
            variable.accepts,
            variable.meaning,
        ];
        table.push_str("| ");
        table.push_str(&columns.join(" | "));
        table.push_str(" |\n");
    }
    table
}

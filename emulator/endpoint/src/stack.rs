//! The deployment guide's stack: a bucket whose notifications go to a queue, its dead-letter queue, and the function that
//! an event source mapping feeds. Made by the same calls that a user would make, in the same order.
//!
//! Where the guide and AWS disagree the stack follows AWS: the visibility timeout is six times the function's timeout,
//! messages are received five times before they are dead letters, and notifications have no suffix rule, because real
//! logs end in `.json.gz`.

pub mod policies;

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::aws::Aws;
use crate::world::bucket::{
    BucketError, CreateBucket, Destination, DestinationConfiguration, FilterRule,
    NotificationConfiguration, PutBucketNotificationConfiguration,
};
use crate::world::function::{
    CreateEventSourceMapping, CreateFunction, Environment, FunctionCode, FunctionError,
};
use crate::world::iam::{CreateRole, IamError, PutRolePolicy};
use crate::world::origin::{AccountId, Caller, DEFAULT_REGION, Home, Origin, Region};
use crate::world::queue::{self, CreateQueue, QueueError};

pub const QUEUE: &str = "bedrock-metrics-aggregator-queue";
pub const DEAD_LETTER_QUEUE: &str = "bedrock-metrics-aggregator-dlq";
pub const FUNCTION: &str = "bedrock-metrics-aggregator";
/// As the guide's template names it, `bedrock-logs-${AWS::AccountId}`.
pub const BUCKET: &str = "bedrock-logs-000000000000";
/// The prefixes under which logs come: the guide's own layout and the one that Bedrock writes.
pub const LOG_PREFIXES: [&str; 2] = ["bedrock-logs/", "AWSLogs/"];
/// Of the metrics, unless `CLOUDWATCH_NAMESPACE` says otherwise.
const NAMESPACE: &str = "Custom/BedrockMetrics";
const ROLE: &str = "bedrock-metrics-aggregator-role";

/// Seconds that messages stay in both queues: 14 days, the most there is, as the guide says.
const RETENTION_SECONDS: u32 = 1_209_600;

/// What a stack is made of.
#[derive(Debug, Clone)]
pub struct StackSettings {
    pub region: Region,
    /// The function's native executable.
    pub executable: PathBuf,
    /// What the function's configuration adds to its environment.
    pub environment: BTreeMap<String, String>,
    /// The prefixes of which objects are notified; all objects are when there is none.
    pub prefixes: Vec<String>,
    pub batch_size: u32,
    pub window_seconds: u32,
    pub function_timeout_seconds: u32,
    pub memory_size_mb: u32,
    pub visibility_timeout_seconds: u32,
    pub max_receive_count: u32,
}

/// The step that failed, and why.
#[derive(Debug, thiserror::Error)]
pub enum StackError {
    #[error("queue {name} could not be made")]
    Queue {
        name: &'static str,
        #[source]
        source: QueueError,
    },
    #[error("bucket {BUCKET} could not be made")]
    Bucket(#[source] BucketError),
    #[error("the notifications of bucket {BUCKET} could not be configured")]
    Notifications(#[source] BucketError),
    #[error("role {ROLE} could not be made")]
    Role(#[source] IamError),
    #[error("function {FUNCTION} could not be made")]
    Function(#[source] FunctionError),
    #[error("queue {QUEUE} could not be mapped to function {FUNCTION}")]
    Mapping(#[source] FunctionError),
}

/// Makes the stack in an AWS that has nothing of it yet.
///
/// # Errors
/// The first step that is refused. What was made before it stays.
pub fn deploy(aws: &Aws, endpoint: &str, settings: &StackSettings) -> Result<(), StackError> {
    let origin = Origin {
        caller: Caller::Emulator,
        region: settings.region.clone(),
        endpoint: endpoint.into(),
        ..Origin::default()
    };
    create_queues(aws, &origin, settings)?;
    create_role(aws, &origin, settings)?;
    aws.call(&origin, function(settings))
        .map_err(StackError::Function)?;
    aws.call(&origin, mapping(settings))
        .map_err(StackError::Mapping)?;
    aws.call(&origin, bucket(settings))
        .map_err(StackError::Bucket)?;
    aws.call(&origin, notifications(settings))
        .map_err(StackError::Notifications)
}

/// The role that the function acts as, with the policies of `deploy/iam`.
fn create_role(aws: &Aws, origin: &Origin, settings: &StackSettings) -> Result<(), StackError> {
    let role = CreateRole {
        role_name: ROLE.to_owned(),
        assume_role_policy_document: policies::TRUST.to_owned(),
        ..CreateRole::default()
    };
    aws.call(origin, role).map_err(StackError::Role)?;
    let namespace = settings.environment.get("CLOUDWATCH_NAMESPACE");
    let permissions = policies::permissions(&policies::Names {
        bucket: BUCKET,
        queue: QUEUE,
        function: FUNCTION,
        namespace: namespace.map_or(NAMESPACE, String::as_str),
        partition: settings.region.partition(),
    });
    let put = PutRolePolicy {
        role_name: ROLE.to_owned(),
        policy_name: format!("{FUNCTION}-policy"),
        policy_document: permissions,
    };
    aws.call(origin, put).map_err(StackError::Role)
}

fn create_queues(aws: &Aws, origin: &Origin, settings: &StackSettings) -> Result<(), StackError> {
    let region = &settings.region;
    let redrive = format!(
        r#"{{"deadLetterTargetArn":"{}","maxReceiveCount":{}}}"#,
        queue_arn(region, DEAD_LETTER_QUEUE),
        settings.max_receive_count
    );
    let retention = ("MessageRetentionPeriod", RETENTION_SECONDS.to_string());
    let dead_letter_queue = queue(DEAD_LETTER_QUEUE, [retention.clone()]);
    let main_queue = queue(
        QUEUE,
        [
            retention,
            ("RedrivePolicy", redrive),
            (
                "Policy",
                policies::queue(&queue_arn(region, QUEUE), BUCKET, AccountId::default()),
            ),
            ("ReceiveMessageWaitTimeSeconds", "20".to_owned()),
            (
                "VisibilityTimeout",
                settings.visibility_timeout_seconds.to_string(),
            ),
        ],
    );
    for (name, request) in [(DEAD_LETTER_QUEUE, dead_letter_queue), (QUEUE, main_queue)] {
        aws.call(origin, request)
            .map_err(|source| StackError::Queue { name, source })?;
    }
    Ok(())
}

fn queue<const N: usize>(name: &str, attributes: [(&str, String); N]) -> CreateQueue {
    CreateQueue {
        queue_name: name.to_owned(),
        attributes: attributes
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .collect(),
        ..CreateQueue::default()
    }
}

fn function(settings: &StackSettings) -> CreateFunction {
    CreateFunction {
        function_name: FUNCTION.to_owned(),
        runtime: Some("provided.al2023".to_owned()),
        handler: Some("bootstrap".to_owned()),
        role: Some(format!(
            "arn:{}:iam::{}:role/{ROLE}",
            settings.region.partition(),
            AccountId::default()
        )),
        code: FunctionCode {
            executable_path: Some(settings.executable.clone()),
            ..FunctionCode::default()
        },
        timeout: Some(settings.function_timeout_seconds),
        memory_size: Some(settings.memory_size_mb),
        environment: Some(Environment {
            variables: settings.environment.clone(),
        }),
        ..CreateFunction::default()
    }
}

fn mapping(settings: &StackSettings) -> CreateEventSourceMapping {
    CreateEventSourceMapping {
        event_source_arn: queue_arn(&settings.region, QUEUE),
        function_name: FUNCTION.to_owned(),
        batch_size: Some(settings.batch_size),
        maximum_batching_window_in_seconds: Some(settings.window_seconds),
        function_response_types: Some(vec!["ReportBatchItemFailures".to_owned()]),
        ..CreateEventSourceMapping::default()
    }
}

fn bucket(settings: &StackSettings) -> CreateBucket {
    let code = settings.region.as_str();
    CreateBucket {
        bucket: BUCKET.to_owned(),
        location_constraint: (code != DEFAULT_REGION).then(|| code.to_owned()),
    }
}

fn notifications(settings: &StackSettings) -> PutBucketNotificationConfiguration {
    let destinations = if settings.prefixes.is_empty() {
        vec![queue_configuration(
            settings,
            "BedrockLogsToSQS".to_owned(),
            None,
        )]
    } else {
        let prefixes = settings.prefixes.iter();
        prefixes
            .map(|prefix| {
                let id = format!("BedrockLogsToSQS-{}", prefix.trim_end_matches('/'));
                queue_configuration(settings, id, Some(prefix))
            })
            .collect()
    };
    PutBucketNotificationConfiguration {
        bucket: BUCKET.to_owned(),
        notification_configuration: NotificationConfiguration { destinations },
        skip_destination_validation: false,
    }
}

fn queue_configuration(
    settings: &StackSettings,
    id: String,
    prefix: Option<&String>,
) -> DestinationConfiguration {
    DestinationConfiguration {
        id: Some(id),
        destination: Destination::Queue(queue_arn(&settings.region, QUEUE)),
        events: vec!["s3:ObjectCreated:*".to_owned()],
        filter_rules: prefix
            .map(|prefix| FilterRule {
                name: "prefix".to_owned(),
                value: prefix.clone(),
            })
            .into_iter()
            .collect(),
    }
}

fn queue_arn(region: &Region, name: &str) -> String {
    queue::queue_arn(&Home::in_region(region.clone()), name)
}

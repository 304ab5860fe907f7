//! What requests ask for that cannot be had here: refused by name and with the reason, rather than made without it.
//!
//! What says that a function has none of it, as tools say where they take it away, is taken: an empty list, say.

use serde_json::Value;

use super::control::{CreateFunction, ListFunctions};
use super::error::FunctionError;
use super::mapping_control::{CreateEventSourceMapping, UpdateEventSourceMapping};
use super::permissions::AddPermission;
use super::unbuilt::{IMAGES, Unbuilt, images};
use super::update::{UpdateFunctionCode, UpdateFunctionConfiguration};
use super::versions::PublishVersion;

const LAYERS: &str = "put into the package what the function needs";
const NETWORKS: &str = "a function is a process of this machine, and has its network";
const FILES: &str = "a function is a process of this machine, and has its files";
const SIGNING: &str = "no signatures of code are checked";
const CAPACITY: &str = "a function is a process of this machine, and of no capacity provider";
const DURABLE: &str = "an invocation begins at the beginning";
const FILTERS: &str = "it is the key of FilterCriteria, which a mapping cannot have here";
const OF_FUNCTIONS: &str = "the function's own metrics and log tell what a mapping does";
const POLLERS: &str = "a mapping looks at its queue whenever there is news";
const TOKENS: &str = "nobody calls here who presents one";
const ORGANIZATIONS: &str = "accounts are in no organization";
const URLS: &str = "functions have no URLs";
const REPLICAS: &str = "no function of Lambda@Edge has replicas";
const TENANTS: &str = "a process serves whoever invokes its function";

/// A member with its name, and why it is not built.
type Member<'a> = (&'static str, &'a Unbuilt, &'static str);

impl CreateFunction {
    pub(super) fn refuse_unbuilt(&self) -> Result<(), FunctionError> {
        match self.package_type.as_deref() {
            None | Some("Zip") => {}
            Some("Image") => return Err(images()),
            Some(other) => {
                return Err(FunctionError::Validation(format!(
                    "1 validation error detected: Value '{other}' at 'packageType' failed to satisfy constraint: Member must \
                     satisfy enum value set: [Zip, Image]"
                )));
            }
        }
        refuse(&[
            ("Layers", &self.layers, LAYERS),
            ("VpcConfig", &self.vpc_config, NETWORKS),
            ("FileSystemConfigs", &self.file_system_configs, FILES),
            ("ImageConfig", &self.image_config, IMAGES),
            (
                "CodeSigningConfigArn",
                &self.code_signing_config_arn,
                SIGNING,
            ),
            (
                "CapacityProviderConfig",
                &self.capacity_provider_config,
                CAPACITY,
            ),
            ("PublishTo", &self.publish_to, CAPACITY),
            ("DurableConfig", &self.durable_config, DURABLE),
            ("TenancyConfig", &self.tenancy_config, TENANTS),
        ])
    }
}

impl UpdateFunctionConfiguration {
    pub(super) fn refuse_unbuilt(&self) -> Result<(), FunctionError> {
        refuse(&[
            ("Layers", &self.layers, LAYERS),
            ("VpcConfig", &self.vpc_config, NETWORKS),
            ("FileSystemConfigs", &self.file_system_configs, FILES),
            ("ImageConfig", &self.image_config, IMAGES),
            (
                "CapacityProviderConfig",
                &self.capacity_provider_config,
                CAPACITY,
            ),
            ("DurableConfig", &self.durable_config, DURABLE),
        ])
    }
}

impl UpdateFunctionCode {
    pub(super) fn refuse_unbuilt(&self) -> Result<(), FunctionError> {
        refuse(&[("PublishTo", &self.publish_to, CAPACITY)])
    }
}

impl PublishVersion {
    pub(super) fn refuse_unbuilt(&self) -> Result<(), FunctionError> {
        refuse(&[("PublishTo", &self.publish_to, CAPACITY)])
    }
}

impl ListFunctions {
    pub(super) fn refuse_unbuilt(&self) -> Result<(), FunctionError> {
        refuse(&[("MasterRegion", &self.master_region, REPLICAS)])
    }
}

impl AddPermission {
    pub(super) fn refuse_unbuilt(&self) -> Result<(), FunctionError> {
        refuse(&[
            ("EventSourceToken", &self.event_source_token, TOKENS),
            ("PrincipalOrgID", &self.principal_org_id, ORGANIZATIONS),
            ("FunctionUrlAuthType", &self.function_url_auth_type, URLS),
            (
                "InvokedViaFunctionUrl",
                &self.invoked_via_function_url,
                URLS,
            ),
        ])
    }
}

impl CreateEventSourceMapping {
    pub(super) fn refuse_unbuilt(&self) -> Result<(), FunctionError> {
        if asks(&self.starting_position) || asks(&self.starting_position_timestamp) {
            // Reported by users (motdotla/node-lambda issue 466).
            return Err(FunctionError::invalid(
                "StartingPosition is not valid for SQS event sources.",
            ));
        }
        refuse(&[
            ("KMSKeyArn", &self.kms_key_arn, FILTERS),
            ("MetricsConfig", &self.metrics_config, OF_FUNCTIONS),
            ("LoggingConfig", &self.logging_config, OF_FUNCTIONS),
            (
                "ProvisionedPollerConfig",
                &self.provisioned_poller_config,
                POLLERS,
            ),
        ])?;
        refuse_for_queues(&[
            ("ParallelizationFactor", &self.parallelization_factor),
            ("DestinationConfig", &self.destination_config),
            (
                "MaximumRecordAgeInSeconds",
                &self.maximum_record_age_in_seconds,
            ),
            (
                "BisectBatchOnFunctionError",
                &self.bisect_batch_on_function_error,
            ),
            ("MaximumRetryAttempts", &self.maximum_retry_attempts),
            ("TumblingWindowInSeconds", &self.tumbling_window_in_seconds),
            ("Topics", &self.topics),
            ("Queues", &self.queues),
            (
                "SourceAccessConfigurations",
                &self.source_access_configurations,
            ),
            ("SelfManagedEventSource", &self.self_managed_event_source),
            (
                "AmazonManagedKafkaEventSourceConfig",
                &self.amazon_managed_kafka_event_source_config,
            ),
            (
                "SelfManagedKafkaEventSourceConfig",
                &self.self_managed_kafka_event_source_config,
            ),
            (
                "DocumentDBEventSourceConfig",
                &self.document_db_event_source_config,
            ),
        ])
    }
}

impl UpdateEventSourceMapping {
    pub(super) fn refuse_unbuilt(&self) -> Result<(), FunctionError> {
        refuse(&[
            ("KMSKeyArn", &self.kms_key_arn, FILTERS),
            ("MetricsConfig", &self.metrics_config, OF_FUNCTIONS),
            ("LoggingConfig", &self.logging_config, OF_FUNCTIONS),
            (
                "ProvisionedPollerConfig",
                &self.provisioned_poller_config,
                POLLERS,
            ),
        ])?;
        refuse_for_queues(&[
            ("ParallelizationFactor", &self.parallelization_factor),
            ("DestinationConfig", &self.destination_config),
            (
                "MaximumRecordAgeInSeconds",
                &self.maximum_record_age_in_seconds,
            ),
            (
                "BisectBatchOnFunctionError",
                &self.bisect_batch_on_function_error,
            ),
            ("MaximumRetryAttempts", &self.maximum_retry_attempts),
            ("TumblingWindowInSeconds", &self.tumbling_window_in_seconds),
            (
                "SourceAccessConfigurations",
                &self.source_access_configurations,
            ),
            (
                "AmazonManagedKafkaEventSourceConfig",
                &self.amazon_managed_kafka_event_source_config,
            ),
            (
                "SelfManagedKafkaEventSourceConfig",
                &self.self_managed_kafka_event_source_config,
            ),
            (
                "DocumentDBEventSourceConfig",
                &self.document_db_event_source_config,
            ),
        ])
    }
}

fn refuse(members: &[Member<'_>]) -> Result<(), FunctionError> {
    for (name, value, why) in members {
        if asks(value) {
            return Err(FunctionError::invalid(format!(
                "{name} is not built in this emulator: {why}"
            )));
        }
    }
    Ok(())
}

/// What no mapping of a queue has. Text as LocalStack has it of AWS; the member's name is in quotes of late, as probes show.
fn refuse_for_queues(members: &[(&'static str, &Unbuilt)]) -> Result<(), FunctionError> {
    match members.iter().find(|(_, value)| asks(value)) {
        Some((name, _)) => Err(FunctionError::invalid(format!(
            "Unsupported {name} parameter for given event source mapping type."
        ))),
        None => Ok(()),
    }
}

fn asks(value: &Unbuilt) -> bool {
    value.as_deref().is_some_and(asks_for_something)
}

fn asks_for_something(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(is_asked) => *is_asked,
        Value::Number(_) => true,
        Value::String(text) => !text.is_empty(),
        Value::Array(elements) => !elements.is_empty(),
        Value::Object(members) => members.values().any(asks_for_something),
    }
}

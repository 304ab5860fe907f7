//! The handler on AWS: the ports bound to clients, the rules made of the settings.

use crate::adapters::bedrock::BedrockProfiles;
use crate::adapters::clock::SystemTime;
use crate::adapters::cloudwatch::CloudWatchMetrics;
use crate::adapters::s3::S3Objects;
use crate::adapters::sdk;
use crate::adapters::settled::{Settled, WarmMemory};
use crate::adapters::tasks::Spawned;
use crate::config::{ProfileMapSource, Settings, profile_map};
use crate::core::object_ref::ObjectRef;
use crate::core::profile::ProfileMap;
use crate::invocation::Handler;
use crate::invocation::failure::chain;
use crate::invocation::ports::{FetchError, ObjectBody, ObjectSource, Ports};

/// The longest `INFERENCE_PROFILE_MAP` object that is read, in bytes: some 100,000 profiles.
const MAX_PROFILE_MAP_BYTES: usize = 16 << 20;

pub(super) type AwsHandler = Handler<S3Objects, CloudWatchMetrics, SystemTime, Settled>;

/// The handler that the settings ask for.
pub(super) async fn handler(settings: Settings) -> Result<AwsHandler, lambda_runtime::Error> {
    let config = sdk::load_config().await;
    let objects = S3Objects::new(aws_sdk_s3::Client::new(&config));
    let metrics = CloudWatchMetrics::new(aws_sdk_cloudwatch::Client::new(&config));
    let profiles = load_profile_map(&settings.profile_map, &objects).await?;
    let rules = settings.rules(profiles);
    let ports = Ports {
        objects,
        metrics,
        time: SystemTime,
        settled: settled_objects(settings.idempotency_table.as_deref(), &config)?,
        tasks: Box::new(Spawned),
    };
    let function = lambda_runtime::Config::from_env().function_name;
    let lookup = settings.profile_lookup;
    let handler = Handler::new(settings, rules, function, ports, fastrand::f64)
        .with_hash_key(fastrand::u64(..));
    Ok(if lookup {
        handler.with_profile_directory(Box::new(BedrockProfiles::new(&config)))
    } else {
        handler
    })
}

#[cfg(feature = "idempotency-table")]
#[expect(
    clippy::unnecessary_wraps,
    reason = "the build without the feature refuses a table"
)]
fn settled_objects(
    table: Option<&str>,
    config: &aws_config::SdkConfig,
) -> Result<Settled, lambda_runtime::Error> {
    let Some(table) = table else {
        return Ok(Settled::Warm(WarmMemory::default()));
    };
    let client = aws_sdk_dynamodb::Client::new(&sdk::with_retries(config));
    // A number that no other process has: claims tell processes apart by it.
    let owner = format!("{:032x}", fastrand::u128(..));
    let table = crate::adapters::settled_table::SettledTable::new(client, table, owner);
    Ok(Settled::Shared(WarmMemory::default(), table))
}

#[cfg(not(feature = "idempotency-table"))]
fn settled_objects(
    table: Option<&str>,
    _config: &aws_config::SdkConfig,
) -> Result<Settled, lambda_runtime::Error> {
    match table {
        None => Ok(Settled::Warm(WarmMemory::default())),
        Some(_) => Err(
            "IDEMPOTENCY_TABLE is set, but this build has no support for it: \
             build with the cargo feature `idempotency-table`, or remove the variable"
                .into(),
        ),
    }
}

/// The profile map, fetched where the settings name an object. Read once: a new map takes effect
/// with new processes.
async fn load_profile_map(
    source: &ProfileMapSource,
    objects: &S3Objects,
) -> Result<ProfileMap, lambda_runtime::Error> {
    let (bucket, key) = match source {
        ProfileMapSource::Inline(map) => return Ok(map.clone()),
        ProfileMapSource::Object { bucket, key } => (bucket, key),
    };
    let object = ObjectRef {
        bucket: bucket.clone(),
        key: key.clone(),
        version_id: None,
        etag: None,
        sequencer: None,
        size: None,
    };
    read_profile_map(objects, &object)
        .await
        .map_err(|problem| format!("INFERENCE_PROFILE_MAP=s3://{bucket}/{key} {problem}").into())
}

/// An error is a sentence that goes on from the object's name.
async fn read_profile_map(objects: &S3Objects, object: &ObjectRef) -> Result<ProfileMap, String> {
    let cannot_be_read = |error: FetchError| {
        format!(
            "cannot be read: {}; hint: it has to exist, and the function's role needs s3:GetObject on it",
            chain(&error)
        )
    };
    let mut body = objects.open(object).await.map_err(cannot_be_read)?;
    let mut document = Vec::new();
    while let Some(chunk) = body.next().await.map_err(cannot_be_read)? {
        if document.len() + chunk.len() > MAX_PROFILE_MAP_BYTES {
            return Err(format!(
                "is longer than {MAX_PROFILE_MAP_BYTES} bytes; hint: leave out profiles that no log names"
            ));
        }
        document.extend_from_slice(&chunk);
    }
    let document = std::str::from_utf8(&document)
        .map_err(|error| format!("is no UTF-8 text: {error}; hint: store it as plain JSON"))?;
    profile_map::parse(document)
}

//! The environment of a function's process: what Lambda sets, and what the function's configuration adds.
//!
//! The emulator's own environment is not passed on: a function that works here by a variable of the user's shell would
//! not work on Lambda. Source of the list:
//! <https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime>

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::Path;

use crate::world::function::Function;

/// The credentials of one process.
#[derive(Debug, Clone)]
pub struct Credentials {
    pub access_key_id: String,
    pub secret_access_key: String,
    pub session_token: String,
}

/// What is known of a process before it starts.
#[derive(Debug, Clone, Copy)]
pub struct Surroundings<'a> {
    /// Where the runtime API of this process listens.
    pub runtime_api: SocketAddr,
    /// `http://127.0.0.1:port` of the emulated AWS.
    pub endpoint: &'a str,
    pub credentials: &'a Credentials,
    pub log_stream_name: &'a str,
    /// The folder of the executable; none of a process that the user starts.
    pub task_root: Option<&'a Path>,
}

/// Every variable of a process of `function`.
pub fn variables(function: &Function, surroundings: Surroundings<'_>) -> BTreeMap<String, String> {
    let mut variables = system(surroundings);
    // A function may point at another endpoint (a proxy, LocalStack); what Lambda reserves it cannot name.
    variables.extend(function.environment.variables.clone());
    variables.extend(reserved(function, surroundings));
    variables
}

/// Those of a process of `function` that the user starts. Programs, language and time zone stay those of the user's shell, and where
/// the code lies is the user's business.
pub fn attached(function: &Function, surroundings: Surroundings<'_>) -> BTreeMap<String, String> {
    let mut variables = endpoint(surroundings);
    variables.extend(function.environment.variables.clone());
    variables.extend(reserved(function, surroundings));
    variables
}

fn endpoint(surroundings: Surroundings<'_>) -> BTreeMap<String, String> {
    to_map([("AWS_ENDPOINT_URL", surroundings.endpoint.to_owned())])
}

/// What the configuration of a function may replace.
fn system(surroundings: Surroundings<'_>) -> BTreeMap<String, String> {
    let mut variables = endpoint(surroundings);
    variables.extend(to_map([
        ("LANG", "en_US.UTF-8".to_owned()),
        ("PATH", "/usr/local/bin:/usr/bin:/bin:/opt/bin".to_owned()),
        ("TZ", ":UTC".to_owned()),
    ]));
    variables
}

fn reserved(function: &Function, surroundings: Surroundings<'_>) -> BTreeMap<String, String> {
    let credentials = surroundings.credentials;
    let mut variables = to_map([
        ("AWS_ACCESS_KEY_ID", credentials.access_key_id.clone()),
        ("AWS_DEFAULT_REGION", function.home.region.to_string()),
        (
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
            function.memory_size_mb.to_string(),
        ),
        ("AWS_LAMBDA_FUNCTION_NAME", function.name.to_string()),
        ("AWS_LAMBDA_FUNCTION_VERSION", function.version.to_string()),
        ("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand".to_owned()),
        ("AWS_LAMBDA_LOG_GROUP_NAME", function.log_group_name()),
        (
            "AWS_LAMBDA_LOG_STREAM_NAME",
            surroundings.log_stream_name.to_owned(),
        ),
        // Plain `host:port`, without a scheme: the form every runtime client takes.
        (
            "AWS_LAMBDA_RUNTIME_API",
            surroundings.runtime_api.to_string(),
        ),
        ("AWS_REGION", function.home.region.to_string()),
        (
            "AWS_SECRET_ACCESS_KEY",
            credentials.secret_access_key.clone(),
        ),
        ("AWS_SESSION_TOKEN", credentials.session_token.clone()),
        ("_HANDLER", function.handler.clone()),
    ]);
    if let Some(task_root) = surroundings.task_root {
        let task_root = task_root.display().to_string();
        variables.extend(to_map([
            ("LAMBDA_RUNTIME_DIR", task_root.clone()),
            ("LAMBDA_TASK_ROOT", task_root),
        ]));
    }
    variables
}

fn to_map<const N: usize>(pairs: [(&str, String); N]) -> BTreeMap<String, String> {
    pairs
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;
    use std::time::Duration;

    use super::*;
    use crate::world::function::{
        Code, Environment, EphemeralStorage, FunctionName, LoggingConfig, Readiness, TracingConfig,
        Version,
    };
    use crate::world::origin::{Home, Region};

    fn environment(own: &[(&str, &str)]) -> BTreeMap<String, String> {
        let function = Function {
            name: FunctionName::new("aggregator").unwrap(),
            home: Home::in_region(Region::new("eu-west-1")),
            code: Code::Executable(PathBuf::from("/opt/bootstrap")),
            runtime: "provided.al2023".to_owned(),
            handler: "bootstrap".to_owned(),
            role: String::new(),
            description: String::new(),
            environment: Environment {
                variables: own
                    .iter()
                    .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                    .collect(),
            },
            timeout: Duration::from_secs(300),
            memory_size_mb: 512,
            architecture: "x86_64".to_owned(),
            tracing: TracingConfig::default(),
            ephemeral_storage: EphemeralStorage::default(),
            logging: LoggingConfig::default(),
            dead_letter_target: None,
            kms_key: None,
            source_kms_key: None,
            tags: BTreeMap::new(),
            last_modified: jiff::Timestamp::UNIX_EPOCH,
            revision_id: String::new(),
            version: Version::Latest,
            readiness: Readiness::Ready,
            deployment_id: String::new(),
        };
        let credentials = Credentials {
            access_key_id: "ASIA0".to_owned(),
            secret_access_key: "secret".to_owned(),
            session_token: "token".to_owned(),
        };
        let surroundings = Surroundings {
            runtime_api: ([127, 0, 0, 1], 9001).into(),
            endpoint: "http://127.0.0.1:4566",
            credentials: &credentials,
            log_stream_name: "stream",
            task_root: Some(Path::new("/opt")),
        };
        variables(&function, surroundings)
    }

    #[test]
    fn a_process_finds_what_lambda_promises() {
        let variables = environment(&[("LOG_LEVEL", "INFO")]);
        for (name, value) in [
            ("AWS_LAMBDA_RUNTIME_API", "127.0.0.1:9001"),
            ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "512"),
            ("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/aggregator"),
            ("AWS_REGION", "eu-west-1"),
            ("AWS_ENDPOINT_URL", "http://127.0.0.1:4566"),
            ("LOG_LEVEL", "INFO"),
            ("_HANDLER", "bootstrap"),
        ] {
            assert_eq!(
                variables.get(name).map(String::as_str),
                Some(value),
                "{name}"
            );
        }
        assert!(
            !variables.contains_key("HOME"),
            "the user's own AWS profile stays out"
        );
    }

    #[test]
    fn a_function_may_be_pointed_at_another_endpoint() {
        let variables = environment(&[("AWS_ENDPOINT_URL", "http://127.0.0.1:9")]);
        assert_eq!(variables["AWS_ENDPOINT_URL"], "http://127.0.0.1:9");
    }
}

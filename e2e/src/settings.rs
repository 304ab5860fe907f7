//! What the suite takes from its environment, read in one place.

use std::path::PathBuf;

/// A `bootstrap` to test instead of the one in the target folder.
const BOOTSTRAP: &str = "E2E_BOOTSTRAP";

/// An endpoint of a LocalStack that runs already.
const LOCALSTACK_ENDPOINT: &str = "LOCALSTACK_ENDPOINT";

/// The image that is started where no LocalStack runs.
const LOCALSTACK_IMAGE: &str = "LOCALSTACK_IMAGE";

/// Token that newer images ask for.
const LOCALSTACK_AUTH_TOKEN: &str = "LOCALSTACK_AUTH_TOKEN";

/// The last image that is free to use, and the one the parity report is about.
pub const DEFAULT_IMAGE: &str = "localstack/localstack:4.14.0";

pub fn bootstrap() -> Option<PathBuf> {
    read(BOOTSTRAP).map(PathBuf::from)
}

pub fn localstack_endpoint() -> Option<String> {
    read(LOCALSTACK_ENDPOINT)
}

pub fn localstack_image() -> String {
    read(LOCALSTACK_IMAGE).unwrap_or_else(|| DEFAULT_IMAGE.to_owned())
}

pub fn localstack_auth_token() -> Option<String> {
    read(LOCALSTACK_AUTH_TOKEN)
}

#[expect(
    clippy::disallowed_methods,
    reason = "the one place of this crate that reads the environment"
)]
fn read(variable: &str) -> Option<String> {
    std::env::var(variable)
        .ok()
        .filter(|value| !value.is_empty())
}

//! What the tests share: an AWS with a scripted function in it.

use std::fmt::Debug;
use std::path::PathBuf;
use std::process::Command;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use aws_endpoint::aws::Aws;
use aws_endpoint::clock::Clock;
use aws_endpoint::runtime::{Runtime, RuntimeOptions};
use aws_endpoint::wire::code::code_of;
use aws_world::function::{Concurrency, CreateFunction, Environment, FunctionCode, FunctionName};
use aws_world::logs::Cursor;
use aws_world::origin::{Caller, Home, Origin};
use aws_world::{Settings, World};

pub(crate) const FUNCTION: &str = "scripted";

/// How long a condition may take to come: long enough for a machine that is busy with other tests.
const PATIENCE: Duration = Duration::from_secs(30);

/// `examples/scripted_function.rs`. Cargo builds it along with the tests, but not when it was told to build one test only.
pub(crate) fn scripted_function() -> PathBuf {
    static FOUND: OnceLock<PathBuf> = OnceLock::new();
    let found = FOUND.get_or_init(|| {
        let test = std::env::current_exe().expect("a test knows its own file");
        // target/<profile>/deps/<test>
        let folder = test
            .ancestors()
            .nth(2)
            .expect("tests lie in a target folder");
        let path = folder.join("examples/scripted_function");
        if !path.is_file() {
            build_scripted_function();
        }
        path
    });
    found.clone()
}

fn build_scripted_function() {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args([
        "build",
        "--package",
        "emulator",
        "--example",
        "scripted_function",
    ]);
    if !cfg!(debug_assertions) {
        cargo.arg("--release");
    }
    let built = cargo.status().expect("cargo runs");
    assert!(
        built.success(),
        "examples/scripted_function.rs does not compile"
    );
}

/// This process, whose functions need no role.
pub(crate) fn ours() -> Origin {
    Origin {
        caller: Caller::Emulator,
        ..Origin::default()
    }
}

/// An AWS with a stepped clock, and a runtime.
pub(crate) struct Stage {
    pub(crate) aws: Arc<Aws>,
    pub(crate) runtime: Runtime,
}

impl Stage {
    /// With so many processes of a function at once.
    pub(crate) fn new(places: usize) -> Self {
        let world = World::new(1).with_settings(Settings {
            concurrency: Concurrency {
                places,
                ..Concurrency::default()
            },
            ..Settings::default()
        });
        let aws = Arc::new(Aws::new(world, Arc::new(Clock::stepped()), code_of));
        tokio::spawn({
            let aws = Arc::clone(&aws);
            async move { aws.drive().await }
        });
        let options = RuntimeOptions::new("http://127.0.0.1:4566");
        let runtime = Runtime::new(Arc::clone(&aws), options);
        Self { aws, runtime }
    }

    /// A stage with the scripted function.
    pub(crate) fn with_function(timeout_seconds: u32, environment: &[(&str, &str)]) -> Self {
        let stage = Self::new(2);
        stage.create_function(timeout_seconds, environment);
        stage
    }

    pub(crate) fn create_function(&self, timeout_seconds: u32, environment: &[(&str, &str)]) {
        let variables = environment
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        let request = CreateFunction {
            function_name: FUNCTION.to_owned(),
            code: FunctionCode {
                executable_path: Some(scripted_function()),
                ..FunctionCode::default()
            },
            timeout: Some(timeout_seconds),
            environment: Some(Environment { variables }),
            ..CreateFunction::default()
        };
        self.aws
            .call(&ours(), request)
            .expect("the function is sound");
    }

    /// Everything that the function logged.
    pub(crate) fn log(&self) -> Vec<String> {
        let events = self.aws.inspect(|world| {
            let group = format!("/aws/lambda/{FUNCTION}");
            let region = world.local(&Home::default())?;
            Some(region.log_groups.events_after(&group, Cursor::default()))
        });
        let events = events.map(|new| new.events).unwrap_or_default();
        events
            .into_iter()
            .map(|event| event.message.to_string())
            .collect()
    }

    /// Waits until `look` gives something, looking again after each change.
    ///
    /// # Panics
    /// With what was seen last, when it does not come.
    pub(crate) async fn until<T, S: Debug>(
        &self,
        mut look: impl FnMut(&Self) -> Result<T, S>,
    ) -> T {
        let mut changes = self.aws.changes();
        let mut seen = None;
        let wait = async {
            loop {
                changes.borrow_and_update();
                match look(self) {
                    Ok(found) => return found,
                    Err(instead) => seen = Some(instead),
                }
                // Not everything that is waited for is a call: look now and then as well.
                let _ = tokio::time::timeout(Duration::from_millis(20), changes.changed()).await;
            }
        };
        let found = tokio::time::timeout(PATIENCE, wait).await;
        found.unwrap_or_else(|_| panic!("did not come; seen last: {seen:#?}"))
    }
}

pub(crate) fn function_name() -> FunctionName {
    FunctionName::new(FUNCTION).expect("a sound name")
}

//! The arms: every scenario of `e2e::scenario` on each cloud, one test each, named `<arm>::<scenario>`.
//!
//! `command_line`, `comparison` and `policy` are apart: what only the emulator can be asked.

mod command_line;
mod comparison;
mod policy;

/// A test of each scenario in the module that this is called in.
macro_rules! tests {
    ($($group:ident: $($scenario:ident),+;)+) => {
        $($(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $scenario() {
                e2e::scenario::$group::$scenario(&arm().await).await;
            }
        )+)+
    };
}

mod emulator {
    use e2e::arm::emulated::Emulated;

    async fn arm() -> Emulated {
        Emulated::start().await
    }

    e2e::for_each_scenario!(tests);
}

#[cfg(feature = "localstack")]
mod localstack {
    use e2e::arm::localstack::LocalStack;

    async fn arm() -> LocalStack {
        LocalStack::start().await
    }

    e2e::for_each_scenario!(tests);
}

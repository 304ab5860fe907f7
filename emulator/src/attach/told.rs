//! Tells the user, on stderr, who is attached and what becomes of it.

use aws_endpoint::runtime::Runtime;
use tokio::sync::broadcast::error::RecvError;

use crate::printer;

/// From now on, for as long as the emulator runs.
pub(crate) fn follow(runtime: &Runtime) {
    let mut told = runtime.follow_attached();
    tokio::spawn(async move {
        loop {
            match told.recv().await {
                Ok(told) => printer::note(&told.to_string()),
                Err(RecvError::Lagged(lost)) => {
                    printer::note(&format!(
                        "{lost} lines about attached processes came too fast to be printed"
                    ));
                }
                Err(RecvError::Closed) => return,
            }
        }
    });
}

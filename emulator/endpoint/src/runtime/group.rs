//! A child process with everything it starts: killed together, and reaped.

use std::io;
use std::process::ExitStatus;

use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;
use tokio::process::{Child, Command};
use tokio::runtime::Handle;
use tokio_util::task::TaskTracker;

/// A child that leads a process group of its own. Dropping it kills the group; a task of the tracker then reaps the child.
#[derive(Debug)]
pub(super) struct ProcessGroup {
    /// Taken when the group is dropped.
    child: Option<Child>,
    id: u32,
    has_ended: bool,
    reapers: TaskTracker,
}

impl ProcessGroup {
    /// Starts the command. Ctrl-C in a terminal does not reach its group: the emulator stops its functions itself.
    pub(super) fn spawn(mut command: Command, reapers: TaskTracker) -> io::Result<Self> {
        let child = command.process_group(0).kill_on_drop(true).spawn()?;
        let id = child
            .id()
            .expect("a child that was not waited for has an id");
        Ok(Self {
            child: Some(child),
            id,
            has_ended: false,
            reapers,
        })
    }

    /// The process id of the child, which is the id of the group too.
    pub(super) fn id(&self) -> u32 {
        self.id
    }

    pub(super) fn child(&mut self) -> &mut Child {
        self.child.as_mut().expect("taken only when dropped")
    }

    /// Waits for the child to end. Others of its group may go on.
    pub(super) async fn wait(&mut self) -> io::Result<ExitStatus> {
        self.child().wait().await
    }

    pub(super) fn is_running(&mut self) -> bool {
        !self.has_ended && matches!(self.child().try_wait(), Ok(None))
    }

    /// Kills the child and everything it started, and waits until it is gone.
    pub(super) async fn end(&mut self) {
        self.has_ended = true;
        self.kill();
        let _ = self.wait().await;
    }

    fn kill(&self) {
        let Ok(group) = i32::try_from(self.id) else {
            return;
        };
        // An error says that nothing of the group is left, which is what is wanted.
        let _ = killpg(Pid::from_raw(group), Signal::SIGKILL);
    }
}

impl Drop for ProcessGroup {
    fn drop(&mut self) {
        if self.has_ended {
            return;
        }
        self.kill();
        // Outside of the runtime nothing can wait: then whoever starts this process next, or its own end, reaps.
        if let (Some(mut child), Ok(handle)) = (self.child.take(), Handle::try_current()) {
            self.reapers.spawn_on(
                async move {
                    let _ = child.wait().await;
                },
                &handle,
            );
        }
    }
}

//! Makes the function's executable of a Git revision.
//!
//! The revision is checked out into a worktree that is removed again, and built into a target folder that stays. An
//! executable is kept by its commit, which never changes: the second time nothing is built.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};

use tokio::process::Command;

use crate::bootstrap::{self, BootstrapError};
use crate::printer;

/// Where builds are kept, in the workspace.
const FOLDER: &str = "target/diff";

/// Digits of a commit that people read.
const SHORT: usize = 8;

/// Why there is no executable of a revision.
#[derive(Debug, thiserror::Error)]
pub(crate) enum BuildError {
    #[error("there is no revision {reference}: {words}")]
    Revision { reference: String, words: String },
    #[error("a revision can only be built inside of the workspace")]
    NoWorkspace,
    #[error("git could not be run")]
    Git(#[source] std::io::Error),
    #[error("the revision {reference} cannot be checked out: {words}")]
    Worktree { reference: String, words: String },
    #[error("the folder {} cannot be used", path.display())]
    Folder {
        path: PathBuf,
        #[source]
        source: std::io::Error,
    },
    #[error("the revision {reference} cannot be built")]
    Build {
        reference: String,
        #[source]
        source: BootstrapError,
    },
}

impl BuildError {
    /// Whether another command would do; else the revision is to blame.
    pub(crate) fn is_usage(&self) -> bool {
        matches!(self, Self::Revision { .. } | Self::NoWorkspace)
    }

    pub(crate) fn hint(&self) -> Option<String> {
        match self {
            Self::Revision { .. } => Some(
                "`git branch --all` lists what there is; a shallow clone has one commit: fetch the other, too"
                    .to_owned(),
            ),
            Self::NoWorkspace => Some("change to it, or give executables".to_owned()),
            Self::Git(_) => Some("is Git installed?".to_owned()),
            Self::Build { source, .. } => source.hint(),
            Self::Worktree { .. } | Self::Folder { .. } => None,
        }
    }
}

/// The executable of a revision.
#[derive(Debug)]
pub(super) struct Built {
    pub(super) executable: PathBuf,
    commit: String,
}

impl Built {
    pub(super) fn short_commit(&self) -> &str {
        self.commit.get(..SHORT).unwrap_or(&self.commit)
    }
}

/// Builds a revision of the workspace, unless that was done before.
pub(super) async fn of(reference: &str) -> Result<Built, BuildError> {
    let workspace = bootstrap::workspace().ok_or(BuildError::NoWorkspace)?;
    let commit = resolve(&workspace, reference).await?;
    let profile = bootstrap::profile();
    let folder = workspace.join(FOLDER);
    let kept = folder.join("builds").join(format!("{commit}-{profile}"));
    let built = Built {
        executable: kept.join(bootstrap::NAME),
        commit,
    };
    if built.executable.is_file() {
        return Ok(built);
    }
    let unusable = |source| BuildError::Folder {
        path: folder.clone(),
        source,
    };
    std::fs::create_dir_all(&folder).map_err(unusable)?;
    // What cargo built lies at one place for all revisions: it is copied before another one is built there.
    let _lock = lock(&folder).await.map_err(unusable)?;
    printer::note(&format!(
        "building {reference} ({}): the next time it is there",
        built.short_commit()
    ));
    let worktree = Worktree::add(&workspace, reference, &built.commit).await?;
    let flags = [
        "--target-dir".to_owned(),
        folder.join("target").display().to_string(),
        "--profile".to_owned(),
        profile,
    ];
    let executable = bootstrap::build(&worktree.path(), &flags)
        .await
        .map_err(|source| BuildError::Build {
            reference: reference.to_owned(),
            source,
        })?;
    std::fs::create_dir_all(&kept).map_err(unusable)?;
    // Renamed when it is whole: an interrupted copy is none.
    let partial = kept.join("partial");
    std::fs::copy(executable, &partial).map_err(unusable)?;
    std::fs::rename(partial, &built.executable).map_err(unusable)?;
    Ok(built)
}

/// The commit that a revision names.
async fn resolve(workspace: &Path, reference: &str) -> Result<String, BuildError> {
    let commit = format!("{reference}^{{commit}}");
    let arguments = ["rev-parse", "--verify", "--end-of-options", &commit];
    let output = git(workspace, &arguments).await?;
    if !output.status.success() {
        return Err(BuildError::Revision {
            reference: reference.to_owned(),
            words: words(&output),
        });
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

async fn git(workspace: &Path, arguments: &[&str]) -> Result<Output, BuildError> {
    let mut git = Command::new("git");
    git.current_dir(workspace).args(arguments);
    git.stdin(Stdio::null()).kill_on_drop(true);
    git.output().await.map_err(BuildError::Git)
}

fn words(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).trim().to_owned()
}

/// Waits until nobody else builds in a folder.
async fn lock(folder: &Path) -> std::io::Result<File> {
    let file = File::create(folder.join("lock"))?;
    if file.try_lock().is_ok() {
        return Ok(file);
    }
    printer::note("waiting for another build of a revision");
    let waiting = tokio::task::spawn_blocking(move || file.lock().map(|()| file));
    waiting.await.map_err(std::io::Error::other)?
}

/// A checkout of a commit, which is removed when it is dropped.
struct Worktree {
    workspace: PathBuf,
    folder: tempfile::TempDir,
}

impl Worktree {
    async fn add(workspace: &Path, reference: &str, commit: &str) -> Result<Self, BuildError> {
        let folder = tempfile::tempdir().map_err(|source| BuildError::Folder {
            path: std::env::temp_dir(),
            source,
        })?;
        let worktree = Self {
            workspace: workspace.to_owned(),
            folder,
        };
        let path = worktree.path().display().to_string();
        let arguments = ["worktree", "add", "--detach", "--quiet", &path, commit];
        let output = git(workspace, &arguments).await?;
        if !output.status.success() {
            return Err(BuildError::Worktree {
                reference: reference.to_owned(),
                words: words(&output),
            });
        }
        Ok(worktree)
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("tree")
    }
}

impl Drop for Worktree {
    /// Git forgets it too. What is left where that fails is in the system's temporary folder.
    fn drop(&mut self) {
        let mut git = std::process::Command::new("git");
        git.current_dir(&self.workspace);
        git.args(["worktree", "remove", "--force"]);
        git.arg(self.path());
        git.stdin(Stdio::null()).stdout(Stdio::null());
        let _ = git.stderr(Stdio::null()).status();
    }
}

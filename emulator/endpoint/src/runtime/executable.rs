//! Where a function's code is on this machine.
//!
//! A native executable stays where it is; a deployment package is laid out once, in a temporary folder that goes when
//! the emulator does.

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use tempfile::TempDir;

use super::package::{PackageError, unpack};
use crate::world::function::package::Package;
use crate::world::function::{Code, Function};

/// Why code cannot be run.
#[derive(Debug, thiserror::Error)]
pub enum ExecutableError {
    #[error("there is no file {}", path.display())]
    Missing { path: PathBuf },
    #[error("no temporary folder can be made for the deployment package")]
    Folder(#[source] io::Error),
    #[error("the deployment package cannot be used")]
    Package(#[source] PackageError),
    #[error("the deployment package was not unpacked: the emulator is stopping")]
    Stopping,
}

/// Turns a function's code into a file that can be run. Cheap to clone; clones share the packages.
#[derive(Debug, Clone, Default)]
pub struct CodeStore {
    packages: Arc<Mutex<Packages>>,
}

impl CodeStore {
    /// The absolute path of the executable.
    ///
    /// # Errors
    /// When there is none.
    pub async fn executable(&self, function: &Function) -> Result<PathBuf, ExecutableError> {
        match &function.code {
            Code::Executable(path) => std::path::absolute(path)
                .ok()
                .filter(|absolute| absolute.is_file())
                .ok_or_else(|| ExecutableError::Missing { path: path.clone() }),
            Code::Zip(package) => self.entry_point(package.clone()).await,
        }
    }

    async fn entry_point(&self, package: Package) -> Result<PathBuf, ExecutableError> {
        let packages = Arc::clone(&self.packages);
        let unpacking = tokio::task::spawn_blocking(move || {
            // Held while a package is unpacked, so that two processes of one function do not unpack it twice.
            let mut packages = packages.lock().expect("unpacking does not panic");
            packages.entry_point(&package)
        });
        unpacking.await.unwrap_or(Err(ExecutableError::Stopping))
    }
}

/// The packages that are laid out, by the digest of their archives.
#[derive(Debug, Default)]
struct Packages {
    laid_out: BTreeMap<[u8; 32], (TempDir, PathBuf)>,
}

impl Packages {
    fn entry_point(&mut self, package: &Package) -> Result<PathBuf, ExecutableError> {
        if let Some((_folder, path)) = self.laid_out.get(package.sha256()) {
            return Ok(path.clone());
        }
        let folder = tempfile::Builder::new()
            .prefix("emulator-function-")
            .tempdir()
            .map_err(ExecutableError::Folder)?;
        let path = unpack(package.archive(), folder.path()).map_err(ExecutableError::Package)?;
        let laid_out = (folder, path.clone());
        self.laid_out.insert(*package.sha256(), laid_out);
        Ok(path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::function::package::archive_of;

    #[test]
    fn a_package_is_unpacked_once_and_goes_with_the_store() {
        let package = Package::new(archive_of(&[("bootstrap", 0o755, b"#!/bin/sh")])).unwrap();
        let mut packages = Packages::default();
        let path = packages.entry_point(&package).unwrap();
        assert_eq!(packages.entry_point(&package).unwrap(), path);
        drop(packages);
        assert!(!path.exists());
    }
}

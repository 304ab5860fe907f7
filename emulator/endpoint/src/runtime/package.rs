//! Deployment packages, laid out as files.
//!
//! An archive is somebody else's: names that lead out of the folder, links and sizes beyond the header's word are refused.
//! What a package is to Lambda's API is in [`crate::world::function::package`].

use std::fs;
use std::io::{self, Cursor, Read};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use zip::ZipArchive;
use zip::read::ZipFile;
use zip::result::ZipError;

use crate::world::function::package::{ENTRY_POINT, MAX_UNZIPPED_BYTES};

/// The permissions of a file of which the archive says none.
const DEFAULT_MODE: u32 = 0o644;

/// Why a package cannot be laid out and run.
#[derive(Debug, thiserror::Error)]
pub enum PackageError {
    #[error("the archive cannot be read")]
    Archive(#[from] ZipError),
    #[error("the archive has an entry that is neither a file nor a folder inside of it: {name}")]
    UnsafeEntry { name: String },
    #[error("its files have more than {MAX_UNZIPPED_BYTES} bytes together")]
    TooLarge,
    #[error("cannot write {}", path.display())]
    Write {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    #[error("there is no file {ENTRY_POINT} at its root")]
    NoEntryPoint,
    /// As on AWS, where the archive's permissions hold too.
    #[error("its file {ENTRY_POINT} is not executable (the archive has to say that it is)")]
    NotExecutable,
}

/// Lays the archive out in `folder`, which may be there, and returns the path of what to run.
///
/// # Errors
/// When the archive cannot be read, its files not be written, or there is nothing to run in it.
pub fn unpack(archive: &[u8], folder: &Path) -> Result<PathBuf, PackageError> {
    let mut archive = ZipArchive::new(Cursor::new(archive))?;
    let mut bytes_left = MAX_UNZIPPED_BYTES;
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index)?;
        let path = folder.join(safe_name(&entry)?);
        let written = if entry.is_dir() {
            fs::create_dir_all(&path).map(|()| 0)
        } else {
            write(&mut entry, &path, bytes_left)
        };
        let written = written.map_err(|source| PackageError::Write { path, source })?;
        bytes_left = bytes_left
            .checked_sub(written)
            .ok_or(PackageError::TooLarge)?;
    }
    entry_point(folder)
}

fn safe_name<R: Read>(entry: &ZipFile<'_, R>) -> Result<PathBuf, PackageError> {
    entry
        .enclosed_name()
        .filter(|_| !entry.is_symlink())
        .ok_or_else(|| PackageError::UnsafeEntry {
            name: String::from_utf8_lossy(entry.name_raw()).into_owned(),
        })
}

/// Writes one file and returns its size. One byte beyond `at_most` is enough to know that it is too large.
fn write<R: Read>(entry: &mut ZipFile<'_, R>, path: &Path, at_most: u64) -> io::Result<u64> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    let mode = entry.unix_mode().unwrap_or(DEFAULT_MODE) & 0o777;
    let mut file = fs::File::create(path)?;
    let written = io::copy(&mut entry.take(at_most.saturating_add(1)), &mut file)?;
    file.set_permissions(fs::Permissions::from_mode(mode))?;
    Ok(written)
}

fn entry_point(folder: &Path) -> Result<PathBuf, PackageError> {
    let path = folder.join(ENTRY_POINT);
    let Ok(metadata) = fs::metadata(&path) else {
        return Err(PackageError::NoEntryPoint);
    };
    let is_executable = metadata.is_file() && metadata.permissions().mode() & 0o111 != 0;
    if is_executable {
        Ok(path)
    } else {
        Err(PackageError::NotExecutable)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::function::package::archive_of;

    fn unpack_into_a_new_folder(
        archive: &[u8],
    ) -> (tempfile::TempDir, Result<PathBuf, PackageError>) {
        let folder = tempfile::tempdir().unwrap();
        let result = unpack(archive, folder.path());
        (folder, result)
    }

    #[test]
    fn a_package_is_laid_out_with_its_permissions() {
        let archive = archive_of(&[
            ("bootstrap", 0o755, b"#!/bin/sh"),
            ("config/settings.json", 0o644, b"{}"),
        ]);
        let (folder, result) = unpack_into_a_new_folder(&archive);
        let path = result.unwrap();
        assert_eq!(path, folder.path().join("bootstrap"));
        assert_eq!(fs::read(&path).unwrap(), b"#!/bin/sh");
        let settings = folder.path().join("config/settings.json");
        assert_eq!(fs::read(settings).unwrap(), b"{}");
    }

    #[test]
    fn a_package_without_something_to_run_is_refused() {
        let without = archive_of(&[("main", 0o755, b"")]);
        let (_folder, result) = unpack_into_a_new_folder(&without);
        assert!(matches!(result, Err(PackageError::NoEntryPoint)));
        let plain = archive_of(&[("bootstrap", 0o644, b"")]);
        let (_folder, result) = unpack_into_a_new_folder(&plain);
        assert!(matches!(result, Err(PackageError::NotExecutable)));
    }

    #[test]
    fn a_name_that_leads_out_of_the_folder_is_refused() {
        let archive = archive_of(&[("../bootstrap", 0o755, b"")]);
        let (folder, result) = unpack_into_a_new_folder(&archive);
        assert!(matches!(result, Err(PackageError::UnsafeEntry { .. })));
        assert!(!folder.path().parent().unwrap().join("bootstrap").exists());
    }
}

//! Deployment packages: zip archives with `bootstrap` at their root.
//!
//! Bytes in, a verdict out. To lay a package out as files is `aws_endpoint::runtime`'s business.

use std::io::{Cursor, Read};
use std::path::Path;

use bytes::Bytes;
use sha2::{Digest, Sha256};
use zip::ZipArchive;
use zip::result::ZipResult;

use super::error::FunctionError;
use super::machine::Machine;

/// All files of a package together: 250 MB.
/// <https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html>
pub const MAX_UNZIPPED_BYTES: u64 = 262_144_000;

/// The file at the root that Lambda runs.
pub const ENTRY_POINT: &str = "bootstrap";

/// A zip archive that was looked at. Cheap to clone: the bytes are shared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Package {
    archive: Bytes,
    sha256: [u8; 32],
    machine: Option<Machine>,
}

impl Package {
    /// # Errors
    /// `InvalidParameterValueException` when the archive cannot be read, or says that its files are too large together.
    /// That it has a `bootstrap` is not looked at: a function without one fails when it is invoked, as on AWS.
    pub fn new(archive: Bytes) -> Result<Self, FunctionError> {
        let unreadable = |_| {
            FunctionError::invalid(
                "Could not unzip uploaded file. Please check your file, then try to upload again.",
            )
        };
        let mut files = ZipArchive::new(Cursor::new(&archive[..])).map_err(unreadable)?;
        let bytes = unzipped_bytes(&mut files).map_err(unreadable)?;
        if bytes > MAX_UNZIPPED_BYTES {
            return Err(FunctionError::invalid(format!(
                "Unzipped size must be smaller than {MAX_UNZIPPED_BYTES} bytes"
            )));
        }
        let machine = machine(&mut files);
        let sha256 = Sha256::digest(&archive).into();
        Ok(Self {
            archive,
            sha256,
            machine,
        })
    }

    /// What its `bootstrap` is for; `None` where that is a script, or missing.
    pub fn machine(&self) -> Option<Machine> {
        self.machine
    }

    pub fn archive(&self) -> &Bytes {
        &self.archive
    }

    pub fn sha256(&self) -> &[u8; 32] {
        &self.sha256
    }
}

type Files<'a> = ZipArchive<Cursor<&'a [u8]>>;

fn unzipped_bytes(archive: &mut Files<'_>) -> ZipResult<u64> {
    let mut bytes = 0_u64;
    for index in 0..archive.len() {
        let file = archive.by_index_raw(index)?;
        bytes = bytes.saturating_add(file.size());
    }
    Ok(bytes)
}

/// By the first bytes of `bootstrap`. Of two files of that name the last is laid out last, so it is the one that runs.
fn machine(archive: &mut Files<'_>) -> Option<Machine> {
    let files = archive.len();
    let is_entry_point = |index: &usize| {
        let file = archive.by_index_raw(*index);
        file.is_ok_and(|file| file.enclosed_name().as_deref() == Some(Path::new(ENTRY_POINT)))
    };
    let index = (0..files).rfind(is_entry_point)?;
    let file = archive.by_index(index).ok()?;
    let mut header = Vec::new();
    let beginning = &mut file.take(Machine::HEADER_BYTES as u64);
    beginning.read_to_end(&mut header).ok()?;
    Machine::of_elf(&header)
}

/// A zip archive of these files (name, permissions, content), for tests of this crate and of those that lay it out.
///
/// # Panics
/// Never: the archive is written to memory.
#[cfg(any(test, feature = "testing"))]
pub fn archive_of(files: &[(&str, u32, &[u8])]) -> Bytes {
    use std::io::Write;

    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default()
        .compression_method(zip::CompressionMethod::Deflated);
    for (name, mode, bytes) in files {
        let options = options.unix_permissions(*mode);
        writer
            .start_file(*name, options)
            .expect("written to memory");
        writer.write_all(bytes).expect("written to memory");
    }
    Bytes::from(writer.finish().expect("written to memory").into_inner())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_is_a_zip_archive() {
        assert!(Package::new(archive_of(&[("bootstrap", 0o755, b"#!/bin/sh")])).is_ok());
        let refused = Package::new(Bytes::from_static(b"#!/bin/sh")).unwrap_err();
        assert_eq!(
            refused.to_string(),
            "Could not unzip uploaded file. Please check your file, then try to upload again."
        );
    }
}

//! Standard input and pipes as files: an object is put from a file, and its length has to be known.

use std::fs::File;
use std::io::{self, Read, Seek as _, SeekFrom};

use tempfile::NamedTempFile;

/// The first bytes of gzip.
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// What came through a pipe, in a file that lives as long as this.
#[derive(Debug)]
pub(super) struct Spooled {
    pub(super) file: NamedTempFile,
    pub(super) bytes: u64,
    pub(super) is_gzip: bool,
}

/// Reads a pipe to its end.
pub(super) fn spool(mut pipe: impl Read) -> io::Result<Spooled> {
    let mut file = NamedTempFile::new()?;
    let bytes = io::copy(&mut pipe, file.as_file_mut())?;
    let is_gzip = begins_as_gzip(file.as_file_mut())?;
    Ok(Spooled {
        file,
        bytes,
        is_gzip,
    })
}

fn begins_as_gzip(file: &mut File) -> io::Result<bool> {
    file.seek(SeekFrom::Start(0))?;
    let mut first = Vec::new();
    file.take(GZIP.len() as u64).read_to_end(&mut first)?;
    Ok(first == GZIP)
}

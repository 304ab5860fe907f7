//! Folders of log objects on disk, read whole: the oracle's and the scenarios' input.
//!
//! Not for large corpora; those are generated and replayed as streams.

use std::fs;
use std::io;
use std::path::Path;

/// Every file below a folder with its key (the path relative to the folder, `/` between parts), in key order.
///
/// # Errors
/// When a folder or a file cannot be read.
pub fn read_tree(root: &Path) -> io::Result<Vec<(String, Vec<u8>)>> {
    let mut found = Vec::new();
    collect(root, "", &mut found)?;
    found.sort();
    Ok(found)
}

fn collect(folder: &Path, prefix: &str, found: &mut Vec<(String, Vec<u8>)>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let key = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            collect(&entry.path(), &format!("{key}/"), found)?;
        } else {
            found.push((key, fs::read(entry.path())?));
        }
    }
    Ok(())
}

//! The bytes of a file as a stream, read on threads that may wait for a disk.
//!
//! Each piece is read into memory of its own and handed on as it is: `tokio::fs` would copy it once more, and hand over to
//! another thread three times for a file of one piece.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::path::PathBuf;

use bytes::Bytes;
use futures::stream::{self, Stream};

/// Bytes read at once.
const PIECE_BYTES: u64 = 256 << 10;

/// The `length` bytes of a file from `offset` on. A file that has fewer is an error ([`io::ErrorKind::UnexpectedEof`]).
pub(crate) fn read(
    path: PathBuf,
    offset: u64,
    length: u64,
) -> impl Stream<Item = io::Result<Bytes>> + Send {
    let reading = Reading {
        place: Place::NotOpen { path, offset },
        left: length,
    };
    stream::try_unfold(reading, |reading| async move {
        if reading.left == 0 {
            return Ok(None);
        }
        let piece = tokio::task::spawn_blocking(move || reading.next());
        piece.await.map_err(io::Error::other)?.map(Some)
    })
}

struct Reading {
    place: Place,
    left: u64,
}

enum Place {
    NotOpen { path: PathBuf, offset: u64 },
    Open(File),
}

impl Reading {
    /// The next piece, and what is left to read then.
    fn next(self) -> io::Result<(Bytes, Self)> {
        let mut file = match self.place {
            Place::NotOpen { path, offset } => {
                let mut file = File::open(path)?;
                if offset > 0 {
                    file.seek(SeekFrom::Start(offset))?;
                }
                file
            }
            Place::Open(file) => file,
        };
        let wanted = self.left.min(PIECE_BYTES);
        let mut piece = Vec::with_capacity(usize::try_from(wanted).unwrap_or_default());
        let read = (&mut file).take(wanted).read_to_end(&mut piece)? as u64;
        if read < wanted {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let reading = Self {
            place: Place::Open(file),
            left: self.left - read,
        };
        Ok((Bytes::from(piece), reading))
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use futures::TryStreamExt as _;

    use super::*;

    async fn all(path: PathBuf, offset: u64, length: u64) -> io::Result<Vec<u8>> {
        let pieces: Vec<Bytes> = read(path, offset, length).try_collect().await?;
        Ok(pieces.concat())
    }

    #[tokio::test]
    async fn a_part_of_a_file_is_read_in_pieces() {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        let bytes: Vec<u8> = (0..200_000_u32).flat_map(u32::to_le_bytes).collect();
        file.write_all(&bytes).unwrap();
        let path = file.path().to_owned();
        assert_eq!(all(path.clone(), 0, 800_000).await.unwrap(), bytes);
        assert_eq!(all(path.clone(), 7, 0).await.unwrap(), b"");
        assert_eq!(
            all(path.clone(), 300_001, 400_000).await.unwrap(),
            bytes[300_001..700_001]
        );
        let error = all(path, 0, 800_001).await.unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::UnexpectedEof);
    }

    #[tokio::test]
    async fn a_file_that_is_not_there_is_an_error_of_the_first_piece() {
        let error = all(PathBuf::from("/nonexistent/file"), 0, 1).await;
        assert_eq!(error.unwrap_err().kind(), io::ErrorKind::NotFound);
    }
}

//! The bytes of a file as a stream, read on threads that may wait for a disk, unless they are few.
//!
//! Each piece is handed on as it was read: `tokio::fs` would copy it once more, and hand over to another thread three times for
//! a file of one piece. Its memory is kept for later pieces: fresh memory of that size is cleared by the system first, which
//! takes as long as reading into it.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use bytes::Bytes;
use futures::stream::{self, Stream};

/// Bytes read at once.
const PIECE_BYTES: usize = 256 << 10;

/// What is read where it is asked for: handing so little over to another thread and back takes longer than reading it, unless the disk
/// is slow, and then a reader waits all the same.
const IN_PLACE_BYTES: u64 = 16 << 10;

/// Pieces whose memory is kept at most, 8 MiB together: some for each stream that is read at once.
const KEPT_PIECES: usize = 32;

/// The `length` bytes of a file from `offset` on. A file that has fewer is an error ([`io::ErrorKind::UnexpectedEof`]).
pub fn read(
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
        if reading.left <= IN_PLACE_BYTES {
            return reading.next().map(Some);
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
        let wanted = usize::try_from(self.left).map_or(PIECE_BYTES, |left| left.min(PIECE_BYTES));
        let piece = read_piece(&mut file, wanted)?;
        let reading = Self {
            place: Place::Open(file),
            left: self.left - wanted as u64,
        };
        Ok((piece, reading))
    }
}

fn read_piece(file: &mut File, wanted: usize) -> io::Result<Bytes> {
    if wanted < PIECE_BYTES {
        let mut bytes = vec![0; wanted];
        file.read_exact(&mut bytes)?;
        return Ok(bytes.into());
    }
    let kept = spare().pop();
    let mut piece = Piece(kept.unwrap_or_else(|| vec![0; PIECE_BYTES]));
    file.read_exact(&mut piece.0)?;
    Ok(Bytes::from_owner(piece))
}

/// A whole piece, whose memory is kept when nobody reads it any more.
struct Piece(Vec<u8>);

impl AsRef<[u8]> for Piece {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl Drop for Piece {
    fn drop(&mut self) {
        let mut spare = spare();
        if spare.len() < KEPT_PIECES {
            spare.push(std::mem::take(&mut self.0));
        }
    }
}

/// Memory of pieces that nobody reads.
fn spare() -> std::sync::MutexGuard<'static, Vec<Vec<u8>>> {
    static SPARE: Mutex<Vec<Vec<u8>>> = Mutex::new(Vec::new());
    SPARE.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use futures::{FutureExt as _, TryStreamExt as _};

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

    #[test]
    fn a_small_file_is_read_where_it_is_asked_for() {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        let bytes = [7; 16 << 10];
        file.write_all(&bytes).unwrap();
        let whole = all(file.path().to_owned(), 0, IN_PLACE_BYTES);
        let read = whole.now_or_never().expect("no other thread is waited for");
        assert_eq!(read.unwrap(), bytes);
    }

    #[tokio::test]
    async fn a_file_that_is_not_there_is_an_error_of_the_first_piece() {
        let error = all(PathBuf::from("/nonexistent/file"), 0, 1).await;
        assert_eq!(error.unwrap_err().kind(), io::ErrorKind::NotFound);
    }
}

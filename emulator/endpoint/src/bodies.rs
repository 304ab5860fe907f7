//! Where the bytes of objects are: outside of the world and of its lock, which keep only a [`BodyId`].
//!
//! Bytes stream in and out, so that an object of any size passes in flat memory. Small bodies stay in memory up to a
//! bound; beyond it many of them share a file. A large body is a file of its own. The files are in a temporary directory
//! that goes away with this store. A body that is read while it is dropped is read to its end.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Write as _};
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, Weak};

use bytes::Bytes;
use futures::stream::{self, BoxStream, StreamExt as _};
use tempfile::TempDir;

use crate::file_stream;
use crate::world::bucket::{BodyId, Piece};

/// A body of at most this many bytes may stay in memory: a notification-sized object costs no file.
const SMALL_BODY_BYTES: usize = 64 * 1024;

/// All bodies in memory together have at most this many bytes; the next small one goes to a file as well.
const MEMORY_BUDGET_BYTES: u64 = 16 * 1024 * 1024;

/// A file that small bodies share takes no more once it has this many bytes. A file for each of tens of thousands would make
/// the file system search for room longer than everything else takes.
const SHARED_FILE_BYTES: u64 = 16 * 1024 * 1024;

/// How much is written to a file at once, in bytes.
const CHUNK_BYTES: usize = 256 * 1024;

/// The bytes of all objects.
#[derive(Debug, Default)]
pub struct Bodies {
    /// Above the directory, so that the files are gone when that is removed.
    stored: Mutex<HashMap<BodyId, Arc<Body>>>,
    in_memory: Arc<AtomicU64>,
    last_id: AtomicU64,
    directory: OnceLock<TempDir>,
    /// The file that the next small body goes to, as long as there is a body in it.
    shared: Mutex<Weak<SharedFile>>,
}

/// The bytes of one body. They go away when the store has dropped it and nobody reads it any more.
#[derive(Debug)]
pub struct Body {
    place: Place,
}

#[derive(Debug)]
enum Place {
    Memory {
        bytes: Bytes,
        budget: Arc<AtomicU64>,
    },
    File(PathBuf),
    /// A part of a file, from that offset on.
    Part {
        file: Arc<SharedFile>,
        offset: u64,
    },
}

/// A file of many small bodies, gone when the last of them is.
#[derive(Debug)]
struct SharedFile {
    path: PathBuf,
    file: File,
    length: AtomicU64,
}

impl Drop for SharedFile {
    fn drop(&mut self) {
        remove(&self.path);
    }
}

fn remove(path: &Path) {
    if let Err(error) = std::fs::remove_file(path) {
        tracing::warn!(path = %path.display(), %error, "the file of a dropped object stays behind");
    }
}

impl Drop for Body {
    fn drop(&mut self) {
        match &self.place {
            Place::Memory { bytes, budget } => {
                budget.fetch_sub(bytes.len() as u64, Ordering::Relaxed);
            }
            Place::File(path) => remove(path),
            // The file goes with its last body.
            Place::Part { .. } => {}
        }
    }
}

impl Bodies {
    /// Begins a new body. Nothing is kept unless [`BodyWriter::finish`] is reached.
    pub fn writer(self: &Arc<Self>) -> BodyWriter {
        BodyWriter {
            bodies: Arc::clone(self),
            length: 0,
            waiting: Waiting::default(),
            file: None,
        }
    }

    /// A body to read; `None` when it was dropped.
    pub fn open(&self, id: BodyId) -> Option<Arc<Body>> {
        self.lock().get(&id).cloned()
    }

    /// Forgets a body that nothing points at any more.
    pub fn remove(&self, id: BodyId) {
        let removed = self.lock().remove(&id);
        // The file is deleted here, with the lock already released.
        drop(removed);
    }

    fn keep(&self, body: Body) -> BodyId {
        let id = self.next_id();
        self.lock().insert(id, Arc::new(body));
        id
    }

    fn next_id(&self) -> BodyId {
        BodyId(self.last_id.fetch_add(1, Ordering::Relaxed) + 1)
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<BodyId, Arc<Body>>> {
        self.stored
            .lock()
            .expect("nothing panics while it holds the lock")
    }

    /// Sets memory aside for a small body, while there is some.
    fn reserve(&self, bytes: u64) -> bool {
        let reserve =
            |taken: u64| Some(taken + bytes).filter(|taken| *taken <= MEMORY_BUDGET_BYTES);
        self.in_memory
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, reserve)
            .is_ok()
    }

    /// Writes a small body behind others.
    fn share_file(&self, bytes: &Waiting) -> io::Result<Body> {
        let file = self.shared_file()?;
        let length = bytes.bytes as u64;
        let offset = file.length.fetch_add(length, Ordering::Relaxed);
        let mut at = offset;
        for piece in &bytes.pieces {
            file.file.write_all_at(piece, at)?;
            at += piece.len() as u64;
        }
        let place = Place::Part { file, offset };
        Ok(Body { place })
    }

    /// The file that takes small bodies now, a new one where there is none or it is full.
    fn shared_file(&self) -> io::Result<Arc<SharedFile>> {
        let mut shared = self
            .shared
            .lock()
            .expect("nothing panics while it holds the lock");
        let taking = shared
            .upgrade()
            .filter(|file| file.length.load(Ordering::Relaxed) < SHARED_FILE_BYTES);
        if let Some(file) = taking {
            return Ok(file);
        }
        let (path, file) = self.new_file()?;
        let file = Arc::new(SharedFile {
            path,
            file,
            length: AtomicU64::new(0),
        });
        *shared = Arc::downgrade(&file);
        Ok(file)
    }

    fn new_file(&self) -> io::Result<(PathBuf, File)> {
        let name = self.next_id().0.to_string();
        let path = self.directory()?.path().join(name);
        let file = File::create_new(&path)?;
        Ok((path, file))
    }

    fn create_file(&self) -> io::Result<BodyFile> {
        let (path, file) = self.new_file()?;
        let place = Place::File(path);
        Ok(BodyFile {
            file,
            body: Body { place },
        })
    }

    /// The directory of the files, made when the first is needed.
    fn directory(&self) -> io::Result<&TempDir> {
        if let Some(directory) = self.directory.get() {
            return Ok(directory);
        }
        let made = tempfile::Builder::new().prefix("emulator-s3-").tempdir()?;
        // Another writer may have been faster; then the new directory goes away again.
        Ok(self.directory.get_or_init(|| made))
    }
}

/// Takes in the bytes of one body.
#[derive(Debug)]
pub struct BodyWriter {
    bodies: Arc<Bodies>,
    length: u64,
    waiting: Waiting,
    file: Option<BodyFile>,
}

/// A file that is being filled. Dropped before it is kept, its body takes the file with it.
#[derive(Debug)]
struct BodyFile {
    file: File,
    body: Body,
}

/// What is not in the file yet, as it came: nothing is copied on its way to the disk.
#[derive(Debug, Default)]
struct Waiting {
    pieces: Vec<Bytes>,
    bytes: usize,
}

impl Waiting {
    fn push(&mut self, piece: &Bytes) {
        self.bytes += piece.len();
        self.pieces.push(piece.clone());
    }

    fn write_to(&self, file: &mut File) -> io::Result<()> {
        self.pieces
            .iter()
            .try_for_each(|piece| file.write_all(piece))
    }

    /// In memory of just that size: a piece may be a corner of a much larger buffer.
    fn into_bytes(self) -> Bytes {
        Bytes::from(self.pieces.concat())
    }
}

impl BodyWriter {
    /// Appends bytes.
    ///
    /// # Errors
    /// When the temporary file cannot be made or written.
    pub async fn write(&mut self, bytes: &Bytes) -> io::Result<()> {
        self.length += bytes.len() as u64;
        self.waiting.push(bytes);
        let bound = if self.file.is_some() {
            CHUNK_BYTES
        } else {
            SMALL_BODY_BYTES
        };
        if self.waiting.bytes > bound {
            self.spill().await?;
        }
        Ok(())
    }

    /// How many bytes were written so far.
    pub fn length(&self) -> u64 {
        self.length
    }

    /// Keeps what was written.
    ///
    /// # Errors
    /// When the temporary file cannot be made or written.
    pub async fn finish(mut self) -> io::Result<BodyId> {
        if self.file.is_none() && self.bodies.reserve(self.length) {
            let place = Place::Memory {
                bytes: self.waiting.into_bytes(),
                budget: Arc::clone(&self.bodies.in_memory),
            };
            return Ok(self.bodies.keep(Body { place }));
        }
        if self.file.is_none() {
            return self.finish_in_shared_file().await;
        }
        self.spill().await?;
        let file = self.file.take();
        let written = file.ok_or_else(|| io::Error::other("no file"))?;
        Ok(self.bodies.keep(written.body))
    }

    async fn finish_in_shared_file(self) -> io::Result<BodyId> {
        let (bodies, waiting) = (Arc::clone(&self.bodies), self.waiting);
        let written = tokio::task::spawn_blocking(move || bodies.share_file(&waiting));
        let body = written.await.map_err(io::Error::other)??;
        Ok(self.bodies.keep(body))
    }

    /// Moves what waits to the file.
    async fn spill(&mut self) -> io::Result<()> {
        let (bodies, file) = (Arc::clone(&self.bodies), self.file.take());
        let waiting = std::mem::take(&mut self.waiting);
        let written = tokio::task::spawn_blocking(move || {
            let mut file = match file {
                Some(file) => file,
                None => bodies.create_file()?,
            };
            waiting.write_to(&mut file.file)?;
            Ok::<_, io::Error>(file)
        });
        self.file = Some(written.await.map_err(io::Error::other)??);
        Ok(())
    }
}

/// Bytes as they come out of a body.
pub type ByteStream = BoxStream<'static, io::Result<Bytes>>;

impl Body {
    /// The bytes of a piece of this body.
    pub fn read(self: Arc<Self>, piece: Piece) -> ByteStream {
        match &self.place {
            Place::Memory { bytes, .. } => {
                let part = slice(bytes, piece);
                stream::once(async move { Ok(part) }).boxed()
            }
            Place::File(path) => {
                let path = path.clone();
                self.read_file(path, 0, piece)
            }
            Place::Part { file, offset } => {
                let (path, offset) = (file.path.clone(), *offset);
                self.read_file(path, offset, piece)
            }
        }
    }

    /// The bytes of a piece of this body, which begins at `offset` of its file.
    fn read_file(self: Arc<Self>, path: PathBuf, offset: u64, piece: Piece) -> ByteStream {
        let pieces = file_stream::read(path, offset + piece.offset, piece.length);
        // The body is held until its last byte is read.
        let held = pieces.map(move |bytes| {
            let _body = &self;
            bytes
        });
        held.boxed()
    }
}

fn slice(bytes: &Bytes, piece: Piece) -> Bytes {
    let cut = |position: u64| {
        usize::try_from(position).map_or(bytes.len(), |position| position.min(bytes.len()))
    };
    bytes.slice(cut(piece.offset)..cut(piece.offset.saturating_add(piece.length)))
}

#[cfg(test)]
mod tests {
    use futures::TryStreamExt as _;

    use super::*;

    async fn store(bodies: &Arc<Bodies>, chunks: &[&[u8]]) -> BodyId {
        let mut writer = bodies.writer();
        for chunk in chunks {
            writer.write(&Bytes::copy_from_slice(chunk)).await.unwrap();
        }
        writer.finish().await.unwrap()
    }

    async fn read(body: Arc<Body>, offset: u64, length: u64) -> Vec<u8> {
        let piece = Piece {
            body: BodyId(0),
            offset,
            length,
        };
        let chunks: Vec<Bytes> = body.read(piece).try_collect().await.unwrap();
        chunks.concat()
    }

    fn files(bodies: &Bodies) -> usize {
        let directory = bodies.directory.get();
        directory.map_or(0, |directory| {
            std::fs::read_dir(directory.path()).unwrap().count()
        })
    }

    #[tokio::test]
    async fn what_was_written_is_read_back_from_memory_and_from_files() {
        let bodies = Arc::new(Bodies::default());
        let small = store(&bodies, &[b"hello ", b"world"]).await;
        assert_eq!(files(&bodies), 0);
        let large_bytes: Vec<u8> = (0..200_000_u32).flat_map(u32::to_le_bytes).collect();
        let chunks: Vec<&[u8]> = large_bytes.chunks(70_000).collect();
        let large = store(&bodies, &chunks).await;
        assert_eq!(files(&bodies), 1);
        assert_eq!(read(bodies.open(small).unwrap(), 6, 3).await, b"wor");
        assert_eq!(
            read(bodies.open(large).unwrap(), 0, 800_000).await,
            large_bytes
        );
        assert_eq!(
            read(bodies.open(large).unwrap(), 400_001, 7).await,
            large_bytes[400_001..400_008]
        );
    }

    #[tokio::test]
    async fn a_dropped_body_is_read_to_its_end_and_then_leaves_no_file() {
        let bodies = Arc::new(Bodies::default());
        let id = store(&bodies, &[&vec![7; SMALL_BODY_BYTES + 1]]).await;
        let body = bodies.open(id).unwrap();
        bodies.remove(id);
        assert!(bodies.open(id).is_none());
        assert_eq!(read(body, 0, 5).await, [7; 5]);
        assert_eq!(files(&bodies), 0);
    }

    #[tokio::test]
    async fn an_upload_that_is_given_up_leaves_no_file() {
        let bodies = Arc::new(Bodies::default());
        let mut writer = bodies.writer();
        writer
            .write(&Bytes::from(vec![1; SMALL_BODY_BYTES + 1]))
            .await
            .unwrap();
        assert_eq!(files(&bodies), 1);
        drop(writer);
        assert_eq!(files(&bodies), 0);
    }

    #[tokio::test]
    async fn small_bodies_become_files_once_the_memory_budget_is_spent() {
        let bodies = Arc::new(Bodies::default());
        assert!(bodies.reserve(MEMORY_BUDGET_BYTES - 3));
        let fits = store(&bodies, &[b"abc"]).await;
        assert_eq!(files(&bodies), 0);
        let spilt = store(&bodies, &[b"d"]).await;
        assert_eq!(files(&bodies), 1);
        assert_eq!(read(bodies.open(spilt).unwrap(), 0, 1).await, b"d");
        let second = store(&bodies, &[b"ef", b"g"]).await;
        assert_eq!(files(&bodies), 1, "small bodies share a file");
        assert_eq!(read(bodies.open(spilt).unwrap(), 0, 1).await, b"d");
        assert_eq!(read(bodies.open(second).unwrap(), 1, 2).await, b"fg");
        bodies.remove(spilt);
        assert_eq!(read(bodies.open(second).unwrap(), 0, 3).await, b"efg");
        bodies.remove(second);
        assert_eq!(files(&bodies), 0, "it is gone with the last of them");
        bodies.remove(fits);
        assert!(
            bodies.reserve(3),
            "the memory of a removed body is free again"
        );
    }
}

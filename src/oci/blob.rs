//! Content that can be read more than once, so that a transfer can start again.

use std::io::{self, Cursor, Read};
use std::path::PathBuf;
use std::sync::Arc;

use fs_err::File;

use super::{Descriptor, Digest, HashingWriter};

/// Bytes with a known digest and size that can be opened as often as a transfer needs them.
pub trait Blob: Send + Sync {
    /// Returns the digest of the whole content.
    fn digest(&self) -> Digest;

    /// Returns the size of the whole content in bytes.
    fn size(&self) -> u64;

    /// Opens the content at its first byte.
    ///
    /// Registries check what they read, so this need not.
    fn open(&self) -> io::Result<Box<dyn Read + Send + '_>>;

    /// Describes the blob as content of a media type.
    fn describe(&self, media_type: &str) -> Descriptor {
        Descriptor::new(media_type, self.digest(), self.size())
    }
}

/// A blob in memory.
#[derive(Debug, Clone)]
pub struct MemoryBlob {
    bytes: Arc<[u8]>,
    digest: Digest,
}

impl MemoryBlob {
    /// Takes and hashes bytes.
    pub fn new(bytes: impl Into<Arc<[u8]>>) -> Self {
        let bytes = bytes.into();
        Self { digest: Digest::of(&bytes), bytes }
    }
}

impl Blob for MemoryBlob {
    fn digest(&self) -> Digest {
        self.digest
    }

    fn size(&self) -> u64 {
        self.bytes.len() as u64
    }

    fn open(&self) -> io::Result<Box<dyn Read + Send + '_>> {
        Ok(Box::new(Cursor::new(Arc::clone(&self.bytes))))
    }
}

/// A blob in a file.
#[derive(Debug, Clone)]
pub struct FileBlob {
    path: PathBuf,
    digest: Digest,
    size: u64,
}

impl FileBlob {
    /// Hashes a file.
    pub fn hash(path: impl Into<PathBuf>) -> io::Result<Self> {
        let path = path.into();
        let mut writer = HashingWriter::new(io::sink());
        io::copy(&mut File::open(&path)?, &mut writer)?;
        let (_, digest, size) = writer.finish();
        Ok(Self { path, digest, size })
    }

    /// Takes a file whose digest and size are known already.
    pub fn known(path: impl Into<PathBuf>, digest: Digest, size: u64) -> Self {
        Self { path: path.into(), digest, size }
    }
}

impl Blob for FileBlob {
    fn digest(&self) -> Digest {
        self.digest
    }

    fn size(&self) -> u64 {
        self.size
    }

    fn open(&self) -> io::Result<Box<dyn Read + Send + '_>> {
        Ok(Box::new(File::open(&self.path)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn content(blob: &dyn Blob) -> String {
        io::read_to_string(blob.open().unwrap()).unwrap()
    }

    #[test]
    fn blobs_open_again_and_again() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("pack.tar.gz");
        fs_err::write(&path, "pack").unwrap();
        let blobs: [&dyn Blob; 2] = [&FileBlob::hash(&path).unwrap(), &MemoryBlob::new(*b"pack")];
        for blob in blobs {
            assert_eq!((blob.digest(), blob.size()), (Digest::of("pack"), 4));
            assert_eq!((content(blob), content(blob)), ("pack".to_owned(), "pack".to_owned()));
        }
    }

    #[test]
    fn a_missing_file_is_named() {
        let message = FileBlob::hash("/nowhere/pack.tar.gz").unwrap_err().to_string();
        assert!(message.contains("`/nowhere/pack.tar.gz`"), "{message}");
    }
}

//! A reader that gives out content only as long as it can be what its digest and size say.

use std::io::{self, Read};

use sha2::{Digest as _, Sha256};

use super::Digest;

/// How content differs from its description.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the variants say it")]
pub enum Corrupt {
    /// Other content of the right size.
    #[error("expected {expected}, found {found}")]
    Digest { expected: Digest, found: Digest },
    /// A registry that names another digest than its answer has.
    #[error("the registry announced {announced} and sent {found}")]
    Announced { announced: Digest, found: Digest },
    /// More bytes than described.
    #[error("{digest} goes on after its {expected} bytes")]
    TooLong { digest: Digest, expected: u64 },
    /// Fewer bytes than described.
    #[error("{digest} ends after {found} of its {expected} bytes")]
    TooShort { digest: Digest, expected: u64, found: u64 },
}

impl Corrupt {
    /// Finds out whether an IO error, for example from a [`Verified`] reader, is about wrong content.
    pub fn in_io(error: &io::Error) -> Option<&Self> {
        error.get_ref()?.downcast_ref()
    }
}

impl From<Corrupt> for io::Error {
    fn from(corrupt: Corrupt) -> Self {
        Self::new(io::ErrorKind::InvalidData, corrupt)
    }
}

/// Reads content of a known digest and size, and fails instead of giving out anything else.
///
/// The check happens with the last byte, not after it: a caller that stops at the size, and so never sees the end of
/// the stream, still cannot hold the whole of some wrong content. The error is repeated if reading goes on.
pub struct Verified<R> {
    inner: R,
    hash: Sha256,
    digest: Digest,
    size: u64,
    seen: u64,
    outcome: Option<Result<(), Corrupt>>,
}

impl<R: Read> Verified<R> {
    /// Wraps a reader whose whole content must have this digest and size.
    pub(crate) fn new(inner: R, digest: Digest, size: u64) -> Self {
        Self { inner, hash: Sha256::new(), digest, size, seen: 0, outcome: None }
    }

    /// Reads to the end and throws the content away.
    pub fn check(mut self) -> io::Result<()> {
        io::copy(&mut self, &mut io::sink()).map(drop)
    }

    fn fail(&mut self, corrupt: Corrupt) -> io::Error {
        self.outcome = Some(Err(corrupt.clone()));
        corrupt.into()
    }

    /// Proves that the content ends here and is the right one.
    fn conclude(&mut self) -> io::Result<()> {
        if read_retrying(&mut self.inner, &mut [0])? != 0 {
            return Err(self.fail(Corrupt::TooLong { digest: self.digest, expected: self.size }));
        }
        let found = Digest::from_hash(self.hash.clone());
        if found != self.digest {
            return Err(self.fail(Corrupt::Digest { expected: self.digest, found }));
        }
        self.outcome = Some(Ok(()));
        Ok(())
    }
}

impl<R: Read> Read for Verified<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match &self.outcome {
            Some(Ok(())) => return Ok(0),
            Some(Err(corrupt)) => return Err(corrupt.clone().into()),
            None if buffer.is_empty() => return Ok(0),
            None => {}
        }
        let remaining = usize::try_from(self.size - self.seen).unwrap_or(usize::MAX);
        let limit = buffer.len().min(remaining);
        let count = if limit == 0 { 0 } else { read_retrying(&mut self.inner, &mut buffer[..limit])? };
        if count == 0 && limit != 0 {
            let short = Corrupt::TooShort { digest: self.digest, expected: self.size, found: self.seen };
            return Err(self.fail(short));
        }
        self.hash.update(&buffer[..count]);
        self.seen += count as u64;
        if self.seen == self.size {
            self.conclude()?;
        }
        Ok(count)
    }
}

fn read_retrying(reader: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    loop {
        match reader.read(buffer) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            result => return result,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::BufRead;

    use super::*;

    fn read(content: &[u8], expected: &[u8]) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        let mut reader = Verified::new(content, Digest::of(expected), expected.len() as u64);
        reader.read_to_end(&mut bytes).map(|_| bytes)
    }

    fn corruption(result: io::Result<Vec<u8>>) -> Corrupt {
        Corrupt::in_io(&result.unwrap_err()).unwrap().clone()
    }

    #[test]
    fn right_content_passes() {
        assert_eq!(read(b"pack", b"pack").unwrap(), b"pack");
        assert_eq!(read(b"", b"").unwrap(), b"");
    }

    #[test]
    fn wrong_content_fails() {
        assert!(matches!(corruption(read(b"pick", b"pack")), Corrupt::Digest { .. }));
        assert!(matches!(corruption(read(b"pac", b"pack")), Corrupt::TooShort { found: 3, expected: 4, .. }));
        assert!(matches!(corruption(read(b"packs", b"pack")), Corrupt::TooLong { expected: 4, .. }));
        assert!(matches!(corruption(read(b"x", b"")), Corrupt::TooLong { expected: 0, .. }));
    }

    #[test]
    fn endless_content_fails_one_byte_after_its_size() {
        let mut source = io::repeat(b'x').take(1 << 40);
        let error = Verified::new(&mut source, Digest::of("xxxx"), 4).check().unwrap_err();
        assert!(matches!(Corrupt::in_io(&error), Some(Corrupt::TooLong { .. })));
        assert_eq!(source.limit(), (1 << 40) - 5);
    }

    #[test]
    fn reading_exactly_the_size_cannot_skip_the_check() {
        let mut reader = Verified::new(&b"pick"[..], Digest::of("pack"), 4);
        assert!(reader.read_exact(&mut [0; 4]).is_err());
        assert!(reader.read(&mut [0; 4]).is_err(), "the error is repeated");
    }

    #[test]
    fn single_byte_reads_work() {
        let reader = Verified::new(&b"pack"[..], Digest::of("pack"), 4);
        let mut bytes = Vec::new();
        io::BufReader::with_capacity(1, reader).read_until(b'!', &mut bytes).unwrap();
        assert_eq!(bytes, b"pack");
    }
}

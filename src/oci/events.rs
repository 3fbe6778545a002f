//! What a transfer tells whoever watches it. The library itself never prints.

use std::fmt;
use std::io::{self, Read};

use super::{Blob, Digest, Host};

/// Receives the progress of transfers; calls may come from several threads.
///
/// Every method does nothing by default, and `()` ignores everything.
pub trait Events: Send + Sync {
    /// A blob is there already and is not sent.
    fn blob_present(&self, _digest: &Digest, _size: u64) {}

    /// The first `done` of `total` bytes of a blob were handed over; a transfer that starts again starts again at 0.
    fn blob_progress(&self, _digest: &Digest, _done: u64, _total: u64) {}

    /// A login is about to go over a network that anybody can read: without TLS, to another machine. Said once.
    fn insecure_login(&self, _host: &Host) {}
}

impl Events for () {}

impl fmt::Debug for dyn Events {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("(events)")
    }
}

/// A blob that reports how far it was read.
pub(super) struct Observed<'a> {
    pub(super) blob: &'a dyn Blob,
    pub(super) events: &'a dyn Events,
}

impl Blob for Observed<'_> {
    fn digest(&self) -> Digest {
        self.blob.digest()
    }

    fn size(&self) -> u64 {
        self.blob.size()
    }

    fn open(&self) -> io::Result<Box<dyn Read + Send + '_>> {
        let inner = self.blob.open()?;
        self.events.blob_progress(&self.digest(), 0, self.size());
        Ok(Box::new(ObservedReader { inner, observed: self, done: 0 }))
    }
}

struct ObservedReader<'a> {
    inner: Box<dyn Read + Send + 'a>,
    observed: &'a Observed<'a>,
    done: u64,
}

impl Read for ObservedReader<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        if count > 0 {
            self.done += count as u64;
            self.observed.events.blob_progress(&self.observed.digest(), self.done, self.observed.size());
        }
        Ok(count)
    }
}

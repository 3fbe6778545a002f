//! Who may change a layout: one writer at a time, and nobody waits for it without end.

use std::fs::TryLockError;
use std::io::{Read as _, Seek as _, Write as _};
use std::path::Path;
use std::time::Duration;
use std::{process, thread};

use fs_err::{File, OpenOptions};

use super::super::LayoutProblem;
use crate::fs::open_own;

const FIRST_PAUSE: Duration = Duration::from_millis(1);
const LONGEST_PAUSE: Duration = Duration::from_millis(100);
/// Longest note about a holder that is read.
const MAX_NOTE: u64 = 64;

/// Holds other processes off the index while it lives. The file names the process that holds it.
pub(super) struct Lock {
    file: File,
}

impl Lock {
    /// Takes the lock, or says who has it if that lasts for longer than `patience`.
    pub(super) fn take(path: &Path, patience: Duration) -> Result<Self, LayoutProblem> {
        let file = open_own(path, OpenOptions::new().create(true).truncate(false))?;
        let mut file = file.ok_or_else(|| LayoutProblem::NotAFile { path: path.to_owned() })?;
        let (mut waited, mut pause) = (Duration::ZERO, FIRST_PAUSE);
        loop {
            match file.try_lock() {
                Ok(()) => break,
                Err(TryLockError::Error(source)) => return Err(source.into()),
                Err(TryLockError::WouldBlock) if waited < patience => {
                    thread::sleep(pause);
                    waited += pause;
                    pause = (pause * 2).min(LONGEST_PAUSE);
                }
                Err(TryLockError::WouldBlock) => {
                    let holder = holder(&mut file);
                    return Err(LayoutProblem::Locked { path: path.to_owned(), seconds: patience.as_secs(), holder });
                }
            }
        }
        // The note is for whoever waits; the lock is as good without it.
        let _ = file.set_len(0).and_then(|()| writeln!(file, "{}", process::id()));
        Ok(Self { file })
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        let _ = self.file.set_len(0);
    }
}

fn holder(file: &mut File) -> Option<u32> {
    let mut note = String::new();
    file.rewind().ok()?;
    file.take(MAX_NOTE).read_to_string(&mut note).ok()?;
    note.trim().parse().ok()
}

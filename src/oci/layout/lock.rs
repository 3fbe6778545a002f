//! Who may change a layout: one writer at a time, and nobody waits for it without end.

use std::fs::TryLockError;
use std::io::{self, Read, Seek, Write};
use std::path::Path;
use std::time::Duration;
use std::{process, thread};

use fs_err::{File, OpenOptions};

use super::super::LayoutProblem;

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
        let mut file = open_own(path, OpenOptions::new().create(true).truncate(false))?;
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

/// Opens a file of ours for writing. A pipe in its place would block for ever, and a link would lead elsewhere.
pub(super) fn open_own(path: &Path, options: &mut OpenOptions) -> Result<File, LayoutProblem> {
    let not_a_file = || LayoutProblem::NotAFile { path: path.to_owned() };
    match fs_err::symlink_metadata(path) {
        Ok(metadata) if !metadata.is_file() => return Err(not_a_file()),
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
        _ => {}
    }
    careful(options);
    let file = options.read(true).write(true).open(path)?;
    if file.metadata()?.is_file() { Ok(file) } else { Err(not_a_file()) }
}

/// Keeps what was put in the place of the file since we looked from doing harm.
#[cfg(target_os = "linux")]
fn careful(options: &mut OpenOptions) {
    use fs_err::os::unix::fs::OpenOptionsExt as _;
    use rustix::fs::OFlags;
    options.custom_flags((OFlags::NONBLOCK | OFlags::NOFOLLOW).bits().cast_signed());
}

#[cfg(not(target_os = "linux"))]
fn careful(_: &mut OpenOptions) {}

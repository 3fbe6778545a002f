//! Puts a folder in its place, so that at every moment the old or the new one stands there whole.

use std::fs;
use std::io;
use std::path::Path;

/// Moves `new` to `place`. Earlier content of the place is at `new` afterwards.
pub(super) fn put(new: &Path, place: &Path) -> io::Result<()> {
    match exchange(new, place) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => fs::rename(new, place),
        Err(error) if is_unsupported(&error) => in_two_steps(new, place),
        result => result,
    }
}

/// Swaps two folders in one step.
#[cfg(target_os = "linux")]
fn exchange(new: &Path, place: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, new, CWD, place, RenameFlags::EXCHANGE)?)
}

#[cfg(not(target_os = "linux"))]
fn exchange(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Old kernels do not know the call, and some file systems not the exchange.
fn is_unsupported(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::Unsupported | io::ErrorKind::InvalidInput)
}

/// For systems without an exchange: the place is empty for a moment.
fn in_two_steps(new: &Path, place: &Path) -> io::Result<()> {
    if !place.exists() {
        return fs::rename(new, place);
    }
    // Under this name the earlier content is no leftover to be removed, should the run be killed right here.
    let aside = new.with_file_name(format!(".vmopack-old{}", new.file_name().unwrap_or_default().display()));
    fs::rename(place, &aside)?;
    if let Err(error) = fs::rename(new, place) {
        let _ = fs::rename(&aside, place);
        return Err(error);
    }
    // It takes the place of the staging folder, and goes away like one.
    fs::rename(&aside, new)
}

#[cfg(test)]
mod tests {
    use super::*;

    type Put = fn(&Path, &Path) -> io::Result<()>;

    #[test]
    fn both_ways_swap_and_keep_the_earlier_content() {
        for way in [put as Put, in_two_steps as Put] {
            let root = tempfile::tempdir().unwrap();
            let (new, place) = (root.path().join(".new-1"), root.path().join("place"));
            for content in ["first", "second"] {
                fs::create_dir(&new).unwrap();
                fs::write(new.join("file"), content).unwrap();
                way(&new, &place).unwrap();
                assert_eq!(fs::read_to_string(place.join("file")).unwrap(), content);
                if content == "second" {
                    assert_eq!(fs::read_to_string(new.join("file")).unwrap(), "first");
                }
            }
            assert_eq!(fs::read_dir(root.path()).unwrap().count(), 2);
        }
    }
}

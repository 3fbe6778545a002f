//! A line that moves while blobs are sent.

use super::terminal::Terminal;
use indicatif::{ProgressBar, ProgressStyle};
use std::time::Duration;
use vmopack::oci::{Digest, Events};

/// Shows how far a push is, when somebody watches.
#[derive(Debug)]
pub(crate) struct Progress {
    bar: ProgressBar,
}

impl Progress {
    pub(crate) fn new(packs: usize, terminal: &Terminal) -> Self {
        if !terminal.is_watched() {
            return Self { bar: ProgressBar::hidden() };
        }
        let bar = ProgressBar::new(packs as u64);
        if let Ok(style) = ProgressStyle::with_template("{spinner} {pos}/{len} packs {wide_msg}") {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(100));
        Self { bar }
    }

    /// Names the pack that is being pushed.
    pub(crate) fn start(&self, name: &str) {
        self.bar.set_message(name.to_owned());
    }

    /// Counts a pack that is done.
    pub(crate) fn done(&self) {
        self.bar.inc(1);
    }

    /// Removes the line.
    pub(crate) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

impl Events for Progress {
    fn blob_progress(&self, _: &Digest, done: u64, total: u64) {
        if total > 1 << 20 {
            self.bar.set_message(format!("{} of {} MB", done / 1_000_000, total / 1_000_000));
        }
    }
}

//! A line that moves while blobs are sent.

use super::terminal::Terminal;
use indicatif::{ProgressBar, ProgressStyle};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use vmopack::oci::{Digest, Events, Host};

/// Shows how far a push is, when somebody watches.
#[derive(Debug)]
pub(crate) struct Progress {
    bar: ProgressBar,
    /// A registry that is shown a login without encryption.
    insecure: Mutex<Option<Host>>,
}

impl Progress {
    pub(crate) fn new(packs: usize, terminal: &Terminal) -> Self {
        if !terminal.is_watched() {
            return Self { bar: ProgressBar::hidden(), insecure: Mutex::default() };
        }
        let bar = ProgressBar::new(packs as u64);
        if let Ok(style) = ProgressStyle::with_template("{spinner} {pos}/{len} packs {wide_msg}") {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(100));
        Self { bar, insecure: Mutex::default() }
    }

    /// Names the pack that is being pushed.
    pub(crate) fn start(&self, name: &str) {
        self.bar.set_message(name.to_owned());
    }

    /// Counts a pack that is done.
    pub(crate) fn done(&self) {
        self.bar.inc(1);
    }

    /// Says what people must know about the transfers so far.
    pub(crate) fn warn(&self, terminal: &mut Terminal) {
        if let Some(host) = self.insecure.lock().unwrap_or_else(PoisonError::into_inner).take() {
            let text =
                format!("warning: the login for `{host}` was sent without encryption, for all on the way to read\n");
            self.bar.suspend(|| terminal.error(&text));
        }
    }

    /// Removes the line.
    pub(crate) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

impl Events for Progress {
    fn insecure_login(&self, host: &Host) {
        *self.insecure.lock().unwrap_or_else(PoisonError::into_inner) = Some(host.clone());
    }

    fn blob_progress(&self, _: &Digest, done: u64, total: u64) {
        if total > 1 << 20 {
            self.bar.set_message(format!("{} of {} MB", done / 1_000_000, total / 1_000_000));
        }
    }
}

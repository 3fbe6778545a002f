//! What a push did, for people and for programs.

use super::failure::Failure;
use super::figures::{count, kilobytes};
use super::session::Session;
use std::fmt::Write as _;
use vmopack::oci::{Artifact, Blob as _, PushOutcome};
use vmopack::palette::PushTarget;

/// The packs that were pushed before the push ended, for whatever reason.
#[derive(Clone, Copy)]
pub(crate) struct PushReport<'a> {
    pub(crate) pushed: &'a [(&'a Artifact, PushOutcome)],
    /// How many packs there were to push.
    pub(crate) all: usize,
    pub(crate) target: &'a PushTarget,
    pub(crate) plain_http: bool,
}

impl PushReport<'_> {
    /// Talks about the push, and prints a reference with digest for each pack that is in the registry now.
    pub(crate) fn show(self, session: &mut Session) -> Result<(), Failure> {
        let (mut talk, mut data) = (String::new(), String::new());
        for (artifact, outcome) in self.pushed {
            let state = if matches!(outcome, PushOutcome::AlreadyThere) { "already there" } else { "pushed" };
            let _ = writeln!(talk, "  {state:<13}  {}:{}", artifact.repository(), artifact.tag());
            let _ = writeln!(data, "{}", reference(artifact));
        }
        let done = session.terminal.green("Pushed");
        talk.push_str(&self.conclusion(&done));
        session.terminal.talk(&talk);
        session.terminal.text(&data).map_err(Failure::world)
    }

    fn conclusion(self, done: &str) -> String {
        if self.pushed.len() < self.all {
            return format!("Stopped after {} of {}\n", self.pushed.len(), count(self.all, "pack"));
        }
        let sizes: Vec<u64> = self.pushed.iter().filter_map(|(_, outcome)| sent(*outcome)).collect();
        let packs = count(sizes.len(), "pack");
        let size = kilobytes(usize::try_from(sizes.iter().sum::<u64>()).unwrap_or(usize::MAX));
        let already = self.pushed.len() - sizes.len();
        format!("{done} {packs}, {already} already there, {size} sent\n{}", self.next_steps())
    }

    /// What to do in Palette, which reads the registry only when it is told to.
    fn next_steps(self) -> String {
        match self.target {
            PushTarget::Layout { directory } => {
                let directory = directory.display();
                format!("{directory} is an OCI image layout: skopeo, oras and crane can copy it to a registry\n")
            }
            PushTarget::Remote { host, base } => format!(
                "In Palette, add an OCI registry (provider Pack) with\n  endpoint           {}://{host}\n  \
                 base content path  {}\nthen sync it, and import the profile.json that `vmopack build` writes\n",
                if self.plain_http || host.is_loopback() { "http" } else { "https" },
                base.as_ref().map_or("(empty)", |base| base.as_str()),
            ),
        }
    }
}

fn sent(outcome: PushOutcome) -> Option<u64> {
    match outcome {
        PushOutcome::Pushed { bytes } => Some(bytes),
        PushOutcome::AlreadyThere => None,
    }
}

/// Names a pack in a registry by tag and digest.
pub(crate) fn reference(artifact: &Artifact) -> String {
    format!("{}:{}@{}", artifact.repository(), artifact.tag(), artifact.manifest().digest())
}

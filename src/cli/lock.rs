//! `vmopack lock`.

use super::failure::Failure;
use super::options::ProfileOptions;
use super::pipeline;
use super::session::Session;
use clap::Args;
use clap::builder::BoolishValueParser;
use std::fmt::Write as _;
use vmopack::fs::write_file;
use vmopack::lock::LockedPack;

/// Pin what every pack holds in vmopack.lock; changed packs get their next revision
#[derive(Debug, Args)]
pub(crate) struct Lock {
    #[command(flatten)]
    options: ProfileOptions,
    /// Only say what would change
    #[arg(long, env = "VMOPACK_DRY_RUN", value_parser = BoolishValueParser::new())]
    dry_run: bool,
}

impl Lock {
    pub(crate) fn run(&self, session: &mut Session) -> Result<(), Failure> {
        let prepared = pipeline::prepare(&self.options.profile, &self.options.pipeline, session)?;
        let (updated, report) =
            prepared.updated_lock(&session.sources).map_err(|error| pipeline::failure(error, session))?;
        let widest = updated.packs.keys().map(String::len).max().unwrap_or_default();
        let mut text = String::new();
        for (name, pack) in &updated.packs {
            let version = pack.published_version();
            let before = prepared.lock().packs.get(name).map(LockedPack::published_version);
            let state = if before.as_ref() == Some(&version) { "unchanged" } else { "new revision" };
            let _ = writeln!(text, "  {name:widest$}  {version:<10}  {state}");
        }
        session.report(&report)?;
        session.terminal.talk(&text);
        if self.dry_run {
            return Ok(());
        }
        let content = updated.to_text().map_err(Failure::world)?;
        write_file(prepared.lock_path(), content.as_bytes()).map_err(Failure::world)?;
        session.terminal.talk(&format!("Wrote {}\n", prepared.lock_path().display()));
        Ok(())
    }
}

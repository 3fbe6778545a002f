//! `vmopack lock`.

use super::failure::Failure;
use super::options::ProfileOptions;
use super::pipeline;
use super::session::Session;
use clap::Args;
use clap::builder::BoolishValueParser;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use vmopack::output::write_file;
use vmopack::palette;

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
        let mut contents = BTreeMap::new();
        for pack in prepared.rendered.packs() {
            let clouds = &prepared.rendered.profile.target.clouds;
            let content = palette::content(pack, clouds).map_err(Failure::world)?;
            let version = pack.resolved.version.version.value.to_string();
            contents.insert(pack.resolved.name.clone(), (version, content));
        }
        let updated = prepared.lock.updated(contents);
        let widest = updated.packs.keys().map(String::len).max().unwrap_or_default();
        let mut text = String::new();
        for (name, pack) in &updated.packs {
            let same = prepared.lock.packs.get(name) == Some(pack);
            let state = if same { "unchanged" } else { "new revision" };
            let version = format!("{}-{}", pack.version, pack.revision);
            let _ = writeln!(text, "  {name:widest$}  {version:<10}  {state}");
        }
        session.terminal.talk(&text);
        if self.dry_run {
            return Ok(());
        }
        let content = updated.to_text().map_err(Failure::world)?;
        write_file(&prepared.lock_path, content.as_bytes()).map_err(Failure::world)?;
        session.terminal.talk(&format!("Wrote {}\n", prepared.lock_path.display()));
        Ok(())
    }
}

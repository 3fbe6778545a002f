//! `vmopack lock`.

use super::failure::Failure;
use super::options::ProfileOptions;
use super::pipeline;
use super::session::Session;
use anyhow::Context as _;
use clap::Args;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use vmopack::palette;

/// Pin what every pack holds in vmopack.lock; changed packs get their next revision
#[derive(Debug, Args)]
pub(crate) struct Lock {
    #[command(flatten)]
    options: ProfileOptions,
    /// Only say what would change
    #[arg(long, env = "VMOPACK_DRY_RUN")]
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
        let mut text = String::new();
        for (name, pack) in &updated.packs {
            let same = prepared.lock.packs.get(name) == Some(pack);
            let state = if same { "unchanged" } else { "new revision" };
            let _ = writeln!(text, "  {name} {}-{}  {state}", pack.version, pack.revision);
        }
        session.terminal.talk(&text);
        if self.dry_run {
            return Ok(());
        }
        let content = updated.to_text().map_err(Failure::world)?;
        save(&prepared.lock_path, &content).map_err(Failure::world)?;
        session.terminal.talk(&format!("Wrote {}\n", prepared.lock_path.display()));
        Ok(())
    }
}

fn save(path: &Path, text: &str) -> anyhow::Result<()> {
    let context = || format!("cannot write {}", path.display());
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder).with_context(context)?;
    file.write_all(text.as_bytes()).with_context(context)?;
    file.as_file().sync_all().with_context(context)?;
    file.persist(path).with_context(context)?;
    std::fs::File::open(folder)?.sync_all().with_context(context)
}

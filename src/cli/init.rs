//! `vmopack init`.

use super::failure::Failure;
use super::session::Session;
use anyhow::Context as _;
use clap::Args;
use std::fs;
use std::path::PathBuf;
use vmopack::lock::Lock;
use vmopack::output::write_new_file;
use vmopack::pack::Catalog;
use vmopack::profile::{self, Distribution, Minor, Name, Starter, profile_name};
use vmopack::resolve::resolve;

/// Write a commented profile to start from
#[derive(Debug, Args)]
pub(crate) struct Init {
    /// The folder to write profile.yaml into; it is made when it does not exist
    #[arg(default_value = ".", value_name = "DIR")]
    directory: PathBuf,
    /// Name of the profile, and first part of the names of its packs
    #[arg(long, default_value = "vmo", value_parser = profile_name, env = "VMOPACK_NAME")]
    name: Name,
    /// Kubernetes minor of the cluster
    #[arg(long, value_name = "MINOR", default_value = "1.35", env = "VMOPACK_KUBERNETES")]
    kubernetes: Minor,
    /// Distribution of the cluster; layers that it ships are left out
    #[arg(long, default_value = "kubeadm", value_parser = distribution, env = "VMOPACK_DISTRIBUTION")]
    distribution: Distribution,
}

fn distribution(text: &str) -> Result<Distribution, String> {
    let found = Distribution::NAMES.iter().find(|(name, _)| *name == text).map(|(_, value)| *value);
    let names = || Distribution::NAMES.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
    found.ok_or_else(|| format!("the distributions are {}", names()))
}

impl Init {
    pub(crate) fn run(&self, session: &mut Session) -> Result<(), Failure> {
        let text = self.starter().text();
        Self::prove(&text, session)?;
        let path = self.directory.join("profile.yaml");
        let context = || format!("cannot write {}", path.display());
        fs::create_dir_all(&self.directory).with_context(context).map_err(Failure::world)?;
        write_new_file(&path, text.as_bytes()).map_err(|error| {
            let help = "an existing profile is never overwritten: name another folder".to_owned();
            Failure::World(error.into(), path.exists().then_some(help))
        })?;
        session.terminal.talk(&format!("Wrote {}; next: vmopack check {}\n", path.display(), path.display()));
        Ok(())
    }

    /// Refuses to write a profile that does not load, or for which a pack has no version.
    fn prove(text: &str, session: &mut Session) -> Result<(), Failure> {
        let sources = &mut session.sources;
        let source = sources.add("the profile that was not written", text);
        let resolved = profile::read(source, PathBuf::new(), sources)
            .and_then(|profile| resolve(profile, &Catalog::embedded(), &Lock::default(), &[], sources));
        resolved.map(|_| ()).map_err(|problems| session.stop_loading(problems))
    }

    fn starter(&self) -> Starter {
        Starter { name: self.name.clone(), kubernetes: self.kubernetes, distribution: self.distribution }
    }
}

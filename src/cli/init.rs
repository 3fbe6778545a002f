//! `vmopack init`.

use super::failure::Failure;
use super::pipeline;
use super::session::Session;
use anyhow::{Context as _, anyhow};
use clap::Args;
use std::fs;
use std::path::{Path, PathBuf};
use vmopack::assess::prove;
use vmopack::fs::{write_new_file, write_new_folder};
use vmopack::pack::PackStarter;
use vmopack::profile::{Distribution, InvalidName, Minor, Name, Starter, profile_name};

const DEFAULT_NAME: &str = "vmo";

/// Write a commented profile to start from, or a pack source of your own
#[derive(Debug, Args)]
pub(crate) struct Init {
    /// The folder to write profile.yaml into; it is made when it does not exist
    #[arg(default_value = ".", value_name = "DIR")]
    directory: PathBuf,
    /// Write a pack source into this new folder instead of a profile
    #[arg(long, value_name = "DIR", env = "VMOPACK_PACK", conflicts_with_all = ["directory", "kubernetes", "distribution"])]
    pack: Option<PathBuf>,
    /// Name of the profile, and first part of the names of its packs; or name of the pack [default: vmo, or that of the folder]
    #[arg(long, value_parser = profile_name, env = "VMOPACK_NAME")]
    name: Option<Name>,
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
        if let Some(folder) = &self.pack {
            return self.write_pack(folder, session);
        }
        let text = self.starter()?.text();
        prove(&text, &mut session.sources).map_err(|error| pipeline::failure(error, session))?;
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

    fn write_pack(&self, folder: &Path, session: &mut Session) -> Result<(), Failure> {
        let name = match &self.name {
            Some(name) => name.clone(),
            None => name_of(folder)?,
        };
        write_new_folder(folder, &PackStarter { name }.files()).map_err(|error| {
            let help = "an existing folder is never overwritten: name another one".to_owned();
            Failure::World(error.into(), folder.exists().then_some(help))
        })?;
        let text =
            format!("Wrote {}; next: read its pack.yaml, and add it to the layers of a profile\n", folder.display());
        session.terminal.talk(&text);
        Ok(())
    }

    fn starter(&self) -> Result<Starter, Failure> {
        let name = match &self.name {
            Some(name) => name.clone(),
            None => profile_name(DEFAULT_NAME).map_err(|error| Failure::usage(anyhow!(error)))?,
        };
        Ok(Starter { name, kubernetes: self.kubernetes, distribution: self.distribution })
    }
}

/// A pack is called like its folder, unless somebody says more.
fn name_of(folder: &Path) -> Result<Name, Failure> {
    let last = folder.file_name().unwrap_or_default().to_string_lossy();
    last.parse()
        .map_err(|error: InvalidName| Failure::Usage(error.into(), Some("give the pack a name with --name".to_owned())))
}

//! `vmopack push`.

use super::failure::Failure;
use super::options::PipelineOptions;
use super::progress::Progress;
use super::pushed::{self, PushReport};
use super::session::Session;
use super::{pipeline, summary};
use anyhow::anyhow;
use clap::Args;
use clap::builder::BoolishValueParser;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use vmopack::archive::{Archive, archive};
use vmopack::input::{ArchiveFile, InputError, VerifyError, has_archives, read_archives};
use vmopack::oci::{
    Artifact, Blob, CredentialFiles, Credentials, Error, FileBlob, Hint, Layout, MemoryBlob, PushOptions, Registry,
    Remote, RemoteOptions, Transport, is_tagged, push,
};
use vmopack::palette::{PushTarget, pack_artifact};

/// Build a profile's packs and push them to a registry
///
/// Takes a profile, a folder that `vmopack build` wrote, or archives.
#[derive(Debug, Args)]
pub(crate) struct Push {
    /// The profile, the folder of a build, or archives
    #[arg(default_value = "profile.yaml", value_name = "PROFILE|DIR|ARCHIVE", env = "VMOPACK_PROFILE")]
    inputs: Vec<PathBuf>,
    /// Where packs go: oci:DIR for an image layout on disk, HOST[:PORT][/BASE] for a registry
    #[arg(long, value_name = "TARGET", env = "VMOPACK_TO")]
    to: String,
    /// Point tags that have other content to the new content
    #[arg(long, env = "VMOPACK_FORCE", value_parser = BoolishValueParser::new())]
    force: bool,
    /// Speak HTTP without TLS; done without asking for this machine only
    #[arg(long, env = "VMOPACK_PLAIN_HTTP", value_parser = BoolishValueParser::new())]
    plain_http: bool,
    /// Certificates of authorities to trust besides those of the system (PEM)
    #[arg(long, value_name = "FILE", env = "VMOPACK_CA_FILE")]
    ca_file: Option<PathBuf>,
    /// Only say what would be pushed
    #[arg(long, env = "VMOPACK_DRY_RUN", value_parser = BoolishValueParser::new())]
    dry_run: bool,
    #[command(flatten)]
    pipeline: PipelineOptions,
}

impl Push {
    pub(crate) fn run(&self, session: &mut Session) -> Result<(), Failure> {
        let target = PushTarget::parse(&self.to).map_err(Failure::usage)?;
        let artifacts = self.artifacts(&target, session)?;
        if self.dry_run {
            return list(&artifacts, session);
        }
        let progress = Arc::new(Progress::new(artifacts.len(), &session.terminal));
        let registry = self.open(&target, &progress).inspect_err(|_| progress.finish())?;
        let options = PushOptions { overwrite: self.force };
        // All or nothing where it can be known beforehand: a taken tag stops the push before the first byte.
        if !self.force {
            let free = artifacts.iter().try_for_each(|artifact| is_tagged(&*registry, artifact, options).map(drop));
            progress.warn(&mut session.terminal);
            free.inspect_err(|_| progress.finish()).map_err(failure)?;
        }
        let (mut pushed, mut failed) = (Vec::new(), None);
        for artifact in &artifacts {
            progress.start(artifact.repository().as_str());
            let outcome = push(&*registry, artifact, options, &*progress);
            progress.warn(&mut session.terminal);
            match outcome {
                Ok(outcome) => pushed.push((artifact, outcome)),
                Err(error) => {
                    failed = Some(error);
                    break;
                }
            }
            progress.done();
        }
        progress.finish();
        let report = PushReport { pushed: &pushed, all: artifacts.len(), target: &target, plain_http: self.plain_http };
        report.show(session)?;
        failed.map_or(Ok(()), |error| Err(failure(error)))
    }

    fn open(&self, target: &PushTarget, progress: &Arc<Progress>) -> Result<Box<dyn Registry>, Failure> {
        match target {
            PushTarget::Layout { directory } => Ok(Box::new(Layout::new(directory).map_err(failure)?)),
            PushTarget::Remote { host, .. } => {
                let options = RemoteOptions {
                    transport: if self.plain_http { Transport::PlainHttp } else { Transport::default() },
                    ca_file: self.ca_file.clone(),
                    credentials: Credentials::Files(CredentialFiles::from_environment(|name| std::env::var_os(name))),
                    events: Arc::<Progress>::clone(progress),
                    ..RemoteOptions::default()
                };
                Ok(Box::new(Remote::new(host.clone(), options).map_err(failure)?))
            }
        }
    }

    fn artifacts(&self, target: &PushTarget, session: &mut Session) -> Result<Vec<Artifact>, Failure> {
        if let [profile] = &self.inputs[..]
            && !has_archives(profile)
        {
            let archives = self.build(profile, session)?;
            return archives.into_iter().map(|archive| from_memory(archive, target)).collect();
        }
        self.refuse_mixture()?;
        let mut artifacts = Vec::new();
        for input in &self.inputs {
            let archives = read_archives(input).map_err(unreadable)?;
            if archives.is_empty() {
                return Err(Failure::world(anyhow!("the build in {} has no packs", input.display())));
            }
            artifacts
                .extend(archives.into_iter().map(|archive| from_file(archive, target)).collect::<Result<Vec<_>, _>>()?);
        }
        Ok(artifacts)
    }

    /// Flags of the build mean nothing to what was built before, and a profile is pushed on its own.
    fn refuse_mixture(&self) -> Result<(), Failure> {
        if let Some(stranger) = self.inputs.iter().find(|input| !has_archives(input)) {
            return Err(Failure::usage(InputError::NoArchive { path: stranger.clone() }));
        }
        let PipelineOptions { set, packs, with } = &self.pipeline;
        if set.is_empty() && packs.is_empty() && with.is_empty() {
            return Ok(());
        }
        Err(Failure::usage(anyhow!("--set, --packs and --with go with a profile: archives are pushed as they are")))
    }

    fn build(&self, profile: &Path, session: &mut Session) -> Result<Vec<Archive>, Failure> {
        let checked = pipeline::checked(profile, &self.pipeline, session)?;
        let archives = archive(&checked).map_err(Failure::world)?;
        summary::built(&checked, &archives, "in memory", session);
        Ok(archives)
    }
}

fn unreadable(error: InputError) -> Failure {
    match error {
        InputError::Build(VerifyError::NotABuild { .. }) => {
            let help = "name a folder that `vmopack build` wrote, or single archives".to_owned();
            Failure::World(error.into(), Some(help))
        }
        error => pipeline::input_failure(error),
    }
}

fn from_memory(archive: Archive, target: &PushTarget) -> Result<Artifact, Failure> {
    let blob = MemoryBlob::new(archive.bytes);
    artifact(&archive.name, &archive.version, Box::new(blob), target)
}

fn from_file(file: ArchiveFile, target: &PushTarget) -> Result<Artifact, Failure> {
    let blob = FileBlob::known(file.path, file.digest, file.size);
    artifact(&file.name, &file.version, Box::new(blob), target)
}

fn artifact(name: &str, version: &str, blob: Box<dyn Blob>, target: &PushTarget) -> Result<Artifact, Failure> {
    pack_artifact(target.base(), name, version, blob).map_err(Failure::usage)
}

fn failure(error: Error) -> Failure {
    let help = error.hint().map(help);
    match error {
        Error::Corrupt { .. } | Error::PushLost { .. } => Failure::Verification(error.into()),
        error => Failure::World(error.into(), help),
    }
}

/// Puts the flags into a hint that is about options.
fn help(hint: Hint) -> String {
    match hint {
        Hint::TagTaken => "give the pack a new version, or overwrite the tag with --force".to_owned(),
        Hint::Untrusted => {
            "give the registry's CA certificate with --ca-file; for a registry without TLS, say --plain-http".to_owned()
        }
        hint => hint.to_string(),
    }
}

fn list(artifacts: &[Artifact], session: &mut Session) -> Result<(), Failure> {
    let text: String = artifacts.iter().map(|artifact| format!("{}\n", pushed::reference(artifact))).collect();
    session.terminal.text(&text).map_err(Failure::world)
}

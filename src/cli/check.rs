//! `vmopack check`.

use super::failure::Failure;
use super::options::PipelineOptions;
use super::pipeline;
use super::session::Session;
use clap::Args;
use std::path::PathBuf;
use vmopack::cluster::Role;

/// Say what would break the cluster, without writing anything
///
/// Takes a profile, a cluster profile exported from Palette, a pack (its folder or archive), a folder of packs, the folder
/// of a build, a lock, or plain manifests. Several of them are judged together, as layers of one cluster.
#[derive(Debug, Args)]
pub(crate) struct Check {
    /// The profile, or what else is to be checked
    #[arg(default_value = "profile.yaml", value_name = "PROFILE|INPUT", env = "VMOPACK_PROFILE")]
    inputs: Vec<PathBuf>,
    #[command(flatten)]
    pipeline: PipelineOptions,
}

impl Check {
    pub(crate) fn run(&self, session: &mut Session) -> Result<(), Failure> {
        let assessment = pipeline::assess(&self.inputs, &self.pipeline, session)?;
        if assessment.report().has_errors() {
            return Err(Failure::Findings);
        }
        let cluster = assessment.cluster();
        let judged = || cluster.layers.iter().filter(|layer| layer.role == Role::Judged);
        let (layers, partly) = (judged().count(), judged().filter(|layer| !layer.is_wholly_known()).count());
        let done = session.terminal.green("ok");
        let one = layers == 1;
        let text = match &cluster.target {
            Some(target) => {
                let (kubernetes, distribution) = (target.kubernetes.value, target.distribution.value.as_str());
                let fit = if one { "layer fits" } else { "layers fit" };
                format!("{done}: {layers} {fit} Kubernetes {kubernetes} ({distribution})\n")
            }
            None => {
                let partly = if partly == 0 { String::new() } else { format!(", {partly} of which only partly known") };
                format!("{done}: no errors in {layers} {}{partly}\n", if one { "layer" } else { "layers" })
            }
        };
        session.terminal.talk(&text);
        Ok(())
    }
}

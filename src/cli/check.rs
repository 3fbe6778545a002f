//! `vmopack check`.

use super::failure::Failure;
use super::figures::count;
use super::options::PipelineOptions;
use super::pipeline;
use super::session::Session;
use clap::Args;
use std::path::PathBuf;
use vmopack::cluster::{Cluster, Role};

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
        let done = session.terminal.green("ok");
        session.terminal.talk(&format!("{done}: {}\n", conclusion(assessment.cluster())));
        Ok(())
    }
}

fn conclusion(cluster: &Cluster) -> String {
    let judged = || cluster.layers.iter().filter(|layer| layer.role == Role::Judged);
    let layers = judged().count();
    if let Some(target) = &cluster.target {
        let fit = if layers == 1 { "layer fits" } else { "layers fit" };
        return format!(
            "{layers} {fit} Kubernetes {} ({})",
            target.kubernetes.value,
            target.distribution.value.as_str()
        );
    }
    let partly = judged().filter(|layer| !layer.is_wholly_known()).count();
    let partly = if partly == 0 { String::new() } else { format!(", {partly} of which only partly known") };
    format!("no errors in {}{partly}", count(layers, "layer"))
}

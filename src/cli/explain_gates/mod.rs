//! `vmopack explain gates`.

mod all_versions;
mod choice;
mod json;
mod one_version;

use super::failure::Failure;
use super::options::Format;
use super::session::Session;
use clap::Args;
use vmopack::pack::{CapabilityTable, Catalog};
use vmopack::profile::{Minor, PackRef};

/// Show what the capabilities of the kubevirt pack take in each KubeVirt version, and the stages of all feature gates
#[derive(Debug, Args)]
pub(crate) struct Gates {
    /// KubeVirt version, such as 1.8 or 1.8.4; without it, all versions of the pack side by side
    #[arg(long, value_name = "VERSION")]
    kubevirt: Option<String>,
    /// Kubernetes minor of the cluster, such as 1.35; without it, the newest that a version runs on
    #[arg(long, value_name = "MINOR")]
    kubernetes: Option<Minor>,
    /// How the table is written
    #[arg(long, value_enum, default_value_t = Format::Text, env = "VMOPACK_FORMAT")]
    format: Format,
}

impl Gates {
    pub(crate) fn run(&self, session: &mut Session) -> Result<(), Failure> {
        let name = "kubevirt".parse().map_err(Failure::usage)?;
        let pack = Catalog::embedded().open(&PackRef::Named(name), ".".as_ref(), &mut session.sources);
        let pack = pack.map_err(Failure::world)?;
        let tables = CapabilityTable::find(&pack, self.kubevirt.as_deref(), self.kubernetes).map_err(Failure::usage)?;
        let text = match (self.format, tables.as_slice()) {
            (Format::Json, tables) => json::tables(tables),
            (Format::Text, [table]) => one_version::text(table),
            (Format::Text, tables) => all_versions::text(tables),
        };
        session.terminal.data(&text).map_err(Failure::world)
    }
}

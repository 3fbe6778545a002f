//! `vmopack render`.

use super::failure::Failure;
use super::options::ProfileOptions;
use super::session::Session;
use super::{pipeline, summary};
use clap::builder::BoolishValueParser;
use clap::{Args, ValueEnum};
use std::path::PathBuf;
use vmopack::output::{Folder, add_manifests, add_packs, explain_values, manifests_text};
use vmopack::palette;

/// Render a profile without checking it
#[derive(Debug, Args)]
pub(crate) struct Render {
    #[command(flatten)]
    options: ProfileOptions,
    /// What to render
    #[arg(long = "as", value_enum, default_value_t = Form::Manifests, env = "VMOPACK_AS")]
    form: Form,
    /// The folder to write; without it, manifests and profile go to standard output
    #[arg(long, value_name = "DIR", env = "VMOPACK_OUT")]
    out: Option<PathBuf>,
    /// Print every value with the place that it comes from, and write nothing
    #[arg(long, env = "VMOPACK_EXPLAIN_VALUES", value_parser = BoolishValueParser::new())]
    explain_values: bool,
}

/// What a profile can be rendered as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Form {
    /// Pack folders, as they go into the archives.
    Packs,
    /// Plain Kubernetes manifests with all values in place.
    Manifests,
    /// The cluster profile that Palette imports.
    Profile,
}

impl Render {
    pub(crate) fn run(&self, session: &mut Session) -> Result<(), Failure> {
        let prepared = pipeline::prepare(&self.options.profile, &self.options.pipeline, session)?;
        let rendered = &prepared.rendered;
        if self.explain_values {
            let text = explain_values(rendered, &session.sources);
            return session.terminal.data(&text).map_err(Failure::world);
        }
        if self.form != Form::Manifests {
            // What carries a version must be what the lock says of that version.
            pipeline::obey_lock(&prepared, session)?;
            // Plain manifests bring their namespaces with them.
            summary::unlabelled(rendered, session);
        }
        let profile = || palette::profile_json(rendered, &session.sources).map_err(Failure::world);
        let Some(out) = &self.out else {
            let text = match self.form {
                Form::Manifests => manifests_text(rendered, &session.sources).map_err(Failure::world)?,
                Form::Profile => profile()?,
                Form::Packs => {
                    return Err(Failure::usage(anyhow::anyhow!("packs are folders: say where they go with --out DIR")));
                }
            };
            return session.terminal.data(&text).map_err(Failure::world);
        };
        let mut folder = Folder::stage(out).map_err(Failure::world)?;
        match self.form {
            Form::Packs => add_packs(&mut folder, rendered).map_err(Failure::world)?,
            Form::Manifests => add_manifests(&mut folder, rendered, &session.sources).map_err(Failure::world)?,
            Form::Profile => folder.add("profile.json", profile()?.as_bytes()).map_err(Failure::world)?,
        }
        folder.finish().map_err(Failure::world)?;
        let layers = summary::count(rendered.layers.len(), "layer");
        session.terminal.talk(&format!("Rendered {layers} into {}\n", out.display()));
        Ok(())
    }
}

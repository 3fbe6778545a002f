//! `vmopack render`.

use super::failure::Failure;
use super::figures::count;
use super::options::ProfileOptions;
use super::session::Session;
use super::{pipeline, summary};
use anyhow::anyhow;
use clap::builder::BoolishValueParser;
use clap::{Args, ValueEnum};
use std::path::{Path, PathBuf};
use vmopack::assess::Prepared;
use vmopack::fs::Folder;
use vmopack::output::{
    BuildError, add_kustomize, add_manifests, add_packs, add_profile, add_terraform, explain_values, kept_macros,
    left_out, manifests_text,
};
use vmopack::palette;
use vmopack::render::Rendered;
use vmopack::source::Sources;

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
    /// A kustomization for each layer, and one for all of them.
    Kustomize,
    /// The cluster profile that Palette imports.
    Profile,
    /// The cluster profile as a resource of the Terraform provider of Palette.
    Terraform,
}

impl Form {
    /// Whether the form is what `kubectl` takes, without the packs and their versions.
    fn is_plain(self) -> bool {
        matches!(self, Self::Manifests | Self::Kustomize)
    }
}

impl Render {
    pub(crate) fn run(&self, session: &mut Session) -> Result<(), Failure> {
        let prepared = pipeline::prepare(&self.options.profile, &self.options.pipeline, session)?;
        let rendered = prepared.rendered();
        if self.explain_values {
            let text = explain_values(rendered, &session.sources);
            return session.terminal.text(&text).map_err(Failure::world);
        }
        if !self.form.is_plain() {
            // What carries a version must be what the lock says of that version.
            prepared.obey_lock(&session.sources).map_err(|error| pipeline::failure(error, session))?;
            // Plain manifests bring their namespaces with them.
            summary::unlabelled(rendered, session);
        }
        if let Some(out) = &self.out {
            self.write(&prepared, out, session)?;
        } else {
            let text = self.text(rendered, &session.sources)?;
            session.terminal.data(&text).map_err(Failure::world)?;
        }
        if self.form.is_plain() {
            say_what_is_left_out(rendered, session);
            say_what_nobody_fills_in(rendered, session)?;
        }
        Ok(())
    }

    fn text(&self, rendered: &Rendered, sources: &Sources) -> Result<String, Failure> {
        match self.form {
            Form::Manifests => manifests_text(rendered, sources).map_err(Failure::world),
            Form::Profile => palette::profile_json(rendered, sources).map_err(Failure::world),
            Form::Packs | Form::Kustomize | Form::Terraform => {
                Err(Failure::usage(anyhow!("this form is a folder of files: say where it goes with --out DIR")))
            }
        }
    }

    fn write(&self, prepared: &Prepared, out: &Path, session: &mut Session) -> Result<(), Failure> {
        let (rendered, sources) = (prepared.rendered(), &session.sources);
        let mut folder = Folder::stage(out).map_err(Failure::world)?;
        let added = match self.form {
            Form::Packs => add_packs(&mut folder, prepared.packs()),
            Form::Manifests => add_manifests(&mut folder, rendered, sources),
            Form::Kustomize => add_kustomize(&mut folder, rendered, sources),
            Form::Profile => add_profile(&mut folder, rendered, sources),
            Form::Terraform => add_terraform(&mut folder, rendered, sources),
        };
        added.map_err(refused)?;
        folder.finish().map_err(Failure::world)?;
        let left_out = if self.form.is_plain() { left_out(rendered).len() } else { 0 };
        let layers = count(rendered.layers.len() - left_out, "layer");
        session.terminal.talk(&format!("Rendered {layers} into {}\n", out.display()));
        Ok(())
    }
}

/// A name that a form cannot take is for the user to change, not for the world.
fn refused(error: BuildError) -> Failure {
    match error {
        BuildError::ReservedName { .. } => Failure::usage(error),
        other => Failure::world(other),
    }
}

/// A secret would else be the text of a macro, and nobody would know.
fn say_what_nobody_fills_in(rendered: &Rendered, session: &mut Session) -> Result<(), Failure> {
    for kept in kept_macros(rendered, &session.sources).map_err(Failure::world)? {
        session.terminal.talk(&format!("{} keeps `{}`: Palette alone fills in macros\n", kept.file, kept.text));
    }
    Ok(())
}

/// Nobody shall take plain manifests for all that the profile installs.
fn say_what_is_left_out(rendered: &Rendered, session: &mut Session) {
    for layer in left_out(rendered) {
        let (name, version) = (&layer.reference.name.value, &layer.reference.version.value);
        session.terminal.talk(&format!("Left out `{name}` {version}: Palette alone knows what that pack installs\n"));
    }
}

//! Packs and profiles that tests write into temporary folders.

use crate::examine::assessment;
use std::path::Path;
use tempfile::TempDir;
use vmopack::assess::Assessment;
use vmopack::diagnostic::{Diagnostic, Report, render_human};
use vmopack::lock::Lock;
use vmopack::pack::Catalog;
use vmopack::profile;
use vmopack::render::{Rendered, render};
use vmopack::resolve::{Resolution, parse_override, resolve};
use vmopack::source::Sources;

/// A folder with a pack source `./tiny` and a profile that uses it.
pub(crate) struct Workspace {
    pub(crate) folder: TempDir,
    pub(crate) sources: Sources,
    /// What the profile says below `spec`, and the lock and overrides that it is resolved with.
    pub(crate) spec: String,
    pub(crate) lock: Lock,
    pub(crate) set: Vec<String>,
    pub(crate) catalog: Catalog,
}

const PACK: &str = "\
apiVersion: vmopack/v1alpha1
kind: Pack
metadata: {name: tiny, displayName: Tiny, description: A tiny pack.}
spec:
  addonType: system app
  installPriority: 10
  namespace: tiny
  versions:
    - {version: 1.0.0, kubernetes: {min: \"1.30\"}}
";

impl Workspace {
    /// Makes a pack with a schema that allows everything, `values.yaml`, and templates by their names.
    pub(crate) fn new(values: &str, templates: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let spec = "target: {kubernetes: \"1.35\"}\nlayers: [{pack: ./tiny}]\n".to_owned();
        let (sources, lock, catalog) = (Sources::new(), Lock::default(), Catalog::embedded());
        let workspace = Self { folder, sources, spec, lock, set: Vec::new(), catalog };
        workspace.write("tiny/pack.yaml", PACK);
        workspace.write("tiny/values.yaml", values);
        workspace.write("tiny/schema.json", "{}");
        workspace.write("tiny/README.md", "# Tiny\n");
        workspace.write("tiny/logo.png", "png");
        for (name, text) in templates {
            workspace.write(&format!("tiny/templates/{name}"), text);
        }
        workspace
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    pub(crate) fn resolve(&mut self) -> Result<Resolution, Vec<Diagnostic>> {
        self.write_profile();
        let path = self.path().join("profile.yaml");
        let profile = match profile::load(&path, &mut self.sources) {
            Ok(profile) => profile,
            Err(profile::LoadError::Invalid(problems)) => return Err(problems),
            Err(error) => panic!("{error}"),
        };
        let mut overrides = Vec::new();
        for argument in &self.set {
            overrides.push(parse_override(argument, &mut self.sources)?);
        }
        resolve(profile, &self.catalog, &self.lock, &overrides, &mut self.sources)
    }

    pub(crate) fn render(&mut self) -> Result<Rendered, Vec<Diagnostic>> {
        let resolution = self.resolve()?;
        render(resolution, &mut self.sources)
    }

    /// Judges the profile as the command line does.
    pub(crate) fn assess(&mut self) -> Assessment {
        self.write_profile();
        assessment(&(&self.path().join("profile.yaml")).into(), &mut self.sources)
    }

    fn write_profile(&self) {
        let spec: String = self.spec.lines().map(|line| format!("  {line}\n")).collect();
        let header = "apiVersion: vmopack/v1alpha1\nkind: Profile\nmetadata: {name: t, version: 1.0.0}\n";
        self.write("profile.yaml", &format!("{header}spec:\n{spec}"));
    }

    /// Shows findings as people see them, with the name of the temporary folder taken out.
    pub(crate) fn show(&self, problems: Vec<Diagnostic>) -> String {
        let text = render_human(&Report::new(problems, &self.sources), &self.sources, false);
        text.replace(&format!("{}/", self.path().display()), "")
    }

    /// Returns `ID FILE:LINE:COLUMN MESSAGE` for every finding.
    pub(crate) fn list(&self, problems: Vec<Diagnostic>) -> Vec<String> {
        let report = Report::new(problems, &self.sources);
        let line = |problem: &Diagnostic| {
            let text = format!("{} {} {}", problem.id, self.sources.describe(problem.primary.span), problem.message);
            text.replace(&format!("{}/", self.path().display()), "")
        };
        report.diagnostics().iter().map(line).collect()
    }
}

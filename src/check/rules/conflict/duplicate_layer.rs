//! Two layers of one profile have one name.

use crate::check::finding::{Emit, Finding};
use crate::check::rule::{Context, Rule, Scope, Status};
use crate::cluster::{Layer, LayerSource};
use crate::diagnostic::{Id, Severity};
use std::collections::BTreeMap;

pub(in crate::check) static RULE: Rule = Rule {
    id: Id::new("conflict/duplicate-layer"),
    summary: "a name that two layers of a profile have",
    severity: Severity::Error,
    versions: "",
    since: "0.1.0",
    status: Status::Binding,
    what: "Finds layers of one profile that Palette knows under one name: a pack that is a layer twice, or plain \
           manifests with the name of another layer. An existing pack has the name that \
           `spectrocloud.com/display-name` in its values gives it.",
    why: "Palette tells the layers of a profile apart by their names alone, so it refuses such a profile, or keeps \
          one of the two. Archives, folders and entries of the lock would have one name as well, so no severity and no \
          allowance changes this finding.",
    example: include_str!("../../../../tests/rules/conflict/duplicate-layer/bad/profile.yaml"),
    instead: include_str!("../../../../tests/rules/conflict/duplicate-layer/good/profile.yaml"),
    reference: "https://docs.spectrocloud.com/profiles/cluster-profiles/create-cluster-profiles/create-addon-profile/",
    looks_at: Scope::Cluster(check),
};

fn check(context: &Context<'_>, emit: &mut Emit) {
    let mut seen: BTreeMap<_, &Layer> = BTreeMap::new();
    for layer in context.index.layers() {
        // The layers of one profile are declared in one file.
        let profile = context.sources.in_file(layer.span).source;
        let name = layer.name_in_palette();
        let first = *seen.entry((profile, name)).or_insert(layer);
        if std::ptr::eq(first, layer) {
            continue;
        }
        let finding = Finding::new(layer.place(), format!("two layers are called `{name}`"));
        emit.push(finding.label(first.place(), "first here").help(help(layer)));
    }
}

fn help(layer: &Layer) -> &'static str {
    match layer.source {
        LayerSource::Referenced | LayerSource::Exported if layer.pack.is_some() => {
            "give one a `spectrocloud.com/display-name` below `pack` in its values"
        }
        LayerSource::Built(_) => "remove one of the two",
        _ => "rename one of the two",
    }
}

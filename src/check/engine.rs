//! Walks a cluster once, and hands each part to the rules that look at it.

use super::finding::Emit;
use super::rule::{ANY, Context, Rule, Scope};
use crate::cluster::{Layer, Object};
use std::collections::BTreeMap;

/// What is called for each object.
type ObjectCheck = fn(&Context<'_>, Object<'_>, &mut Emit);

/// Runs rules, and returns what each of them found.
pub(super) fn run(rules: &[&Rule], context: &Context<'_>) -> Vec<Emit> {
    let mut emits: Vec<Emit> = rules.iter().map(|rule| Emit::new(rule.id, rule.severity)).collect();
    for (rule, emit) in rules.iter().zip(&mut emits) {
        match rule.looks_at {
            Scope::Profile(check) if context.cluster.variables.is_some() => check(context, emit),
            Scope::Cluster(check) => check(context, emit),
            _ => {}
        }
    }
    let kinds = Kinds::of(rules);
    for layer in &context.cluster.layers {
        for (rule, emit) in rules.iter().zip(&mut emits) {
            on_layer(rule, context, layer, emit);
        }
        for manifest in layer.manifests() {
            kinds.hand_over(context, Object { layer, manifest }, &mut emits);
        }
    }
    emits
}

fn on_layer(rule: &Rule, context: &Context<'_>, layer: &Layer, emit: &mut Emit) {
    match rule.looks_at {
        Scope::Layer(check) => check(context, layer, emit),
        Scope::Files(check) => {
            for (path, file) in layer.files.get().into_iter().flatten() {
                check(context, layer, path, file, emit);
            }
        }
        Scope::Profile(_) | Scope::Objects(..) | Scope::Cluster(_) => {}
    }
}

/// The rules that look at objects, by group and kind; each by its number.
struct Kinds(BTreeMap<(&'static str, &'static str), Vec<(usize, ObjectCheck)>>);

impl Kinds {
    fn of(rules: &[&Rule]) -> Self {
        let mut kinds: BTreeMap<_, Vec<(usize, ObjectCheck)>> = BTreeMap::new();
        for (number, rule) in rules.iter().enumerate() {
            let Scope::Objects(wanted, check) = rule.looks_at else { continue };
            for kind in wanted {
                kinds.entry(*kind).or_default().push((number, check));
            }
        }
        Self(kinds)
    }

    fn hand_over(&self, context: &Context<'_>, object: Object<'_>, emits: &mut [Emit]) {
        let id = &object.manifest.id;
        for kind in [(id.group.as_str(), id.kind.as_str()), (&id.group, ANY), (ANY, ANY)] {
            for (number, check) in self.0.get(&kind).into_iter().flatten() {
                check(context, object, &mut emits[*number]);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::finding::Finding;
    use crate::check::rule::Status;
    use crate::cluster::{Cluster, Index, Known, LayerFile, LayerSource, Place};
    use crate::diagnostic::{Id, Severity};
    use crate::kubernetes::read_manifests;
    use crate::source::{Sources, Span};
    use std::collections::BTreeMap;

    const fn rule(id: &'static str, looks_at: Scope) -> Rule {
        Rule {
            id: Id::new(id),
            summary: "",
            severity: Severity::Note,
            versions: "",
            since: "",
            status: Status::Preview,
            what: "",
            why: "",
            example: "",
            instead: "",
            reference: "",
            looks_at,
        }
    }

    static PROFILE: Rule = rule("test/profile", Scope::Profile(|context, emit| say(context, "profile", emit)));
    static LAYER: Rule = rule("test/layer", Scope::Layer(|context, layer, emit| say(context, &layer.name, emit)));
    static PODS: Rule = rule("test/pods", Scope::Objects(&[("", "Pod")], object));
    static GROUP: Rule = rule("test/group", Scope::Objects(&[("apps", ANY)], object));
    static ALL: Rule = rule("test/all", Scope::Objects(&[(ANY, ANY)], object));
    static FILES: Rule = rule("test/files", Scope::Files(|context, _, path, _, emit| say(context, path, emit)));
    static CLUSTER: Rule = rule("test/cluster", Scope::Cluster(|context, emit| say(context, "cluster", emit)));

    fn object(context: &Context<'_>, object: Object<'_>, emit: &mut Emit) {
        say(context, &object.id.to_string(), emit);
    }

    fn say(context: &Context<'_>, what: &str, emit: &mut Emit) {
        emit.push(Finding::new(Place::judged(context.cluster.layers[0].span), what));
    }

    fn cluster(sources: &mut Sources) -> Cluster {
        let text = "{apiVersion: v1, kind: Pod, metadata: {name: a}}\n---\n{apiVersion: apps/v1, kind: Deployment, metadata: {name: b}}\n";
        let source = sources.add("m.yaml", text);
        let objects = read_manifests(source, sources, &mut Vec::new());
        let files = BTreeMap::from([("logo.png".to_owned(), LayerFile::unread("00".to_owned()))]);
        let layer = Layer {
            objects: Known::Wholly(objects),
            files: Known::Wholly(files),
            ..Layer::named("one", LayerSource::Manifests, Span::start_of(source))
        };
        Cluster { layers: vec![layer], ..Cluster::default() }
    }

    #[test]
    fn each_rule_gets_what_it_looks_at() {
        let mut sources = Sources::new();
        let mut cluster = cluster(&mut sources);
        let said = |cluster: &Cluster, rule: &'static Rule| -> Vec<String> {
            let index = Index::new(cluster);
            let context = Context { cluster, index: &index, sources: &sources };
            let signed = run(&[rule], &context).into_iter().flat_map(Emit::finish);
            let texts = signed.map(|signed| {
                assert_eq!((signed.diagnostic.id, signed.diagnostic.severity), (rule.id, rule.severity));
                signed.diagnostic.message
            });
            texts.collect()
        };
        assert_eq!(said(&cluster, &PROFILE), [""; 0], "no profile is judged");
        cluster.variables = Some(Vec::new());
        assert_eq!(said(&cluster, &PROFILE), ["profile"]);
        assert_eq!(said(&cluster, &LAYER), ["one"]);
        assert_eq!(said(&cluster, &PODS), ["Pod a"]);
        assert_eq!(said(&cluster, &GROUP), ["Deployment b"]);
        assert_eq!(said(&cluster, &ALL), ["Pod a", "Deployment b"]);
        assert_eq!(said(&cluster, &FILES), ["logo.png"]);
        assert_eq!(said(&cluster, &CLUSTER), ["cluster"]);
    }
}

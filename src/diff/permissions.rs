//! What roles may do.

use super::keyed::by_id;
use crate::kubernetes::{Manifest, ObjectId};
use crate::yaml::Node;
use std::collections::{BTreeMap, BTreeSet};

/// What a role gains or loses on one resource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PermissionChange {
    /// The role.
    pub(super) role: ObjectId,
    /// Whether it gains or loses.
    pub(super) gained: bool,
    /// What it may do, or may no longer do.
    pub(super) permission: Permission,
}

/// Verbs on one resource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Permission {
    /// API group; empty for the core group and for paths.
    pub(super) group: String,
    /// Resource, or a path such as `/metrics`.
    pub(super) resource: String,
    /// The only object that it is about; empty for all.
    pub(super) name: String,
    /// Verbs.
    pub(super) verbs: Vec<String>,
}

/// What a grant is about, and the verbs on it.
type Grants = BTreeMap<Subject, BTreeSet<String>>;

/// What a grant is about.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Subject {
    group: String,
    resource: String,
    /// Empty for all objects.
    name: String,
    is_path: bool,
}

pub(super) fn is_role(manifest: &Manifest) -> bool {
    manifest.is("rbac.authorization.k8s.io", "ClusterRole") || manifest.is("rbac.authorization.k8s.io", "Role")
}

/// Compares the roles that are on both sides.
pub(super) fn compare(old: &[Manifest], new: &[Manifest]) -> Vec<PermissionChange> {
    let (old, new) = (by_id(old), by_id(new));
    let roles = new.iter().filter(|(_, manifest)| is_role(manifest));
    let both = roles.filter_map(|(id, after)| Some((*old.get(id)?, *after)));
    both.flat_map(|(before, after)| of_role(before, after)).collect()
}

/// Says what a role gains and loses.
pub(super) fn of_role(before: &Manifest, after: &Manifest) -> Vec<PermissionChange> {
    let (old, new) = (grants(before), grants(after));
    let gained = missing(&new, &old).into_iter().map(|permission| (true, permission));
    let lost = missing(&old, &new).into_iter().map(|permission| (false, permission));
    let all = gained.chain(lost);
    all.map(|(gained, permission)| PermissionChange { role: after.id.clone(), gained, permission }).collect()
}

/// Returns what is granted here, and by nothing there.
fn missing(here: &Grants, there: &Grants) -> Vec<Permission> {
    let missing = here.iter().filter_map(|(on, verbs)| {
        let allowed: BTreeSet<&str> = there
            .iter()
            .filter(|(other, _)| other.covers(on))
            .flat_map(|(_, verbs)| verbs)
            .map(String::as_str)
            .collect();
        let is_missing = |verb: &&String| !allowed.contains("*") && !allowed.contains(verb.as_str());
        let verbs: Vec<String> = verbs.iter().filter(is_missing).cloned().collect();
        let Subject { group, resource, name, .. } = on.clone();
        (!verbs.is_empty()).then_some(Permission { group, resource, name, verbs })
    });
    missing.collect()
}

impl Subject {
    /// Says whether a grant on this is one on the other, too, as the API server matches rules
    /// (<https://kubernetes.io/docs/reference/access-authn-authz/rbac/#referring-to-resources>).
    fn covers(&self, other: &Self) -> bool {
        let resource = if self.is_path {
            self.resource.strip_suffix('*').is_some_and(|prefix| other.resource.starts_with(prefix))
        } else {
            let of_any = self.resource.strip_prefix("*/");
            let part = other.resource.split_once('/').map(|(_, part)| part);
            self.resource == "*" || (of_any.is_some() && of_any == part)
        };
        self.is_path == other.is_path
            && (self.group == "*" || self.group == other.group)
            && (resource || self.resource == other.resource)
            && (self.name.is_empty() || self.name == other.name)
    }
}

/// Spells out every rule of a role: each of its verbs on each of its resources.
fn grants(role: &Manifest) -> Grants {
    let mut grants = Grants::new();
    for rule in role.node.items("rules") {
        let verbs = texts(rule, "verbs");
        for on in subjects(rule) {
            grants.entry(on).or_default().extend(verbs.iter().cloned());
        }
    }
    grants
}

fn subjects(rule: &Node) -> Vec<Subject> {
    let names = Some(texts(rule, "resourceNames")).filter(|names| !names.is_empty());
    let names = names.unwrap_or_else(|| vec![String::new()]);
    let subject = |is_path, group: &str, resource: &str, name: &str| Subject {
        is_path,
        group: group.to_owned(),
        resource: resource.to_owned(),
        name: name.to_owned(),
    };
    let mut subjects = Vec::new();
    for group in texts(rule, "apiGroups") {
        for resource in texts(rule, "resources") {
            subjects.extend(names.iter().map(|name| subject(false, &group, &resource, name)));
        }
    }
    subjects.extend(texts(rule, "nonResourceURLs").iter().map(|path| subject(true, "", path, "")));
    subjects
}

fn texts(rule: &Node, key: &str) -> Vec<String> {
    rule.items(key).iter().filter_map(Node::as_str).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kubernetes::read_manifests;
    use crate::source::Sources;

    fn role(rules: &str) -> Manifest {
        let text = format!(
            "{{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {{name: r}}, rules: [{rules}]}}"
        );
        let mut sources = Sources::new();
        let source = sources.add("r.yaml", text);
        read_manifests(source, &sources, &mut Vec::new()).remove(0)
    }

    fn changes(old: &str, new: &str) -> Vec<String> {
        let changes = of_role(&role(old), &role(new)).into_iter();
        let text = |change: PermissionChange| {
            let Permission { group, resource, name, verbs } = change.permission;
            format!("{} {group}/{resource}/{name} {}", if change.gained { '+' } else { '-' }, verbs.join(","))
        };
        changes.map(text).collect()
    }

    #[test]
    fn what_a_wildcard_covers_is_not_lost() {
        let old =
            "{apiGroups: [apps], resources: [deployments, deployments/status], verbs: [get, list], resourceNames: [x]}";
        for covering in [
            "{apiGroups: ['*'], resources: ['*'], verbs: ['*']}",
            "{apiGroups: [apps], resources: ['*'], verbs: [list, get]}",
            "{apiGroups: ['*'], resources: [deployments, '*/status'], verbs: ['*']}",
            "{apiGroups: [apps], resources: [deployments, deployments/status], verbs: [get]}, {apiGroups: ['*'], resources: ['*'], verbs: [list]}",
        ] {
            let lost = changes(old, covering).into_iter().filter(|line| line.starts_with('-'));
            assert_eq!(lost.collect::<Vec<_>>(), Vec::<String>::new(), "{covering}");
            let gained = changes(covering, old).into_iter().filter(|line| line.starts_with('+'));
            assert_eq!(gained.collect::<Vec<_>>(), Vec::<String>::new(), "{covering}");
        }
        let urls = "{nonResourceURLs: [/metrics, /debug/x], verbs: [get]}";
        assert_eq!(changes(urls, "{nonResourceURLs: [/metrics, '/debug/*'], verbs: [get]}"), ["+ //debug/*/ get"]);
        assert_eq!(changes(urls, urls), Vec::<String>::new());
    }

    #[test]
    fn what_nothing_covers_is_lost() {
        let old = "{apiGroups: [''], resources: [pods, pods/log], verbs: [get, list]}";
        assert_eq!(
            changes(
                old,
                "{apiGroups: [''], resources: [pods], verbs: [get], resourceNames: [x]}, {apiGroups: [apps], resources: ['*'], verbs: ['*']}, {nonResourceURLs: ['*'], verbs: ['*']}"
            ),
            ["+ /*/ *", "+ apps/*/ *", "- /pods/ get,list", "- /pods/log/ get,list"]
        );
    }
}

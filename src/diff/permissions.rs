//! What roles may do.

use super::objects::{Object, by_id};
use crate::cluster::Manifest;
use crate::yaml::Node;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// What a role gains or loses on one resource.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PermissionChange {
    /// The role.
    pub role: Object,
    /// Whether it gains or loses.
    pub gained: bool,
    /// What it may do, or may no longer do.
    #[serde(flatten)]
    pub permission: Permission,
}

/// Verbs on one resource.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Permission {
    /// API group; empty for the core group and for paths.
    pub group: String,
    /// Resource, or a path such as `/metrics`.
    pub resource: String,
    /// The only object that it is about; empty for all.
    pub name: String,
    /// Verbs.
    pub verbs: Vec<String>,
}

/// Group, resource and name, and the verbs on them.
type Grants = BTreeMap<(String, String, String), BTreeSet<String>>;

pub(super) fn is_role(manifest: &Manifest) -> bool {
    manifest.is("rbac.authorization.k8s.io", "ClusterRole") || manifest.is("rbac.authorization.k8s.io", "Role")
}

/// Compares the roles that are on both sides.
pub(super) fn compare(old: &[Manifest], new: &[Manifest]) -> Vec<PermissionChange> {
    let (old, new) = (by_id(old), by_id(new));
    let roles = new.iter().filter(|(_, manifest)| is_role(manifest));
    let both = roles.filter_map(|(id, after)| Some((*id, *old.get(id)?, *after)));
    let changes = both.flat_map(|(id, before, after)| {
        let (before, after) = (grants(before), grants(after));
        let gained = missing(&after, &before).into_iter().map(|permission| (true, permission));
        let lost = missing(&before, &after).into_iter().map(|permission| (false, permission));
        let all = gained.chain(lost);
        all.map(|(gained, permission)| PermissionChange { role: id.into(), gained, permission }).collect::<Vec<_>>()
    });
    changes.collect()
}

fn missing(here: &Grants, there: &Grants) -> Vec<Permission> {
    let nothing = BTreeSet::new();
    let missing = here.iter().filter_map(|(on, verbs)| {
        let verbs: Vec<String> = verbs.difference(there.get(on).unwrap_or(&nothing)).cloned().collect();
        let (group, resource, name) = on.clone();
        (!verbs.is_empty()).then_some(Permission { group, resource, name, verbs })
    });
    missing.collect()
}

/// Spells out every rule of a role: each of its verbs on each of its resources.
fn grants(role: &Manifest) -> Grants {
    let mut grants = Grants::new();
    for rule in role.node.items("rules") {
        let verbs = texts(rule, "verbs");
        let names = Some(texts(rule, "resourceNames")).filter(|names| !names.is_empty());
        let names = names.unwrap_or_else(|| vec![String::new()]);
        let mut on = Vec::new();
        for group in texts(rule, "apiGroups") {
            for resource in texts(rule, "resources") {
                on.extend(names.iter().map(|name| (group.clone(), resource.clone(), name.clone())));
            }
        }
        on.extend(texts(rule, "nonResourceURLs").into_iter().map(|path| (String::new(), path, String::new())));
        for on in on {
            grants.entry(on).or_default().extend(verbs.iter().cloned());
        }
    }
    grants
}

fn texts(rule: &Node, key: &str) -> Vec<String> {
    rule.items(key).iter().filter_map(Node::as_str).map(str::to_owned).collect()
}

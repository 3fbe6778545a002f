//! What the operators may do: exactly what upstream grants them, as `tests/roles/` writes it down for each version.

use crate::packs::Workspace;
use crate::support::{files_below, repository};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fmt;
use std::sync::LazyLock;
use vmopack::yaml::Node;

/// One verb on one resource, or on one path of the API server.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Permission {
    /// `cluster` or `own`, the operator's own namespace.
    scope: String,
    /// `GROUP/RESOURCE` with the core group by that name, or `URL /path`.
    target: String,
    /// The one object that it is for; all when there is none.
    name: Option<String>,
    verb: String,
}

impl Permission {
    /// Itself and what permits it too: wildcards, all objects, the whole cluster.
    fn broader(&self) -> Vec<Self> {
        let scopes = [self.scope.clone(), "cluster".to_owned()];
        let (group, resource) = self.target.split_once('/').unwrap_or_default();
        let mut targets = vec![self.target.clone()];
        if !self.target.starts_with("URL ") {
            targets.extend([format!("{group}/*"), format!("*/{resource}"), "*/*".to_owned()]);
        }
        let mut found = Vec::new();
        for scope in &scopes {
            for target in &targets {
                for name in [self.name.clone(), None] {
                    for verb in [self.verb.clone(), "*".to_owned()] {
                        found.push(Self { scope: scope.clone(), target: target.clone(), name: name.clone(), verb });
                    }
                }
            }
        }
        found
    }
}

impl fmt::Display for Permission {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.name.as_deref().map(|name| format!("({name})")).unwrap_or_default();
        write!(out, "{} {}{name}: {}", self.scope, self.target, self.verb)
    }
}

type Permissions = BTreeSet<Permission>;

/// What only the first permits.
fn beyond(some: &Permissions, others: &Permissions) -> Vec<String> {
    let is_permitted =
        |one: &Permission| others.contains(one) || one.broader().iter().any(|broader| others.contains(broader));
    some.iter().filter(|one| !is_permitted(one)).map(Permission::to_string).collect()
}

/// What ours have too much, and too little.
fn compare(expected: &Permissions, ours: &Permissions) -> (Vec<String>, Vec<String>) {
    (beyond(ours, expected), beyond(expected, ours))
}

/// Reads a table: lines of `SCOPE TARGET[(NAME)]: VERBS`.
fn table(text: &str) -> Permissions {
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    let permissions = lines.flat_map(|line| {
        let (grant, verbs) = line.split_once(": ").unwrap();
        let (scope, target) = grant.split_once(' ').unwrap();
        assert!(["cluster", "own"].contains(&scope), "{line}");
        let (target, name) = match target.strip_suffix(')').and_then(|target| target.split_once('(')) {
            Some((target, name)) => (target, Some(name.to_owned())),
            None => (target, None),
        };
        let of = |verb: &str| (scope.to_owned(), target.to_owned(), name.clone(), verb.to_owned());
        verbs.split(' ').map(of).collect::<Vec<_>>()
    });
    permissions.map(|(scope, target, name, verb)| Permission { scope, target, name, verb }).collect()
}

fn texts(rule: &Value, key: &str) -> Vec<String> {
    rule[key].as_array().into_iter().flatten().map(|text| text.as_str().unwrap().to_owned()).collect()
}

/// The permissions of one rule of a role.
fn expanded(rule: &Value, scope: &str) -> Permissions {
    let keys = ["apiGroups", "resources", "resourceNames", "nonResourceURLs", "verbs"];
    assert!(rule.as_object().unwrap().keys().all(|key| keys.contains(&key.as_str())), "{rule}");
    let names = texts(rule, "resourceNames").into_iter().map(Some).collect::<Vec<_>>();
    let names = if names.is_empty() { vec![None] } else { names };
    let core = |group: String| if group.is_empty() { "core".to_owned() } else { group };
    let mut targets: Vec<_> = texts(rule, "nonResourceURLs").iter().map(|path| (format!("URL {path}"), None)).collect();
    for group in texts(rule, "apiGroups").into_iter().map(core) {
        for resource in texts(rule, "resources") {
            targets.extend(names.iter().map(|name| (format!("{group}/{resource}"), name.clone())));
        }
    }
    let verbs = texts(rule, "verbs");
    let permissions = targets.into_iter().flat_map(|(target, name)| {
        let of = |verb: &String| (target.clone(), name.clone(), verb.clone());
        verbs.iter().map(of).collect::<Vec<_>>()
    });
    permissions.map(|(target, name, verb)| Permission { scope: scope.to_owned(), target, name, verb }).collect()
}

/// What the service account of the operator may do through every binding that names it.
fn granted(objects: &[Value], account: &str, namespace: &str) -> Permissions {
    let subject = serde_json::json!({"kind": "ServiceAccount", "name": account, "namespace": namespace});
    let bindings = objects.iter().filter(|object| object["kind"].as_str().unwrap().ends_with("RoleBinding"));
    let mut found = Permissions::new();
    for binding in bindings.filter(|binding| binding["subjects"].as_array().unwrap().contains(&subject)) {
        let (kind, name) = (&binding["roleRef"]["kind"], &binding["roleRef"]["name"]);
        let scope = if binding["kind"] == "ClusterRoleBinding" { "cluster" } else { "own" };
        assert!(scope == "cluster" || binding["metadata"]["namespace"] == namespace, "{binding}");
        let mut found_roles = objects.iter().filter(|role| role["kind"] == *kind && role["metadata"]["name"] == *name);
        let rules = found_roles.next().unwrap()["rules"].as_array().unwrap();
        found.extend(rules.iter().flat_map(|rule| expanded(rule, scope)));
    }
    found
}

/// What a version of a pack may do.
struct Table {
    pack: &'static str,
    version: String,
    /// What upstream grants.
    expected: Permissions,
    /// What the pack grants.
    ours: Permissions,
}

/// The tables by pack and version. Each version is rendered once for all tests.
static TABLES: LazyLock<Vec<Table>> = LazyLock::new(|| {
    let tables = files_below(&repository("tests/roles")).into_iter().map(|file| {
        let stem = file.file_stem().unwrap().to_string_lossy().into_owned();
        let pack = ["kubevirt", "cdi"].into_iter().find(|pack| stem.starts_with(pack)).unwrap();
        let version = stem[pack.len() + 1..].to_owned();
        let expected = table(&fs_err::read_to_string(file).unwrap());
        Table { pack, ours: rendered(pack, &version), version, expected }
    });
    tables.collect()
});

fn rendered(pack: &str, version: &str) -> Permissions {
    let mut workspace = Workspace::new("x: 1\n", &[("10-a.yaml", "a: 1\n")]);
    workspace.spec = format!("target: {{kubernetes: \"1.34\"}}\nlayers: [{{pack: {pack}, version: {version}}}]\n");
    let rendered = workspace.render().map_err(|problems| workspace.list(problems)).unwrap();
    let documents = rendered.packs().flat_map(|pack| &pack.files).flat_map(|file| &file.documents);
    let objects: Vec<Value> = documents.map(Node::to_json).collect();
    granted(&objects, &format!("{pack}-operator"), pack)
}

#[test]
fn every_version_has_a_table() {
    let written: BTreeSet<String> = TABLES.iter().map(|table| format!("{} {}", table.pack, table.version)).collect();
    let catalog = vmopack::pack::Catalog::embedded();
    let open = |name: &str| {
        let name = vmopack::profile::PackRef::Named(name.parse().unwrap());
        catalog.open(&name, ".".as_ref(), &mut vmopack::source::Sources::new()).unwrap()
    };
    let packs = ["kubevirt", "cdi"].map(open);
    let versions = packs.iter().flat_map(|pack| pack.versions.iter().map(move |version| (pack, version)));
    let expected = versions.map(|(pack, version)| format!("{} {}", pack.name, version.version.value));
    assert_eq!(written, expected.collect());
}

#[test]
fn operators_may_do_what_upstreams_may() {
    for Table { pack, version, expected, ours } in TABLES.iter() {
        let (extra, missing) = compare(expected, ours);
        assert!(extra.is_empty(), "{pack} {version} may do more than upstream's: {extra:#?}");
        assert!(missing.is_empty(), "{pack} {version} may do less than upstream's: {missing:#?}");
    }
}

/// The comparison finds each gap by its name, wherever it is.
#[test]
fn a_planted_gap_is_found() {
    for Table { pack, version, expected, ours: whole } in TABLES.iter() {
        let own =
            |one: &&Permission| !one.broader().iter().skip(1).any(|broader| broader != *one && whole.contains(broader));
        let candidates: Vec<&Permission> = whole.iter().filter(own).collect();
        assert!(candidates.len() > 200, "{pack} {version}: {}", candidates.len());
        for planted in candidates.into_iter().step_by(17) {
            let mut ours = whole.clone();
            ours.remove(planted);
            let (extra, missing) = compare(expected, &ours);
            assert_eq!(extra, Vec::<String>::new());
            assert!(missing.contains(&planted.to_string()), "{pack} {version}: nobody missed {planted}");
        }
    }
}

/// The comparison finds each permission too many: another verb, resource, group or path, and one that reaches farther.
#[test]
fn a_planted_extra_is_found() {
    let planted = [
        "cluster core/secrets: list",
        "cluster core/nodes: delete",
        "cluster core/pods/ephemeralcontainers: update",
        "cluster rbac.authorization.k8s.io/clusterroles: escalate",
        "cluster example.com/*: get",
        "cluster */*: *",
        "cluster URL /logs: get",
        "own core/secrets: deletecollection",
        "own apps/statefulsets: get",
    ];
    for Table { pack, version, expected, ours: whole } in TABLES.iter() {
        for line in planted {
            let mut ours = whole.clone();
            ours.extend(table(line));
            assert_eq!(compare(expected, &ours), (vec![line.to_owned()], Vec::new()), "{pack} {version}");
        }
        // Some may be done in the own namespace, or to one object: not in the cluster, and not to all.
        let narrow = expected.iter().filter(|one| one.scope == "own" || one.name.is_some());
        let widened = narrow.map(|one| Permission { scope: "cluster".to_owned(), name: None, ..one.clone() });
        let widened: Vec<Permission> =
            widened.filter(|wide| !beyond(&[wide.clone()].into(), whole).is_empty()).collect();
        assert!(widened.len() > 20, "{pack} {version}: {}", widened.len());
        for wide in widened.into_iter().step_by(5) {
            let mut ours = whole.clone();
            ours.insert(wide.clone());
            assert_eq!(compare(expected, &ours).0, [wide.to_string()], "{pack} {version}");
        }
    }
}

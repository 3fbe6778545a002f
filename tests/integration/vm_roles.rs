//! The four roles for people: what each may do, that each holds the one before it, and when they are left out.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use vmopack::yaml::Node;

use crate::packs::Workspace;

const ROLES: [&str; 4] = ["viewer", "user", "power-user", "admin"];

/// What each role may do with a resource. `r` get, list and watch; `g` get; `c` create; `d` delete; `u` update; `w` create,
/// delete, patch and update; `x` deletecollection; `-` nothing. The last column is the first KubeVirt minor that has it.
const TABLE: &str = "\
kubevirt.io virtualmachines                                            r r rw rwx 7
kubevirt.io virtualmachineinstances                                    r r rw rwx 7
kubevirt.io virtualmachineinstancereplicasets                          r r rw rwx 7
kubevirt.io virtualmachineinstancemigrations                           r r rcd rcdx 7
pool.kubevirt.io virtualmachinepools                                   r r rw rw 7
snapshot.kubevirt.io virtualmachinesnapshots                           r r rw rw 7
snapshot.kubevirt.io virtualmachinesnapshotcontents                    r r r r 7
snapshot.kubevirt.io virtualmachinerestores                            r r rw rw 7
clone.kubevirt.io virtualmachineclones                                 r r rw rw 7
export.kubevirt.io virtualmachineexports                               r r rw rw 7
backup.kubevirt.io virtualmachinebackups                               r r rw rw 8
backup.kubevirt.io virtualmachinebackuptrackers                        r r rw rw 8
template.kubevirt.io virtualmachinetemplates                           r r r rw 8
template.kubevirt.io virtualmachinetemplaterequests                    - - - rw 8
template.kubevirt.io virtualmachinetemplaterequests/source             - - - c 8
instancetype.kubevirt.io virtualmachineinstancetypes                   r r r rw 7
instancetype.kubevirt.io virtualmachineclusterinstancetypes            r r r rw 7
instancetype.kubevirt.io virtualmachinepreferences                     r r r rw 7
instancetype.kubevirt.io virtualmachineclusterpreferences              r r r rw 7
migrations.kubevirt.io migrationpolicies                               r r r rw 7
cdi.kubevirt.io datavolumes                                            r r rw rw 7
cdi.kubevirt.io datavolumes/source                                     - - c c 7
cdi.kubevirt.io datasources                                            r r r rw 7
cdi.kubevirt.io dataimportcrons                                        r r r rw 7
upload.cdi.kubevirt.io uploadtokenrequests                             - - c c 7
k8s.cni.cncf.io network-attachment-definitions                         r r r r 7
core persistentvolumeclaims                                            r r rw rw 7
core events                                                            r r r r 7
subresources.kubevirt.io virtualmachines/expand-spec                   g g g g 7
subresources.kubevirt.io virtualmachines/objectgraph                   g g g g 7
subresources.kubevirt.io virtualmachineinstances/objectgraph           g g g g 7
subresources.kubevirt.io virtualmachineinstances/guestosinfo           g g g g 7
subresources.kubevirt.io virtualmachineinstances/filesystemlist        g g g g 7
subresources.kubevirt.io virtualmachineinstances/userlist              g g g g 7
subresources.kubevirt.io virtualmachineinstances/console               - g g g 7
subresources.kubevirt.io virtualmachineinstances/vnc                   - g g g 7
subresources.kubevirt.io virtualmachineinstances/vnc/screenshot        - g g g 7
subresources.kubevirt.io virtualmachineinstances/portforward           - g g g 7
subresources.kubevirt.io virtualmachines/portforward                   - g g g 7
subresources.kubevirt.io virtualmachines/start                         - u u u 7
subresources.kubevirt.io virtualmachines/stop                          - u u u 7
subresources.kubevirt.io virtualmachines/restart                       - u u u 7
subresources.kubevirt.io virtualmachineinstances/pause                 - u u u 7
subresources.kubevirt.io virtualmachineinstances/unpause               - u u u 7
subresources.kubevirt.io virtualmachineinstances/softreboot            - u u u 7
subresources.kubevirt.io virtualmachineinstances/reset                 - u u u 7
subresources.kubevirt.io virtualmachines/migrate                       - - u u 7
subresources.kubevirt.io virtualmachines/addvolume                     - - u u 7
subresources.kubevirt.io virtualmachines/removevolume                  - - u u 7
subresources.kubevirt.io virtualmachines/memorydump                    - - u u 7
subresources.kubevirt.io virtualmachines/evacuate/cancel               - - u u 7
subresources.kubevirt.io virtualmachineinstances/addvolume             - - u u 7
subresources.kubevirt.io virtualmachineinstances/removevolume          - - u u 7
subresources.kubevirt.io virtualmachineinstances/freeze                - - u u 7
subresources.kubevirt.io virtualmachineinstances/unfreeze              - - u u 7
subresources.kubevirt.io virtualmachineinstances/evacuate/cancel       - - u u 7
subresources.kubevirt.io virtualmachineinstances/sev/setupsession      - - u u 7
subresources.kubevirt.io virtualmachineinstances/sev/injectlaunchsecret - - u u 7
subresources.kubevirt.io virtualmachineinstances/sev/fetchcertchain    - - g g 7
subresources.kubevirt.io virtualmachineinstances/sev/querylaunchmeasurement - - g g 7
subresources.kubevirt.io virtualmachineinstances/usbredir              - - g g 7
subresources.kubevirt.io expand-vm-spec                                - - u u 7
";

/// One permission: group, resource, verb.
type Permission = (String, String, String);

fn expected(role: usize, minor: u64) -> BTreeSet<Permission> {
    let mut permissions = BTreeSet::new();
    for line in TABLE.lines() {
        let cells: Vec<&str> = line.split_whitespace().collect();
        if cells[6].parse::<u64>().unwrap() > minor {
            continue;
        }
        for letter in cells[2 + role].chars() {
            let verbs: &[&str] = match letter {
                'r' => &["get", "list", "watch"],
                'g' => &["get"],
                'c' => &["create"],
                'd' => &["delete"],
                'u' => &["update"],
                'w' => &["create", "delete", "patch", "update"],
                'x' => &["deletecollection"],
                _ => &[],
            };
            let group = if cells[0] == "core" { "" } else { cells[0] };
            permissions.extend(verbs.iter().map(|verb| (group.into(), cells[1].into(), (*verb).into())));
        }
    }
    permissions
}

/// Renders KubeVirt with values and further layers, and returns the objects of its file of roles.
fn objects(version: &str, kubernetes: &str, values: &str, more: &str) -> Vec<Value> {
    let mut workspace = Workspace::new("x: 1\n", &[("10-a.yaml", "a: 1\n")]);
    workspace.spec = format!(
        "target: {{kubernetes: \"{kubernetes}\"}}\n\
         layers: [{{pack: kubevirt, version: {version}, values: {{{values}}}}}{more}]\n"
    );
    let rendered = workspace.render().unwrap_or_else(|problems| panic!("{}", workspace.show(problems)));
    let files = rendered.packs().flat_map(|pack| &pack.files).filter(|file| file.stem == "50-roles");
    files.flat_map(|file| file.documents.iter().map(Node::to_json)).collect()
}

fn strings<'a>(value: &'a Value, key: &str) -> impl Iterator<Item = &'a str> {
    value[key].as_array().unwrap().iter().map(|item| item.as_str().unwrap())
}

fn permissions(objects: &[Value]) -> BTreeMap<String, BTreeSet<Permission>> {
    let mut roles: BTreeMap<String, BTreeSet<Permission>> = BTreeMap::new();
    for object in objects.iter().filter(|object| object["kind"] == "ClusterRole") {
        let role = roles.entry(object["metadata"]["name"].as_str().unwrap().to_owned()).or_default();
        for rule in object["rules"].as_array().unwrap() {
            for group in strings(rule, "apiGroups") {
                for resource in strings(rule, "resources") {
                    role.extend(strings(rule, "verbs").map(|verb| (group.into(), resource.into(), verb.into())));
                }
            }
        }
    }
    roles
}

#[test]
fn each_role_may_do_what_the_table_says() {
    for (version, kubernetes, minor) in [("1.9.0", "1.35", 9), ("1.8.4", "1.34", 8), ("1.7.4", "1.33", 7)] {
        let roles = permissions(&objects(version, kubernetes, "", ""));
        assert_eq!(roles.len(), ROLES.len());
        for (index, role) in ROLES.iter().enumerate() {
            let (wanted, found) = (expected(index, minor), &roles[&format!("spectro-vm-{role}")]);
            let missing: Vec<_> = wanted.difference(found).collect();
            let beyond: Vec<_> = found.difference(&wanted).collect();
            assert!(missing.is_empty() && beyond.is_empty(), "{role} {version}: lacks {missing:?}, has {beyond:?}");
        }
    }
}

#[test]
fn each_role_holds_the_one_before_it_and_none_hands_out_rights() {
    let roles = permissions(&objects("1.9.0", "1.35", "", ""));
    let ordered: Vec<_> = ROLES.iter().map(|role| &roles[&format!("spectro-vm-{role}")]).collect();
    for pair in ordered.windows(2) {
        assert!(pair[0].is_subset(pair[1]) && pair[0].len() < pair[1].len());
    }
    for (group, resource, verb) in ordered[3] {
        assert!(!["*", "bind", "escalate", "impersonate"].contains(&verb.as_str()), "{verb} {resource}");
        assert!(group != "*" && !resource.contains('*') && group != "rbac.authorization.k8s.io", "{group} {resource}");
        assert!(!["secrets", "serviceaccounts", "serviceaccounts/token", "kubevirts"].contains(&resource.as_str()));
    }
    let doors = ["console", "vnc", "portforward", "usbredir"];
    let opens = |(_, resource, _): &&Permission| doors.iter().any(|door| resource.contains(door));
    assert_eq!(ordered[0].iter().find(opens), None, "a viewer opens no console");
}

#[test]
fn the_vendors_pack_brings_the_roles_itself() {
    let vendor = ", {ref: {name: virtual-machine-orchestrator, version: 4.6.3}}";
    let binding = "bindings: {a: {role: user, namespaces: [vms], users: [u]}}";
    for (roles, more, count) in [
        ("auto", "", 4),
        ("auto", ", {ref: {name: lb-metallb-helm, version: 0.14.9}}", 4),
        ("auto", vendor, 0),
        ("always", vendor, 4),
        ("never", "", 0),
    ] {
        let objects = objects("1.9.0", "1.35", &format!("rbac: {{roles: {roles}, {binding}}}"), more);
        let count_of = |kind: &str| objects.iter().filter(|object| object["kind"] == kind).count();
        assert_eq!((count_of("ClusterRole"), count_of("RoleBinding")), (count, 1), "{roles} {more}");
    }
}

#[test]
fn bindings_are_made_for_each_namespace_or_the_whole_cluster() {
    let values = "rbac: {roles: never, bindings: {\
        team: {role: power-user, namespaces: [a, b], groups: [\"oidc:vms\"], users: [\"yes\"]}, \
        ops: {role: admin, namespaces: [\"*\"], groups: [ops]}}}";
    let subject = |kind: &str, name: &str| json!({"apiGroup": "rbac.authorization.k8s.io", "kind": kind, "name": name});
    let found: Vec<Value> = objects("1.9.0", "1.35", values, "")
        .iter()
        .map(|object| {
            let metadata = &object["metadata"];
            json!([
                object["kind"],
                metadata["name"],
                metadata["namespace"],
                object["roleRef"]["name"],
                object["subjects"]
            ])
        })
        .collect();
    let team = json!([subject("Group", "oidc:vms"), subject("User", "yes")]);
    let expected = [
        json!(["RoleBinding", "team", "a", "spectro-vm-power-user", team]),
        json!(["RoleBinding", "team", "b", "spectro-vm-power-user", team]),
        json!(["ClusterRoleBinding", "ops", null, "spectro-vm-admin", [subject("Group", "ops")]]),
    ];
    assert_eq!(found, expected);
}

#[test]
fn a_binding_names_its_namespaces_and_somebody() {
    for binding in [
        "{role: user, users: [u]}",
        "{role: user, namespaces: [], users: [u]}",
        "{role: user, namespaces: [\"*\", a], users: [u]}",
        "{role: user, namespaces: [a]}",
        "{role: user, namespaces: [a], users: []}",
        "{role: owner, namespaces: [a], users: [u]}",
    ] {
        let mut workspace = Workspace::new("x: 1\n", &[("10-a.yaml", "a: 1\n")]);
        workspace.spec = format!(
            "target: {{kubernetes: \"1.35\"}}\nlayers: [{{pack: kubevirt, values: {{rbac: {{bindings: {{a: {binding}}}}}}}}}]\n"
        );
        let problems = workspace.resolve().expect_err(binding);
        let found = workspace.list(problems);
        assert!(found.iter().all(|line| line.starts_with("values/invalid profile.yaml:6:")), "{binding}: {found:#?}");
    }
}

//! A mirror leads every image of every pack, in every version and with every option, to one place.

use crate::packs::Workspace;
use vmopack::pack::Catalog;
use vmopack::palette::{self, ComposedPack, compose};
use vmopack::profile::PackRef;
use vmopack::render::{Rendered, RenderedPack};
use vmopack::source::Sources;

/// Registries that images of this project come from, and those that users would name.
const HOSTS: &[&str] = &["quay.io", "ghcr.io", "registry.k8s.io", "docker.io", "gcr.io"];
const MIRROR: &str = "registry.example.com/mirror";

/// Values that bring every optional image, by pack.
const OPTIONS: &[(&str, &str)] = &[
    (
        "kubevirt",
        "components: {sidecarHooks: true, persistentReservation: true, guestfs: true, decentralizedMigration: true},
         network: {bindings: {passt: {sidecarImage: 'quay.io/kubevirt/network-passt-binding:v1'}}}",
    ),
    (
        "golden-images",
        "images: {two: {source: {registry: {url: 'docker://fedora@sha256:0000000000000000000000000000000000000000000000000000000000000000'}},
                        size: 10Gi},
                  three: {source: {registry: {url: 'docker://ghcr.io/a/b:1', pullMethod: node}}, size: 10Gi, schedule: '0 3 * * 1'}}",
    ),
];

fn mirrored_spec(images: &str, kubernetes: &str, layer: &str) -> String {
    format!("target: {{kubernetes: \"{kubernetes}\"}}\nimages: {{{images}}}\nlayers:\n  - {layer}\n")
}

/// Renders a profile with a mirror, of one layer.
fn mirrored(workspace: &mut Workspace, images: &str, kubernetes: &str, layer: &str) -> Rendered {
    workspace.spec = mirrored_spec(images, kubernetes, layer);
    workspace.render().unwrap_or_else(|problems| panic!("{layer}\n{}", workspace.list(problems).join("\n")))
}

/// Returns every word of a pack's manifests and values that names a known registry outside of the mirror.
fn outside(pack: &RenderedPack, composed: &ComposedPack, mirror: &str) -> Vec<String> {
    let texts = pack.files.iter().map(|file| file.published.clone());
    let values = composed.files.iter().filter(|(path, _)| *path == "values.yaml");
    let values = values.map(|(_, bytes)| String::from_utf8(bytes.to_vec()).unwrap());
    let words = texts.chain(values).flat_map(|text| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>());
    let names_host = |word: &String| HOSTS.iter().any(|host| word.contains(&format!("{host}/")));
    words.filter(|word| names_host(word) && !word.contains(&format!("{mirror}/"))).collect()
}

#[test]
fn no_image_of_any_pack_is_left_outside() {
    let catalog = Catalog::embedded();
    let mut seen = 0;
    for name in catalog.names() {
        for (version, kubernetes) in versions(&catalog, &name) {
            let options = OPTIONS.iter().filter(|(pack, _)| *pack == name).map(|(_, values)| *values);
            for values in [""].into_iter().chain(options) {
                let mut workspace = Workspace::new("x: 1\n", &[("10-a.yaml", "a: 1\n")]);
                let layer = format!("{{pack: {name}, version: {version}, values: {{{values}}}}}");
                workspace.spec = mirrored_spec(&format!("mirror: {MIRROR}"), &kubernetes, &layer);
                let assessment = workspace.assess();
                let prepared = assessment.prepared().unwrap();
                for (pack, composed) in prepared.rendered().packs().zip(prepared.packs()) {
                    assert_eq!(outside(pack, composed, MIRROR), [""; 0], "{layer}");
                }
                let images = palette::images(prepared.rendered(), &workspace.sources);
                assert!(images.iter().all(|image| image.starts_with(MIRROR)), "{layer}: {images:?}");
                let ids: Vec<_> = assessment.report().diagnostics().iter().map(|finding| finding.id.as_str()).collect();
                let wrong = ["airgap/image-not-mirrored", "pack/undeclared-image"];
                assert!(!ids.iter().any(|id| wrong.contains(id)), "{layer}: {ids:?}");
                seen += images.len();
            }
        }
    }
    assert!(seen > 80, "only {seen} images were looked at");
}

fn versions(catalog: &Catalog, name: &str) -> Vec<(String, String)> {
    let pack = PackRef::Named(name.parse().unwrap());
    let pack = catalog.open(&pack, std::path::Path::new("."), &mut Sources::new()).unwrap();
    let versions = pack.versions.iter();
    versions.map(|version| (version.version.value.to_string(), version.kubernetes.min.to_string())).collect()
}

/// Without the mirror the same scan finds something, so it is no scan of nothing.
#[test]
fn the_scan_sees_what_is_outside() {
    let mut workspace = Workspace::new("x: 1\n", &[("10-a.yaml", "a: 1\n")]);
    let rendered = mirrored(&mut workspace, "map: ['ghcr.io::m.io']", "1.35", "{pack: golden-images}");
    let composed = compose(&rendered).unwrap();
    let found: Vec<String> =
        rendered.packs().zip(&composed).flat_map(|(pack, composed)| outside(pack, composed, "m.io")).collect();
    let image = "quay.io/containerdisks/ubuntu:24.04";
    assert!(found.contains(&format!("docker://{image}")) && found.contains(&image.to_owned()), "{found:?}");
}

#[test]
fn digests_and_short_names_are_kept() {
    let mut workspace = Workspace::new("x: 1\n", &[("10-a.yaml", "a: 1\n")]);
    let layer = format!("{{pack: golden-images, values: {{{}}}}}", OPTIONS[1].1);
    let rendered =
        mirrored(&mut workspace, "map: ['docker.io::m.io/hub', 'quay.io::', 'ghcr.io::m.io/gh']", "1.35", &layer);
    let digest = "0".repeat(64);
    assert_eq!(
        palette::images(&rendered, &workspace.sources),
        ["m.io/gh/a/b:1", &format!("m.io/hub/library/fedora@sha256:{digest}"), "quay.io/containerdisks/ubuntu:24.04"]
    );
}

#[test]
fn plain_manifests_are_led_to_the_mirror_and_keep_every_other_byte() {
    let mut workspace = Workspace::new("x: 1\n", &[("10-a.yaml", "a: 1\n")]);
    let text = "# ours\nkind: Pod\napiVersion: v1\nmetadata: {name: a}   # named\nspec:\n  containers:\n    - {image: \"nginx:1\"}\n    - image: quay.io/a/b@sha256:DIGEST # pinned\n---\napiVersion: cdi.kubevirt.io/v1beta1\nkind: DataVolume\nmetadata: {name: d}\nspec: {source: {registry: {url: 'docker://quay.io/c:1'}}, late: {containerDisk: {image: '{{ .x }}'}}}\n---\napiVersion: kubevirt.io/v1\nkind: KubeVirt\nmetadata: {name: k}\nspec: {imageRegistry: quay.io/kubevirt}\n";
    let text = text.replace("DIGEST", &"0".repeat(64));
    workspace.write("m.yaml", &text);
    let rendered =
        mirrored(&mut workspace, &format!("mirror: {MIRROR}"), "1.35", "manifests: {name: plain, files: [m.yaml]}");
    let profile = palette::profile_json(&rendered, &workspace.sources).unwrap();
    let profile: serde_json::Value = serde_json::from_str(&profile).unwrap();
    let content = profile["spec"]["template"]["packs"][0]["manifests"][0]["content"].as_str().unwrap();
    let expected = text
        .replace("nginx:1", &format!("{MIRROR}/docker.io/library/nginx:1"))
        .replace("quay.io/", &format!("{MIRROR}/quay.io/"));
    assert_eq!(content, expected);
    assert_eq!(palette::images(&rendered, &workspace.sources).len(), 3);
}

#[test]
fn two_images_do_not_meet() {
    let mut workspace = Workspace::new("x: 1\n", &[("10-a.yaml", "a: 1\n")]);
    let one = |url: &str| format!("{{source: {{registry: {{url: 'docker://{url}'}}}}, size: 1Gi}}");
    let images = format!("images: {{a: {}, b: {}}}", one("quay.io/x:1"), one("ghcr.io/x:1"));
    workspace.spec = format!(
        "target: {{kubernetes: \"1.35\"}}\nimages: {{map: ['default::m.io']}}\nlayers: [{{pack: golden-images, values: {{{images}}}}}]\n"
    );
    let found = workspace.assess().report().diagnostics().to_vec();
    assert_eq!(
        workspace.list(found.into_iter().filter(|finding| finding.id.family() == "conflict").collect()),
        [
            "conflict/duplicate-image-target profile.yaml:6:18 quay.io/x:1 and ghcr.io/x:1 would both be pulled from m.io/x:1"
        ]
    );
}

/// Where the disk of a golden image, and an image of plain manifests, are pulled from with a mirror.
fn places(url: &str) -> Result<Vec<String>, Vec<String>> {
    let mut workspace = Workspace::new("x: 1\n", &[("10-a.yaml", "a: 1\n")]);
    workspace.write(
        "m.yaml",
        &format!("apiVersion: v1\nkind: Pod\nmetadata: {{name: a}}\nspec:\n  containers: [{{image: '{url}'}}]\n"),
    );
    let images = format!("{{ubuntu-24-04: null, a: {{source: {{registry: {{url: 'docker://{url}'}}}}, size: 1Gi}}}}");
    workspace.spec = format!(
        "target: {{kubernetes: \"1.35\"}}\nimages: {{mirror: 'registry.site:5000/m'}}\nlayers:\n  - {{pack: golden-images, values: {{images: {images}}}}}\n  - manifests: {{name: plain, files: [m.yaml]}}\n"
    );
    match workspace.render() {
        Ok(rendered) => Ok(palette::images(&rendered, &workspace.sources).into_iter().collect()),
        Err(problems) => Err(workspace.list(problems)),
    }
}

/// A colon cannot stand in the path of a repository, so no registry could hold `registry.site:5000/m/harbor.corp:8443/x`.
#[test]
fn a_registry_with_a_port_has_a_place_in_the_mirror() {
    assert_eq!(
        places("harbor.corp:8443/x/win:1"),
        Ok(vec!["registry.site:5000/m/harbor.corp_8443/x/win:1".to_owned()])
    );
}

#[test]
fn an_image_that_no_mirror_can_hold_is_reported_where_it_is_named() {
    insta::assert_debug_snapshot!(places("quay.io/A/b:1").unwrap_err(), @r#"
    [
        "profile/unmirrorable-image m.yaml:5:24 no registry can hold an image of the name `quay.io/A/b:1`",
        "profile/unmirrorable-image profile.yaml:8:96 no registry can hold an image of the name `quay.io/A/b:1`",
        "values/invalid profile.yaml:8:96 value `images.a.source.registry.url` cannot be `docker://quay.io/A/b:1`",
    ]
    "#);
}

#[test]
fn a_pack_of_the_users_own_names_images_in_values_too() {
    let mut workspace = Workspace::new("image: quay.io/a:1\n", &[("10-a.yaml", "a: <[ values.image | toyaml ]>\n")]);
    let pack = std::fs::read_to_string(workspace.path().join("tiny/pack.yaml")).unwrap();
    let with = |path: &str| {
        pack.replace("  versions:", &format!("  imagesInValues: [{{path: {path}, reason: because}}]\n  versions:"))
    };
    workspace.write("tiny/schema.json", "{\"properties\": {\"image\": {\"type\": \"string\"}}}");
    workspace.write("tiny/pack.yaml", &with("image"));
    let rendered = mirrored(&mut workspace, "map: ['quay.io::m.io']", "1.35", "{pack: ./tiny}");
    let pack = rendered.packs().next().unwrap();
    assert_eq!(pack.files[0].published, "a: m.io/a:1\n");
    let image = &pack.resolved.images[0];
    assert_eq!((image.upstream.as_str(), image.reason.as_str()), ("quay.io/a:1", "because (value `image`)"));

    workspace.write("tiny/pack.yaml", &with("imgae"));
    let problems = workspace.render().unwrap_err();
    assert_eq!(workspace.list(problems), ["pack/invalid-value tiny/pack.yaml:8:27 schema.json has no value `imgae`"]);
}

//! A definition that client-side apply can hardly take, or not at all.

use crate::check::finding::{Emit, Finding};
use crate::check::rule::{Context, Rule, Scope, Status};
use crate::cluster::Object;
use crate::diagnostic::{Id, Severity};
use crate::kubernetes::Crd;

pub(in crate::check) static RULE: Rule = Rule {
    id: Id::new("manifest/crd-near-apply-limit"),
    summary: "a CustomResourceDefinition too large for client-side apply",
    severity: Severity::Warning,
    versions: "",
    since: "0.1.0",
    status: Status::Stable,
    what: "Finds CustomResourceDefinitions that take 90 % or more of 262144 bytes as compact JSON.",
    why: "`kubectl apply`, and every tool that applies as it does, writes the whole object into the annotation \
           kubectl.kubernetes.io/last-applied-configuration, and the API server refuses objects whose annotations \
           are larger than 262144 bytes together. The next release with a few fields more cannot be applied then.",
    example: include_str!("../../../../tests/rules/manifest/crd-near-apply-limit/bad/profile.yaml"),
    instead: include_str!("../../../../tests/rules/manifest/crd-near-apply-limit/good/profile.yaml"),
    reference: "https://kubernetes.io/docs/concepts/overview/working-with-objects/annotations/",
    looks_at: Scope::Objects(&[(Crd::GROUP, Crd::KIND)], check),
};

/// `TotalAnnotationSizeLimitB` in `k8s.io/apimachinery/pkg/api/validation/objectmeta.go`.
const LIMIT: usize = 256 * 1024;

fn check(_: &Context<'_>, object: Object<'_>, emit: &mut Emit) {
    let size = Crd::of(&object.node).map(Crd::json_size).unwrap_or_default();
    if size >= LIMIT / 10 * 9 {
        let message = format!("{} takes {size} bytes as JSON, of {LIMIT} that apply can take", object.id.name);
        let help = "leave the descriptions of its fields out, or apply it on the server's side";
        emit.push(Finding::new(object.name_place(), message).help(help));
    }
}

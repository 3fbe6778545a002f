//! A definition that client-side apply can hardly take, or not at all.

use crate::check::rule::Rule;
use crate::check::{Context, Emit};
use crate::diagnostic::{Id, Severity};
use crate::kubernetes::Crd;

pub(in crate::check) static RULE: Rule = Rule {
    id: Id::new("manifest/crd-near-apply-limit"),
    summary: "a CustomResourceDefinition too large for client-side apply",
    severity: Severity::Warning,
    scope: "",
    what: "Finds CustomResourceDefinitions that take 90 % or more of 262144 bytes as compact JSON.",
    why: "`kubectl apply`, and every tool that applies as it does, writes the whole object into the annotation \
           kubectl.kubernetes.io/last-applied-configuration, and the API server refuses objects whose annotations \
           are larger than 262144 bytes together. The next release with a few fields more cannot be applied then.",
    example: include_str!("../../../../tests/rules/manifest/crd-near-apply-limit/bad/profile.yaml"),
    instead: include_str!("../../../../tests/rules/manifest/crd-near-apply-limit/good/profile.yaml"),
    reference: "https://kubernetes.io/docs/concepts/overview/working-with-objects/annotations/",
    check,
};

/// `TotalAnnotationSizeLimitB` in `k8s.io/apimachinery/pkg/api/validation/objectmeta.go`.
const LIMIT: usize = 256 * 1024;

fn check(context: &Context<'_>, emit: &mut Emit) {
    for (_, manifest) in context.cluster.manifests() {
        let Some(size) = Crd::of(&manifest.node).map(Crd::json_size) else { continue };
        if size < LIMIT / 10 * 9 {
            continue;
        }
        let message = format!("{} takes {size} bytes as JSON, of {LIMIT} that apply can take", manifest.id.name);
        let help = "leave the descriptions of its fields out, or apply it on the server's side";
        emit.push(RULE.finding(manifest.name_span, message).help(help));
    }
}

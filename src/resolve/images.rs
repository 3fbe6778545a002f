//! Where images are pulled from.

use crate::pack::Image;
use crate::profile::ImageSource;
use crate::yaml::{Node, Path};

/// An image as it will be pulled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResolvedImage {
    /// Its name in templates.
    pub key: String,
    /// Its reference, after mirrors.
    pub reference: String,
    /// What it is needed for.
    pub reason: String,
    /// Whether the values ask for it.
    pub needed: bool,
}

pub(super) fn resolve(images: &[Image], values: &Node, source: &ImageSource) -> Vec<ResolvedImage> {
    let resolved = images.iter().map(|image| ResolvedImage {
        key: image.key.clone(),
        reference: redirect(&image.image.value, source),
        reason: image.reason.clone(),
        needed: image.when.as_deref().is_none_or(|path| is_set(values, path)),
    });
    resolved.collect()
}

fn is_set(values: &Node, path: &str) -> bool {
    Path::of_keys(path).find(values).is_some_and(|node| match (node.as_bool(), node.as_str()) {
        (Some(on), _) => on,
        (_, Some(text)) => !text.is_empty(),
        _ => !node.is_null() && node.as_sequence().is_none_or(|items| !items.is_empty()),
    })
}

/// Leads a reference to a mirror. A mapping's longest matching source wins.
fn redirect(reference: &str, source: &ImageSource) -> String {
    match source {
        ImageSource::Upstream => reference.to_owned(),
        ImageSource::Mirror(base) => format!("{}/{reference}", base.value),
        ImageSource::Map(pairs) => {
            let matching = pairs.iter().filter_map(|pair| {
                let (from, to) = &pair.value;
                let rest = reference.strip_prefix(from.as_str())?;
                rest.starts_with('/').then(|| (from.len(), format!("{to}{rest}")))
            });
            matching.max().map_or_else(|| reference.to_owned(), |(_, redirected)| redirected)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::Spanned;
    use crate::source::{Sources, Span};

    #[test]
    fn the_longest_source_of_a_mapping_wins() {
        let mut sources = Sources::new();
        let span = Span::start_of(sources.add("p", ""));
        let pair = |from: &str, to: &str| Spanned { value: (from.to_owned(), to.to_owned()), span };
        let map = ImageSource::Map(vec![pair("quay.io", "m/quay"), pair("quay.io/kubevirt", "k"), pair("quay", "x")]);
        assert_eq!(redirect("quay.io/kubevirt/virt-api:v1", &map), "k/virt-api:v1");
        assert_eq!(redirect("quay.io/other:1", &map), "m/quay/other:1");
        assert_eq!(redirect("quay.iox/a:1", &map), "quay.iox/a:1");
        let mirror = ImageSource::Mirror(Spanned { value: "r.example.com/base".to_owned(), span });
        assert_eq!(redirect("ghcr.io/a/b:1", &mirror), "r.example.com/base/ghcr.io/a/b:1");
    }
}

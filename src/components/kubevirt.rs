//! Which KubeVirt a layer brings.

use crate::cluster::Layer;
use crate::image::{ImageUse, image_path};
use crate::profile::Minor;

/// A KubeVirt in a layer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KubeVirt {
    /// Its version, such as `1.8.4`.
    pub version: String,
    /// Its minor release.
    pub minor: Minor,
}

impl KubeVirt {
    /// Finds it: a pack of ours says it; in others, the tag of the operator's image does, else the version of the pack.
    pub fn of(layer: &Layer) -> Option<Self> {
        if let Some(component) = &layer.component {
            let version = (component.pack.as_str() == "kubevirt").then(|| component.version.to_string());
            return version.as_deref().and_then(Self::parse);
        }
        let is_pack = layer.pack.as_deref() == Some("kubevirt");
        let pack = || layer.version.as_deref().filter(|_| is_pack).and_then(Self::parse);
        operator_tag(layer).as_deref().and_then(Self::parse).or_else(pack)
    }

    fn parse(version: &str) -> Option<Self> {
        let version = version.trim_start_matches('v');
        let mut numbers = version.split('.');
        let minor = format!("{}.{}", numbers.next()?, numbers.next()?).parse().ok()?;
        Some(Self { version: version.to_owned(), minor })
    }
}

/// Returns the tag of the operator's image. A lock knows no objects that run it, but lists it.
fn operator_tag(layer: &Layer) -> Option<String> {
    let run = layer.image_uses().filter(ImageUse::runs).map(|image| image.reference);
    let listed = layer.declared_images.iter().filter(|_| layer.locked.is_some()).cloned();
    let is_operator = |reference: &String| image_path(reference).rsplit('/').next() == Some("virt-operator");
    let found = run.chain(listed).find(is_operator)?;
    let reference = found.split('@').next().unwrap_or_default();
    Some(reference.rsplit_once(':')?.1.to_owned())
}

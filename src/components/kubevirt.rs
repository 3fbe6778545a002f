//! Which KubeVirt a layer brings.

use crate::cluster::Layer;
use crate::image::image_name;
use crate::profile::Minor;

/// The name of its pack, ours and the vendor's.
const NAME: &str = "kubevirt";

/// A KubeVirt in a layer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct KubeVirt {
    /// Its version, such as `1.8.4`.
    pub version: String,
    /// Its minor release.
    pub minor: Minor,
}

impl KubeVirt {
    /// Finds it: a pack of ours says it; in others, the tag of the operator's image does, else the version of the pack.
    pub(crate) fn of(layer: &Layer) -> Option<Self> {
        if layer.own_pack().is_some() {
            return Self::parse(&layer.own_pack_named(NAME)?.version.to_string());
        }
        let is_pack = layer.pack.as_deref() == Some(NAME);
        let pack = || layer.version.as_deref().filter(|_| is_pack).and_then(Self::parse);
        operator_tag(layer).and_then(Self::parse).or_else(pack)
    }

    fn parse(version: &str) -> Option<Self> {
        let version = version.trim_start_matches('v');
        let mut numbers = version.split('.');
        let minor = format!("{}.{}", numbers.next()?, numbers.next()?).parse().ok()?;
        Some(Self { version: version.to_owned(), minor })
    }
}

/// Returns the tag of the operator's image. A lock knows no objects that run it, but lists it.
fn operator_tag(layer: &Layer) -> Option<&str> {
    let run = layer.image_uses().filter(|image| image.runs()).map(|image| &image.reference);
    let listed = layer.declared_images.iter().filter(|_| layer.content().is_some());
    let found = run.chain(listed).find(|reference| image_name(reference) == "virt-operator")?;
    let reference = found.split('@').next().unwrap_or_default();
    Some(reference.rsplit_once(':')?.1)
}

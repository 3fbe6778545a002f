//! The cluster that an add-on profile lands on.

use super::name::Minor;
use crate::decode::{Decoder, Spanned};
use crate::yaml::Node;

/// The cluster that an add-on profile lands on.
#[derive(Clone, Debug)]
pub struct Target {
    /// Kubernetes minor.
    pub kubernetes: Spanned<Minor>,
    /// Kubernetes distribution.
    pub distribution: Spanned<Distribution>,
    /// Who runs Palette.
    pub management: Management,
    /// Palette backups of the cluster.
    pub backups: Spanned<Backups>,
    /// Palette cloud types that the profile is for.
    pub clouds: Vec<String>,
    /// Whether the cluster has no way to the internet.
    pub airgap: bool,
    /// Files of cluster profiles exported from Palette that share the cluster.
    pub with: Vec<Spanned<String>>,
}

/// A Kubernetes distribution.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Distribution {
    /// Upstream Kubernetes, set up by kubeadm.
    Kubeadm,
    /// Palette eXtended Kubernetes.
    Pxk,
    /// Palette eXtended Kubernetes Edge.
    PxkE,
    /// K3s.
    K3s,
    /// RKE2.
    Rke2,
    /// `MicroK8s`.
    Microk8s,
    /// Amazon EKS.
    Eks,
    /// Azure AKS.
    Aks,
    /// Google GKE.
    Gke,
    /// Red Hat `OpenShift`.
    Openshift,
    /// Talos Linux.
    Talos,
}

impl Distribution {
    /// Every distribution under its name in a profile.
    pub const NAMES: &'static [(&'static str, Self)] = &[
        ("kubeadm", Self::Kubeadm),
        ("pxk", Self::Pxk),
        ("pxk-e", Self::PxkE),
        ("k3s", Self::K3s),
        ("rke2", Self::Rke2),
        ("microk8s", Self::Microk8s),
        ("eks", Self::Eks),
        ("aks", Self::Aks),
        ("gke", Self::Gke),
        ("openshift", Self::Openshift),
        ("talos", Self::Talos),
    ];

    /// Returns the name as a profile writes it.
    pub fn as_str(self) -> &'static str {
        Self::NAMES.iter().find(|(_, value)| *value == self).map_or("", |(name, _)| name)
    }

    /// Says whether clusters of it have a CSI snapshot controller from the start
    /// (<https://docs.rke2.io/helm>, <https://docs.redhat.com/en/documentation/openshift_container_platform>).
    pub(crate) fn ships_snapshot_controller(self) -> bool {
        matches!(self, Self::Rke2 | Self::Openshift | Self::Aks | Self::Gke)
    }

    /// Says whether clusters of it have Multus from the start.
    pub(crate) fn ships_multus(self) -> bool {
        self == Self::Openshift
    }
}

/// Who runs Palette. The self-hosted forms do not apply `pack.namespaceLabels`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Management {
    /// Palette as a service.
    Saas,
    /// Self-hosted Palette.
    SelfHosted,
    /// Palette `VerteX`.
    Vertex,
}

impl Management {
    /// Every form under its name in a profile.
    pub const NAMES: &'static [(&'static str, Self)] =
        &[("saas", Self::Saas), ("self-hosted", Self::SelfHosted), ("vertex", Self::Vertex)];

    /// Says whether Palette labels the namespaces of packs (<https://docs.spectrocloud.com/release-notes/known-issues/>).
    pub fn applies_namespace_labels(self) -> bool {
        self == Self::Saas
    }

    /// Returns the name as people write it.
    pub fn title(self) -> &'static str {
        match self {
            Self::Saas => "Palette",
            Self::SelfHosted => "self-hosted Palette",
            Self::Vertex => "Palette VerteX",
        }
    }

    /// Returns the name as a profile writes it.
    pub(crate) fn as_str(self) -> &'static str {
        Self::NAMES.iter().find(|(_, value)| *value == self).map_or("", |(name, _)| name)
    }
}

/// Palette backups of the cluster: with any, Palette installs a snapshot controller of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backups {
    /// Never any.
    None,
    /// A backup schedule exists.
    Scheduled,
    /// Backups were made before.
    Past,
}

impl Backups {
    /// Every state under its name in a profile.
    pub(crate) const NAMES: &'static [(&'static str, Self)] =
        &[("none", Self::None), ("scheduled", Self::Scheduled), ("past", Self::Past)];
}

/// Cloud types that Palette knows
/// (<https://docs.spectrocloud.com/registries-and-packs/adding-custom-packs/#json-packs-schema>).
const CLOUDS: &[(&str, &str)] = &[
    ("all", "all"),
    ("aws", "aws"),
    ("azure", "azure"),
    ("gcp", "gcp"),
    ("vsphere", "vsphere"),
    ("openstack", "openstack"),
    ("baremetal", "baremetal"),
    ("maas", "maas"),
    ("aks", "aks"),
    ("eks", "eks"),
    ("tencent", "tencent"),
    ("tke", "tke"),
    ("edge", "edge"),
    ("libvirt", "libvirt"),
    ("edge-native", "edge-native"),
    ("coxedge", "coxedge"),
    ("custom", "custom"),
];

pub(super) const KEYS: &[&str] = &["kubernetes", "distribution", "management", "backups", "clouds", "airgap", "with"];

pub(super) fn decode(decoder: &mut Decoder, node: &Node) -> Option<Target> {
    let fields = decoder.fields(node, KEYS);
    let kubernetes = decoder.required(&fields, "kubernetes").and_then(|node| decoder.parsed(node, str::parse));
    let distribution = match fields.get("distribution") {
        Some(node) => decoder.choice(node, Distribution::NAMES).map(|value| Spanned { value, span: node.span }),
        None => Some(Spanned { value: Distribution::Kubeadm, span: node.span }),
    };
    let management = match fields.get("management") {
        Some(node) => decoder.choice(node, Management::NAMES),
        None => Some(Management::Saas),
    };
    let backups = match fields.get("backups") {
        Some(node) => decoder.choice(node, Backups::NAMES).map(|value| Spanned { value, span: node.span }),
        None => Some(Spanned { value: Backups::None, span: node.span }),
    };
    let clouds = match fields.get("clouds") {
        Some(node) => clouds(decoder, node),
        None => vec!["all".to_owned()],
    };
    let airgap = fields.get("airgap").map_or(Some(false), |node| decoder.boolean(node));
    let with = fields.get("with").map(|node| decoder.texts(node)).unwrap_or_default();
    Some(Target {
        kubernetes: kubernetes?,
        distribution: distribution?,
        management: management?,
        backups: backups?,
        clouds,
        airgap: airgap?,
        with,
    })
}

fn clouds(decoder: &mut Decoder, node: &Node) -> Vec<String> {
    let items = decoder.list(node);
    if items.is_empty() && node.as_sequence().is_some() {
        decoder.invalid(node.span, "name at least one cloud type, or `all`");
    }
    items.iter().filter_map(|item| decoder.choice(item, CLOUDS)).map(str::to_owned).collect()
}

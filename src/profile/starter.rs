//! The profile that `vmopack init` writes.

use super::name::{Minor, Name};
use super::target::Distribution;

/// What is known when a profile is started.
#[derive(Clone, Debug)]
pub struct Starter {
    /// Name of the profile.
    pub name: Name,
    /// Kubernetes minor of the cluster.
    pub kubernetes: Minor,
    /// Distribution of the cluster.
    pub distribution: Distribution,
}

const TEMPLATE: &str = include_str!("starter.yaml");
/// The lines of the starter that the options change.
const NAME: &str = "  name: vmo  ";
const KUBERNETES: &str = "kubernetes: \"1.35\"";
const DISTRIBUTION: &str = "distribution: kubeadm  ";
const SNAPSHOT_LAYER: &str = "    - pack: snapshot-controller\n";
const MULTUS_LAYER: &str = "    - pack: multus\n";

impl Starter {
    /// Returns the text of a commented profile without the layers that the distribution ships. It checks clean for minors
    /// that a version of each pack fits.
    pub fn text(&self) -> String {
        let distribution = self.distribution.as_str();
        let mut text = TEMPLATE
            .replace(NAME, &format!("  name: {}  ", self.name))
            .replace(KUBERNETES, &format!("kubernetes: \"{}\"", self.kubernetes))
            .replace(DISTRIBUTION, &format!("distribution: {distribution}  "));
        if self.distribution.ships_snapshot_controller() {
            text =
                text.replace(SNAPSHOT_LAYER, &format!("    # Left out: {distribution} ships a snapshot controller.\n"));
        }
        if self.distribution.ships_multus() {
            let instead = "networks come from {pack: multus, values: {daemon: {enabled: false}, networks: [...]}}";
            text = text.replace(MULTUS_LAYER, &format!("    # Left out: {distribution} ships Multus; {instead}.\n"));
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_template_holds_what_the_options_change() {
        for line in [NAME, KUBERNETES, DISTRIBUTION, SNAPSHOT_LAYER, MULTUS_LAYER] {
            assert_eq!(TEMPLATE.matches(line).count(), 1, "{line:?}");
        }
    }
}

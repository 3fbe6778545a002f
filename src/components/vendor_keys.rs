//! Keys in the values of the vendor's pack that belong to one of its two generations
//! (<https://docs.spectrocloud.com/vm-management/vmo-pack/upgrade-vmo-pack/>).

/// Where a value of the chart was up to 4.9, and where it is from 4.10 on, with what else changes on the way.
pub(crate) const MOVED: &[(&str, &str, &str)] = &[
    ("appConfig.auth.oidc.clientID", "vmo-manager.oidc.clientId", ""),
    (
        "appConfig.auth.oidc.clientSecret",
        "vmo-manager.oidc.clientSecret",
        "with a new secret: the old one was in a ConfigMap",
    ),
    ("appConfig.auth.oidc.issuerURL", "vmo-manager.oidc.issuerUrl", ""),
    ("appConfig.auth.oidcExtraScopes", "vmo-manager.oidc.scopes", "as one text with commas"),
    ("snapshotController.installCRDs", "snapshot-controller.enabled", ""),
];

/// Values of the chart that 4.10 has no place for.
pub(crate) const GONE: &[&str] = &["appConfig.auth.oidc.callbackUrl", "appConfig.auth.oidc.scopes", "image"];

/// Values that came with 4.10, and what did the same before.
pub(crate) const NEW: &[(&str, Option<&str>)] = &[
    ("vmo-manager.oidc.clientId", Some("appConfig.auth.oidc.clientID")),
    ("vmo-manager.oidc.clientSecret", Some("appConfig.auth.oidc.clientSecret")),
    ("vmo-manager.oidc.issuerUrl", Some("appConfig.auth.oidc.issuerURL")),
    ("vmo-manager.oidc.scopes", Some("appConfig.auth.oidcExtraScopes")),
    ("vmo-manager.platform.baseUrl", Some("appConfig.clusterInfo.consoleBaseAddress")),
    ("vmo-manager", None),
    ("vmo-manager-crds", None),
    ("cleanup", None),
    ("directAccess", None),
];

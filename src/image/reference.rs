//! Names of images.

use crate::oci::{Digest, Host, NameError, Repository, Tag};

/// The registry that a name without one means.
const DEFAULT_HOST: &str = "docker.io";

/// Returns a reference with the host and the folder that it leaves out: `nginx:1` is `docker.io/library/nginx:1`
/// (<https://pkg.go.dev/github.com/distribution/reference#ParseNormalizedNamed>).
pub(crate) fn canonical(reference: &str) -> String {
    let (host, path) = match reference.split_once('/') {
        Some((host, path)) if is_host(host) => (host, path),
        _ => (DEFAULT_HOST, reference),
    };
    let host = if host == "index.docker.io" { DEFAULT_HOST } else { host };
    let folder = if host == DEFAULT_HOST && !path.contains('/') { "library/" } else { "" };
    format!("{host}/{folder}{path}")
}

/// Says whether the first part of a reference is a host, not a folder of the default registry.
pub(crate) fn is_host(part: &str) -> bool {
    part.contains(['.', ':']) || part == "localhost"
}

/// Returns a reference as a path below another registry: its host is the first part. A colon cannot stand in a path, and
/// `_` cannot stand in the name of a host, so a port comes behind `_`, and no two hosts get one path.
pub(crate) fn as_path(reference: &str) -> String {
    let full = canonical(reference);
    let (host, path) = full.split_once('/').unwrap_or((&full, ""));
    format!("{}/{path}", host.to_lowercase().replace(':', "_"))
}

/// Checks a full reference, `HOST/REPOSITORY[:TAG][@DIGEST]`, with the grammar that registries have.
///
/// # Errors
/// Returns what is wrong with its host, repository, tag or digest.
pub(crate) fn check(reference: &str) -> Result<(), NameError> {
    let (name, digest) = reference.split_once('@').map_or((reference, None), |(name, digest)| (name, Some(digest)));
    let (host, path) = name.split_once('/').unwrap_or((name, ""));
    let (repository, tag) = path.rsplit_once(':').map_or((path, None), |(path, tag)| (path, Some(tag)));
    // Names of hosts have no case.
    Host::new(host.to_lowercase())?;
    Repository::new(repository)?;
    tag.map(Tag::new).transpose()?;
    digest.map(str::parse::<Digest>).transpose()?;
    Ok(())
}

/// Says whether a reference lies below a host, or a host with a base.
pub(crate) fn is_below(reference: &str, base: &str) -> bool {
    reference.strip_prefix(base).is_some_and(|rest| rest.starts_with('/'))
}

/// Returns the repository of a reference without registry host, tag and digest: `a/b` of `host:5000/a/b:1@sha256:...`.
pub(super) fn image_path(reference: &str) -> &str {
    let reference = reference.split('@').next().unwrap_or_default();
    let path = match reference.split_once('/') {
        Some((host, path)) if is_host(host) => path,
        _ => reference,
    };
    let tag = path.rfind(':').filter(|colon| !path[*colon..].contains('/'));
    tag.map_or(path, |colon| &path[..colon])
}

/// Returns the last part of a repository: `b` of `host:5000/a/b:1`. Mirrors keep it.
pub(crate) fn image_name(reference: &str) -> &str {
    image_path(reference).rsplit('/').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_tags_and_digests_are_cut() {
        for (reference, path) in [
            ("registry.k8s.io/sig-storage/snapshot-controller:v8.6.0", "sig-storage/snapshot-controller"),
            ("localhost:5000/a/b", "a/b"),
            ("localhost/a:1", "a"),
            ("busybox:1.36", "busybox"),
            ("library/busybox", "library/busybox"),
            ("quay.io/a/b:1@sha256:00", "a/b"),
        ] {
            assert_eq!(image_path(reference), path);
        }
    }

    #[test]
    fn a_port_is_part_of_a_path() {
        for (reference, path) in [
            ("harbor.corp:8443/x/win:1", "harbor.corp_8443/x/win:1"),
            ("Harbor.corp/x:1", "harbor.corp/x:1"),
            ("nginx:1", "docker.io/library/nginx:1"),
        ] {
            assert_eq!(as_path(reference), path);
            check(&format!("r.site:5000/m/{path}")).unwrap();
        }
    }

    #[test]
    fn references_follow_the_grammar() {
        let digest = format!("sha256:{}", "0".repeat(64));
        for good in ["quay.io/a/b__c", "R.io:5000/a:V1", "localhost/a", &format!("r.io/a:1@{digest}")] {
            assert_eq!(check(good), Ok(()), "{good}");
        }
        for bad in [
            "",
            "quay.io",
            "quay.io/A/b:1",
            "r.io/harbor.corp:8443/x:1",
            "r.io/a:",
            "r.io/a:-1",
            "r.io/a@sha256:00",
            "r.io/a b",
            "r.io//a",
            "[::1/a",
            "r.io/${TAG}",
        ] {
            assert!(check(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn short_names_mean_docker_hub() {
        for (reference, full) in [
            ("nginx", "docker.io/library/nginx"),
            ("nginx:1.27@sha256:00", "docker.io/library/nginx:1.27@sha256:00"),
            ("grafana/grafana:11", "docker.io/grafana/grafana:11"),
            ("docker.io/nginx", "docker.io/library/nginx"),
            ("index.docker.io/a/b:1", "docker.io/a/b:1"),
            ("quay.io/a:1", "quay.io/a:1"),
            ("localhost:5000/a", "localhost:5000/a"),
        ] {
            assert_eq!(canonical(reference), full);
        }
    }
}

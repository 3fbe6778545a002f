//! Names of images.

/// The registry that a name without one means.
const DEFAULT_HOST: &str = "docker.io";

/// Returns a reference with the host and the folder that it leaves out: `nginx:1` is `docker.io/library/nginx:1`
/// (<https://pkg.go.dev/github.com/distribution/reference#ParseNormalizedNamed>).
pub fn canonical(reference: &str) -> String {
    let (host, path) = match reference.split_once('/') {
        Some((host, path)) if is_host(host) => (host, path),
        _ => (DEFAULT_HOST, reference),
    };
    let host = if host == "index.docker.io" { DEFAULT_HOST } else { host };
    let folder = if host == DEFAULT_HOST && !path.contains('/') { "library/" } else { "" };
    format!("{host}/{folder}{path}")
}

/// Says whether the first part of a reference is a host, not a folder of the default registry.
fn is_host(part: &str) -> bool {
    part.contains(['.', ':']) || part == "localhost"
}

/// Says whether a reference lies below a host, or a host with a base.
pub fn is_below(reference: &str, base: &str) -> bool {
    reference.strip_prefix(base).is_some_and(|rest| rest.starts_with('/'))
}

/// Returns the repository of a reference without registry host, tag and digest: `a/b` of `host:5000/a/b:1@sha256:...`.
pub fn image_path(reference: &str) -> &str {
    let reference = reference.split('@').next().unwrap_or_default();
    let path = match reference.split_once('/') {
        Some((host, path)) if is_host(host) => path,
        _ => reference,
    };
    let tag = path.rfind(':').filter(|colon| !path[*colon..].contains('/'));
    tag.map_or(path, |colon| &path[..colon])
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

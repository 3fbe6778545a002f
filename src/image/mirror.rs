//! Where images are pulled from instead of their own registry.

use super::{as_path, canonical, check, is_below, is_host};
use crate::decode::Spanned;
use crate::oci::{Host, NameError, Repository};
use crate::source::Span;

/// Where images are pulled from instead of their own registry.
#[derive(Clone, Debug, Default)]
pub enum ImageSource {
    /// From where upstream publishes them.
    #[default]
    Upstream,
    /// Below `HOST/BASE`, each under its own host and path: `quay.io/a:1` is `HOST/BASE/quay.io/a:1`, and of
    /// `harbor.corp:8443/a:1` the path is `harbor.corp_8443/a`.
    Mirror(Spanned<String>),
    /// Palette's imageswap notation: `SOURCE::TARGET` for each source host
    /// (<https://github.com/phenixblue/imageswap-webhook/blob/master/docs/configuration.md>).
    Map(Vec<Spanned<(String, String)>>),
}

/// The source of a mapping for images that no other one matches.
const DEFAULT: &str = "default";

/// An image before and after mirrors.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redirect {
    /// The reference as it was written.
    pub upstream: String,
    /// The reference that is pulled.
    pub reference: String,
}

impl ImageSource {
    /// Leads a reference to where it is pulled from. What lies there already stays as it is.
    ///
    /// # Errors
    /// Returns what is wrong with the name of the place, when no registry can have it.
    pub(crate) fn redirect(&self, reference: &str) -> Result<String, NameError> {
        let redirected = match self {
            Self::Upstream => reference.to_owned(),
            Self::Mirror(base) if is_below(reference, &base.value) => reference.to_owned(),
            Self::Mirror(base) => format!("{}/{}", base.value, as_path(reference)),
            Self::Map(pairs) => swap(pairs, reference),
        };
        if redirected != reference {
            check(&redirected)?;
        }
        Ok(redirected)
    }

    /// Says whether a reference is one that the profile wants to be pulled: at the mirror, or what a mapping leads to
    /// or leaves alone by an empty target.
    pub(crate) fn covers(&self, reference: &str) -> bool {
        match self {
            Self::Upstream => true,
            Self::Mirror(base) => is_below(reference, &base.value),
            Self::Map(pairs) => {
                let full = canonical(reference);
                pairs.iter().any(|pair| match &pair.value {
                    (source, target) if target.is_empty() => is_below(&full, source),
                    (_, target) => is_target(reference, target),
                })
            }
        }
    }

    /// Returns the hosts that images are led to.
    pub(crate) fn hosts(&self) -> Vec<&str> {
        let places: Vec<&str> = match self {
            Self::Upstream => Vec::new(),
            Self::Mirror(base) => vec![&base.value],
            Self::Map(pairs) => pairs.iter().map(|pair| pair.value.1.as_str()).collect(),
        };
        places.iter().filter_map(|place| place.split('/').next()).filter(|host| !host.is_empty()).collect()
    }

    /// Returns the place of the setting.
    pub(crate) fn span(&self) -> Option<Span> {
        match self {
            Self::Upstream => None,
            Self::Mirror(base) => Some(base.span),
            Self::Map(pairs) => pairs.first().map(|pair| pair.span),
        }
    }
}

/// A target that ends in `-` is the start of a name, as imageswap has it.
fn is_target(reference: &str, target: &str) -> bool {
    if target.ends_with('-') { reference.starts_with(target) } else { is_below(reference, target) }
}

/// Applies the mapping with the longest matching source, unless the reference lies below a target that is as long.
fn swap(pairs: &[Spanned<(String, String)>], reference: &str) -> String {
    let full = canonical(reference);
    let pairs = || pairs.iter().map(|pair| &pair.value);
    let matching = pairs().filter(|(source, _)| is_below(&full, source)).max_by_key(|(source, _)| source.len());
    let Some((source, target)) = matching.or_else(|| pairs().find(|(source, _)| source == DEFAULT)) else {
        return reference.to_owned();
    };
    let length = if source == DEFAULT { 0 } else { source.len() };
    let is_there = pairs().any(|(_, target)| target.len() >= length && is_target(reference, target));
    if target.is_empty() || is_there {
        return reference.to_owned();
    }
    let rest = if source == DEFAULT { full.split_once('/').map_or("", |(_, path)| path) } else { &full[length + 1..] };
    if target.ends_with('-') { format!("{target}{}", as_path(reference)) } else { format!("{target}/{rest}") }
}

pub(crate) fn host_and_base(text: &str) -> Result<String, String> {
    let (host, base) = text.split_once('/').map_or((text, None), |(host, base)| (host, Some(base)));
    if !is_host(host) || Host::new(host.to_lowercase()).is_err() || text.contains("://") || text.ends_with('/') {
        return Err(format!("`{text}` is not a registry: write HOST or HOST/BASE, without a scheme"));
    }
    base.map(Repository::new).transpose().map_err(|problem| problem.to_string())?;
    Ok(text.to_owned())
}

pub(crate) fn pair(text: &str) -> Result<(String, String), String> {
    let Some((source, target)) = text.split_once("::").filter(|(source, _)| !source.is_empty()) else {
        let example = "such as quay.io::registry.example.com/quay.io";
        return Err(format!("`{text}` is not a mapping: write SOURCE::TARGET, {example}"));
    };
    if source != DEFAULT {
        let problem =
            |_| format!("`{source}` is not a source: write the host of a registry, or `default` for all others");
        host_and_base(source).map_err(problem)?;
    }
    if !target.is_empty() {
        host_and_base(target.trim_end_matches('-'))?;
    }
    Ok((source.to_owned(), target.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Sources, Span};

    fn spanned<T>(value: T) -> Spanned<T> {
        Spanned { value, span: Span::start_of(Sources::new().add("p", "")) }
    }

    const DIGEST: &str = "other:1@sha256:0000000000000000000000000000000000000000000000000000000000000000";

    fn map(pairs: &[&str]) -> ImageSource {
        ImageSource::Map(pairs.iter().map(|text| spanned(pair(text).unwrap())).collect())
    }

    #[test]
    fn the_longest_source_of_a_mapping_wins() {
        let map =
            map(&["quay.io::m.io/quay", "quay.io/kubevirt::k.io", "docker.io::m.io/hub", "docker.io/library::l.io"]);
        for (reference, redirected) in [
            ("quay.io/kubevirt/virt-api:v1", "k.io/virt-api:v1"),
            (&format!("quay.io/{DIGEST}"), &format!("m.io/quay/{DIGEST}")),
            ("quay.iox/a:1", "quay.iox/a:1"),
            ("grafana/grafana:11", "m.io/hub/grafana/grafana:11"),
            ("nginx", "l.io/nginx"),
            ("docker.io/nginx", "l.io/nginx"),
            ("k.io/virt-api:v1", "k.io/virt-api:v1"),
        ] {
            assert_eq!(map.redirect(reference).as_deref(), Ok(redirected));
        }
        assert!(map.covers("l.io/nginx") && !map.covers("nginx") && !map.covers("quay.iox/a:1"));
    }

    #[test]
    fn everything_that_imageswap_can_say_is_followed() {
        let swap = map(&["default::m.io/rest", "quay.io::", "ghcr.io::m.io/mirror-"]);
        for (reference, redirected) in [
            ("quay.io/a:1", "quay.io/a:1"),
            ("ghcr.io/a/b:1", "m.io/mirror-ghcr.io/a/b:1"),
            ("harbor.corp:8443/a:1", "m.io/rest/a:1"),
            ("gcr.io/a/b:1", "m.io/rest/a/b:1"),
            ("m.io/rest/a/b:1", "m.io/rest/a/b:1"),
        ] {
            assert_eq!(swap.redirect(reference).as_deref(), Ok(redirected));
            assert!(swap.covers(redirected), "{redirected}");
        }
        let onto_itself = map(&["quay.io::quay.io/ours"]);
        assert_eq!(onto_itself.redirect("quay.io/a:1").as_deref(), Ok("quay.io/ours/a:1"));
        assert_eq!(onto_itself.redirect("quay.io/ours/a:1").as_deref(), Ok("quay.io/ours/a:1"));
        let with_port = map(&["a.io:5000::m.io/mirror-"]);
        assert_eq!(with_port.redirect("a.io:5000/b:1").as_deref(), Ok("m.io/mirror-a.io_5000/b:1"));
        for text in ["noswap_wildcards::a.io", "[EXACT]a.io/b:1::c.io/d:1", "quay::a.io", "quay.io::a.io/B"] {
            assert!(pair(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_mirror_keeps_hosts_and_paths() {
        let mirror = ImageSource::Mirror(spanned("r.example.com/base".to_owned()));
        for (reference, redirected) in [
            ("ghcr.io/a/b:1", "r.example.com/base/ghcr.io/a/b:1"),
            ("nginx:1", "r.example.com/base/docker.io/library/nginx:1"),
            ("r.example.com/base/quay.io/a:1", "r.example.com/base/quay.io/a:1"),
            ("r.example.com/other/a:1", "r.example.com/base/r.example.com/other/a:1"),
            ("harbor.corp:8443/x/win:1", "r.example.com/base/harbor.corp_8443/x/win:1"),
        ] {
            assert_eq!(mirror.redirect(reference).as_deref(), Ok(redirected));
            assert!(mirror.covers(redirected));
        }
        for nowhere in ["quay.io/A/b:1", "quay.io/a:", "quay.io/a@sha256:00"] {
            assert!(mirror.redirect(nowhere).is_err(), "{nowhere}");
        }
        for text in ["registry.example.com", "localhost:5000", "R.example.com:5000/a/b-c", "[::1]:5000/a"] {
            assert_eq!(host_and_base(text).as_deref(), Ok(text));
        }
        for text in ["", "registry/a", "r.io/A", "r.io/a:1", "r.io/", "https://r.io", "r.io:x/a", "r.io//a"] {
            assert!(host_and_base(text).is_err(), "{text}");
        }
    }
}

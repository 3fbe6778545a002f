//! Where the images of a profile are pulled from.

use crate::decode::{Decoder, Spanned};
use crate::image::{canonical, is_below};
use crate::yaml::Node;

/// Where images are pulled from instead of their own registry.
#[derive(Clone, Debug)]
pub enum ImageSource {
    /// From where upstream publishes them.
    Upstream,
    /// Below `HOST/BASE`, each under its own host and path.
    Mirror(Spanned<String>),
    /// Palette's imageswap notation: `SOURCE::TARGET` for each source host
    /// (<https://github.com/phenixblue/imageswap-webhook/blob/master/docs/configuration.md>).
    Map(Vec<Spanned<(String, String)>>),
}

const IMAGES_KEYS: &[&str] = &["map", "mirror"];
/// The source of a mapping for images that no other one matches.
const DEFAULT: &str = "default";

impl ImageSource {
    /// Leads a reference to where it is pulled from. What lies there already stays as it is.
    pub fn redirect(&self, reference: &str) -> String {
        match self {
            Self::Upstream => reference.to_owned(),
            Self::Mirror(base) if is_below(reference, &base.value) => reference.to_owned(),
            Self::Mirror(base) => format!("{}/{}", base.value, canonical(reference)),
            Self::Map(pairs) => swap(pairs, reference),
        }
    }

    /// Says whether a reference is one that the profile wants to be pulled: at the mirror, or what a mapping leads to
    /// or leaves alone by an empty target.
    pub fn covers(&self, reference: &str) -> bool {
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

    /// Returns the place of the setting.
    pub fn span(&self) -> Option<crate::source::Span> {
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
    if target.ends_with('-') { format!("{target}{full}") } else { format!("{target}/{rest}") }
}

pub(super) fn decode(decoder: &mut Decoder, node: &Node) -> ImageSource {
    let fields = decoder.fields(node, IMAGES_KEYS);
    match (fields.get("mirror"), fields.get("map")) {
        (Some(_), Some(map)) => {
            decoder.invalid(map.span, "give either `mirror` or `map`");
            ImageSource::Upstream
        }
        (Some(mirror), None) => {
            decoder.parsed(mirror, host_and_base).map_or(ImageSource::Upstream, ImageSource::Mirror)
        }
        (None, Some(map)) => {
            let items = decoder.list(map);
            ImageSource::Map(items.iter().filter_map(|item| decoder.parsed(item, pair)).collect())
        }
        (None, None) => ImageSource::Upstream,
    }
}

fn host_and_base(text: &str) -> Result<String, String> {
    let fine = |character: char| character.is_ascii_alphanumeric() || "./-_:".contains(character);
    if text.is_empty() || text.contains("://") || text.ends_with('/') || !text.chars().all(fine) {
        return Err(format!("`{text}` is no registry: write HOST or HOST/BASE, without a scheme"));
    }
    Ok(text.to_owned())
}

fn pair(text: &str) -> Result<(String, String), String> {
    let Some((source, target)) = text.split_once("::").filter(|(source, _)| !source.is_empty()) else {
        let example = "such as quay.io::registry.example.com/quay.io";
        return Err(format!("`{text}` is no mapping: write SOURCE::TARGET, {example}"));
    };
    let host = source.split('/').next().unwrap_or_default();
    if source != DEFAULT && host != "localhost" && !host.contains(['.', ':']) {
        return Err(format!("`{source}` is no source: write the host of a registry, or `default` for all others"));
    }
    let target = if target.is_empty() { String::new() } else { host_and_base(target)? };
    Ok((host_and_base(source)?, target))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Sources, Span};

    fn spanned<T>(value: T) -> Spanned<T> {
        Spanned { value, span: Span::start_of(Sources::new().add("p", "")) }
    }

    fn map(pairs: &[&str]) -> ImageSource {
        ImageSource::Map(pairs.iter().map(|text| spanned(pair(text).unwrap())).collect())
    }

    #[test]
    fn the_longest_source_of_a_mapping_wins() {
        let map =
            map(&["quay.io::m.io/quay", "quay.io/kubevirt::k.io", "docker.io::m.io/hub", "docker.io/library::l.io"]);
        for (reference, redirected) in [
            ("quay.io/kubevirt/virt-api:v1", "k.io/virt-api:v1"),
            ("quay.io/other:1@sha256:00", "m.io/quay/other:1@sha256:00"),
            ("quay.iox/a:1", "quay.iox/a:1"),
            ("grafana/grafana:11", "m.io/hub/grafana/grafana:11"),
            ("nginx", "l.io/nginx"),
            ("docker.io/nginx", "l.io/nginx"),
            ("k.io/virt-api:v1", "k.io/virt-api:v1"),
        ] {
            assert_eq!(map.redirect(reference), redirected);
        }
        assert!(map.covers("l.io/nginx") && !map.covers("nginx") && !map.covers("quay.iox/a:1"));
    }

    #[test]
    fn everything_that_imageswap_can_say_is_followed() {
        let swap = map(&["default::m.io/rest", "quay.io::", "ghcr.io::m.io/mirror-"]);
        for (reference, redirected) in [
            ("quay.io/a:1", "quay.io/a:1"),
            ("ghcr.io/a/b:1", "m.io/mirror-ghcr.io/a/b:1"),
            ("gcr.io/a/b:1", "m.io/rest/a/b:1"),
            ("m.io/rest/a/b:1", "m.io/rest/a/b:1"),
        ] {
            assert_eq!(swap.redirect(reference), redirected);
            assert!(swap.covers(redirected), "{redirected}");
        }
        let onto_itself = map(&["quay.io::quay.io/ours"]);
        assert_eq!(onto_itself.redirect("quay.io/a:1"), "quay.io/ours/a:1");
        assert_eq!(onto_itself.redirect("quay.io/ours/a:1"), "quay.io/ours/a:1");
        for text in ["noswap_wildcards::a.io", "[EXACT]a.io/b:1::c.io/d:1", "quay::a.io"] {
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
        ] {
            assert_eq!(mirror.redirect(reference), redirected);
            assert!(mirror.covers(redirected));
        }
    }
}

//! Pushing an artifact: blobs, then the image manifest, then the tag, then proof that it is all there.

use super::artifact::DescribedBlob;
use super::events::Observed;
use super::{Artifact, Blob as _, Error, Events, Registry, TagUpdate};

/// Most that is fetched back after a push; whether more is there is only asked.
const MAX_FETCHED_BACK: u64 = 64 << 20;

/// How to push.
#[derive(Debug, Clone, Copy, Default)]
pub struct PushOptions {
    /// Point a tag that has other content to the new content.
    pub overwrite: bool,
}

/// What a push did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PushOutcome {
    /// The artifact was not there, or not in whole.
    Pushed {
        /// The size of the blobs that were sent.
        bytes: u64,
    },
    /// The artifact was there in whole, and nothing was sent.
    AlreadyThere,
}

/// Pushes an artifact to a registry.
///
/// A push that was cut off can be repeated: until its last step nobody sees any of it.
pub fn push(
    registry: &dyn Registry,
    artifact: &Artifact,
    options: PushOptions,
    events: &dyn Events,
) -> Result<PushOutcome, Error> {
    let is_tagged = is_tagged(registry, artifact, options)?;
    let missing = missing(registry, artifact, events)?;
    if is_tagged && missing.is_empty() {
        return Ok(PushOutcome::AlreadyThere);
    }
    for content in &missing {
        registry.put_blob(artifact.repository(), &Observed { blob: &*content.blob, events })?;
    }
    registry.put_manifest(artifact.repository(), artifact.manifest(), None)?;
    tag(registry, artifact, options)?;
    confirm(registry, artifact)?;
    Ok(PushOutcome::Pushed { bytes: missing.iter().map(|content| content.descriptor.size).sum() })
}

/// Tells whether the tag of an artifact is there with its content; a tag with other content is refused unless it may be
/// overwritten.
///
/// Asked of every artifact before the first is pushed, it keeps a taken tag from stopping a push half way.
pub fn is_tagged(registry: &dyn Registry, artifact: &Artifact, options: PushOptions) -> Result<bool, Error> {
    let expected = artifact.manifest().digest();
    match registry.resolve(artifact.repository(), artifact.tag())? {
        Some(found) if found.digest == expected => Ok(true),
        Some(found) if !options.overwrite => {
            Err(Error::TagTaken { what: describe(registry, artifact), expected, found: found.digest })
        }
        _ => Ok(false),
    }
}

fn missing<'a>(
    registry: &dyn Registry,
    artifact: &'a Artifact,
    events: &dyn Events,
) -> Result<Vec<&'a DescribedBlob>, Error> {
    let mut missing = Vec::new();
    for content in artifact.blobs() {
        let descriptor = &content.descriptor;
        if registry.has_blob(artifact.repository(), descriptor)? {
            events.blob_present(&descriptor.digest, descriptor.size);
        } else {
            missing.push(content);
        }
    }
    Ok(missing)
}

/// Writes the tag. A registry with immutable tags may refuse even what it has, or what someone else was quicker with.
fn tag(registry: &dyn Registry, artifact: &Artifact, options: PushOptions) -> Result<(), Error> {
    let update = TagUpdate { tag: artifact.tag(), overwrite: options.overwrite };
    let put = registry.put_manifest(artifact.repository(), artifact.manifest(), Some(update));
    let Err(error @ Error::Remote { .. }) = put else {
        return put;
    };
    // The first error says more than one about asking again.
    match is_tagged(registry, artifact, options) {
        Ok(true) => Ok(()),
        Err(taken @ Error::TagTaken { .. }) => Err(taken),
        _ => Err(error),
    }
}

/// Fetches the image manifest back by its tag, and what it refers to unless that is large.
fn confirm(registry: &dyn Registry, artifact: &Artifact) -> Result<(), Error> {
    let lost = || Error::PushLost { what: describe(registry, artifact) };
    let found = match registry.get_manifest(artifact.repository(), &artifact.tag().clone().into()) {
        Err(Error::NotFound { .. }) => return Err(lost()),
        found => found?,
    };
    if found.bytes() != artifact.manifest().bytes() {
        return Err(lost());
    }
    let blobs = artifact.blobs();
    let is_small = blobs.iter().map(|content| content.descriptor.size).sum::<u64>() <= MAX_FETCHED_BACK;
    for content in blobs {
        let confirm = if is_small { Registry::confirm_blob } else { Registry::has_blob };
        if !confirm(registry, artifact.repository(), &content.descriptor)? {
            return Err(lost());
        }
    }
    Ok(())
}

fn describe(registry: &dyn Registry, artifact: &Artifact) -> String {
    format!("{}:{}", registry.describe(artifact.repository()), artifact.tag())
}

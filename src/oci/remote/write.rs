//! What is sent to a registry.

use ureq::http::{Method, Uri, header};

use super::super::{Blob, EncodedImageManifest, Repository, Tag};
use super::client::Client;
use super::problem::{AnswerProblem, ExchangeError, RedirectProblem};
use super::transport::{Content, Request};

/// Opens an upload and sends the blob in one request: registries differ least in this form.
pub(super) fn put_blob(client: &Client, repository: &Repository, blob: &dyn Blob) -> Result<(), ExchangeError> {
    let location = open_upload(client, repository)?;
    let separator = if location.query().is_some() { '&' } else { '?' };
    let url = format!("{location}{separator}digest={}", blob.digest());
    let request = Request::new(Method::PUT, url.parse().map_err(|_| RedirectProblem::Malformed)?)
        .within(repository)
        .header(header::CONTENT_TYPE, "application/octet-stream")
        .content(Content::Blob(blob));
    let answer = client.send(&request)?;
    if !answer.is_success() {
        return Err(answer.refusal(blob.size()));
    }
    answer.check_digest(blob.digest())
}

/// Returns where the blob is to be sent.
fn open_upload(client: &Client, repository: &Repository) -> Result<Uri, ExchangeError> {
    let url = client.url(&format!("/v2/{repository}/blobs/uploads/"))?;
    let request = Request::new(Method::POST, url).within(repository).content(Content::Bytes(&[]));
    let answer = client.send(&request)?.success()?;
    let location = answer.header(header::LOCATION);
    match location {
        Some(location) => Ok(answer.resolve(location)?),
        None if answer.is_html() => Err(answer.refusal(0)),
        None => Err(AnswerProblem::Malformed { reason: "it opens an upload without a location" }.into()),
    }
}

/// Stores the exact bytes of an image manifest, under its tag or under its digest.
pub(super) fn put_manifest(
    client: &Client,
    repository: &Repository,
    manifest: &EncodedImageManifest,
    tag: Option<&Tag>,
) -> Result<(), ExchangeError> {
    let reference = tag.map_or_else(|| manifest.digest().to_string(), Tag::to_string);
    let url = client.url(&format!("/v2/{repository}/manifests/{reference}"))?;
    let request = Request::new(Method::PUT, url)
        .within(repository)
        .header(header::CONTENT_TYPE, &manifest.descriptor().media_type)
        .content(Content::Bytes(manifest.bytes()));
    let answer = client.send(&request)?;
    if !answer.is_success() {
        return Err(answer.refusal(manifest.size()));
    }
    answer.check_digest(manifest.digest())
}

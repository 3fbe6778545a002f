//! What is asked of a registry.

use std::io::Read;

use serde::Deserialize;
use ureq::http::{Method, header};

use super::super::media_type::ACCEPTED_MANIFESTS;
use super::super::{
    BlobReader, Corrupt, Descriptor, Digest, EncodedImageManifest, MAX_IMAGE_MANIFEST, Reference, Repository, Tag,
    Verified,
};
use super::answer::Answer;
use super::client::Client;
use super::problem::{AnswerProblem, Detail, ExchangeError, RedirectProblem, Refusal, RemoteProblem};
use super::transport::{Content, Request};
use super::{headers, transport};

/// Most pages of a list of tags that are read, so that no registry can keep us for ever.
const MAX_PAGES: usize = 50;
/// Most bytes of all pages together: room for some 100,000 of the longest tags.
const MAX_TAGS: u64 = 16 << 20;

/// Asks the server whether it is a registry.
pub(super) fn ping(client: &Client) -> Result<(), ExchangeError> {
    let answer = client.send(&Request::new(Method::GET, client.url("/v2/")?))?;
    if answer.is_success() && !answer.is_html() {
        return Ok(());
    }
    let status = answer.status();
    match answer.refusal(0) {
        ExchangeError::Unrecognised { detail, .. }
        | ExchangeError::Remote(RemoteProblem::Refused(
            Refusal::Other { detail, .. } | Refusal::NameUnknown { detail },
        )) => Err(AnswerProblem::NotARegistry { status, detail }.into()),
        error => Err(error),
    }
}

pub(super) fn has_blob(client: &Client, repository: &Repository, blob: &Descriptor) -> Result<bool, ExchangeError> {
    let url = client.url(&format!("/v2/{repository}/blobs/{}", blob.digest))?;
    let mut answer = client.send(&Request::new(Method::HEAD, url.clone()).within(repository))?;
    // Some servers do not do HEAD, or sign the place that they redirect to for GET only, or leave the size out. The
    // body is not read if its size is told.
    let has_told = answer.is_success() && answer.content_length().is_some();
    if matches!(answer.status(), 400 | 403 | 405 | 501) || answer.is_success() && !has_told {
        answer = client.send(&Request::new(Method::GET, url).within(repository).content(Content::NoneForBlob))?;
    }
    if matches!(answer.status(), 404 | 405 | 501) {
        return Ok(false);
    }
    let answer = answer.success()?;
    match answer.content_length() {
        Some(size) => Ok(size == blob.size),
        None => is_whole(answer, blob),
    }
}

/// Reads a blob whose size is not told, to find out whether it is the right one.
fn is_whole(answer: Answer, blob: &Descriptor) -> Result<bool, ExchangeError> {
    match content(answer, blob).check() {
        Ok(()) => Ok(true),
        Err(error) if Corrupt::in_io(&error).is_some() => Ok(false),
        Err(error) => Err(transport::classify_io(error).into()),
    }
}

/// Reads a blob back and compares it.
pub(super) fn confirm_blob(client: &Client, repository: &Repository, blob: &Descriptor) -> Result<(), ExchangeError> {
    get_blob(client, repository, blob)?.check().map_err(|error| match Corrupt::in_io(&error) {
        Some(corrupt) => ExchangeError::Corrupt(corrupt.clone()),
        None => transport::classify_io(error).into(),
    })
}

pub(super) fn get_blob(
    client: &Client,
    repository: &Repository,
    blob: &Descriptor,
) -> Result<BlobReader<'static>, ExchangeError> {
    let url = client.url(&format!("/v2/{repository}/blobs/{}", blob.digest))?;
    let answer = client.send(&Request::new(Method::GET, url).within(repository).content(Content::NoneForBlob))?;
    Ok(content(found(answer)?, blob))
}

fn content(answer: Answer, blob: &Descriptor) -> BlobReader<'static> {
    let reader: Box<dyn Read + Send> = Box::new(answer.response.into_body().into_reader());
    Verified::new(reader, blob.digest, blob.size)
}

pub(super) fn get_manifest(
    client: &Client,
    repository: &Repository,
    reference: &Reference,
) -> Result<EncodedImageManifest, ExchangeError> {
    let url = client.url(&format!("/v2/{repository}/manifests/{reference}"))?;
    let request =
        Request::new(Method::GET, url).within(repository).header(header::ACCEPT, ACCEPTED_MANIFESTS.join(", "));
    let answer = found(client.send(&request)?)?;
    if answer.is_html() {
        return Err(ExchangeError::Unrecognised { status: answer.status(), detail: Detail::default() });
    }
    let media_type = answer.header(header::CONTENT_TYPE).map(str::to_owned);
    let announced = answer.announced();
    let redaction = answer.redaction.clone();
    let bytes = answer.read(MAX_IMAGE_MANIFEST)?;
    check(&bytes, reference, announced)?;
    EncodedImageManifest::identify(bytes, media_type.as_deref())
        .map_err(|problem| AnswerProblem::Manifest(redaction.manifest(problem)).into())
}

/// Compares the digest of the bytes with the one that was asked for and with the one that was announced.
fn check(bytes: &[u8], reference: &Reference, announced: Option<Digest>) -> Result<(), ExchangeError> {
    let found = Digest::of(bytes);
    match (reference, announced) {
        (Reference::Digest(expected), _) if *expected != found => {
            Err(ExchangeError::Corrupt(Corrupt::Digest { expected: *expected, found }))
        }
        (_, Some(announced)) if announced != found => {
            Err(ExchangeError::Corrupt(Corrupt::Announced { announced, found }))
        }
        _ => Ok(()),
    }
}

/// Reads a list of tags page by page. Tags that break the grammar cannot be asked for, so they are left out.
pub(super) fn tags(client: &Client, repository: &Repository) -> Result<Vec<Tag>, ExchangeError> {
    let mut tags = Vec::new();
    let mut left = MAX_TAGS;
    let mut urls = vec![client.url(&format!("/v2/{repository}/tags/list"))?];
    while let Some(url) = urls.last()
        && urls.len() <= MAX_PAGES
    {
        let answer = found(client.send(&Request::new(Method::GET, url.clone()).within(repository))?)?;
        let next =
            answer.header(header::LINK).and_then(headers::next_page).map(|next| answer.resolve(next)).transpose()?;
        let page = read_page(answer, &mut left)?;
        tags.extend(page.into_iter().filter_map(|tag| Tag::new(tag).ok()));
        match next {
            None => {
                tags.sort();
                tags.dedup();
                return Ok(tags);
            }
            Some(next) if !client.is_own(&next) => return Err(RedirectProblem::OtherHost.into()),
            Some(next) if urls.contains(&next) => break,
            Some(next) => urls.push(next),
        }
    }
    Err(AnswerProblem::Malformed { reason: "its list of tags has no end" }.into())
}

fn read_page(answer: Answer, left: &mut u64) -> Result<Vec<String>, ExchangeError> {
    #[derive(Deserialize)]
    struct Page {
        tags: Option<Vec<String>>,
    }
    if answer.is_html() {
        return Err(ExchangeError::Unrecognised { status: answer.status(), detail: Detail::default() });
    }
    let bytes = answer.read(MAX_IMAGE_MANIFEST.min(*left))?;
    *left -= bytes.len() as u64;
    let page: Page = serde_json::from_slice(&bytes)
        .map_err(|_| AnswerProblem::Malformed { reason: "its list of tags is malformed" })?;
    Ok(page.tags.unwrap_or_default())
}

/// Goes on with a success; a registry's 404 means that the thing does not exist.
fn found(answer: Answer) -> Result<Answer, ExchangeError> {
    let is_missing = answer.status() == 404;
    answer.success().map_err(|error| match error {
        ExchangeError::Remote(RemoteProblem::Refused(Refusal::NameUnknown { .. } | Refusal::Other { .. }))
            if is_missing =>
        {
            ExchangeError::Missing
        }
        error => error,
    })
}

//! The answer of a registry: its headers and its bounded body.

use std::io::Read;
use std::time::Duration;

use ureq::Body;
use ureq::http::{Response, Uri, header};

use super::super::{Corrupt, Digest};
use super::problem::{AnswerProblem, ExchangeError, RedirectProblem, RemoteProblem};
use super::redaction::Redaction;
use super::{endpoint, transport};

/// A response, the URL that it came from, and what must not be shown of it.
pub(super) struct Answer {
    pub(super) response: Response<Body>,
    pub(super) url: Uri,
    pub(super) redaction: Redaction,
    /// How long the text of a refusal is listened to.
    pub(super) patience: Duration,
}

impl Answer {
    pub(super) fn status(&self) -> u16 {
        self.response.status().as_u16()
    }

    pub(super) fn is_success(&self) -> bool {
        self.response.status().is_success()
    }

    pub(super) fn header(&self, name: impl header::AsHeaderName) -> Option<&str> {
        self.response.headers().get(name)?.to_str().ok()
    }

    pub(super) fn content_length(&self) -> Option<u64> {
        self.header(header::CONTENT_LENGTH)?.parse().ok()
    }

    pub(super) fn is_html(&self) -> bool {
        self.header(header::CONTENT_TYPE).is_some_and(|media_type| media_type.trim_start().starts_with("text/html"))
    }

    /// Resolves a `Location` or `Link` of this answer.
    pub(super) fn resolve(&self, location: &str) -> Result<Uri, RedirectProblem> {
        endpoint::resolve(&self.url, location).map_err(|problem| self.redaction.redirect(problem))
    }

    /// Returns the digest that the registry announces for what it sent or took.
    pub(super) fn announced(&self) -> Option<Digest> {
        self.header("docker-content-digest")?.parse().ok()
    }

    /// Compares the digest that the registry announces, if it does, with our own.
    pub(super) fn check_digest(&self, found: Digest) -> Result<(), ExchangeError> {
        match self.announced().filter(|announced| *announced != found) {
            Some(announced) => Err(ExchangeError::Corrupt(Corrupt::Announced { announced, found })),
            None => Ok(()),
        }
    }

    /// Reads the whole body, or fails if it is larger than the limit.
    pub(super) fn read(self, limit: u64) -> Result<Vec<u8>, RemoteProblem> {
        let mut bytes = Vec::new();
        let reader = self.response.into_body().into_reader();
        reader.take(limit + 1).read_to_end(&mut bytes).map_err(transport::classify_io)?;
        if bytes.len() as u64 > limit {
            return Err(AnswerProblem::Malformed { reason: "it is larger than it may be" }.into());
        }
        Ok(bytes)
    }
}

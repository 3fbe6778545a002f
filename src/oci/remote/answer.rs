//! The answer of a registry: its headers, its bounded body, and what a refusal means.

use std::io::{self, Read};
use std::time::{Duration, Instant};

use serde::Deserialize;
use ureq::Body;
use ureq::http::{Response, Uri, header};

use super::super::{Corrupt, Digest};
use super::problem::{AnswerProblem, Detail, ExchangeError, RedirectProblem, Refusal, RemoteProblem};
use super::redaction::Redaction;
use super::{endpoint, headers, transport};

/// Most of a refusal that is read.
const MAX_REFUSAL: u64 = 1 << 20;

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

    /// Goes on with a success, and explains anything else.
    pub(super) fn success(self) -> Result<Self, ExchangeError> {
        if self.is_success() { Ok(self) } else { Err(self.refusal(0)) }
    }

    /// Turns the refusal of a request with `sent` bytes into what it means.
    pub(super) fn refusal(self, sent: u64) -> ExchangeError {
        let status = self.status();
        let retry_after = self.header(header::RETRY_AFTER).and_then(headers::retry_after);
        let retry_after = retry_after.map(|text| self.redaction.apply(&text));
        let is_html = self.is_html();
        let Explanation { codes, detail } = Explanation::read(self);
        let refusal = match status {
            403 => Refusal::Forbidden { detail },
            404 if codes.iter().any(|code| code == "NAME_UNKNOWN") => Refusal::NameUnknown { detail },
            413 => Refusal::TooLarge { size: sent, detail },
            429 => Refusal::TooManyRequests { retry_after, detail },
            500.. => Refusal::Server { status, detail },
            _ if is_html || codes.is_empty() && matches!(status, 404 | 405) => {
                return ExchangeError::Unrecognised { status, detail };
            }
            _ => Refusal::Other { status, detail },
        };
        refusal.into()
    }
}

/// What a registry says about a refusal.
struct Explanation {
    codes: Vec<String>,
    detail: Detail,
}

#[derive(Deserialize)]
struct Errors {
    errors: Vec<ErrorEntry>,
}

#[derive(Deserialize)]
struct ErrorEntry {
    code: String,
    #[serde(default)]
    message: Option<String>,
}

impl Explanation {
    fn read(answer: Answer) -> Self {
        let redaction = answer.redaction.clone();
        let mut bytes = Vec::new();
        // The status has said enough already if the text of the refusal does not arrive.
        let body = answer.response.into_body().into_reader().take(MAX_REFUSAL);
        let _ = Impatient::new(body, answer.patience).read_to_end(&mut bytes);
        match serde_json::from_slice::<Errors>(&bytes) {
            Ok(Errors { errors }) if !errors.is_empty() => {
                let text: Vec<String> = errors.iter().map(ErrorEntry::text).collect();
                Self {
                    codes: errors.into_iter().map(|error| error.code).collect(),
                    detail: redaction.detail(&text.join("; ")),
                }
            }
            _ => Self { codes: Vec::new(), detail: redaction.detail(&String::from_utf8_lossy(&bytes)) },
        }
    }
}

impl ErrorEntry {
    fn text(&self) -> String {
        match self.message.as_deref() {
            Some(message) if !message.is_empty() => format!("{}: {message}", self.code),
            _ => self.code.clone(),
        }
    }
}

/// Ends a refusal that goes on and on. A request for a blob has no limit of its own for what is sent back.
struct Impatient<R> {
    inner: R,
    start: Instant,
    patience: Duration,
}

impl<R> Impatient<R> {
    #[expect(clippy::disallowed_methods, reason = "how long a server takes is measured against the clock")]
    fn new(inner: R, patience: Duration) -> Self {
        Self { inner, start: Instant::now(), patience }
    }
}

impl<R: Read> Read for Impatient<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.start.elapsed() > self.patience {
            return Err(io::ErrorKind::TimedOut.into());
        }
        self.inner.read(buffer)
    }
}

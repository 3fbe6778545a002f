//! The answer of a registry: its headers, its bounded body, and what a refusal means.

use std::io::{self, Read};
use std::time::{Duration, Instant};

use serde::Deserialize;
use ureq::Body;
use ureq::http::{Response, Uri, header};

use super::super::{Corrupt, Digest};
use super::failure::{Detail, Failure, RedirectProblem};
use super::redaction::Redaction;
use super::trouble::Trouble;
use super::{origin, retry, transport};

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
        origin::resolve(&self.url, location).map_err(|problem| self.redaction.redirect(problem))
    }

    /// Returns the digest that the registry announces for what it sent or took.
    pub(super) fn announced(&self) -> Option<Digest> {
        self.header("docker-content-digest")?.parse().ok()
    }

    /// Compares the digest that the registry announces, if it does, with our own.
    pub(super) fn check_digest(&self, found: Digest) -> Result<(), Trouble> {
        match self.announced().filter(|announced| *announced != found) {
            Some(announced) => Err(Trouble::Corrupt(Corrupt::Announced { announced, found })),
            None => Ok(()),
        }
    }

    /// Reads the whole body, or fails if it is larger than the limit.
    pub(super) fn read(self, limit: u64) -> Result<Vec<u8>, Failure> {
        let mut bytes = Vec::new();
        let reader = self.response.into_body().into_reader();
        reader.take(limit + 1).read_to_end(&mut bytes).map_err(transport::classify_io)?;
        if bytes.len() as u64 > limit {
            return Err(Failure::Answer { problem: "it is larger than it may be" });
        }
        Ok(bytes)
    }

    /// Goes on with a success, and explains anything else.
    pub(super) fn success(self) -> Result<Self, Trouble> {
        if self.is_success() { Ok(self) } else { Err(self.refusal(0)) }
    }

    /// Turns a refusal of `sent` bytes into what it means.
    pub(super) fn refusal(self, sent: u64) -> Trouble {
        let status = self.status();
        let retry_after = self.header(header::RETRY_AFTER).and_then(retry::describe);
        let retry_after = retry_after.map(|text| self.redaction.detail(&text).as_str().to_owned());
        let is_html = self.is_html();
        let refusal = Refusal::read(self);
        let detail = refusal.detail;
        let failure = match status {
            403 => Failure::Forbidden { detail },
            404 if refusal.codes.iter().any(|code| code == "NAME_UNKNOWN") => Failure::NameUnknown { detail },
            413 => Failure::TooLarge { size: sent, detail },
            429 => Failure::TooManyRequests { retry_after, detail },
            500.. => Failure::Server { status, detail },
            _ if is_html || refusal.codes.is_empty() && matches!(status, 404 | 405) => {
                return Trouble::Unrecognised { status, detail };
            }
            _ => Failure::Rejected { status, detail },
        };
        failure.into()
    }
}

/// What a registry says about a refusal.
struct Refusal {
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

impl Refusal {
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

impl ErrorEntry {
    fn text(&self) -> String {
        match self.message.as_deref() {
            Some(message) if !message.is_empty() => format!("{}: {message}", self.code),
            _ => self.code.clone(),
        }
    }
}

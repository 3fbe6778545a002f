//! A registry that says no: what it means by that, and what it says about it.

use std::io::{self, Read};
use std::time::{Duration, Instant};

use serde::Deserialize;
use ureq::http::header;

use super::answer::Answer;
use super::detail::Detail;
use super::headers;
use super::problem::{ExchangeError, Refusal};

/// Most of a refusal that is read.
const MAX_REFUSAL: u64 = 1 << 20;

/// Goes on with a success, and explains anything else.
pub(super) fn success(answer: Answer) -> Result<Answer, ExchangeError> {
    if answer.is_success() { Ok(answer) } else { Err(explain(answer, 0)) }
}

/// Turns the refusal of a request with `sent` bytes into what it means.
pub(super) fn explain(answer: Answer, sent: u64) -> ExchangeError {
    let status = answer.status();
    let retry_after = answer.header(header::RETRY_AFTER).and_then(headers::retry_after);
    let retry_after = retry_after.map(|text| answer.redaction.apply(&text));
    let is_html = answer.is_html();
    let Explanation { codes, detail } = Explanation::read(answer);
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

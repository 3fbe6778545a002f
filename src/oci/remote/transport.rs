//! The only code that opens connections: one request, one response, no redirects, no retries.

use std::fmt;
use std::io::{self, Read};
use std::time::Duration;

use ureq::http::{HeaderName, Method, Request as HttpRequest, Response, Uri, header, request};
use ureq::tls::TlsConfig;
use ureq::{Agent, Body, SendBody};

use super::super::{Blob, Corrupt, Repository, Verified};
use super::credential::Authorization;
use super::options::Timeouts;
use super::problem::{AnswerProblem, ConnectionProblem, ExchangeError, RemoteProblem};

const USER_AGENT: &str = concat!("vmopack/", env!("CARGO_PKG_VERSION"));

/// From this size on it is worth a round trip to hear "no" before sending everything.
const ASK_FIRST: u64 = 1 << 20;

/// A request that can be sent more than once.
pub(super) struct Request<'a> {
    pub(super) method: Method,
    pub(super) url: Uri,
    pub(super) headers: Vec<(HeaderName, String)>,
    pub(super) content: Content<'a>,
    /// The repository that it is about, which decides on the login.
    pub(super) repository: Option<&'a Repository>,
}

/// What a request carries.
#[derive(Clone, Copy)]
pub(super) enum Content<'a> {
    /// Nothing, as a read does.
    None,
    /// Nothing, and the answer is a blob, which takes as long as it takes.
    NoneForBlob,
    /// Bytes, which may be none.
    Bytes(&'a [u8]),
    /// A blob, which is opened for each attempt and streamed.
    Blob(&'a dyn Blob),
}

impl<'a> Request<'a> {
    pub(super) fn new(method: Method, url: Uri) -> Self {
        Self { method, url, headers: Vec::new(), content: Content::None, repository: None }
    }

    pub(super) fn header(mut self, name: HeaderName, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    pub(super) fn within(mut self, repository: &'a Repository) -> Self {
        self.repository = Some(repository);
        self
    }

    pub(super) fn content(mut self, content: Content<'a>) -> Self {
        self.content = content;
        self
    }
}

/// Opens connections and keeps them for the next request.
pub(super) struct Wire {
    agent: Agent,
    timeouts: Timeouts,
}

impl Wire {
    pub(super) fn new(tls: TlsConfig, timeouts: Timeouts) -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .proxy(None)
            .tls_config(tls)
            .user_agent(USER_AGENT)
            .timeout_resolve(Some(timeouts.connect))
            .timeout_connect(Some(timeouts.connect))
            .timeout_per_read(Some(timeouts.idle))
            .timeout_per_write(Some(timeouts.idle))
            .timeout_global(Some(timeouts.answer))
            .timeout_send_request(Some(timeouts.answer))
            .timeout_recv_response(Some(timeouts.answer))
            .timeout_recv_body(Some(timeouts.answer))
            .build();
        Self { agent: config.new_agent(), timeouts }
    }

    /// Returns how long a refusal may take to be read.
    pub(super) fn patience(&self) -> Duration {
        self.timeouts.answer
    }

    /// Sends a request to a URL, which after a redirect is another than its own.
    pub(super) fn exchange(
        &self,
        request: &Request<'_>,
        url: &Uri,
        authorization: Option<&Authorization>,
    ) -> Result<Response<Body>, ExchangeError> {
        let mut builder = HttpRequest::builder().method(request.method.clone()).uri(url.clone());
        for (name, value) in &request.headers {
            builder = builder.header(name, value);
        }
        if let Some(authorization) = authorization {
            builder = builder.header(header::AUTHORIZATION, authorization.header());
        }
        let sent = match request.content {
            Content::None => self.agent.run(body(builder, ())?),
            Content::NoneForBlob => {
                let request = self.agent.configure_request(body(builder, ())?);
                self.agent.run(request.timeout_global(None).timeout_recv_body(None).build())
            }
            Content::Bytes(bytes) => self.agent.run(body(builder, bytes)?),
            Content::Blob(blob) => return self.send_blob(builder, blob),
        };
        Ok(sent.map_err(classify)?)
    }

    fn send_blob(&self, builder: request::Builder, blob: &dyn Blob) -> Result<Response<Body>, ExchangeError> {
        let mut builder = builder.header(header::CONTENT_LENGTH, blob.size());
        if blob.size() >= ASK_FIRST {
            builder = builder.header(header::EXPECT, "100-continue");
        }
        let mut source = Source::open(blob)?;
        let request = body(builder, SendBody::from_reader(&mut source))?;
        let commit = Some(self.timeouts.commit);
        let request = self.agent.configure_request(request).timeout_global(None);
        let sent = self.agent.run(request.timeout_per_read(commit).timeout_recv_response(commit).build());
        match source.error {
            Some(error) => Err(classify_source(error)),
            None => Ok(sent.map_err(classify)?),
        }
    }
}

impl fmt::Debug for Wire {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Wire").field("timeouts", &self.timeouts).finish_non_exhaustive()
    }
}

fn body<B>(builder: request::Builder, body: B) -> Result<HttpRequest<B>, AnswerProblem> {
    // Names, digests and media types were checked; what is left is a credential with a line break in it.
    builder.body(body).map_err(|_| AnswerProblem::Malformed { reason: "a header cannot be sent" })
}

/// A blob on its way out. It keeps its own errors apart from those of the network.
struct Source<'a> {
    inner: Verified<Box<dyn Read + Send + 'a>>,
    error: Option<io::Error>,
}

impl<'a> Source<'a> {
    fn open(blob: &'a dyn Blob) -> Result<Self, ExchangeError> {
        let content = blob.open().map_err(ExchangeError::Source)?;
        Ok(Self { inner: Verified::new(content, blob.digest(), blob.size()), error: None })
    }
}

impl Read for Source<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.inner.read(buffer).map_err(|error| {
            self.error = Some(error);
            io::Error::other("the content cannot be read")
        })
    }
}

fn classify_source(source: io::Error) -> ExchangeError {
    match Corrupt::in_io(&source) {
        Some(corrupt) => ExchangeError::Corrupt(corrupt.clone()),
        None => ExchangeError::Source(source),
    }
}

fn classify(error: ureq::Error) -> RemoteProblem {
    match error {
        ureq::Error::HostNotFound => ConnectionProblem::Dns { source: error.into_io() }.into(),
        ureq::Error::Timeout(_) => ConnectionProblem::Timeout { source: error.into_io() }.into(),
        ureq::Error::Tls(_) | ureq::Error::Pem(_) | ureq::Error::Rustls(_) | ureq::Error::TlsRequired => {
            ConnectionProblem::Tls { source: error.into_io() }.into()
        }
        ureq::Error::Protocol(_) | ureq::Error::Http(_) => AnswerProblem::Malformed { reason: "it is not HTTP" }.into(),
        ureq::Error::LargeResponseHeader(..) => AnswerProblem::Malformed { reason: "its headers are too large" }.into(),
        error => classify_io(error.into_io()).into(),
    }
}

/// Sorts errors of the network by what to do about them.
pub(super) fn classify_io(source: io::Error) -> ConnectionProblem {
    let is_timeout =
        source.get_ref().is_some_and(|inner| matches!(inner.downcast_ref(), Some(ureq::Error::Timeout(_))));
    match source.kind() {
        io::ErrorKind::ConnectionRefused => ConnectionProblem::Refused { source },
        io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock => ConnectionProblem::Timeout { source },
        _ if is_timeout => ConnectionProblem::Timeout { source },
        // rustls reports everything that is wrong with a handshake like this.
        io::ErrorKind::InvalidData => ConnectionProblem::Tls { source },
        // The standard library has no error kind for it.
        _ if source.to_string().starts_with("failed to lookup address") => ConnectionProblem::Dns { source },
        _ => ConnectionProblem::Lost { source },
    }
}

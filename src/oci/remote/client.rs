//! Requests to one registry: where they go, who we say we are, and which redirects are followed.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, Once, PoisonError};

use ureq::http::{Method, Uri, header};

use super::super::{Events, Host, Repository};
use super::answer::Answer;
use super::challenge::{self, Challenge};
use super::credential::{Authorization, Credential};
use super::endpoint::{self, Endpoint};
use super::options::{Credentials, RemoteOptions};
use super::problem::{AnswerProblem, ExchangeError, LoginProblem, RedirectProblem, RemoteProblem};
use super::redaction::Redaction;
use super::transport::{Request, Wire};

const MAX_REDIRECTS: usize = 10;

/// Sends requests to one registry.
#[derive(Debug)]
pub(super) struct Client {
    host: Host,
    scheme: &'static str,
    endpoint: Endpoint,
    credentials: Credentials,
    /// What the registry has accepted for itself and for namespaces, to be shown without being asked again.
    accepted: Mutex<BTreeMap<Option<String>, Authorization>>,
    events: Arc<dyn Events>,
    warned: Once,
    wire: Wire,
}

impl Client {
    pub(super) fn new(host: &Host, options: RemoteOptions) -> Result<Self, RemoteProblem> {
        let scheme = options.transport.scheme(host);
        let tls = options.tls(host)?;
        let malformed = || RemoteProblem::from(RedirectProblem::Malformed);
        let root: Uri = format!("{scheme}://{host}/").parse().map_err(|_| malformed())?;
        Ok(Self {
            host: host.clone(),
            scheme,
            endpoint: Endpoint::of(&root).ok_or_else(malformed)?,
            credentials: options.credentials,
            accepted: Mutex::default(),
            events: options.events,
            warned: Once::new(),
            wire: Wire::new(tls, options.timeouts),
        })
    }

    /// Makes a URL from a path that starts with `/v2/`.
    pub(super) fn url(&self, path: &str) -> Result<Uri, RemoteProblem> {
        let url = format!("{}://{}{path}", self.scheme, self.host);
        url.parse().map_err(|_| RedirectProblem::Malformed.into())
    }

    /// Tells whether a URL is one of the registry itself.
    pub(super) fn is_own(&self, url: &Uri) -> bool {
        self.endpoint.may_receive_credentials(url)
    }

    /// Sends a request and follows redirects; the answer may be a refusal.
    pub(super) fn send(&self, request: &Request<'_>) -> Result<Answer, ExchangeError> {
        let mut url = request.url.clone();
        for _ in 0..=MAX_REDIRECTS {
            let answer = self.send_authorized(request, &url)?;
            match redirect(&request.method, &answer)? {
                Some(next) => url = next,
                None => return Ok(answer),
            }
        }
        Err(RedirectProblem::TooMany.into())
    }

    /// Sends without a credential first, and again with one if the registry asks for it.
    fn send_authorized(&self, request: &Request<'_>, url: &Uri) -> Result<Answer, ExchangeError> {
        let is_own = self.is_own(url);
        let shown = if is_own { self.accepted_for(request.repository) } else { None };
        let answer = self.exchange(request, url, shown.clone())?;
        if answer.status() != 401 {
            return Ok(answer);
        }
        if !is_own {
            return Err(answer.redaction.redirect(RedirectProblem::Login { to: endpoint::server(url) }).into());
        }
        if shown.is_some() {
            return Err(LoginProblem::Rejected.into());
        }
        let authorization = self.authorize(&answer, request.repository)?;
        let answer = self.exchange(request, url, Some(authorization.clone()))?;
        if answer.status() == 401 {
            return Err(LoginProblem::Rejected.into());
        }
        let namespace = self.credentials.namespace(&self.host, request.repository);
        self.accepted().insert(namespace, authorization);
        Ok(answer)
    }

    fn exchange(
        &self,
        request: &Request<'_>,
        url: &Uri,
        authorization: Option<Authorization>,
    ) -> Result<Answer, ExchangeError> {
        let response = self.wire.exchange(request, url, authorization.as_ref())?;
        // The one that redirected to this server may have told it our login.
        let redaction = Redaction::new(self.accepted().values().cloned().chain(authorization).collect());
        Ok(Answer { response, url: url.clone(), redaction, patience: self.wire.patience() })
    }

    fn accepted(&self) -> MutexGuard<'_, BTreeMap<Option<String>, Authorization>> {
        self.accepted.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn accepted_for(&self, repository: Option<&Repository>) -> Option<Authorization> {
        if self.accepted().is_empty() {
            return None;
        }
        let namespace = self.credentials.namespace(&self.host, repository);
        self.accepted().get(&namespace).cloned()
    }

    fn authorize(&self, answer: &Answer, repository: Option<&Repository>) -> Result<Authorization, RemoteProblem> {
        let challenges = challenges(answer);
        let offers = |scheme: &str| challenges.iter().any(|challenge| challenge.scheme == scheme);
        let credential = self.credentials.find(&self.host, repository)?;
        match credential {
            Some(Credential::Basic { username, password }) if offers("basic") => {
                self.warn();
                Ok(Authorization::basic(&username, &password))
            }
            _ if offers("bearer") => Err(LoginProblem::Token.into()),
            Some(Credential::IdentityToken(_)) => Err(LoginProblem::Token.into()),
            Some(_) => Err(AnswerProblem::Malformed { reason: "it asks for a login without saying how" }.into()),
            None => Err(LoginProblem::Missing.into()),
        }
    }

    /// Says once that everybody on the way can read the login.
    fn warn(&self) {
        if self.scheme == "http" && !self.host.is_loopback() {
            self.warned.call_once(|| self.events.insecure_login(&self.host));
        }
    }
}

fn challenges(answer: &Answer) -> Vec<Challenge> {
    let headers = answer.response.headers().get_all(header::WWW_AUTHENTICATE);
    headers.iter().filter_map(|value| value.to_str().ok()).flat_map(challenge::parse).collect()
}

/// Tells where an answer redirects to, if it does.
fn redirect(method: &Method, answer: &Answer) -> Result<Option<Uri>, RemoteProblem> {
    let status = answer.status();
    let is_read = matches!(*method, Method::GET | Method::HEAD);
    match status {
        307 | 308 => {}
        301..=303 if is_read => {}
        301..=303 => return Err(RedirectProblem::Write { status }.into()),
        _ => return Ok(None),
    }
    let location = answer.header(header::LOCATION).ok_or(RedirectProblem::Malformed)?;
    Ok(Some(answer.resolve(location)?))
}

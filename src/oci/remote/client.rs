//! Requests to one registry: where they go, who we say we are, and where redirects may lead.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, Once, PoisonError};

use ureq::http::{Method, Uri, header};
use ureq::tls::TlsConfig;

use super::super::{Events, Host, Repository};
use super::RemoteOptions;
use super::answer::Answer;
use super::challenge::{self, Challenge};
use super::credential::{Authorization, Credential, Credentials};
use super::failure::{Failure, RedirectProblem};
use super::origin::{self, Origin};
use super::redaction::Redaction;
use super::tls;
use super::transport::{Request, Wire};
use super::trouble::Trouble;

const MAX_REDIRECTS: usize = 10;

/// Sends requests to one registry.
#[derive(Debug)]
pub(super) struct Client {
    host: Host,
    scheme: &'static str,
    origin: Origin,
    credentials: Credentials,
    /// What the registry has accepted for itself and for namespaces, to be shown without being asked again.
    accepted: Mutex<BTreeMap<Option<String>, Authorization>>,
    events: Arc<dyn Events>,
    warned: Once,
    wire: Wire,
}

impl Client {
    pub(super) fn new(host: &Host, options: RemoteOptions) -> Result<Self, Failure> {
        let scheme = options.transport.scheme(host);
        let tls = tls_for(scheme, options.ca_file.as_deref())?;
        let malformed = || Failure::from(RedirectProblem::Malformed);
        let root: Uri = format!("{scheme}://{host}/").parse().map_err(|_| malformed())?;
        Ok(Self {
            host: host.clone(),
            scheme,
            origin: Origin::of(&root).ok_or_else(malformed)?,
            credentials: options.credentials,
            accepted: Mutex::default(),
            events: options.events,
            warned: Once::new(),
            wire: Wire::new(tls, options.timeouts),
        })
    }

    /// Makes a URL from a path that starts with `/v2/`.
    pub(super) fn url(&self, path: &str) -> Result<Uri, Failure> {
        let url = format!("{}://{}{path}", self.scheme, self.host);
        url.parse().map_err(|_| RedirectProblem::Malformed.into())
    }

    /// Tells whether a URL leads to the registry itself.
    pub(super) fn is_own(&self, url: &Uri) -> bool {
        self.origin.may_receive_credentials(url)
    }

    /// Sends a request and follows redirects; the answer may be a refusal.
    pub(super) fn send(&self, request: &Request<'_>) -> Result<Answer, Trouble> {
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
    fn send_authorized(&self, request: &Request<'_>, url: &Uri) -> Result<Answer, Trouble> {
        let is_own = self.is_own(url);
        let shown = if is_own { self.accepted_for(request.repository) } else { None };
        let answer = self.exchange(request, url, shown.clone())?;
        if answer.status() != 401 {
            return Ok(answer);
        }
        if !is_own {
            return Err(answer.redaction.redirect(RedirectProblem::Login { to: origin::server(url) }).into());
        }
        if shown.is_some() {
            return Err(Failure::CredentialsRejected.into());
        }
        let authorization = self.authorize(&answer, request.repository)?;
        let answer = self.exchange(request, url, Some(authorization.clone()))?;
        if answer.status() == 401 {
            return Err(Failure::CredentialsRejected.into());
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
    ) -> Result<Answer, Trouble> {
        let response = self.wire.exchange(request, url, authorization.as_ref())?;
        // A server that was led to may have been told our login by the one that led there.
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

    fn authorize(&self, answer: &Answer, repository: Option<&Repository>) -> Result<Authorization, Failure> {
        let challenges = challenges(answer);
        let offers = |scheme: &str| challenges.iter().any(|challenge| challenge.scheme == scheme);
        let credential = self.credentials.find(&self.host, repository)?;
        match credential {
            Some(Credential::Basic { username, password }) if offers("basic") => {
                self.warn();
                Ok(Authorization::basic(&username, &password))
            }
            _ if offers("bearer") => Err(Failure::TokenAuthentication),
            Some(Credential::IdentityToken(_)) => Err(Failure::TokenAuthentication),
            Some(_) => Err(Failure::Answer { problem: "it asks for a login without saying how" }),
            None => Err(Failure::CredentialsMissing),
        }
    }

    /// Says once that everybody on the way can read the login.
    fn warn(&self) {
        if self.scheme == "http" && !self.host.is_loopback() {
            self.warned.call_once(|| self.events.insecure_login(&self.host));
        }
    }
}

/// Sets TLS up only where it is used: reading the CA certificates of a system takes some milliseconds.
fn tls_for(scheme: &str, ca_file: Option<&Path>) -> Result<TlsConfig, Failure> {
    if scheme == "https" { tls::config(ca_file) } else { Ok(TlsConfig::default()) }
}

fn challenges(answer: &Answer) -> Vec<Challenge> {
    let headers = answer.response.headers().get_all(header::WWW_AUTHENTICATE);
    headers.iter().filter_map(|value| value.to_str().ok()).flat_map(challenge::parse).collect()
}

/// Tells where an answer leads, if it is a redirect.
fn redirect(method: &Method, answer: &Answer) -> Result<Option<Uri>, Failure> {
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

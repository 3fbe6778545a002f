//! Who we are to a registry. Nothing here shows a secret.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::super::Host;
use super::{CredentialFiles, CredentialProblem};

/// Text that is never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Takes a secret.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    pub(super) fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("(secret)")
    }
}

/// What proves to a registry who we are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Credential {
    /// A user name and a password.
    Basic {
        /// The user name.
        username: String,
        /// The password.
        password: Secret,
    },
    /// A token that is exchanged for others.
    IdentityToken(Secret),
}

/// Where credentials come from.
#[derive(Debug, Clone, Default)]
pub enum Credentials {
    /// None: public registries only.
    #[default]
    Anonymous,
    /// This one.
    Given(Credential),
    /// The configuration files and helpers of docker and podman.
    Files(CredentialFiles),
}

impl Credentials {
    pub(super) fn find(&self, host: &Host) -> Result<Option<Credential>, CredentialProblem> {
        match self {
            Self::Anonymous => Ok(None),
            Self::Given(credential) => Ok(Some(credential.clone())),
            Self::Files(files) => files.find(host),
        }
    }
}

/// The value of an `Authorization` header, with what must not appear in messages.
#[derive(Debug, Clone)]
pub(super) struct Authorization {
    header: Secret,
    password: Secret,
}

impl Authorization {
    pub(super) fn basic(username: &str, password: &Secret) -> Self {
        let encoded = STANDARD.encode(format!("{username}:{}", password.reveal()));
        Self { header: Secret(format!("Basic {encoded}")), password: password.clone() }
    }

    pub(super) fn header(&self) -> &str {
        self.header.reveal()
    }

    /// Takes our secrets out of what a server says: some echo requests.
    pub(super) fn redact(&self, text: &str) -> String {
        let encoded = self.header.reveal().trim_start_matches("Basic ");
        let secrets = [encoded, self.password.reveal()];
        secrets
            .iter()
            .filter(|secret| !secret.is_empty())
            .fold(text.to_owned(), |text, secret| text.replace(secret, "(secret)"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_never_shown() {
        let password = Secret::new("CANARY");
        let credential = Credential::Basic { username: "robot$ci".to_owned(), password: password.clone() };
        let authorization = Authorization::basic("robot$ci", &password);
        let shown = format!("{credential:?} {authorization:?} {:?}", Credentials::Given(credential.clone()));
        assert!(!shown.contains("CANARY") && !shown.contains("cm9ib3Q"), "{shown}");
        let echo = format!("your header was {} and your password CANARY", authorization.header());
        assert_eq!(authorization.redact(&echo), "your header was Basic (secret) and your password (secret)");
    }

    #[test]
    fn basic_is_encoded() {
        let authorization = Authorization::basic("Aladdin", &Secret::new("open sesame"));
        assert_eq!(authorization.header(), "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
    }
}

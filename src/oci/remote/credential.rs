//! Who we are to a registry. Nothing here shows a secret.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

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
        self.spellings().iter().fold(text.to_owned(), |text, secret| hide(&text, secret))
    }

    /// Lists what our secrets look like after a server has put them into a URL or a text, the longest first.
    fn spellings(&self) -> Vec<String> {
        let padded = self.header.reveal().trim_start_matches("Basic ");
        let encoded = padded.trim_end_matches('=');
        let password = self.password.reveal();
        let mut spellings = vec![
            padded.to_owned(),
            encoded.to_owned(),
            percent_encoded(encoded),
            encoded.replace('+', "-").replace('/', "_"),
            STANDARD_NO_PAD.encode(password),
            percent_encoded(password),
            password.to_owned(),
        ];
        spellings.retain(|spelling| !spelling.is_empty());
        spellings.dedup();
        spellings
    }
}

/// Hides a secret in whatever letters: hosts, for example, are made small.
fn hide(text: &str, secret: &str) -> String {
    let (folded, secret) = (text.to_ascii_lowercase(), secret.to_ascii_lowercase());
    let mut shown = String::new();
    let mut end = 0;
    for (start, found) in folded.match_indices(&secret) {
        shown.push_str(&text[end..start]);
        shown.push_str("(secret)");
        end = start + found.len();
    }
    shown.push_str(&text[end..]);
    shown
}

/// What has to be encoded anywhere in a URL.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

fn percent_encoded(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_never_shown() {
        let password = Secret::new("CANARY");
        let credential = Credential::Basic { username: "robot$ci".to_owned(), password: password.clone() };
        let authorization = Authorization::basic("robot$ci", &password);
        let shown = format!("{credential:?} {authorization:?}");
        assert!(!shown.contains("CANARY") && !shown.contains("cm9ib3Q"), "{shown}");
        let echo = format!("your header was {} and your password CANARY", authorization.header());
        assert_eq!(authorization.redact(&echo), "your header was Basic (secret) and your password (secret)");
    }

    #[test]
    fn secrets_are_hidden_however_they_are_spelled() {
        let authorization = Authorization::basic("u?>", &Secret::new("p/w +?>"));
        assert_eq!(authorization.header(), "Basic dT8+OnAvdyArPz4=");
        for echo in [
            "Basic dT8+OnAvdyArPz4=",
            "https://h/dT8%2BOnAvdyArPz4%3D",
            "dT8-OnAvdyArPz4",
            "dt8-onavdyarpz4.example.com",
            "P/W +?>",
            "p%2Fw%20%2b%3F%3E",
            "cC93ICs/Pg==",
        ] {
            let shown = authorization.redact(echo);
            assert!(shown.contains("(secret)") && shown.len() <= 24, "{echo}: {shown}");
        }
        assert_eq!(authorization.redact("nothing to hide"), "nothing to hide");
    }

    #[test]
    fn basic_is_encoded() {
        let authorization = Authorization::basic("Aladdin", &Secret::new("open sesame"));
        assert_eq!(authorization.header(), "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
    }
}

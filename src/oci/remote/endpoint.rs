//! Where a request may go, and with what.

use fluent_uri::UriRef;
use ureq::http::Uri;
use ureq::http::uri::{Authority, Scheme};

use super::problem::RedirectProblem;

/// Scheme, host and port: what a credential is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Endpoint {
    scheme: String,
    host: String,
    port: u16,
}

impl Endpoint {
    /// Returns the endpoint of an absolute HTTP URL.
    pub(super) fn of(url: &Uri) -> Option<Self> {
        let scheme = url.scheme_str()?.to_ascii_lowercase();
        let default_port = match scheme.as_str() {
            "https" => 443,
            "http" => 80,
            _ => return None,
        };
        let host = url.host()?.to_ascii_lowercase();
        // Whatever else follows the host is neither a port nor nothing, so it is not what it seems.
        let is_bare = url.authority().is_some_and(|authority| authority.as_str().len() == host.len());
        let port = url.port_u16().or(is_bare.then_some(default_port))?;
        Some(Self { scheme, host, port })
    }

    /// Decides whether a credential for this endpoint may be sent to a URL. Every request asks here and nowhere else.
    pub(super) fn may_receive_credentials(&self, url: &Uri) -> bool {
        Self::of(url).as_ref() == Some(self)
    }
}

/// Resolves a `Location` or `Link` against the URL that it came from, and refuses to leave encryption behind.
pub(super) fn resolve(base: &Uri, location: &str) -> Result<Uri, RedirectProblem> {
    let url = absolute(base, location).ok_or(RedirectProblem::Malformed)?;
    // A user name in a URL would be sent as a credential.
    if Endpoint::of(&url).is_none() || url.authority().is_none_or(|authority| authority.as_str().contains('@')) {
        return Err(RedirectProblem::Malformed);
    }
    if base.scheme() == Some(&Scheme::HTTPS) && url.scheme() != Some(&Scheme::HTTPS) {
        return Err(RedirectProblem::Insecure { to: server(&url) });
    }
    Ok(url)
}

/// Makes a URL of a reference by RFC 3986. A URL is kept as it came: it may be signed.
fn absolute(base: &Uri, location: &str) -> Option<Uri> {
    let location = location.split('#').next().unwrap_or_default().trim();
    if let Ok(url) = location.parse::<Uri>()
        && url.scheme().is_some()
    {
        return Some(url);
    }
    let base = fluent_uri::Uri::parse(base.to_string()).ok()?;
    let url = UriRef::parse(location).ok()?.resolve_against(&base).ok()?;
    url.as_str().parse().ok()
}

/// Names the server of a URL; path and query may hold anything, such as a signature or what we had told another server.
pub(super) fn server(url: &Uri) -> String {
    let authority = url.authority().map_or("", Authority::as_str);
    format!("{}://{authority}", url.scheme_str().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Uri {
        text.parse().unwrap()
    }

    #[test]
    fn credentials_stay_with_their_endpoint() {
        let endpoint = Endpoint::of(&url("https://registry.example.com/v2/")).unwrap();
        for same in
            ["https://registry.example.com/x?y", "https://registry.example.com:443/", "HTTPS://Registry.Example.com/"]
        {
            assert!(endpoint.may_receive_credentials(&url(same)), "{same}");
        }
        for other in [
            "http://registry.example.com/",
            "https://registry.example.com:444/",
            "https://example.com/",
            "https://registry.example.com.evil.example/",
            "https://registry.example.com@evil.example/",
            "/relative",
        ] {
            assert!(!endpoint.may_receive_credentials(&url(other)), "{other}");
        }
    }

    #[test]
    fn locations_are_resolved() {
        let base = url("https://h:5000/v2/a/blobs/uploads/?x=1");
        for (location, expected) in [
            ("/v2/u?_state=a%2Fb", "https://h:5000/v2/u?_state=a%2Fb"),
            ("https://other/u?a=1&b=2", "https://other/u?a=1&b=2"),
            ("//other/u", "https://other/u"),
            ("session", "https://h:5000/v2/a/blobs/uploads/session"),
            ("?s=1", "https://h:5000/v2/a/blobs/uploads/?s=1"),
            ("/u?to=http://x", "https://h:5000/u?to=http://x"),
            ("/u#fragment", "https://h:5000/u"),
            ("session?to=http://x", "https://h:5000/v2/a/blobs/uploads/session?to=http://x"),
            ("a/b://c", "https://h:5000/v2/a/blobs/uploads/a/b://c"),
            ("HTTPS://other/u", "https://other/u"),
            ("../u", "https://h:5000/v2/a/blobs/u"),
            ("/v2/./a/../b", "https://h:5000/v2/b"),
            ("../../../../../u", "https://h:5000/u"),
            ("https://other/a/../u?signature=a|b[c]", "https://other/a/../u?signature=a|b[c]"),
        ] {
            assert_eq!(resolve(&base, location).unwrap().to_string(), expected);
        }
    }

    #[test]
    fn hostile_locations_are_refused() {
        let base = url("https://h/v2/");
        for location in [
            "file:///etc/passwd",
            "ftp://h/",
            "https://user:word@h/",
            "https://",
            "/a b",
            "https://h:x/",
            "gopher://h",
            "h:5000/u",
            "/%zz",
        ] {
            assert_eq!(resolve(&base, location), Err(RedirectProblem::Malformed), "{location}");
        }
        let insecure = RedirectProblem::Insecure { to: "http://h".to_owned() };
        assert_eq!(resolve(&base, "http://h/u?secret=1"), Err(insecure));
        assert!(resolve(&url("http://h/"), "https://h/").is_ok(), "becoming secure is fine");
    }
}

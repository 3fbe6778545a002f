//! Credentials that docker, podman and their helpers keep.

use std::ffi::OsString;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use docker_credential::{CredentialRetrievalError, DockerCredential};
use fs_err::File;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::super::{Host, Repository};
use super::credential::{Credential, Secret};
use super::credential_helpers;
use super::credential_problem::{CredentialProblem, MAX_FILE};

/// A helper may ask its user to unlock something, but not for ever.
const HELPER_TIMEOUT: Duration = Duration::from_secs(30);
/// What docker files its own hub under.
const HUB_KEY: &str = "https://index.docker.io/v1/";

/// The configuration files in which credentials are looked for, first come first served.
#[derive(Debug, Clone, Default)]
pub struct CredentialFiles {
    paths: Vec<PathBuf>,
}

impl CredentialFiles {
    /// Looks in these files.
    pub fn new(paths: impl IntoIterator<Item = PathBuf>) -> Self {
        Self { paths: paths.into_iter().collect() }
    }

    /// Looks where docker and podman do, given a way to read environment variables.
    ///
    /// The order is `REGISTRY_AUTH_FILE`, `DOCKER_CONFIG`, podman's file of this session, podman's file of this user,
    /// docker's file of this user.
    pub fn from_environment(variable: impl Fn(&str) -> Option<OsString>) -> Self {
        let path = |name: &str| variable(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        let docker = path("DOCKER_CONFIG").or_else(|| Some(path("HOME")?.join(".docker")));
        let own_docker = docker.map(|directory| directory.join("config.json"));
        let (explicit, implicit) =
            if path("DOCKER_CONFIG").is_some() { (own_docker, None) } else { (None, own_docker) };
        let session = path("XDG_RUNTIME_DIR").map(|directory| directory.join("containers/auth.json"));
        let settings = path("XDG_CONFIG_HOME").or_else(|| Some(path("HOME")?.join(".config")));
        let user = settings.map(|directory| directory.join("containers/auth.json"));
        Self::new([path("REGISTRY_AUTH_FILE"), explicit, session, user, implicit].into_iter().flatten())
    }

    /// Looks for a login of the repository or of a namespace that it is in, as podman keeps them, and then for one of
    /// the whole registry.
    pub(super) fn find(
        &self,
        host: &Host,
        repository: Option<&Repository>,
    ) -> Result<Option<Credential>, CredentialProblem> {
        if let Some((path, _, entry)) = repository.and_then(|repository| self.namespaced(host, repository)) {
            let config = json!({ "auths": { host.as_str(): entry } });
            return look_up(path, config.to_string().into_bytes(), host.to_string());
        }
        for path in &self.paths {
            if let Some(bytes) = read(path)?
                && let Some(credential) = look_up(path, bytes, server(host))?
            {
                return Ok(Some(credential));
            }
        }
        Ok(None)
    }

    /// Returns the longest key below a host that has a login for the repository.
    pub(super) fn namespace(&self, host: &Host, repository: &Repository) -> Option<String> {
        self.namespaced(host, repository).map(|(_, key, _)| key)
    }

    /// A file that cannot be used is passed over here: whether it matters is found out when it is its turn.
    fn namespaced(&self, host: &Host, repository: &Repository) -> Option<(&Path, String, Value)> {
        let usable = |path: &PathBuf| serde_json::from_slice::<Logins>(&read(path).ok()??).ok();
        let mut files: Vec<_> = self.paths.iter().filter_map(|path| Some((path, usable(path)?.auths))).collect();
        let name = repository.as_str();
        let parents = name.rmatch_indices('/').map(|(end, _)| &name[..end]);
        std::iter::once(name).chain(parents).map(|namespace| format!("{host}/{namespace}")).find_map(|key| {
            files.iter_mut().find_map(|(path, auths)| {
                let entry = auths.remove(&key).filter(is_login)?;
                Some((path.as_path(), key.clone(), entry))
            })
        })
    }
}

/// The logins that a configuration file holds itself.
#[derive(Deserialize)]
struct Logins {
    #[serde(default)]
    auths: Map<String, Value>,
}

/// Where a helper keeps the login, its entry is there and holds nothing.
fn is_login(entry: &Value) -> bool {
    let is_given = |member: &str| entry[member].as_str().is_some_and(|text| !text.is_empty());
    ["auth", "username", "identitytoken"].into_iter().any(is_given)
}

/// Returns the name that a registry has in configuration files.
fn server(host: &Host) -> String {
    match host.name() {
        "docker.io" | "index.docker.io" | "registry-1.docker.io" => HUB_KEY.to_owned(),
        _ => host.to_string(),
    }
}

/// A file that does not exist holds no credentials; one that we may not read is an error, since it might.
fn read(path: &Path) -> Result<Option<Vec<u8>>, CredentialProblem> {
    let file = match File::open(path) {
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            return Ok(None);
        }
        file => file.map_err(|source| CredentialProblem::Io { source })?,
    };
    let mut bytes = Vec::new();
    file.take(MAX_FILE + 1).read_to_end(&mut bytes).map_err(|source| CredentialProblem::Io { source })?;
    if bytes.len() as u64 > MAX_FILE {
        return Err(CredentialProblem::TooLarge { path: path.to_owned() });
    }
    Ok((!bytes.is_empty()).then_some(bytes))
}

fn look_up(path: &Path, bytes: Vec<u8>, server: String) -> Result<Option<Credential>, CredentialProblem> {
    credential_helpers::check_names(path, &bytes)?;
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || sender.send(docker_credential::get_credential_from_reader(bytes.as_slice(), &server)));
    let path = path.to_owned();
    match receiver.recv_timeout(HELPER_TIMEOUT) {
        Ok(Ok(DockerCredential::UsernamePassword(username, password)))
            if username.is_empty() && password.is_empty() =>
        {
            Ok(None)
        }
        Ok(Ok(DockerCredential::UsernamePassword(username, password))) => {
            Ok(Some(Credential::Basic { username, password: Secret::new(password) }))
        }
        Ok(Ok(DockerCredential::IdentityToken(token))) => Ok(Some(Credential::IdentityToken(Secret::new(token)))),
        Ok(Err(error)) => explain(path, &error),
        Err(mpsc::RecvTimeoutError::Timeout) => Err(CredentialProblem::HelperHangs { path }),
        Err(mpsc::RecvTimeoutError::Disconnected) => Err(CredentialProblem::Malformed { path }),
    }
}

fn explain(path: PathBuf, error: &CredentialRetrievalError) -> Result<Option<Credential>, CredentialProblem> {
    use CredentialRetrievalError as Cause;
    Err(match error {
        Cause::NoCredentialConfigured | Cause::ConfigNotFound => return Ok(None),
        // All helpers say it in these words: github.com/docker/docker-credential-helpers, credentials/error.go.
        Cause::HelperFailure { stdout, .. } if stdout.contains("credentials not found") => return Ok(None),
        Cause::ConfigReadError => CredentialProblem::Malformed { path },
        Cause::CredentialDecodingError | Cause::CredentialMismatchError => CredentialProblem::Entry { path },
        Cause::HelperCommunicationError => CredentialProblem::HelperMissing { path },
        Cause::HelperFailure { .. } | Cause::MalformedHelperResponse => CredentialProblem::HelperFailed { path },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(json: &str, host: &str, repository: Option<&Repository>) -> Result<Option<Credential>, CredentialProblem> {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("config.json");
        fs_err::write(&path, json).unwrap();
        CredentialFiles::new([directory.path().join("missing.json"), path]).find(&Host::new(host).unwrap(), repository)
    }

    fn show(json: &str, host: &str) -> String {
        show_within(json, host, None)
    }

    fn show_within(json: &str, host: &str, repository: Option<&str>) -> String {
        let repository = repository.map(|name| Repository::new(name).unwrap());
        match find(json, host, repository.as_ref()) {
            Ok(Some(Credential::Basic { username, password })) => format!("{username}:{}", password.reveal()),
            Ok(Some(Credential::IdentityToken(token))) => format!("token {}", token.reveal()),
            Ok(None) => "none".to_owned(),
            Err(problem) => format!("{problem:?}").split(' ').next().unwrap().to_owned(),
        }
    }

    #[test]
    fn configuration_files_as_docker_reads_them() {
        for (json, expected) in [
            (r#"{"auths":{"h:5000":{"auth":"dTpw"}}}"#, "u:p"),
            (r#"{"auths":{"https://h:5000":{"auth":"dTpw"}}}"#, "u:p"),
            (r#"{"auths":{"http://h:5000/v1/":{"auth":"dTpw"}}}"#, "u:p"),
            (r#"{"auths":{"h:5000":{"auth":"dTpwOnc"}}}"#, "u:p:w"),
            (r#"{"auths":{"h:5000":{"username":"u","password":"p"}}}"#, "u:p"),
            (r#"{"auths":{"h:5000":{"auth":"dTpw","identitytoken":"t"}}}"#, "token t"),
            (r#"{"auths":{"h":{"auth":"dTpw"}}}"#, "none"),
            (r#"{"auths":{"h:5000":{}}}"#, "none"),
            (r#"{"auths":{}}"#, "none"),
            ("{}", "none"),
            ("", "none"),
            (r#"{"auths":{"h:5000":{"auth":"%%%"}}}"#, "Entry"),
            (r#"{"auths":{"h:5000":{"auth":"dXA="}}}"#, "Entry"),
            (r#"{"auths":{"h:5000":{"auth":"dTpw","username":"x","password":"p"}}}"#, "Entry"),
            (r#"{"auths":[]}"#, "Malformed"),
            ("not json", "Malformed"),
            (r#"{"credHelpers":{"h:5000":"vmopack-missing"},"auths":{"h:5000":{"auth":"dTpw"}}}"#, "HelperMissing"),
            (r#"{"credHelpers":{"other":"vmopack-missing"},"auths":{"h:5000":{"auth":"dTpw"}}}"#, "u:p"),
            (r#"{"credHelpers":{"other":"../../bin/sh"}}"#, "HelperName"),
            (r#"{"credsStore":"a b"}"#, "HelperName"),
            (r#"{"credSstore":"typo"}"#, "none"),
        ] {
            assert_eq!(show(json, "h:5000"), expected, "{json}");
        }
    }

    #[test]
    fn the_longest_namespace_wins_as_in_podman() {
        // The entries are for the users h, t and p, all with the password p.
        let json = r#"{"auths":{
            "h:5000":{"auth":"aDpw"},"h:5000/team":{"auth":"dDpw"},"h:5000/team/packs":{"username":"p","password":"p"},
            "h:5000/team/kept":{},"h:5000/broken":{"auth":"%%%"},"h":{"auth":"eDpw"},"h/team":{"auth":"eDpw"}}}"#;
        for (repository, expected) in [
            (None, "h:p"),
            (Some("other"), "h:p"),
            (Some("teams"), "h:p"),
            (Some("team"), "t:p"),
            (Some("team/other/cdi"), "t:p"),
            (Some("team/kept"), "t:p"),
            (Some("team/packs"), "p:p"),
            (Some("team/packs/cdi"), "p:p"),
            (Some("broken/cdi"), "Entry"),
        ] {
            assert_eq!(show_within(json, "h:5000", repository), expected, "{repository:?}");
        }
        let only = r#"{"auths":{"h:5000/team":{"auth":"dDpw"}}}"#;
        assert_eq!(show_within(only, "h:5000", Some("other")), "none");
        let host = Host::new("h:5000").unwrap();
        let directory = tempfile::tempdir().unwrap();
        let files = ["broken", "good"].map(|name| directory.path().join(name));
        fs_err::write(&files[0], "not json").unwrap();
        fs_err::write(&files[1], json).unwrap();
        let namespace = CredentialFiles::new(files).namespace(&host, &Repository::new("team/x").unwrap());
        assert_eq!(namespace.as_deref(), Some("h:5000/team"));
    }

    #[test]
    fn docker_hub_has_a_key_of_its_own() {
        let json = r#"{"auths":{"https://index.docker.io/v1/":{"auth":"dTpw"}}}"#;
        assert_eq!(show(json, "docker.io"), "u:p");
        assert_eq!(show(json, "registry-1.docker.io"), "u:p");
    }

    #[test]
    fn files_are_found_in_the_documented_order() {
        let files = |variables: &[(&str, &str)]| {
            let files = CredentialFiles::from_environment(|name| {
                variables.iter().find(|(key, _)| *key == name).map(|(_, value)| OsString::from(value))
            });
            files.paths.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(files(&[]), "");
        assert_eq!(files(&[("HOME", "/h")]), "/h/.config/containers/auth.json /h/.docker/config.json");
        assert_eq!(
            files(&[
                ("HOME", "/h"),
                ("XDG_RUNTIME_DIR", "/run"),
                ("DOCKER_CONFIG", "/d"),
                ("REGISTRY_AUTH_FILE", "/r")
            ]),
            "/r /d/config.json /run/containers/auth.json /h/.config/containers/auth.json"
        );
    }
}

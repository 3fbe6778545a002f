//! A registry in this process: threads, a listener, a store in memory, and a script that may answer in its place.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use vmopack::oci::{Digest, Host, Remote, RemoteOptions};

/// A request as it arrived.
#[derive(Debug, Clone)]
pub(crate) struct Seen {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: Vec<u8>,
}

impl Seen {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(String::as_str)
    }

    pub(crate) fn is(&self, method: &str, part: &str) -> bool {
        self.method == method && self.path.contains(part)
    }
}

/// An answer; a content length of its own makes it a lie.
#[derive(Debug, Clone)]
pub(crate) struct Reply {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    content_length: Option<usize>,
    has_length: bool,
    pace: Option<Pace>,
}

/// What of an answer comes byte by byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pace {
    All,
    Body,
}

/// The pause after each byte.
const PAUSE: Duration = Duration::from_millis(20);

impl Reply {
    pub(crate) fn new(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self { status, headers: Vec::new(), body: body.into(), content_length: None, has_length: true, pace: None }
    }

    pub(crate) fn error(status: u16, code: &str, message: &str) -> Self {
        Self::new(status, format!(r#"{{"errors":[{{"code":"{code}","message":"{message}"}}]}}"#))
    }

    pub(crate) fn header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    pub(crate) fn claiming(mut self, content_length: usize) -> Self {
        self.content_length = Some(content_length);
        self
    }

    /// Leaves the length out: the answer ends with the connection.
    pub(crate) fn without_length(mut self) -> Self {
        self.has_length = false;
        self
    }

    pub(crate) fn trickling(mut self, pace: Pace) -> Self {
        self.pace = Some(pace);
        self
    }

    fn is_last(&self) -> bool {
        !self.has_length || self.content_length.is_some_and(|length| length != self.body.len())
    }

    fn send(&self, stream: &mut TcpStream, is_head: bool) -> std::io::Result<()> {
        let length = self.content_length.unwrap_or(self.body.len());
        let mut head = format!("HTTP/1.1 {} X\r\n", self.status);
        if self.has_length {
            write!(head, "Content-Length: {length}\r\n").unwrap();
        }
        for (name, value) in &self.headers {
            write!(head, "{name}: {value}\r\n").unwrap();
        }
        let mut bytes = (head + "\r\n").into_bytes();
        let at_once = match self.pace {
            Some(Pace::All) => 0,
            Some(Pace::Body) => bytes.len(),
            None => usize::MAX,
        };
        if !is_head {
            bytes.extend(&self.body);
        }
        // In one piece: two small writes wait for each other's acknowledgement.
        let (fast, slow) = bytes.split_at(at_once.min(bytes.len()));
        stream.write_all(fast)?;
        for byte in slow {
            stream.write_all(&[*byte])?;
            thread::sleep(PAUSE);
        }
        Ok(())
    }
}

type Script = dyn Fn(&Seen) -> Option<Reply> + Send + Sync;

#[derive(Default)]
struct Store {
    blobs: BTreeMap<String, Vec<u8>>,
    manifests: BTreeMap<String, (String, Vec<u8>)>,
    seen: Vec<Seen>,
}

/// The registry. It lives as long as the test process.
#[derive(Clone)]
pub(crate) struct FakeRegistry {
    address: SocketAddr,
    store: Arc<Mutex<Store>>,
}

impl FakeRegistry {
    /// Starts a registry that behaves well.
    pub(crate) fn new() -> Self {
        Self::scripted(|_| None)
    }

    /// Starts a registry that wants this value in `Authorization`.
    pub(crate) fn with_login(authorization: &'static str) -> Self {
        Self::scripted(move |seen| (seen.header("authorization") != Some(authorization)).then(login))
    }

    /// Starts a registry in whose place a script answers whenever it wants to.
    pub(crate) fn scripted(script: impl Fn(&Seen) -> Option<Reply> + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let registry = Self { address, store: Arc::default() };
        let script: Arc<Script> = Arc::new(script);
        let server = registry.clone();
        thread::spawn(move || {
            for stream in listener.incoming() {
                let (server, script) = (server.clone(), Arc::clone(&script));
                thread::spawn(move || server.serve(stream.unwrap(), &*script));
            }
        });
        registry
    }

    pub(crate) fn host(&self) -> Host {
        Host::new(self.address.to_string()).unwrap()
    }

    pub(crate) fn remote(&self) -> Remote {
        self.remote_with(RemoteOptions::default())
    }

    pub(crate) fn remote_with(&self, options: RemoteOptions) -> Remote {
        Remote::new(self.host(), options).unwrap()
    }

    /// Returns the requests so far.
    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.store.lock().unwrap().seen.clone()
    }

    /// Returns the requests so far, a line each, without what differs between runs.
    pub(crate) fn transcript(&self) -> String {
        let line = |seen: &Seen| format!("{} {}", seen.method, seen.path);
        self.seen().iter().map(line).collect::<Vec<_>>().join("\n")
    }

    pub(crate) fn put_manifest(&self, name: &str, media_type: &str, bytes: &[u8]) {
        self.store.lock().unwrap().manifests.insert(name.to_owned(), (media_type.to_owned(), bytes.to_vec()));
    }

    pub(crate) fn put_blob(&self, bytes: &[u8]) {
        self.store.lock().unwrap().blobs.insert(Digest::of(bytes).to_string(), bytes.to_vec());
    }

    fn serve(&self, mut stream: TcpStream, script: &Script) {
        let mut reader = BufReader::new(stream.try_clone().unwrap());
        while let Some(mut seen) = read_head(&mut reader) {
            let early = seen.header("expect").and_then(|_| script(&seen));
            if early.is_none() {
                if seen.header("expect").is_some() && stream.write_all(b"HTTP/1.1 100 Continue\r\n\r\n").is_err() {
                    return;
                }
                let length = seen.header("content-length").map_or(0, |length| length.parse().unwrap());
                let mut body = vec![0; length];
                if reader.read_exact(&mut body).is_err() {
                    return;
                }
                seen.body = body;
            }
            self.store.lock().unwrap().seen.push(seen.clone());
            let is_early = early.is_some();
            let reply = early.or_else(|| script(&seen)).unwrap_or_else(|| self.answer(&seen));
            if reply.send(&mut stream, seen.method == "HEAD").is_err() || reply.is_last() || is_early {
                return;
            }
        }
    }

    fn answer(&self, seen: &Seen) -> Reply {
        let mut store = self.store.lock().unwrap();
        let (path, query) = seen.path.split_once('?').unwrap_or((&seen.path, ""));
        match seen.method.as_str() {
            "GET" if path == "/v2/" => Reply::new(200, "{}"),
            "POST" => Reply::new(202, "").header("Location", "/upload/1?_state=a%2Fb"),
            "PUT" if path.starts_with("/upload/") => {
                let digest = query.rsplit("digest=").next().unwrap().to_owned();
                store.blobs.insert(digest.clone(), seen.body.clone());
                Reply::new(201, "").header("Docker-Content-Digest", digest)
            }
            "PUT" => {
                let media_type = seen.header("content-type").unwrap().to_owned();
                store.manifests.insert(path.to_owned(), (media_type, seen.body.clone()));
                Reply::new(201, "").header("Docker-Content-Digest", Digest::of(&seen.body).to_string())
            }
            _ if path.contains("/blobs/") => match store.blobs.get(path.rsplit('/').next().unwrap()) {
                Some(bytes) => Reply::new(200, bytes.clone()),
                None => Reply::error(404, "BLOB_UNKNOWN", "blob unknown"),
            },
            _ if path.contains("/manifests/") => match store.manifests.get(path) {
                Some((media_type, bytes)) => Reply::new(200, bytes.clone())
                    .header("Content-Type", media_type)
                    .header("Docker-Content-Digest", Digest::of(bytes).to_string()),
                None => Reply::error(404, "MANIFEST_UNKNOWN", "manifest unknown"),
            },
            _ => Reply::error(404, "NAME_UNKNOWN", "repository name not known to registry"),
        }
    }
}

/// The answer of a registry that asks for a password.
pub(crate) fn login() -> Reply {
    Reply::error(401, "UNAUTHORIZED", "authentication required").header("WWW-Authenticate", r#"BASIC realm="a, b""#)
}

fn read_head(reader: &mut impl BufRead) -> Option<Seen> {
    let mut lines = reader.lines().map_while(Result::ok).take_while(|line| !line.is_empty());
    let first = lines.next()?;
    let mut words = first.split(' ');
    let (method, path) = (words.next()?.to_owned(), words.next()?.to_owned());
    let header =
        |line: String| line.split_once(':').map(|(name, value)| (name.to_lowercase(), value.trim().to_owned()));
    Some(Seen { method, path, headers: lines.filter_map(header).collect(), body: Vec::new() })
}

//! Names that break their grammar.

/// A name that breaks its grammar.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the fields are the parts of the text that was given")]
pub enum NameError {
    /// Not a SHA-256 digest.
    #[error("`{}` is not a digest: expected `sha256:` and 64 lower-case hexadecimal digits", text.escape_debug())]
    Digest { text: String },
    /// Not a repository name.
    #[error("`{}` is not a repository name: lower-case letters and digits, with single `.`, `_`, `__` or `-` between them, in parts separated by `/`", text.escape_debug())]
    Repository { text: String },
    /// Not a tag.
    #[error("`{}` is not a tag: at most 128 letters, digits, `.`, `_` or `-`, and the first is no `.` or `-`", text.escape_debug())]
    Tag { text: String },
    /// Not a host.
    #[error("`{}` is not a registry host: expected HOST or HOST:PORT in lower case", text.escape_debug())]
    Host { text: String },
}

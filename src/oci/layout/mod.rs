//! An OCI [image-layout] directory as a registry: the target that needs no server.
//!
//! Repositories share the blobs; an entry of `index.json` is named `<repository>:<tag>`, which is what `skopeo` takes in
//! `oci:DIR:<repository>:<tag>`. Whatever else is in the directory or in the index is left as it is.
//!
//! [image-layout]: https://github.com/opencontainers/image-spec/blob/v1.1.1/image-layout.md

mod directory;
mod index;
mod lock;
mod problem;

pub use self::problem::LayoutProblem;

use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::Duration;

use fs_err::File;

use self::directory::Directory;
use self::index::Index;
use super::{
    Blob, BlobReader, Corrupt, Descriptor, Digest, EncodedImageManifest, Error, MAX_IMAGE_MANIFEST, Reference,
    Registry, Repository, Tag, TagUpdate, Verified,
};
use crate::fs::replace;

/// An image-layout directory.
#[derive(Debug)]
pub struct Layout {
    directory: Directory,
}

impl Layout {
    /// Takes a directory that is an image layout, is empty, or does not exist; it is filled by the first write.
    pub fn new(path: impl Into<PathBuf>) -> Result<Self, Error> {
        let layout = Self { directory: Directory::new(path.into()) };
        layout.directory.check().map_err(|problem| layout.error(problem))?;
        Ok(layout)
    }

    /// Sets how long other writers are waited for; otherwise it is a minute.
    #[must_use]
    pub fn with_patience(mut self, patience: Duration) -> Self {
        self.directory.set_patience(patience);
        self
    }

    /// Returns the path of the directory.
    pub fn path(&self) -> &Path {
        self.directory.path()
    }

    fn error(&self, problem: impl Into<LayoutProblem>) -> Error {
        Error::Layout { directory: self.path().to_owned(), problem: problem.into() }
    }

    fn io_error(&self, digest: &Digest, error: io::Error) -> Error {
        match Corrupt::in_io(&error) {
            Some(corrupt) => Error::Corrupt { what: self.blob_name(digest), corrupt: corrupt.clone() },
            None => self.error(error),
        }
    }

    fn blob_name(&self, digest: &Digest) -> String {
        format!("`{}`", self.directory.blob(digest).display())
    }

    fn index(&self) -> Result<Index, Error> {
        Index::load(&self.directory).map_err(|problem| self.error(problem))
    }

    fn open_blob(&self, digest: &Digest) -> Result<File, Error> {
        let path = self.directory.blob(digest);
        match fs_err::metadata(&path) {
            Ok(metadata) if metadata.is_file() => File::open(path).map_err(|source| self.error(source)),
            Ok(_) => Err(Error::NotFound { what: self.blob_name(digest) }),
            Err(source) if source.kind() == io::ErrorKind::NotFound => {
                Err(Error::NotFound { what: self.blob_name(digest) })
            }
            Err(source) => Err(self.error(source)),
        }
    }

    fn blob_size(&self, digest: &Digest) -> Result<Option<u64>, Error> {
        match fs_err::metadata(self.directory.blob(digest)) {
            Ok(metadata) => Ok(metadata.is_file().then_some(metadata.len())),
            Err(source) if source.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(self.error(source)),
        }
    }

    fn read_blob(&self, digest: Digest, size: u64) -> Result<Vec<u8>, Error> {
        let mut bytes = Vec::new();
        let mut reader = Verified::new(self.open_blob(&digest)?, digest, size);
        reader.read_to_end(&mut bytes).map_err(|source| self.io_error(&digest, source))?;
        Ok(bytes)
    }

    /// Finds what a reference points to, with a size that is safe to read.
    fn locate(&self, repository: &Repository, reference: &Reference) -> Result<(Digest, u64, Option<String>), Error> {
        let (digest, size, media_type) = match reference {
            Reference::Digest(digest) => {
                let size = self.blob_size(digest)?;
                (*digest, size.ok_or_else(|| Error::NotFound { what: self.blob_name(digest) })?, None)
            }
            Reference::Tag(tag) => {
                let entry = self.index()?.find(&entry_name(repository, tag)).map_err(|problem| self.error(problem))?;
                let what = || format!("`{}:{tag}`", self.describe(repository));
                let entry = entry.ok_or_else(|| Error::NotFound { what: what() })?;
                (entry.digest, entry.size, Some(entry.media_type))
            }
        };
        if size > MAX_IMAGE_MANIFEST {
            let path = self.directory.blob(&digest);
            return Err(self.error(LayoutProblem::TooLarge { path, limit: MAX_IMAGE_MANIFEST }));
        }
        Ok((digest, size, media_type))
    }

    /// Tells whether a blob is there with the right content.
    fn holds(&self, digest: Digest, size: u64) -> Result<bool, Error> {
        let is_whole = |file| Verified::new(file, digest, size).check().is_ok();
        Ok(self.blob_size(&digest)? == Some(size) && self.open_blob(&digest).is_ok_and(is_whole))
    }

    fn store(&self, blob: &dyn Blob) -> Result<(), Error> {
        let digest = blob.digest();
        if self.holds(digest, blob.size())? {
            return Ok(());
        }
        self.directory.prepare().map_err(|problem| self.error(problem))?;
        let content = blob.open().map_err(|source| Error::Read { source })?;
        let mut content = Verified::new(content, digest, blob.size());
        replace(&self.directory.blob(&digest), &mut content).map_err(|source| match Corrupt::in_io(&source) {
            Some(corrupt) => Error::Corrupt { what: "the content to be stored".to_owned(), corrupt: corrupt.clone() },
            None => self.error(source),
        })
    }

    /// Compares and writes a tag while nobody else can.
    fn point(&self, repository: &Repository, update: TagUpdate<'_>, descriptor: &Descriptor) -> Result<(), Error> {
        let error = |problem| self.error(problem);
        let name = entry_name(repository, update.tag);
        let _lock = self.directory.prepare().map_err(error)?;
        let mut index = self.index()?;
        if !update.overwrite
            && let Some(found) = index.find(&name).map_err(error)?
            && found.digest != descriptor.digest
        {
            let what = format!("{}:{}", self.describe(repository), update.tag);
            return Err(Error::TagTaken { what, expected: descriptor.digest, found: found.digest });
        }
        index.point(&name, descriptor);
        index.save(&self.directory).map_err(error)
    }
}

fn entry_name(repository: &Repository, tag: &Tag) -> String {
    format!("{repository}:{tag}")
}

impl Registry for Layout {
    /// Reads the blob: one that was damaged on the disk would otherwise never be written again.
    fn has_blob(&self, _: &Repository, blob: &Descriptor) -> Result<bool, Error> {
        self.holds(blob.digest, blob.size)
    }

    fn put_blob(&self, _: &Repository, blob: &dyn Blob) -> Result<(), Error> {
        self.store(blob)
    }

    fn get_blob(&self, _: &Repository, blob: &Descriptor) -> Result<BlobReader<'_>, Error> {
        Ok(Verified::new(Box::new(self.open_blob(&blob.digest)?), blob.digest, blob.size))
    }

    fn get_manifest(&self, repository: &Repository, reference: &Reference) -> Result<EncodedImageManifest, Error> {
        let (digest, size, media_type) = self.locate(repository, reference)?;
        let bytes = self.read_blob(digest, size)?;
        EncodedImageManifest::identify(bytes, media_type.as_deref())
            .map_err(|problem| self.error(LayoutProblem::Manifest { digest, problem }))
    }

    fn put_manifest(
        &self,
        repository: &Repository,
        manifest: &EncodedImageManifest,
        tag: Option<TagUpdate<'_>>,
    ) -> Result<(), Error> {
        self.store(manifest)?;
        tag.map_or(Ok(()), |update| self.point(repository, update, manifest.descriptor()))
    }

    fn tags(&self, repository: &Repository) -> Result<Vec<Tag>, Error> {
        let tags = self.index()?.tags(repository);
        if tags.is_empty() {
            return Err(Error::NotFound { what: format!("`{}`", self.describe(repository)) });
        }
        Ok(tags)
    }

    fn describe(&self, repository: &Repository) -> String {
        format!("oci:{}:{repository}", self.path().display())
    }

    /// A tag whose image manifest is damaged points to nothing, as one whose image manifest is missing does.
    fn resolve(&self, repository: &Repository, tag: &Tag) -> Result<Option<Descriptor>, Error> {
        match self.get_manifest(repository, &tag.clone().into()) {
            Ok(manifest) => Ok(Some(manifest.descriptor().clone())),
            Err(Error::NotFound { .. } | Error::Corrupt { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Reads the blob again: on a disk nothing else does it.
    fn confirm_blob(&self, _: &Repository, blob: &Descriptor) -> Result<bool, Error> {
        if self.blob_size(&blob.digest)? != Some(blob.size) {
            return Ok(false);
        }
        let reader = Verified::new(self.open_blob(&blob.digest)?, blob.digest, blob.size);
        reader.check().map_err(|source| self.io_error(&blob.digest, source))?;
        Ok(true)
    }
}

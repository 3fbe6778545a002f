//! `index.json`: which names lead to which content.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::super::media_type::{IMAGE_INDEX, REF_NAME};
use super::super::{Descriptor, LayoutProblem, Repository, Tag};
use super::directory::{self, Directory};

/// Largest index that is read: what containerd takes, room for some 50,000 entries.
const MAX_INDEX: u64 = 20 << 20;

/// The index, with everything in it that this program does not know.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Index {
    schema_version: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    media_type: Option<String>,
    manifests: Vec<Value>,
    #[serde(flatten)]
    other: Map<String, Value>,
}

impl Index {
    pub(super) fn load(directory: &Directory) -> Result<Self, LayoutProblem> {
        match directory::read_bounded(&directory.index(), MAX_INDEX)? {
            Some(bytes) => serde_json::from_slice(&bytes).map_err(malformed),
            None => Ok(Self::empty()),
        }
    }

    fn empty() -> Self {
        Self { schema_version: 2, media_type: Some(IMAGE_INDEX.to_owned()), manifests: Vec::new(), other: Map::new() }
    }

    pub(super) fn save(&self, directory: &Directory) -> Result<(), LayoutProblem> {
        let mut json = serde_json::to_vec(self).map_err(malformed)?;
        json.push(b'\n');
        Ok(directory::replace(&directory.index(), &mut json.as_slice())?)
    }

    /// Finds an entry; only the one that is asked for has to be well-formed.
    pub(super) fn find(&self, name: &str) -> Result<Option<Descriptor>, LayoutProblem> {
        let entry = self.manifests.iter().find(|entry| name_of(entry) == Some(name));
        entry.map(Descriptor::deserialize).transpose().map_err(malformed)
    }

    /// Points a name to content, in place of whatever it led to.
    pub(super) fn point(&mut self, name: &str, descriptor: &Descriptor) {
        self.manifests.retain(|entry| name_of(entry) != Some(name));
        self.manifests.push(entry(name, descriptor));
        self.manifests.sort_by_cached_key(|entry| (name_of(entry).map(str::to_owned), entry["digest"].to_string()));
    }

    pub(super) fn tags(&self, repository: &Repository) -> Vec<Tag> {
        let names = self.manifests.iter().filter_map(name_of);
        let tags = names.filter_map(|name| name.strip_prefix(repository.as_str())?.strip_prefix(':'));
        let mut tags: Vec<Tag> = tags.filter_map(|tag| Tag::new(tag).ok()).collect();
        tags.sort();
        tags.dedup();
        tags
    }
}

fn malformed(source: serde_json::Error) -> LayoutProblem {
    LayoutProblem::Json { file: "index.json", source }
}

fn name_of(entry: &Value) -> Option<&str> {
    entry.get("annotations")?.get(REF_NAME)?.as_str()
}

fn entry(name: &str, descriptor: &Descriptor) -> Value {
    let Descriptor { media_type, digest, size, .. } = descriptor;
    let mut annotations = descriptor.annotations.clone();
    annotations.insert(REF_NAME.to_owned(), name.to_owned());
    serde_json::json!({
        "mediaType": media_type,
        "digest": digest,
        "size": size,
        "annotations": annotations,
    })
}

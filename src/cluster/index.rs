//! What rules look up again and again, found once per run.

use super::variables::{self, VariableUse};
use super::{Cluster, Layer, Place};
use crate::image::ImageUse;
use crate::image::image_name;
use crate::kubernetes::{Crd, Manifest, ObjectId};
use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::ops::Deref;

/// An object with the layer that brings it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Object<'a> {
    pub(crate) layer: &'a Layer,
    pub(crate) manifest: &'a Manifest,
}

impl Object<'_> {
    /// Returns the place of its name.
    pub(crate) fn name_place(&self) -> Place {
        self.layer.at(self.manifest.name_span)
    }
}

impl Deref for Object<'_> {
    type Target = Manifest;

    fn deref(&self) -> &Manifest {
        self.manifest
    }
}

/// Objects by group, then by kind.
type Kinds<'a> = BTreeMap<&'a str, BTreeMap<&'a str, Vec<Object<'a>>>>;
/// Objects by what they are.
type Identities<'a> = BTreeMap<&'a ObjectId, Vec<Object<'a>>>;
/// Containers by the last part of the repository of their image.
type Containers<'a> = BTreeMap<&'a str, Vec<(Object<'a>, &'a ImageUse)>>;

/// The layers of a cluster, searchable. Each part is made when it is asked for, and then kept.
#[derive(Debug)]
pub(crate) struct Index<'a> {
    cluster: &'a Cluster,
    kinds: OnceCell<Kinds<'a>>,
    identities: OnceCell<Identities<'a>>,
    containers: OnceCell<Containers<'a>>,
    variables: OnceCell<Vec<VariableUse>>,
}

impl<'a> Index<'a> {
    pub(crate) fn new(cluster: &'a Cluster) -> Self {
        Self {
            cluster,
            kinds: OnceCell::new(),
            identities: OnceCell::new(),
            containers: OnceCell::new(),
            variables: OnceCell::new(),
        }
    }

    /// Returns the layers that share the cluster.
    pub(crate) fn layers(&self) -> impl Iterator<Item = &'a Layer> + use<'a> {
        self.cluster.layers.iter()
    }

    /// Returns every object in the order of the layers.
    pub(crate) fn objects(&self) -> impl Iterator<Item = Object<'a>> + use<'a> {
        self.layers().flat_map(|layer| layer.manifests().iter().map(move |manifest| Object { layer, manifest }))
    }

    /// Returns the objects of a kind, in the order of the layers.
    pub(crate) fn of_kind(&self, group: &str, kind: &str) -> &[Object<'a>] {
        let kinds = self.kinds().get(group);
        kinds.and_then(|kinds| kinds.get(kind)).map(Vec::as_slice).unwrap_or_default()
    }

    /// Returns the objects of an API group.
    pub(crate) fn of_group(&self, group: &str) -> impl Iterator<Item = Object<'a>> {
        self.kinds().get(group).into_iter().flat_map(BTreeMap::values).flatten().copied()
    }

    /// Returns every `CustomResourceDefinition`.
    pub(crate) fn definitions(&self) -> impl Iterator<Item = (Object<'a>, Crd<'a>)> + use<'_, 'a> {
        let found = self.of_kind(Crd::GROUP, Crd::KIND).iter();
        found.filter_map(|object| Some((*object, Crd::of(&object.manifest.node)?)))
    }

    /// Groups all objects by what they are; each group in the order of the layers.
    pub(crate) fn identities(&self) -> &Identities<'a> {
        self.identities.get_or_init(|| {
            let mut groups = Identities::new();
            for object in self.objects() {
                groups.entry(&object.manifest.id).or_default().push(object);
            }
            groups
        })
    }

    /// Returns the containers whose image has this name, the last part of its repository.
    pub(crate) fn running(&self, name: &str) -> &[(Object<'a>, &'a ImageUse)] {
        let containers = self.containers.get_or_init(|| {
            let mut containers = Containers::new();
            for object in self.objects() {
                for image in object.manifest.image_uses().filter(|image| image.runs()) {
                    containers.entry(image_name(&image.reference)).or_default().push((object, image));
                }
            }
            containers
        });
        containers.get(name).map(Vec::as_slice).unwrap_or_default()
    }

    /// Returns every variable that the layers of the profile ask Palette for.
    pub(crate) fn variables(&self) -> &[VariableUse] {
        self.variables.get_or_init(|| variables::of(self.cluster))
    }

    fn kinds(&self) -> &Kinds<'a> {
        self.kinds.get_or_init(|| {
            let mut kinds = Kinds::new();
            for object in self.objects() {
                let id = &object.manifest.id;
                kinds.entry(&*id.group).or_default().entry(&*id.kind).or_default().push(object);
            }
            kinds
        })
    }
}

//! Renders the layers of a Virtual Machine Orchestrator profile for Spectro Cloud Palette, checks them for conflicts,
//! packs them byte for byte alike on every machine, and pushes the packs to an OCI registry.
//!
//! ```text
//! profile.yaml ─read─▶ Profile ─resolve(Catalog, Lock)─▶ Resolution ─render─▶ Rendered ─┬─▶ Cluster ─check(Policy)─▶ Report
//! profiles of others ───────────────────────read_foreign────────────────────────────────┘                             │
//!                                      Registry ◀─push─ Archive ◀─archive─ Checked ◀─accept(Report)─ Rendered ◀────────┘
//! ```
//!
//! Each arrow is one function that takes the type on its left. Reading and writing happen at the ends; what lies between
//! depends on its arguments alone. Only [`Checked`](check::Checked) output can be archived, and only
//! [`accept`](check::accept) makes it.
//!
//! ```
//! use vmopack::archive::archive;
//! use vmopack::check::{Policy, accept, check};
//! use vmopack::cluster::Cluster;
//! use vmopack::lock::Lock;
//! use vmopack::oci::{Layout, MemoryBlob, PushOptions, PushOutcome, Registry, Tag, push};
//! use vmopack::pack::Catalog;
//! use vmopack::palette::pack_artifact;
//! use vmopack::render::render;
//! use vmopack::resolve::resolve;
//! use vmopack::source::Sources;
//! use vmopack::{diagnostic::Diagnostic, profile};
//!
//! let text = r#"
//! apiVersion: vmopack/v1alpha1
//! kind: Profile
//! metadata: {name: vmo, version: 1.0.0}
//! spec:
//!   target: {kubernetes: "1.35", distribution: kubeadm}
//!   layers:
//!     - {pack: snapshot-controller, version: 8.6.0}
//! "#;
//! # fn show(problems: Vec<Diagnostic>) -> String { format!("{problems:#?}") }
//!
//! // Every text of a run lives in one arena, so that a finding can always show the line that it is about.
//! let mut sources = Sources::new();
//! let source = sources.add("profile.yaml", text);
//! let profile = profile::read(source, ".".into(), &sources).map_err(show)?;
//! let resolution = resolve(profile, &Catalog::embedded(), &Lock::default(), &[], &mut sources).map_err(show)?;
//! let rendered = render(resolution, &mut sources).map_err(show)?;
//!
//! let cluster = Cluster::new(&rendered, Vec::new(), &sources).map_err(show)?;
//! let report = check(&cluster, &Policy::new(&rendered.profile.rules), &sources);
//! let checked = accept(rendered, &report).map_err(|_| "the report has errors")?;
//! let archives = archive(&checked)?;
//! assert_eq!(archives[0].file_name(), "vmo-snapshot-controller-8.6.0-1.tar.gz");
//!
//! let directory = tempfile::tempdir()?;
//! let registry = Layout::new(directory.path())?;
//! for archive in archives {
//!     let blob = Box::new(MemoryBlob::new(archive.bytes));
//!     let artifact = pack_artifact(None, &archive.name, &archive.version, blob)?;
//!     let outcome = push(&registry, &artifact, PushOptions::default(), &())?;
//!     assert!(matches!(outcome, PushOutcome::Pushed { .. }));
//!     assert_eq!(registry.tags(artifact.repository())?, [Tag::new("8.6.0-1")?]);
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The modules, in the order of the pipeline:
//!
//! | module | what it holds |
//! |---|---|
//! | [`source`] | every text that was read or rendered, and places in it |
//! | [`yaml`] | YAML and JSON as trees that know their places |
//! | [`diagnostic`] | findings, with places, edits and reports |
//! | [`decode`] | trees into typed values, collecting every mistake |
//! | [`image`] | names of container images, and where objects name them |
//! | [`profile`] | the user's file |
//! | [`pack`] | pack sources, and the catalog of those that come with vmopack |
//! | [`lock`] | which content was given which version |
//! | [`resolve`] | every choice that a profile leaves open |
//! | [`render`] | templates into manifests |
//! | [`cluster`] | everything that shares the target cluster, as rules see it |
//! | [`check`] | the rules |
//! | [`palette`] | the files that Palette reads |
//! | [`tree`], [`archive`] | files into deterministic archives, and back |
//! | [`output`] | results on disk, whole or not at all |
//! | [`input`] | what a path stands for: layers that were made before, or a profile |
//! | [`diff`] | what changes from one state of the layers to another |
//! | [`oci`] | registries |

pub mod archive;
pub mod check;
pub mod cluster;
pub mod decode;
pub mod diagnostic;
pub mod diff;
pub mod image;
pub mod input;
pub mod lock;
pub mod oci;
pub mod output;
pub mod pack;
pub mod palette;
pub mod profile;
pub mod render;
pub mod resolve;
pub mod source;
pub mod tree;
pub mod yaml;

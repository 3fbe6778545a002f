//! Renders the layers of a Virtual Machine Orchestrator profile for Spectro Cloud Palette, checks them for conflicts,
//! packs them byte for byte alike on every machine, and pushes the packs to an OCI registry.
//!
//! ```text
//! profile ─┐
//! export, pack, archive, build, lock, manifests ─┴─read─▶ layers ─assess─▶ Assessment ─accept─▶ Checked
//!                                                                                                  │
//!                                      Registry ◀─push─ Archive ◀─────────────archive──────────────┘
//! ```
//!
//! Only an [`Assessment`](assess::Assessment) of a profile without errors gives [`Checked`](assess::Checked), only
//! [`assess`](assess::assess()) makes one, and only what is checked can be archived. The lock beside the profile is a part
//! of the verdict, so changed content never passes under an old version.
//!
//! ```
//! use vmopack::archive::archive;
//! use vmopack::assess::{Options, assess};
//! use vmopack::oci::{Layout, MemoryBlob, PushOptions, PushOutcome, Registry, Tag, push};
//! use vmopack::palette::pack_artifact;
//! use vmopack::source::Sources;
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
//! let folder = tempfile::tempdir()?;
//! let profile = folder.path().join("profile.yaml");
//! std::fs::write(&profile, text)?;
//!
//! // Every text of a run lives in one arena, so that a finding can always show the line that it is about.
//! let mut sources = Sources::new();
//! let assessment = assess(&[profile], &Options::default(), &mut sources)?;
//! let checked = assessment.accept().map_err(|refused| format!("{:#?}", refused.report()))?;
//! let archives = archive(&checked)?;
//! assert_eq!(archives[0].file_name(), "vmo-snapshot-controller-8.6.0-1.tar.gz");
//!
//! let registry = Layout::new(folder.path().join("registry"))?;
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
//! | [`image`] | container images: names, where objects name them, where they are pulled from |
//! | [`kubernetes`] | Kubernetes objects |
//! | [`profile`] | the user's file |
//! | [`pack`] | pack sources, and the catalog of those that come with vmopack |
//! | [`lock`] | which content was given which version |
//! | [`resolve`] | every choice that a profile leaves open |
//! | [`render`] | templates into manifests |
//! | [`palette`] | the files that Palette reads |
//! | [`cluster`] | everything that shares the target cluster, as rules see it |
//! | [`components`] | what is known of KubeVirt, CDI, Multus, Cilium and the vendor's pack |
//! | [`input`] | the door: what a path stands for |
//! | [`check`] | the rules |
//! | [`assess`] | the whole chain, from what the user names to a verdict |
//! | [`fs`] | files, read with a limit, and written whole or not at all |
//! | [`tree`], [`archive`] | files into deterministic archives |
//! | [`output`] | what folders of results hold |
//! | [`diff`] | what changes from one state of the layers to another |
//! | [`oci`] | registries |

pub mod archive;
pub mod assess;
pub mod check;
pub mod cluster;
pub mod components;
pub mod decode;
pub mod diagnostic;
pub mod diff;
pub mod fs;
pub mod image;
pub mod input;
pub mod kubernetes;
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

//! Archives: the bytes that are written, and what is refused when others wrote them.

use crate::packs::Workspace;
use flate2::Compression;
use flate2::write::GzEncoder;
use std::fmt::Write as _;
use std::io::Write;
use std::path::PathBuf;
use tar::{EntryType, Header};
use vmopack::archive::{Archive, archive};
use vmopack::input::{ArchiveFile, read_archives};
use vmopack::oci::Digest;
use vmopack::tree::FileTree;

fn built() -> Archive {
    let mut workspace =
        Workspace::new("x: 1\n", &[("10-a.yaml", "#: 1\n"), ("20-b.yaml", "#: <[ values.x | toyaml ]>\n")]);
    let checked = workspace.assess().accept().unwrap();
    archive(&checked).unwrap().remove(0)
}

#[test]
fn every_byte_of_the_headers_is_fixed() {
    let archive = built();
    assert_eq!(archive.file_name(), "t-tiny-1.0.0-1.tar.gz");
    assert_eq!(archive.digest, Digest::of(&archive.bytes));
    assert_eq!(archive.bytes[..10], [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255], "no name, no time, level 6, no system");
    let mut tar = Vec::new();
    std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(&archive.bytes[..]), &mut tar).unwrap();
    assert_eq!(archive.tar_digest, Digest::of(&tar));
    let mut shown = String::new();
    let mut position = 0;
    while tar[position] != 0 {
        let header = &tar[position..position + 512];
        let text = String::from_utf8_lossy(header).replace('\0', ".");
        let size = usize::from_str_radix(text[124..135].trim_matches('.'), 8).unwrap();
        let fields = [&text[..100], &text[100..148], &text[148..156], &text[156..265], &text[265..345], &text[345..]];
        let checksum: u64 = header
            .iter()
            .enumerate()
            .map(|(at, byte)| if (148..156).contains(&at) { 32 } else { u64::from(*byte) })
            .sum();
        assert_eq!(fields[2], format!("{checksum:07o}."), "checksum");
        let name = fields[0].trim_end_matches('.');
        // The sizes of files that hold more than this test says are not its business.
        let owner = if size > 16 { fields[1].replace(&fields[1][24..35], "(size)") } else { fields[1].to_owned() };
        let rest: Vec<&str> = fields[3..].iter().map(|field| field.trim_end_matches('.')).collect();
        writeln!(shown, "{name} {owner} {}", rest.concat()).unwrap();
        position += 512 + size.div_ceil(512) * 512;
    }
    assert!(
        tar[position..].iter().all(|byte| *byte == 0) && tar.len() - position == 1024,
        "two empty blocks at the end"
    );
    insta::assert_snapshot!(shown);
    assert_eq!(built().bytes, archive.bytes);
}

/// One entry of a forged archive; its path is written as it is, `..` and all.
fn entry(path: &str, kind: EntryType, bytes: &[u8]) -> Vec<u8> {
    let mut header = Header::new_ustar();
    header.as_mut_bytes()[..path.len()].copy_from_slice(path.as_bytes());
    header.set_entry_type(kind);
    header.set_size(bytes.len() as u64);
    header.set_mode(0o644);
    if matches!(kind, EntryType::Symlink | EntryType::Link) {
        header.set_link_name("/etc/passwd").unwrap();
    }
    header.set_cksum();
    let mut out = header.as_bytes().to_vec();
    out.extend_from_slice(bytes);
    out.resize(out.len().next_multiple_of(512), 0);
    out
}

fn file(path: &str, bytes: &[u8]) -> Vec<u8> {
    entry(path, EntryType::Regular, bytes)
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
    gzip.write_all(bytes).unwrap();
    gzip.finish().unwrap()
}

fn pack_json() -> Vec<u8> {
    file("p-1.0.0/pack.json", br#"{"name":"p","version":"1.0.0"}"#)
}

fn tar(entries: &[Vec<u8>]) -> Vec<u8> {
    let mut out = entries.concat();
    out.resize(out.len() + 1024, 0);
    out
}

/// Reads bytes as an archive; returns the error with its causes.
fn read(bytes: &[u8]) -> Result<ArchiveFile, String> {
    let folder = tempfile::tempdir().unwrap();
    let path: PathBuf = folder.path().join("p.tar.gz");
    std::fs::write(&path, bytes).unwrap();
    let archives = read_archives(&path).map(|mut archives| archives.remove(0));
    archives.map_err(|error| {
        let causes = std::iter::successors(Some(&error as &dyn std::error::Error), |error| error.source());
        causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
    })
}

#[test]
fn archives_of_ours_and_of_others_are_read() {
    let archive = built();
    let file_read = read(&archive.bytes).unwrap();
    assert_eq!((file_read.name.as_str(), file_read.version.as_str()), ("t-tiny", "1.0.0-1"));
    assert_eq!((file_read.digest, file_read.size), (archive.digest, archive.bytes.len() as u64));
    for entries in [
        vec![pack_json()],
        vec![entry("p-1.0.0/", EntryType::Directory, b""), pack_json(), file("p-1.0.0/a/b", b"x")],
        vec![
            entry("././@LongLink", EntryType::GNULongName, format!("p-1.0.0/{}\0", "a".repeat(200)).as_bytes()),
            file("p-1.0.0/cut", b"x"),
            pack_json(),
        ],
        vec![entry("pax", EntryType::XHeader, b"20 path=p-1.0.0/long\n"), file("p-1.0.0/cut", b"x"), pack_json()],
    ] {
        read(&gzip(&tar(&entries))).unwrap();
    }
    let (first, second) = (gzip(&pack_json()), gzip(&tar(&[file("p-1.0.0/a", b"x")])));
    read(&[first, second].concat()).expect("a gzip file of two members is one file");
}

#[test]
fn evil_archives_are_refused() {
    let big = vec![b' '; 2 << 20];
    let bomb = gzip(&tar(&[pack_json(), file("p-1.0.0/zeros", &vec![0; 1 << 20])]));
    for (name, entries, expected) in [
        ("symlink", vec![pack_json(), entry("p-1.0.0/a", EntryType::Symlink, b"")], "neither file nor folder"),
        ("hardlink", vec![pack_json(), entry("p-1.0.0/a", EntryType::Link, b"")], "neither file nor folder"),
        ("device", vec![pack_json(), entry("p-1.0.0/a", EntryType::Char, b"")], "neither file nor folder"),
        ("fifo", vec![pack_json(), entry("p-1.0.0/a", EntryType::Fifo, b"")], "neither file nor folder"),
        ("absolute", vec![pack_json(), file("/etc/a", b"")], "leads out of it"),
        ("parent", vec![pack_json(), file("p-1.0.0/../../a", b"")], "leads out of it"),
        ("backslash", vec![pack_json(), file("p-1.0.0/..\\a", b"")], "leads out of it"),
        ("control", vec![pack_json(), file("p-1.0.0/a\u{1b}[31m", b"")], "leads out of it"),
        ("two folders", vec![pack_json(), file("q/a", b"")], "more than one top folder"),
        ("no folder", vec![file("pack.json", br#"{"name":"p","version":"1.0.0"}"#)], "pack.json"),
        ("twice", vec![pack_json(), file("p-1.0.0/a", b"1"), file("p-1.0.0/a", b"2")], "is in it twice"),
        ("case", vec![pack_json(), file("p-1.0.0/a", b"1"), file("p-1.0.0/A", b"2")], "is in it twice"),
        ("two pack.json", vec![pack_json(), pack_json()], "is in it twice"),
        (
            "file as folder",
            vec![pack_json(), file("p-1.0.0/a", b"1"), file("p-1.0.0/a/b", b"2")],
            "both file and folder",
        ),
        (
            "file as folder, later",
            vec![pack_json(), file("p-1.0.0/a/b", b"2"), file("p-1.0.0/a", b"1")],
            "both file and folder",
        ),
        ("wrong folder", vec![file("q-1/pack.json", br#"{"name":"p","version":"1.0.0"}"#)], "its folder is"),
        ("no pack.json", vec![file("p-1.0.0/a", b"1")], "no pack.json"),
        ("deep pack.json", vec![file("p-1.0.0/x/pack.json", b"{}")], "no pack.json"),
        ("nothing", vec![], "no pack.json"),
        ("no json", vec![file("p-1.0.0/pack.json", b"{")], "pack.json"),
        ("evil name", vec![file("p-1.0.0/pack.json", br#"{"name":"../p","version":"1.0.0"}"#)], "name"),
        ("evil version", vec![file("p-1.0.0/pack.json", br#"{"name":"p","version":"1/../2"}"#)], "version"),
        ("huge pack.json", vec![file("p-1.0.0/pack.json", &big)], "pack.json"),
        (
            "long name of megabytes",
            vec![entry("././@LongLink", EntryType::GNULongName, &vec![b'a'; 2 << 20]), pack_json()],
            "header",
        ),
        ("pax of megabytes", vec![entry("pax", EntryType::XHeader, &big), pack_json()], "header"),
        (
            "pax size",
            vec![
                pack_json(),
                entry("pax", EntryType::XHeader, b"13 size=1024\n"),
                file("p-1.0.0/a", b"x"),
                file("p-1.0.0/b", b"x"),
            ],
            "",
        ),
    ] {
        let error = read(&gzip(&tar(&entries))).expect_err(name);
        assert!(error.contains(expected), "{name}: {error}");
    }
    for (name, bytes) in [
        ("empty", Vec::new()),
        ("text", b"hello".to_vec()),
        ("no tar", gzip(&[7; 2048])),
        ("truncated gzip", bomb[..bomb.len() - 9].to_vec()),
        ("truncated tar", gzip(&tar(&[pack_json(), file("p-1.0.0/a", &[1; 4096])])[..2048])),
        ("wrong checksum", {
            let mut tar = tar(&[pack_json()]);
            tar[150] ^= 1;
            gzip(&tar)
        }),
        ("wrong crc", {
            let mut bytes = built().bytes;
            let at = bytes.len() - 6;
            bytes[at] ^= 1;
            bytes
        }),
        ("rubbish behind", [built().bytes, b"rubbish".to_vec()].concat()),
    ] {
        assert!(read(&bytes).is_err(), "{name}");
    }
}

#[test]
fn a_bomb_is_stopped() {
    let mut header = Header::new_ustar();
    header.set_path("p-1.0.0/zeros").unwrap();
    header.set_size(200 << 20);
    header.set_entry_type(EntryType::Regular);
    header.set_cksum();
    // A gzip file may have many members; each of these is a mebibyte of zeros.
    let start = gzip(&[pack_json(), header.as_bytes().to_vec()].concat());
    let error = read(&[start, gzip(&vec![0; 1 << 20]).repeat(201)].concat()).unwrap_err();
    assert!(error.contains("more than 128 MiB"), "{error}");
}

#[test]
fn trees_hold_paths_that_every_file_system_takes() {
    let mut tree = FileTree::new();
    tree.insert("a/b.yaml", "1").unwrap();
    tree.insert("a/b.yaml", "2").expect("the same path is replaced");
    for path in ["A/b.yaml", "a/B.yaml", "a", "a/b.yaml/c", "A", "../a", "/a", "a//b", "a/.", "con:", "a\nb", ""] {
        tree.insert(path, "x").expect_err(path);
    }
    tree.insert("a/c", "x").unwrap();
    assert_eq!(tree.iter().map(|(path, _)| path).collect::<Vec<_>>(), ["a/b.yaml", "a/c"]);
    assert_eq!(tree.get("a/b.yaml"), Some(&b"2"[..]));
}

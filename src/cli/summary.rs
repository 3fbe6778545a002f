//! What was made, for people.

use super::figures::{count, kilobytes};
use super::session::Session;
use std::fmt::Write as _;
use vmopack::archive::Archive;
use vmopack::assess::{Checked, Prepared};
use vmopack::palette;
use vmopack::render::Rendered;

/// Says that there is no lock: every pack gets revision 1 then, whatever it holds.
pub(crate) fn unlocked(prepared: &Prepared, session: &mut Session) {
    if !prepared.is_locked() {
        let text =
            "no vmopack.lock beside the profile: every pack gets revision 1; `vmopack lock` pins what they hold\n";
        let text = session.terminal.dim(text);
        session.terminal.talk(&text);
    }
}

/// Lists the packs that were built.
pub(crate) fn built(checked: &Checked, archives: &[Archive], place: &str, session: &mut Session) {
    let widest = archives.iter().map(|archive| archive.name.len()).max().unwrap_or_default();
    let mut text = String::new();
    for (archive, pack) in archives.iter().zip(checked.rendered().packs()) {
        let name = session.terminal.bold(&format!("{:widest$}", archive.name));
        let objects: usize = pack.files.iter().map(|file| file.documents.len()).sum();
        let size = kilobytes(archive.bytes.len());
        let _ = writeln!(text, "  {name}  {:<10} {:>11} {size:>9}", archive.version, count(objects, "object"));
    }
    let images = count(palette::images(checked.rendered(), &session.sources).len(), "image");
    let done = session.terminal.green("Built");
    let _ = writeln!(text, "{done} {} with {images} {place}", count(archives.len(), "pack"));
    session.terminal.talk(&text);
    unlabelled(checked.rendered(), session);
}

/// Gives the commands for namespaces that Palette will not label.
pub(crate) fn unlabelled(rendered: &Rendered, session: &mut Session) {
    let commands = palette::namespace_commands(rendered);
    if commands.is_empty() {
        return;
    }
    let palette = rendered.profile.target.management.title();
    let mut text = format!("{palette} does not label namespaces; run this before their layers are deployed:\n");
    for command in commands {
        let _ = writeln!(text, "  {command}");
    }
    session.terminal.talk(&text);
}

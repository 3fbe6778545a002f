//! When messages are coloured, by flags, environment and terminal.

use crate::support::Vmopack;

/// Runs the command with its talk in a pipe; says whether that is coloured.
fn coloured<const N: usize>(environment: [(&str, &str); N], color: &str) -> bool {
    let vmopack = Vmopack::new();
    let vmopack = environment.into_iter().fold(vmopack, |vmopack, (name, value)| vmopack.env(name, value));
    vmopack.run(["explain", "no/such-id", "--color", color]).stderr.contains('\u{1b}')
}

#[test]
fn a_pipe_is_coloured_when_that_is_forced() {
    for (environment, color, expected) in [
        ([("CLICOLOR_FORCE", ""), ("NO_COLOR", "")], "auto", false),
        ([("CLICOLOR_FORCE", "1"), ("NO_COLOR", "")], "auto", true),
        ([("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")], "auto", false),
        ([("CLICOLOR_FORCE", "1"), ("NO_COLOR", "")], "never", false),
        ([("CLICOLOR_FORCE", ""), ("NO_COLOR", "1")], "always", true),
        ([("CLICOLOR_FORCE", ""), ("TERM", "dumb")], "always", true),
    ] {
        assert_eq!(coloured(environment, color), expected, "{environment:?} {color}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_terminal_is_coloured_unless_it_cannot_be() {
    for (environment, color, expected) in [
        (&[("TERM", "xterm")][..], "auto", true),
        (&[("TERM", "xterm"), ("NO_COLOR", "")], "auto", true),
        (&[("TERM", "xterm"), ("NO_COLOR", "1")], "auto", false),
        (&[("TERM", "xterm"), ("CLICOLOR", "0")], "auto", false),
        (&[("TERM", "dumb")], "auto", false),
        (&[], "auto", false),
        (&[("TERM", "dumb"), ("CLICOLOR_FORCE", "1")], "auto", true),
        (&[("TERM", "xterm")], "never", false),
        (&[("TERM", "dumb")], "always", true),
    ] {
        let shown = terminal::talk(environment, &["explain", "no/such-id", "--color", color]);
        assert!(shown.contains("there is no finding"), "{shown:?}");
        assert_eq!(shown.contains('\u{1b}'), expected, "{environment:?} {color}: {shown:?}");
    }
}

#[cfg(target_os = "linux")]
mod terminal {
    use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
    use std::fs::File;
    use std::io::Read;
    use std::process::{Command, Stdio};

    /// Runs the command with a terminal as standard error; returns what that shows.
    pub(super) fn talk(environment: &[(&str, &str)], arguments: &[&str]) -> String {
        let controller = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
        grantpt(&controller).unwrap();
        unlockpt(&controller).unwrap();
        let name = ptsname(&controller, Vec::new()).unwrap().into_string().unwrap();
        let terminal = fs_err::OpenOptions::new().read(true).write(true).open(name).unwrap();
        let status = Command::new(env!("CARGO_BIN_EXE_vmopack"))
            .args(arguments)
            .env_clear()
            .envs(environment.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::from(terminal.into_file()))
            .status();
        status.unwrap();
        let mut shown = Vec::new();
        // The end of a terminal that nobody holds open is an error.
        let _ = File::from(controller).read_to_end(&mut shown);
        String::from_utf8(shown).unwrap()
    }
}

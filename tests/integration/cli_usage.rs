//! Help, version, wrong usage, and the commands that only print.

use crate::support::Vmopack;

#[test]
fn version_and_help_are_data() {
    insta::assert_snapshot!(Vmopack::new().run(["--version"]), @r#"
    --- stdout
    vmopack [VERSION]
    --- exit 0
    "#);
    insta::assert_snapshot!(Vmopack::new().run(["--help"]), @r#"
    --- stdout
    Renders, checks, packs and pushes the layers of a Virtual Machine Orchestrator profile for Spectro
    Cloud Palette

    Usage: vmopack [OPTIONS] <COMMAND>

    Commands:
      init         Write a commented profile to start from, or a pack source of your own
      check        Say what would break the cluster, without writing anything
      render       Render a profile without checking it
      order        Print the order in which Palette installs the layers, and what each waits for
      build        Render, check and archive the packs of a profile into a folder
      push         Build a profile's packs and push them to a registry
      images       List every image that the layers of a profile can pull
      lock         Pin what every pack holds in vmopack.lock; changed packs get their next revision
      diff         Say what changes from one state of the layers to another
      explain      Explain a finding: what it is, why it matters, what to do
      rules        List the rules of `check` with their severities
      schema       Print the JSON Schema of a profile, for editors
      completions  Print completions for a shell
      help         Print this message or the help of the given subcommand(s)

    Options:
      -q, --quiet
              Print only errors

              [env: VMOPACK_QUIET=]

          --color <COLOR>
              Colour in messages

              Possible values:
              - auto:   On a terminal, unless `NO_COLOR` is set
              - always: Always
              - never:  Never

              [env: VMOPACK_COLOR=]
              [default: auto]

          --report <FORMAT[=FILE]>
              Where findings go: human or json, with =FILE for a file; may be given more than once
              [default: human]

              [env: VMOPACK_REPORT=]

      -h, --help
              Print help (see a summary with '-h')

      -V, --version
              Print version
    --- exit 0
    "#);
}

#[test]
fn help_of_a_command_says_all_of_its_flags() {
    insta::assert_snapshot!(Vmopack::new().run(["push", "--help"]), @r#"
    --- stdout
    Build a profile's packs and push them to a registry

    Takes a profile, a folder that `vmopack build` wrote, or archives.

    Usage: vmopack push [OPTIONS] --to <TARGET> [PROFILE|DIR|ARCHIVE]...

    Arguments:
      [PROFILE|DIR|ARCHIVE]...
              The profile, the folder of a build, or archives

              [env: VMOPACK_PROFILE=]
              [default: profile.yaml]

    Options:
      -q, --quiet
              Print only errors

              [env: VMOPACK_QUIET=]

          --to <TARGET>
              Where packs go: oci:DIR for an image layout on disk, HOST[:PORT][/BASE] for a registry

              [env: VMOPACK_TO=]

          --color <COLOR>
              Colour in messages

              Possible values:
              - auto:   On a terminal, unless `NO_COLOR` is set
              - always: Always
              - never:  Never

              [env: VMOPACK_COLOR=]
              [default: auto]

          --force
              Point tags that have other content to the new content

              [env: VMOPACK_FORCE=]

          --plain-http
              Speak HTTP without TLS; done without asking for this machine only

              [env: VMOPACK_PLAIN_HTTP=]

          --report <FORMAT[=FILE]>
              Where findings go: human or json, with =FILE for a file; may be given more than once
              [default: human]

              [env: VMOPACK_REPORT=]

          --ca-file <FILE>
              Certificates of authorities to trust besides those of the system (PEM)

              [env: VMOPACK_CA_FILE=]

          --dry-run
              Only say what would be pushed

              [env: VMOPACK_DRY_RUN=]

          --set <PACK.PATH=VALUE>
              Set a value of a pack over that of the profile

              [env: VMOPACK_SET]

          --packs <DIR>
              A folder with more packs, one folder each

              [env: VMOPACK_PACKS=]

          --with <FILE>
              A cluster profile exported from Palette that shares the cluster, or another input of
              `check`

              [env: VMOPACK_WITH=]

      -h, --help
              Print help (see a summary with '-h')
    --- exit 0
    "#);
}

#[test]
fn wrong_usage_says_what_would_be_right() {
    insta::assert_snapshot!(Vmopack::new().run([]), @r#"
    --- stderr
    Renders, checks, packs and pushes the layers of a Virtual Machine Orchestrator profile for Spectro
    Cloud Palette

    Usage: vmopack [OPTIONS] <COMMAND>

    Commands:
      init         Write a commented profile to start from, or a pack source of your own
      check        Say what would break the cluster, without writing anything
      render       Render a profile without checking it
      order        Print the order in which Palette installs the layers, and what each waits for
      build        Render, check and archive the packs of a profile into a folder
      push         Build a profile's packs and push them to a registry
      images       List every image that the layers of a profile can pull
      lock         Pin what every pack holds in vmopack.lock; changed packs get their next revision
      diff         Say what changes from one state of the layers to another
      explain      Explain a finding: what it is, why it matters, what to do
      rules        List the rules of `check` with their severities
      schema       Print the JSON Schema of a profile, for editors
      completions  Print completions for a shell
      help         Print this message or the help of the given subcommand(s)

    Options:
      -q, --quiet                   Print only errors [env: VMOPACK_QUIET=]
          --color <COLOR>           Colour in messages [env: VMOPACK_COLOR=] [default: auto] [possible
                                    values: auto, always, never]
          --report <FORMAT[=FILE]>  Where findings go: human or json, with =FILE for a file; may be
                                    given more than once [default: human] [env: VMOPACK_REPORT=]
      -h, --help                    Print help (see more with '--help')
      -V, --version                 Print version
    --- exit 2
    "#);
    insta::assert_snapshot!(Vmopack::new().run(["chek"]), @r#"
    --- stderr
    error: unrecognized subcommand 'chek'

      tip: some similar subcommands exist: 'schema', 'check'

    Usage: vmopack [OPTIONS] <COMMAND>

    For more information, try '--help'.
    --- exit 2
    "#);
    insta::assert_snapshot!(Vmopack::new().run(["check", "--qiuet"]), @r#"
    --- stderr
    error: unexpected argument '--qiuet' found

      tip: a similar argument exists: '--quiet'

    Usage: vmopack check --quiet [PROFILE|INPUT]...

    For more information, try '--help'.
    --- exit 2
    "#);
    insta::assert_snapshot!(Vmopack::new().run(["check", "--color", "green"]), @r#"
    --- stderr
    error: invalid value 'green' for '--color <COLOR>'
      [possible values: auto, always, never]

    For more information, try '--help'.
    --- exit 2
    "#);
    insta::assert_snapshot!(Vmopack::new().run(["push"]), @r#"
    --- stderr
    error: the following required arguments were not provided:
      --to <TARGET>

    Usage: vmopack push --to <TARGET> [PROFILE|DIR|ARCHIVE]...

    For more information, try '--help'.
    --- exit 2
    "#);
}

#[test]
fn the_schema_is_data() {
    let run = Vmopack::new().run(["schema"]);
    assert_eq!((run.code, run.stdout.as_str(), run.stderr.as_str()), (Some(0), vmopack::profile::SCHEMA, ""));
    insta::assert_snapshot!(Vmopack::new().run(["schema", "extra"]), @r#"
    --- stderr
    error: unexpected argument 'extra' found

    Usage: vmopack schema [OPTIONS]

    For more information, try '--help'.
    --- exit 2
    "#);
}

#[test]
fn completions_come_for_every_shell() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let run = Vmopack::new().run(["completions", shell]);
        assert!(run.code == Some(0) && run.stderr.is_empty() && run.stdout.contains("vmopack"), "{shell}");
        assert!(run.stdout.contains("explain-values"), "{shell} completes flags");
    }
    insta::assert_snapshot!(Vmopack::new().run(["completions", "tcsh"]), @r#"
    --- stderr
    error: invalid value 'tcsh' for '<SHELL>'
      [possible values: bash, elvish, fish, powershell, zsh]

      tip: a similar value exists: 'zsh'

    For more information, try '--help'.
    --- exit 2
    "#);
    insta::assert_snapshot!(Vmopack::new().run(["completions"]), @r#"
    --- stderr
    error: the following required arguments were not provided:
      <SHELL>

    Usage: vmopack completions <SHELL>

    For more information, try '--help'.
    --- exit 2
    "#);
}

/// Data that cannot be written is a failure, unless the reader has read enough.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_a_failure_and_a_reader_that_left_is_none() {
    use std::process::{Command, Stdio};
    for arguments in [["rules"].as_slice(), &["schema"], &["completions", "bash"], &["explain", "profile/unknown-key"]]
    {
        let mut command = Command::new(env!("CARGO_BIN_EXE_vmopack"));
        let full = fs_err::OpenOptions::new().write(true).open("/dev/full").unwrap().into_file();
        let output = command.args(arguments).stdout(full).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(
            said,
            "error: cannot write to standard output\n  caused by: No space left on device (os error 28)\n"
        );
        assert_eq!(output.status.code(), Some(4), "{arguments:?}");
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let output = command.stdout(Stdio::from(writer)).output().unwrap();
        assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), b"".as_slice()), "{arguments:?}");
    }
}

//! Which files make a pack source, and what is said of the others.

use crate::packs::Workspace;
use crate::support::{EXTRAS_PROFILE, Vmopack};

fn workspace() -> Workspace {
    Workspace::new("x: 1\n", &[("10-a.yaml", "a: <[ values.x | toyaml ]>\n")])
}

fn refused(workspace: &mut Workspace) -> Vec<String> {
    let problems = workspace.resolve().expect_err("a file is refused");
    workspace.list(problems)
}

#[test]
fn what_would_be_ignored_is_refused() {
    for (path, message) in [
        ("preset.yaml", "`preset.yaml` is no file of a pack source"),
        ("values.yml", "`values.yml` is no file of a pack source"),
        ("pack.json", "`pack.json` is no file of a pack source"),
        ("templates/20-b.yml", "`20-b.yml` is no template: those end in `.yaml`"),
        ("templates/notes.md", "`notes.md` is no template: those end in `.yaml`"),
    ] {
        let mut workspace = workspace();
        workspace.write(&format!("tiny/{path}"), "b: 1\n");
        assert_eq!(refused(&mut workspace), [format!("pack/unknown-file tiny/{path}:1:1 {message}")]);
    }
    let mut workspace = workspace();
    workspace.write("tiny/templates/sub/30-c.yaml", "c: 1\n");
    let message = "`sub` is a folder: templates lie directly in `templates`";
    assert_eq!(refused(&mut workspace), [format!("pack/unknown-file tiny/templates/sub:1:1 {message}")]);
}

#[test]
fn what_is_nobodys_mistake_is_passed_over() {
    let mut workspace = workspace();
    for path in [
        "LICENSE",
        "notes.txt",
        "tests/a.yaml",
        "tests.yaml/a",
        ".git/config",
        ".lint.yaml",
        "values.yaml~",
        "templates/.10-a.yaml.swp",
        "templates/10-a.yaml~",
        "templates/10-a.yaml.orig",
        "templates/#10-a.yaml#",
    ] {
        workspace.write(&format!("tiny/{path}"), "<[ broken\n");
    }
    let rendered = workspace.render().unwrap();
    assert_eq!(rendered.packs().next().unwrap().files.len(), 1);
}

#[test]
fn template_names_are_checked_when_a_pack_is_loaded() {
    for name in
        ["a.yaml", "1-a.yaml", "100-a.yaml", "10-.yaml", "10-a:b.yaml", "10-A.yaml", "10-a.b.yaml", "10--a.yaml"]
    {
        let mut workspace = workspace();
        workspace.write(&format!("tiny/templates/{name}"), "a: 1\n");
        let found = refused(&mut workspace);
        let expected = format!("pack/unknown-file tiny/templates/{name}:1:1 `{name}` is no name of a template: ");
        assert!(found[0].starts_with(&expected), "{found:?}");
    }
    let mut workspace = workspace();
    let long = format!("tiny/templates/10-{}.yaml", "a".repeat(61));
    workspace.write(&long, "a: 1\n");
    assert_eq!(refused(&mut workspace).len(), 1, "a stem of 64 characters");
    let mut workspace = self::workspace();
    workspace.write("tiny/templates/_m-2.yaml", "");
    workspace.write("tiny/templates/20-b-2.yaml", "");
    workspace.resolve().unwrap();
}

#[cfg(unix)]
#[test]
fn a_linked_folder_of_templates_is_not_followed() {
    let mut workspace = workspace();
    let templates = workspace.path().join("tiny/templates");
    std::fs::rename(&templates, workspace.path().join("elsewhere")).unwrap();
    std::os::unix::fs::symlink(workspace.path().join("elsewhere"), &templates).unwrap();
    let found = refused(&mut workspace);
    let expected = "pack/unknown-file tiny/templates:1:1 `templates` is a link, and links are not followed";
    assert!(found.contains(&expected.to_owned()), "{found:?}");
}

#[test]
fn a_users_pack_is_named_as_it_lies() {
    let vmopack = Vmopack::with_extras();
    fs_err::create_dir(vmopack.path("packs")).unwrap();
    fs_err::rename(vmopack.path("extras"), vmopack.path("packs/extras")).unwrap();
    vmopack.write("packs/extras/templates/90-b.yaml", "a: x<[ values.none ]>\n");
    vmopack.write("profile.yaml", EXTRAS_PROFILE.replace("./extras", "./packs/extras"));
    let run = vmopack.run(["check"]);
    assert!(run.stderr.contains(" --> packs/extras/templates/90-b.yaml:1:"), "{run:?}");
    assert_eq!(run.code, Some(1));
}

//! `vmopack init`.

use crate::support::Vmopack;

#[test]
fn writes_a_profile_that_checks_clean() {
    let vmopack = Vmopack::new();
    insta::assert_snapshot!(vmopack.run(["init", "cluster"]), @r#"
    --- stderr
    Wrote cluster/profile.yaml; next: vmopack check cluster/profile.yaml
    --- exit 0
    "#);
    insta::assert_snapshot!(vmopack.run(["check", "cluster/profile.yaml"]), @r#"
    --- stderr
    ok: 6 layers fit Kubernetes 1.35 (kubeadm)
    --- exit 0
    "#);
    assert_eq!(vmopack.files("cluster"), ["profile.yaml"]);
}

#[test]
fn works_in_the_current_folder() {
    let vmopack = Vmopack::new();
    insta::assert_snapshot!(vmopack.run(["init"]), @r#"
    --- stderr
    Wrote ./profile.yaml; next: vmopack check ./profile.yaml
    --- exit 0
    "#);
    insta::assert_snapshot!(vmopack.run(["check"]), @r#"
    --- stderr
    ok: 6 layers fit Kubernetes 1.35 (kubeadm)
    --- exit 0
    "#);
}

#[test]
fn never_overwrites_a_profile() {
    let vmopack = Vmopack::with_profile("mine\n");
    insta::assert_snapshot!(vmopack.run(["init"]), @r#"
    --- stderr
    error: cannot write ./profile.yaml
      caused by: File exists (os error 17)
      help: an existing profile is never overwritten: name another folder
    --- exit 4
    "#);
    assert_eq!(vmopack.read("profile.yaml"), "mine\n");
}

#[test]
fn takes_one_folder() {
    insta::assert_snapshot!(Vmopack::new().run(["init", "a", "b"]), @r#"
    --- stderr
    error: unexpected argument 'b' found

    Usage: vmopack init [OPTIONS] [DIR]

    For more information, try '--help'.
    --- exit 2
    "#);
}

#[test]
fn says_when_nothing_can_be_written() {
    let vmopack = Vmopack::new().file("taken", "");
    insta::assert_snapshot!(vmopack.run(["init", "taken/cluster"]), @r#"
    --- stderr
    error: cannot write taken/cluster/profile.yaml
      caused by: Not a directory (os error 20)
    --- exit 4
    "#);
}

#[test]
fn never_overwrites_a_pack() {
    let vmopack = Vmopack::new().file("mine/pack.yaml", "mine\n");
    insta::assert_snapshot!(vmopack.run(["init", "--pack", "mine"]), @r#"
    --- stderr
    error: cannot write mine
      caused by: Directory not empty (os error 39)
      help: an existing folder is never overwritten: name another one
    --- exit 4
    "#);
    assert_eq!(
        (vmopack.read("mine/pack.yaml").as_str(), vmopack.files("")),
        ("mine\n", vec!["mine/pack.yaml".to_owned()])
    );
}

#[test]
fn a_pack_is_called_like_its_folder_or_by_name() {
    let vmopack = Vmopack::new();
    vmopack.run(["init", "--pack", "packs/page"]);
    assert!(vmopack.read("packs/page/pack.yaml").contains("  name: page  "));
    vmopack.run(["init", "--pack", "My_Pack", "--name", "other"]);
    assert!(vmopack.read("My_Pack/pack.yaml").contains("  namespace: other  "));
    insta::assert_snapshot!(vmopack.run(["init", "--pack", "Page"]), @r#"
    --- stderr
    error: `Page` is no name: use lower-case letters, digits and inner hyphens, at most 63
      help: give the pack a name with --name
    --- exit 2
    "#);
    insta::assert_snapshot!(vmopack.run(["init", "--pack", "page", "--kubernetes", "1.34"]), @r#"
    --- stderr
    error: the argument '--pack <DIR>' cannot be used with '--kubernetes <MINOR>'

    Usage: vmopack init --pack <DIR> [DIR]

    For more information, try '--help'.
    --- exit 2
    "#);
}

//! What the author of a pack is told: every mistake in the file and at the place where it was made.

use std::fmt::Write as _;

use vmopack::diagnostic::{Diagnostic, Report};
use vmopack::pack::PackStarter;

use crate::packs::Workspace;

/// What is said of the pack that `init --pack` writes when one text of a file is replaced, or, with no text, the whole file.
fn mistakes(file: &str, from: &str, to: &str) -> Vec<String> {
    let mut workspace = Workspace::new("", &[]);
    for (path, bytes) in (PackStarter { name: "tiny".parse().unwrap() }).files() {
        let text = String::from_utf8_lossy(&bytes);
        assert!(path != file || text.contains(from), "{file} has no {from:?}");
        let text = match path == file {
            true if from.is_empty() => to.to_owned(),
            true => text.replacen(from, to, 1),
            false => text.into_owned(),
        };
        workspace.write(&format!("tiny/{path}"), &text);
    }
    let Err(problems) = workspace.render() else { return Vec::new() };
    let report = Report::new(problems, &workspace.sources);
    let describe = |problem: &Diagnostic| {
        let place = workspace.sources.describe(problem.primary.span);
        let place = place.replace(&format!("{}/", workspace.path().display()), "");
        let help = problem.help.as_ref().map(|help| format!(" / {help}")).unwrap_or_default();
        format!("{} {place} {}{help}", problem.id, problem.message)
    };
    report.diagnostics().iter().map(describe).collect()
}

#[test]
fn every_mistake_is_shown_where_it_was_made() {
    let mut shown = String::new();
    for (title, file, from, to) in [
        ("a misspelt key", "pack.yaml", "addonType:", "addonTyp: x\n  addonType:"),
        ("a misspelt key of an image", "pack.yaml", "when: metrics", "wen: metrics"),
        ("a key that is missing", "pack.yaml", "          reason: serves the page\n", ""),
        ("another kind", "pack.yaml", "kind: Pack", "kind: Profile"),
        ("a version with a v", "pack.yaml", "version: 1.28.0", "version: v1.28.0"),
        (
            "a version twice",
            "pack.yaml",
            "versions:",
            "versions:\n    - {version: 1.28.0, kubernetes: {min: \"1.29\"}}",
        ),
        ("no version", "pack.yaml", "versions:", "versions: []\n  versons:"),
        ("a minor without quotes", "pack.yaml", "min: \"1.30\"", "min: 1.30"),
        ("a name of two lines", "pack.yaml", "displayName: Tiny", "displayName: \"My\\npack: {namespace: x}\\n#\""),
        ("a license that steers terminals", "pack.yaml", "Apache-2.0 ", "\"\\e[2J\" "),
        ("a label that is a command", "pack.yaml", "enforce: restricted ", "enforce: \"b; rm -rf $HOME\" "),
        ("a key that is no label", "pack.yaml", "pod-security.kubernetes.io/enforce:", "\"a $(b)\":"),
        ("an image without a tag", "pack.yaml", "nginx-unprivileged:1.28.0", "nginx-unprivileged"),
        ("an image that is none", "pack.yaml", "docker.io/nginxinc", "https://docker.io/nginxinc"),
        ("a condition on nothing", "pack.yaml", "when: metrics.enabled", "when: metric.enabled"),
        ("values that are a list", "values.yaml", "", "- 2\n"),
        ("a second document", "values.yaml", "# Counters", "---\na: 1\n---\n# Counters"),
        ("a default that the schema refuses", "values.yaml", "replicas: 2", "replicas: 20"),
        ("a value that the schema lacks", "values.yaml", "replicas: 2", "replica: 2"),
        ("a type that there is not", "schema.json", "\"type\": \"boolean\"", "\"type\": \"bool\""),
        ("broken JSON", "schema.json", "\"type\": \"object\",\n  \"add", "\"type\": \"object\"\n  \"add"),
        ("a preset of no group", "presets.yaml", "    group: size\n", ""),
        ("an image that is not declared", "templates/20-server.yaml", "images.page", "images.pages"),
        ("a fact that is not there", "templates/20-server.yaml", "facts.users", "facts.user"),
        ("a value that is not there", "templates/10-page.yaml", "values.page", "values.text"),
        ("a name that is not there", "templates/10-page.yaml", "pack.namespace", "namespaces"),
        ("a key that packs have not", "templates/10-page.yaml", "pack.namespace", "pack.ns"),
        ("a misspelt filter", "templates/10-page.yaml", "toyaml ]>\n  server", "to_yaml ]>\n  server"),
        ("a filter like no other", "templates/10-page.yaml", "toyaml ]>\n  server", "b64encode ]>\n  server"),
        ("a macro that was not imported", "templates/20-server.yaml", "import labels", "import labels as other"),
        ("a file that is not there", "templates/20-server.yaml", "\"_labels.yaml\"", "\"_label.yaml\""),
        ("a statement that is none", "templates/20-server.yaml", "<% endif %>", "<% end %>"),
        ("a wrong indentation", "templates/20-server.yaml", "  name: page\n  namespace", "  name: page\n   namespace"),
    ] {
        writeln!(shown, "{title}").unwrap();
        let found = mistakes(file, from, to);
        assert!(!found.is_empty(), "{title} was accepted");
        for line in found {
            writeln!(shown, "    {line}").unwrap();
        }
    }
    insta::assert_snapshot!(shown);
}

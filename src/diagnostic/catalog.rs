//! What the findings mean that arise while input is loaded, resolved and rendered, before any rule runs.

use super::Id;

/// Explains a kind of finding to the reader of `vmopack explain`.
#[derive(Debug)]
pub struct Article {
    /// The kind of finding.
    pub id: Id,
    /// One line.
    pub summary: &'static str,
    /// What it means and what to do.
    pub text: &'static str,
}

const fn article(id: &'static str, summary: &'static str, text: &'static str) -> Article {
    Article { id: Id::new(id), summary, text }
}

/// The articles of every finding that is no rule, sorted by id.
pub static LOAD_ARTICLES: &[Article] = &[
    article(
        "manifest/invalid-object",
        "a document that is no Kubernetes object",
        "Every document of a manifest needs `apiVersion`, `kind` and `metadata.name`. Palette hands manifests to the cluster as \
         they are, so anything else fails there, after the layers before it were installed.",
    ),
    article(
        "manifest/invalid-yaml",
        "a manifest that is not valid YAML",
        "The text could not be read. Kubernetes reads YAML 1.1 as `sigs.k8s.io/yaml` does; a key may appear only once in a map.",
    ),
    article(
        "pack/invalid-value",
        "a value in a pack source that is not allowed there",
        "`pack.yaml` names versions, images and windows in fixed forms; the message says which form is expected.",
    ),
    article(
        "pack/invalid-yaml",
        "a file of a pack source that is not valid YAML or JSON",
        "`pack.yaml`, `values.yaml`, `schema.json` and `presets.yaml` of a pack source must be readable, with unique keys.",
    ),
    article(
        "pack/missing-file",
        "a pack source without a file that it needs",
        "A pack source holds `pack.yaml`, `values.yaml`, `schema.json`, `README.md`, `logo.png` and at least one template. \
         `vmopack init --pack DIR` writes one of each.",
    ),
    article("pack/missing-key", "a key of a pack source is missing", "The message names the key and where it belongs."),
    article(
        "pack/unknown-file",
        "a file of a pack source that would be ignored",
        "Templates lie directly in `templates/` and are called `NN-name.yaml`, or `_name.yaml` when they only hold macros. \
         Beside the files of a pack source, other `.yaml`, `.yml` and `.json` files are refused, since a misspelt name would be \
         ignored in silence; all else (a licence, a folder of notes, hidden files, what editors leave behind) is passed over. \
         Links are not followed.",
    ),
    article(
        "pack/unknown-key",
        "a key of a pack source that means nothing",
        "Unknown keys are refused, since a misspelt key would be ignored in silence.",
    ),
    article(
        "pack/wrong-type",
        "a value of a pack source has the wrong type",
        "The message says which type is expected.",
    ),
    article(
        "profile/duplicate-file",
        "two manifests of a layer with one file name",
        "Palette and the output folder keep the manifests of a layer by their file names alone, whatever folder they lie in. Name \
         each file once, and give files different names.",
    ),
    article(
        "profile/fixed-severity",
        "a severity for a rule that takes none",
        "A few findings stand whatever `rules:` says, since what has them could not be written: two layers of one name would be \
         one file, one entry of the lock and one layer in Palette.",
    ),
    article(
        "profile/invalid-name",
        "a name that a pack cannot be published under",
        "A pack is published as `<profile>-<pack>`, which is a DNS label and the last part of a repository: lower-case letters, \
         digits and inner hyphens, at most 63. Shorten the name of the profile or that of the pack.",
    ),
    article(
        "profile/invalid-value",
        "a value that is not allowed there",
        "Names, versions and choices have fixed forms; the message says which form is expected.",
    ),
    article(
        "profile/invalid-yaml",
        "a profile that is not valid YAML",
        "The text could not be read, a key appears twice in one map, or the text is built to exhaust memory.",
    ),
    article(
        "profile/lock-mismatch",
        "content that differs from vmopack.lock",
        "The lock says which content was given a version. A pack whose content changes must get a new revision, so that a \
         changed pack never hides under an old tag. `vmopack lock` assigns it; commit the lock with the profile.",
    ),
    article(
        "profile/missing-key",
        "a required key of the profile is missing",
        "The message names the key and its place.",
    ),
    article(
        "profile/no-version-fits",
        "no version of a pack fits the target",
        "Each version of a pack is made for a window of Kubernetes minors, and some for one minor of another pack. The \
         message shows all of them. Change the target, pin another version of the other pack, or leave the layer out.",
    ),
    article(
        "profile/not-an-export",
        "a file that is not a cluster profile exported from Palette",
        "Profiles that share the cluster are read as Palette exports them: JSON or YAML with the packs under \
         `spec.template.packs`.",
    ),
    article(
        "profile/preset-conflict",
        "two presets of one group",
        "Of each group of presets a layer can choose one. The message names the group.",
    ),
    article(
        "profile/unknown-key",
        "a key of the profile that means nothing",
        "Unknown keys are refused, since a misspelt key would be ignored in silence. `vmopack schema` prints the schema for \
         editors.",
    ),
    article(
        "profile/unknown-pack",
        "a layer names a pack that does not exist",
        "A name is looked up among the packs that come with vmopack and those of `--packs`; a path starts with `./`.",
    ),
    article(
        "profile/unknown-preset",
        "a preset that the pack does not have",
        "Presets are named sets of values that a pack offers in its `presets.yaml`; the message lists them.",
    ),
    article(
        "profile/unknown-rule",
        "a severity for a rule that does not exist",
        "`rules:` takes the id of a rule or the name of a family; `vmopack rules` lists them. A misspelt id would leave the rule as \
         it is, and nobody would know.",
    ),
    article(
        "profile/unmirrorable-image",
        "an image that has no valid name at the mirror",
        "`images.mirror` and `images.map` redirect each image to another registry. The message says what is wrong with the name \
         that it would have there.",
    ),
    article(
        "profile/unreadable-file",
        "a file that the profile names and that cannot be read",
        "Paths are relative to the folder of the profile. The message says what the operating system answered, or which \
         pattern matches nothing.",
    ),
    article(
        "profile/unused-allow",
        "an allowance that allows nothing",
        "A comment `# vmopack: allow ID -- reason` covers findings of one rule on its own line, or on the next line when it \
         stands alone. One that no finding needs any more, that names no rule, or that gives no reason is worth a warning, \
         since nobody can tell later what it was for.",
    ),
    article(
        "profile/wrong-type",
        "a value of the profile has the wrong type",
        "The message says which type is expected.",
    ),
    article(
        "template/exposed-value-used",
        "a template does more with an exposed value than print it",
        "An exposed value is decided in Palette, after the template was rendered. The template may print it, plainly or \
         through `toyaml`, in one file only; a condition, a loop, another filter or text that a block catches would use a value that does not \
         exist yet. With the defaults, the pack must say what was checked.",
    ),
    article(
        "template/failed",
        "a template could not be rendered",
        "The message says what the template engine found at that place.",
    ),
    article(
        "template/invalid-output",
        "a template renders to something that is not valid YAML",
        "The place shown is in the rendered text. Print strings, lists and maps through `toyaml`, lists and maps with `indent` \
         as well.",
    ),
    article(
        "template/limit",
        "a template renders without end",
        "A template may take a bounded number of steps and print a bounded amount of text.",
    ),
    article("template/syntax", "a template with a syntax error", "The message says what is wrong at that place."),
    article(
        "template/undefined-name",
        "a template uses a name that is not defined",
        "The names are `values`, `facts`, `images`, `pack` and `target`. A value that may be absent needs a default in \
         `values.yaml`.",
    ),
    article(
        "template/unquoted-scalar",
        "a template prints a whole scalar without `toyaml`",
        "Text such as `yes` or `1.10` printed as it is would be read as a boolean or a number.",
    ),
    article(
        "values/invalid",
        "values that the schema of the pack refuses",
        "The pack's `schema.json` says which values exist, of which type and range. `vmopack render --explain-values` shows them. \
         Maps are joined key by key; null takes a key of a free map away, and makes a map or list of the pack empty.",
    ),
    article(
        "values/invalid-yaml",
        "values that are not valid YAML",
        "The text of `--set` or of a values file could not be read, or a key appears twice.",
    ),
    article(
        "values/not-exposable",
        "a value is exposed that cannot be",
        "Only values that the pack's schema marks with `x-vmopack-exposable` can be left to Palette: scalars of one type, maps \
         and lists as a whole, that a template does nothing with but print, and that it prints with the values that are chosen. \
         Helm reads numbers as floats: whole numbers above 9007199254740991 would lose digits there, and are refused.",
    ),
    article(
        "values/refused",
        "values that the templates of the pack cannot serve",
        "Some things a schema cannot say: a value that needs a newer version of the component, or two values that exclude \
         each other. The templates of the pack refuse those; the message says what the value needs.",
    ),
];

/// Finds the article of an id.
pub fn find_article(id: &str) -> Option<&'static Article> {
    LOAD_ARTICLES.iter().find(|article| article.id.as_str() == id)
}

#[cfg(test)]
mod tests {
    use super::LOAD_ARTICLES;

    #[test]
    fn articles_are_sorted_and_unique() {
        let ids: Vec<_> = LOAD_ARTICLES.iter().map(|article| article.id).collect();
        assert!(ids.is_sorted_by(|a, b| a < b), "sort LOAD_ARTICLES by id");
    }
}

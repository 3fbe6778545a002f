//! The pack source that `vmopack init --pack` writes.

use crate::profile::Name;

/// What is known when a pack source is started.
#[derive(Clone, Debug)]
pub struct PackStarter {
    /// Name of the pack, and of its namespace.
    pub name: Name,
}

/// The files, with [`NAME`] and [`TITLE`] in the place of the names.
const FILES: &[(&str, &str)] = &[
    ("pack.yaml", include_str!("starter/pack.yaml")),
    ("values.yaml", include_str!("starter/values.yaml")),
    ("schema.json", include_str!("starter/schema.json")),
    ("presets.yaml", include_str!("starter/presets.yaml")),
    ("README.md", include_str!("starter/README.md")),
    ("templates/_labels.yaml", include_str!("starter/templates/_labels.yaml")),
    ("templates/10-page.yaml", include_str!("starter/templates/10-page.yaml")),
    ("templates/20-server.yaml", include_str!("starter/templates/20-server.yaml")),
];
const LOGO: &[u8] = include_bytes!("starter/logo.png");
const NAME: &str = "my-pack";
const TITLE: &str = "My pack";

impl PackStarter {
    /// Returns the paths and contents of a commented pack source. A profile that has it as a layer checks clean.
    pub fn files(&self) -> Vec<(&'static str, Vec<u8>)> {
        let texts = FILES.iter().map(|(path, text)| {
            (*path, text.replace(TITLE, &self.title()).replace(NAME, self.name.as_str()).into_bytes())
        });
        texts.chain([("logo.png", LOGO.to_vec())]).collect()
    }

    /// Writes the name as people do: `my-pack` is "My pack".
    fn title(&self) -> String {
        let words = self.name.as_str().replace('-', " ");
        let mut characters = words.chars();
        let first = characters.next().map(|first| first.to_ascii_uppercase());
        first.into_iter().chain(characters).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_goes_everywhere() {
        let starter = PackStarter { name: "page-2".parse().unwrap() };
        for (path, bytes) in starter.files() {
            let text = String::from_utf8_lossy(&bytes);
            assert!(!text.contains(NAME) && !text.contains(TITLE), "{path}");
        }
        assert_eq!(starter.title(), "Page 2");
    }
}

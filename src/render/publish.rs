//! Makes the published text of a manifest out of its renderings with placeholders.

use super::helm::{self, Content, Piece, Placeholder};
use super::{exposure, proof};
use crate::diagnostic::{Diagnostic, Id};
use crate::resolve::{Exposed, ResolvedPack};
use crate::source::{SourceId, Sources, Span};
use crate::yaml::{self, Node, Path, Value};

const INVALID_OUTPUT: Id = Id::new("template/invalid-output");
const EXPOSED_USED: Id = Id::new("template/exposed-value-used");

/// Placeholders are words that YAML leaves alone and that no manifest holds.
pub(super) fn placeholders<'a>(pack: &'a ResolvedPack, kind: &str) -> Vec<Placeholder<'a>> {
    let words = pack
        .exposed
        .iter()
        .enumerate()
        .map(|(index, exposed)| Placeholder { text: format!("vmopack-exposed-{kind}-{index}-value"), exposed });
    words.collect()
}

pub(super) fn placeholder_of(placeholders: &[Placeholder<'_>], path: &Path) -> Option<String> {
    placeholders.iter().find(|placeholder| placeholder.exposed.path == *path).map(|found| found.text.clone())
}

/// What a manifest is made of.
pub(super) struct Publication<'a> {
    pub(super) pack: &'a ResolvedPack,
    /// Its name in messages.
    pub(super) name: String,
    pub(super) template: SourceId,
    /// The documents with all values in place.
    pub(super) checked: &'a [Node],
}

impl Publication<'_> {
    /// Replaces the placeholders of both renderings. The results must agree, and with the defaults they must say what was
    /// checked; else a template did more than print.
    pub(super) fn publish(
        &self,
        texts: [String; 2],
        sources: &mut Sources,
    ) -> Result<(String, Vec<Path>), Vec<Diagnostic>> {
        let mut published = Vec::new();
        let mut exposed = Vec::new();
        for (kind, text) in ["a", "b"].into_iter().zip(texts) {
            let placeholders = placeholders(self.pack, kind);
            let printed = placeholders.iter().filter(|placeholder| text.contains(&placeholder.text));
            exposed = printed.map(|placeholder| placeholder.exposed.path.clone()).collect();
            let source = sources.add(&*self.name, text);
            let parsed = yaml::parse(sources, source, INVALID_OUTPUT);
            // With its values in place the text can be read, so a placeholder is not the whole value of a key.
            if !parsed.problems.is_empty() {
                return Err(vec![self.refusal()]);
            }
            self.prove(source, &parsed.documents, &placeholders, sources).map_err(|problem| vec![*problem])?;
            let text = sources.get(source).text();
            published.push(helm::replace(text, &parsed.documents, &placeholders, &helm::expression, helm::escape));
        }
        if published[0] != published[1] {
            return Err(vec![self.refusal()]);
        }
        Ok((published.swap_remove(0), exposed))
    }

    /// Proves that the rendering says what was checked when every placeholder is replaced by what Helm prints for it.
    fn prove(
        &self,
        source: SourceId,
        documents: &[Node],
        placeholders: &[Placeholder<'_>],
        sources: &mut Sources,
    ) -> Result<(), Box<Diagnostic>> {
        if let Some(exposed) = documents.iter().find_map(|document| collection_in_text(document, placeholders)) {
            return Err(Box::new(self.collection(exposed, sources)));
        }
        let print = |content: &Content<'_>| proof::printed(content, &self.pack.values);
        let text = helm::replace(sources.get(source).text(), documents, placeholders, &print, str::to_owned);
        let printed = sources.add(&*self.name, text);
        let printed = yaml::parse(sources, printed, INVALID_OUTPUT);
        if !printed.problems.is_empty() {
            return Err(Box::new(self.refusal()));
        }
        let Some((document, path)) = proof::first_difference(self.checked, &printed.documents) else { return Ok(()) };
        // Inside of a map or list that Helm prints, the placeholder is as far as the path leads.
        let node = documents.get(document).map(|document| path.find_nearest(document));
        let culprit = node.and_then(|node| exposed_in(node, placeholders));
        Err(Box::new(culprit.map_or_else(|| self.refusal(), |exposed| self.difference(exposed, &path, sources))))
    }

    fn refusal(&self) -> Diagnostic {
        let message = "the template does more with an exposed value than print it";
        Diagnostic::error(EXPOSED_USED, Span::start_of(self.template), message)
            .help("print it as a scalar, as a part of a text, or as the whole value of a key")
    }

    fn difference(&self, exposed: &Exposed, path: &Path, sources: &Sources) -> Diagnostic {
        let message = format!("`{path}` would say something else in the pack than what is checked here");
        self.at_print_of(exposed, message, sources)
            .help("print a whole scalar through `toyaml`, and a part of text as text")
    }

    fn collection(&self, exposed: &Exposed, sources: &Sources) -> Diagnostic {
        let message = format!("`{}` is a map or a list, and printed inside a text", exposed.path);
        self.at_print_of(exposed, message, sources).help("print it through `toyaml`, as the whole value of a key")
    }

    fn at_print_of(&self, exposed: &Exposed, message: String, sources: &Sources) -> Diagnostic {
        let template = self.pack.pack.templates.iter().find(|template| template.source == self.template);
        let print = template.and_then(|template| exposure::print_of(&exposed.path, template, sources));
        let problem = Diagnostic::error(EXPOSED_USED, print.unwrap_or(Span::start_of(self.template)), message);
        problem.label(exposed.span, "exposed here")
    }
}

/// Finds a map or list that stands in a text: its default may look right there, another value would not.
fn collection_in_text<'a>(document: &'a Node, placeholders: &[Placeholder<'a>]) -> Option<&'a Exposed> {
    let mut found = None;
    document.visit(&mut |node| {
        if let Value::Scalar(scalar) = &node.value
            && let Some(Content::Text(pieces)) = helm::content(scalar, placeholders)
        {
            let exposed =
                pieces.into_iter().filter_map(|piece| if let Piece::Value(found) = piece { Some(found) } else { None });
            found = found.or(exposed.into_iter().find(|exposed| exposed.is_collection()));
        }
    });
    found
}

fn exposed_in<'a>(node: &'a Node, placeholders: &[Placeholder<'a>]) -> Option<&'a Exposed> {
    let Value::Scalar(scalar) = &node.value else { return None };
    match helm::content(scalar, placeholders)? {
        Content::Whole(exposed) => Some(exposed),
        Content::Text(pieces) => {
            pieces.into_iter().find_map(|piece| if let Piece::Value(exposed) = piece { Some(exposed) } else { None })
        }
    }
}

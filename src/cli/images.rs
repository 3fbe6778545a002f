//! `vmopack images`.

use super::failure::Failure;
use super::options::{Format, ProfileOptions};
use super::pipeline;
use super::session::Session;
use clap::Args;
use clap::builder::BoolishValueParser;
use serde_json::{Value, json};
use std::fmt::Write as _;
use vmopack::palette::{LayerImage, layer_images, without_images};

/// List every image that the layers of a profile can pull
#[derive(Debug, Args)]
pub(crate) struct Images {
    #[command(flatten)]
    options: ProfileOptions,
    /// Say which layer needs each image, what for, and which value asks for it
    #[arg(long, env = "VMOPACK_WHY", value_parser = BoolishValueParser::new())]
    why: bool,
    /// List those too that the values do not ask for: another choice of values would
    #[arg(long, env = "VMOPACK_ALL", value_parser = BoolishValueParser::new())]
    all: bool,
    /// How the list is written; json always says why
    #[arg(long, value_enum, default_value_t = Format::Text, env = "VMOPACK_FORMAT")]
    format: Format,
}

impl Images {
    pub(crate) fn run(&self, session: &mut Session) -> Result<(), Failure> {
        let prepared = pipeline::prepare(&self.options.profile, &self.options.pipeline, session)?;
        let mut images = layer_images(prepared.rendered(), &session.sources);
        images.retain(|image| self.all || image.needed);
        for layer in without_images(prepared.rendered()) {
            let name = &layer.reference.name.value;
            session.terminal.talk(&format!("Not listed: what `{name}` pulls; its values declare no images\n"));
        }
        let groups: Vec<&[LayerImage]> = images.chunk_by(|a, b| a.reference == b.reference).collect();
        let written = match self.format {
            Format::Text => session.terminal.text(&groups.iter().map(|group| self.text(group)).collect::<String>()),
            Format::Json => {
                let list = Value::from(groups.iter().map(|group| json(group)).collect::<Vec<_>>());
                session.terminal.data(&format!("{list:#}\n"))
            }
        };
        written.map_err(Failure::world)
    }

    fn text(&self, uses: &[LayerImage]) -> String {
        let mut text = format!("{}\n", uses[0].reference);
        for image in uses.iter().filter(|_| self.why) {
            let _ = writeln!(text, "  {}: {}{}", image.layer, image.reason, condition(image));
        }
        text
    }
}

fn condition(image: &LayerImage) -> String {
    match &image.when {
        None => String::new(),
        Some(path) if image.needed => format!(", for the value `{path}`"),
        Some(path) => format!(", not now: value `{path}` is off or empty"),
    }
}

fn json(uses: &[LayerImage]) -> Value {
    let reasons = uses.iter().map(
        |image| json!({ "layer": image.layer, "reason": image.reason, "when": image.when, "needed": image.needed }),
    );
    json!({ "image": uses[0].reference, "uses": reasons.collect::<Vec<_>>() })
}

//! From what the user names to what the library makes of it; findings are reported on the way.

use super::failure::Failure;
use super::options::PipelineOptions;
use super::session::Session;
use super::summary;
use anyhow::anyhow;
use std::path::{Path, PathBuf};
use vmopack::assess::{self, AssessError, Assessment, Checked, Prepared};
use vmopack::input::{ArchiveError, InputError, VerifyError};

/// Renders a profile.
pub(crate) fn prepare(profile: &Path, options: &PipelineOptions, session: &mut Session) -> Result<Prepared, Failure> {
    assess::prepare(profile, &options.to_library(), &mut session.sources).map_err(|error| failure(error, session))
}

/// Judges inputs, and reports what was found.
pub(crate) fn assess(
    inputs: &[PathBuf],
    options: &PipelineOptions,
    session: &mut Session,
) -> Result<Assessment, Failure> {
    let assessment = judge(inputs, options, session)?;
    session.report(assessment.report())?;
    Ok(assessment)
}

fn judge(inputs: &[PathBuf], options: &PipelineOptions, session: &mut Session) -> Result<Assessment, Failure> {
    let assessment = assess::assess(inputs, &options.to_library(), &mut session.sources);
    assessment.map_err(|error| failure(error, session))
}

/// Judges a profile that is to be built; errors end the command.
pub(crate) fn checked(profile: &Path, options: &PipelineOptions, session: &mut Session) -> Result<Checked, Failure> {
    let assessment = judge(&[profile.to_owned()], options, session)?;
    let Some(prepared) = assessment.prepared() else {
        return Err(failure(AssessError::NotAProfile { path: profile.to_owned() }, session));
    };
    summary::unlocked(prepared, session);
    session.report(assessment.report())?;
    assessment.accept().map_err(|_| Failure::Findings)
}

/// Says how a command ends for which there is no verdict.
pub(crate) fn failure(error: AssessError, session: &mut Session) -> Failure {
    match error {
        AssessError::Unloadable(report) => session.stop(&report, Failure::Profile),
        AssessError::Findings(report) => session.stop(&report, Failure::Findings),
        AssessError::Input(InputError::Text(error)) => {
            let help = "name the profile, or let `vmopack init` write one to start from".to_owned();
            let is_missing = error.is_not_found();
            Failure::Usage(error.into(), is_missing.then_some(help))
        }
        AssessError::Input(error) => input_failure(error),
        error @ (AssessError::NotAProfile { .. } | AssessError::SecondProfile { .. }) => Failure::usage(error),
        error => Failure::world(error),
    }
}

/// Says how a command ends whose input cannot be read.
pub(crate) fn input_failure(error: InputError) -> Failure {
    match error {
        InputError::Archive(ArchiveError::NotAPack { .. } | ArchiveError::Damaged { .. })
        | InputError::Build(VerifyError::Changed { .. } | VerifyError::Line { .. } | VerifyError::Unlisted { .. }) => {
            Failure::Verification(anyhow!(error))
        }
        InputError::NoPacks { .. } => {
            let help = "name a profile, a lock, a pack, a folder of packs, or the folder of a build".to_owned();
            Failure::Usage(error.into(), Some(help))
        }
        error => Failure::world(error),
    }
}

//! Rules of the family `vmo`.

pub(super) mod console_base_address;
pub(super) mod golden_images_twice;
pub(super) mod mixed_components;
pub(super) mod second_dashboard;
pub(super) mod wrong_generation_key;

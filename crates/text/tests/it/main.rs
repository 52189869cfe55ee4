//! The analyzer seen from outside: cases by example, laws on random text.

mod cases;
mod laws;
mod legacy;
mod legacy_encoder;
mod restore;

//! Files that articles offer.

#![no_main]

use std::time::Duration;

use langbao_attachment::{Limits, text};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let limits = Limits { unpacked_bytes: 1 << 20, time: Duration::from_secs(2), ..Limits::default() };
    let _ = text(bytes, &limits);
});

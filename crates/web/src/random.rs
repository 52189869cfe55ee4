//! Bytes that nobody can guess.

use ring::rand::{SecureRandom, SystemRandom};

use crate::problem::Problem;

/// Returns bytes that nobody can guess.
///
/// # Errors
/// If the system has none.
pub(crate) fn bytes<const N: usize>() -> Result<[u8; N], Problem> {
    let mut bytes = [0; N];
    SystemRandom::new().fill(&mut bytes).map_err(|_| {
        tracing::error!("the system has no random bytes");
        Problem::internal()
    })?;
    Ok(bytes)
}

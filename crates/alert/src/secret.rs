//! Secrets in links and signatures.

use subtle::ConstantTimeEq;

/// Writes random bytes as a secret that can stand in a link. Sixteen bytes cannot be guessed.
pub fn secret(random: [u8; 16]) -> String {
    random.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Whether two secrets are the same; how far they agree does not show in the time it takes.
pub fn same_secret(a: &str, b: &str) -> bool {
    a.as_bytes().ct_eq(b.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_compared_whole() {
        let one = secret([7; 16]);
        assert_eq!(one.len(), 32);
        assert!(same_secret(&one, &one.clone()));
        assert!(
            !same_secret(&one, &one[..31]) && !same_secret(&one, &secret([8; 16])) && !same_secret(&one, "")
        );
    }
}

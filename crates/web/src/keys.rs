//! Keys: who may do what.
//!
//! A key is `lb_ID_SECRET`. Of the secret only an argon2id hash is kept. A hash takes tens of milliseconds on purpose,
//! so a secret that was right once is remembered by a fast hash, in memory, beside the slow one it was checked against;
//! whether the key is in force is asked of the archive each time.

use std::collections::HashMap;
use std::str::FromStr;
use std::sync::{Mutex, PoisonError};

use argon2::password_hash::SaltString;
use argon2::{Argon2, PasswordHash, PasswordHasher, PasswordVerifier};
use chrono::{DateTime, Utc};
use langbao_archive::{Archive, KeyRecord};
use subtle::ConstantTimeEq;

/// What a key permits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scope {
    /// Searching and reading, where that is not open to all.
    Read,
    /// Alerts over the API.
    Alerts,
    /// Everything.
    Admin,
}

impl Scope {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Read, Self::Alerts, Self::Admin];

    /// Returns its word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Alerts => "alerts",
            Self::Admin => "admin",
        }
    }
}

impl FromStr for Scope {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        let found = Self::ALL.into_iter().find(|scope| scope.as_str() == word);
        found.ok_or_else(|| format!("\"{word}\" is none of: read, alerts, admin"))
    }
}

const PREFIX: &str = "lb_";

/// Makes a key of random bytes: what is kept of it, and the key itself, which is shown once.
///
/// # Errors
/// In words, if the hash cannot be made.
pub fn new_key(
    name: &str,
    scopes: &[Scope],
    random: [u8; 48],
    now: DateTime<Utc>,
) -> Result<(KeyRecord, String), String> {
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let (id, secret) = (hex(&random[..6]), hex(&random[6..32]));
    let salt = SaltString::encode_b64(&random[32..]).map_err(|error| error.to_string())?;
    let hash =
        Argon2::default().hash_password(secret.as_bytes(), &salt).map_err(|error| error.to_string())?;
    let key = format!("{PREFIX}{id}_{secret}");
    let record = KeyRecord {
        id,
        name: name.to_owned(),
        scopes: scopes.iter().map(|scope| scope.as_str().to_owned()).collect(),
        hash: hash.to_string(),
        created_at: now,
        revoked_at: None,
    };
    Ok((record, key))
}

/// A key that was shown and is in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Holder {
    pub(crate) id: String,
    pub(crate) name: String,
    scopes: Vec<String>,
}

impl Holder {
    /// Whether it permits this; an admin may do everything.
    pub(crate) fn may(&self, scope: Scope) -> bool {
        self.scopes.iter().any(|has| has == scope.as_str() || has == Scope::Admin.as_str())
    }
}

/// Checks keys.
#[derive(Default)]
pub(crate) struct Keyring {
    /// By id: the slow hash it was checked against, the fast hash of the secret that was right.
    proven: Mutex<HashMap<String, (String, [u8; 32])>>,
}

impl Keyring {
    /// Returns who shows this key; `None` if it is none of ours, or no longer. Blocks.
    ///
    /// # Errors
    /// If the archive cannot be read.
    pub(crate) fn check(
        &self,
        archive: &Archive,
        key: &str,
    ) -> Result<Option<Holder>, langbao_archive::Error> {
        let Some((id, secret)) = key.strip_prefix(PREFIX).and_then(|key| key.split_once('_')) else {
            return Ok(None);
        };
        let Some(record) = in_force(archive, id)? else { return Ok(None) };
        let fast = *blake3::hash(secret.as_bytes()).as_bytes();
        let known = self.proven().get(id).cloned();
        let is_proven =
            known.is_some_and(|(hash, proven)| hash == record.hash && bool::from(proven.ct_eq(&fast)));
        if !is_proven {
            let right = PasswordHash::new(&record.hash)
                .is_ok_and(|hash| Argon2::default().verify_password(secret.as_bytes(), &hash).is_ok());
            if !right {
                return Ok(None);
            }
            self.proven().insert(record.id.clone(), (record.hash.clone(), fast));
        }
        Ok(Some(Holder { id: record.id, name: record.name, scopes: record.scopes }))
    }

    fn proven(&self) -> std::sync::MutexGuard<'_, HashMap<String, (String, [u8; 32])>> {
        self.proven.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Finds a key that is in force.
pub(crate) fn in_force(archive: &Archive, id: &str) -> Result<Option<KeyRecord>, langbao_archive::Error> {
    Ok(archive.keys()?.into_iter().find(|key| key.id == id && key.revoked_at.is_none()))
}

/// Returns the holder of a key that was proven before, if the key is still in force.
pub(crate) fn holder(archive: &Archive, id: &str) -> Result<Option<Holder>, langbao_archive::Error> {
    let holder = |key: KeyRecord| Holder { id: key.id, name: key.name, scopes: key.scopes };
    Ok(in_force(archive, id)?.map(holder))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn archive() -> (tempfile::TempDir, Archive) {
        let dir = tempfile::tempdir().unwrap();
        let archive = Archive::open(dir.path()).unwrap();
        (dir, archive)
    }

    #[test]
    fn a_key_is_known_by_its_secret_until_it_is_revoked() {
        let (_dir, archive) = archive();
        let now = DateTime::UNIX_EPOCH;
        let (record, key) = new_key("thử", &[Scope::Read], [7; 48], now).unwrap();
        assert!(record.hash.starts_with("$argon2id$") && !record.hash.contains(&key[16..]), "{record:?}");
        archive.add_key(record.clone()).unwrap();
        let ring = Keyring::default();
        let holder = ring.check(&archive, &key).unwrap().unwrap();
        assert!(holder.may(Scope::Read) && !holder.may(Scope::Alerts) && !holder.may(Scope::Admin));
        // Proven now, and still only by the whole secret.
        assert!(ring.check(&archive, &key).unwrap().is_some());
        for wrong in [&key[..key.len() - 1], &format!("{key}0"), "lb_070707070707_", "lb_x_y", "", "lb_"] {
            assert_eq!(ring.check(&archive, wrong).unwrap(), None, "{wrong}");
        }
        assert!(archive.revoke_key(&record.id, now).unwrap());
        assert_eq!(ring.check(&archive, &key).unwrap(), None);
        assert!(!archive.revoke_key(&record.id, now).unwrap());
    }

    #[test]
    fn an_admin_may_do_everything() {
        let (_dir, archive) = archive();
        let (record, key) = new_key("", &[Scope::Admin], [9; 48], DateTime::UNIX_EPOCH).unwrap();
        archive.add_key(record).unwrap();
        let holder = Keyring::default().check(&archive, &key).unwrap().unwrap();
        assert!(Scope::ALL.into_iter().all(|scope| holder.may(scope)));
    }
}

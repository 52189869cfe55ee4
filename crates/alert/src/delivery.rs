//! What becomes of a message after an attempt to send it.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// How an attempt ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "verdict", rename_all = "snake_case")]
pub enum Verdict {
    /// The other side has taken it.
    Delivered,
    /// The other side could not be reached: that is no fault of the message, however long it lasts.
    Unreachable {
        /// What happened.
        reason: String,
    },
    /// The other side asks to try again later.
    Later {
        /// What it said.
        reason: String,
    },
    /// The other side does not want it.
    Refused {
        /// What it said.
        reason: String,
    },
}

/// What to do next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    /// Nothing: it was delivered.
    Done,
    /// Try again at this time.
    At(DateTime<Utc>, String),
    /// Nothing: it was refused, or tried for too long.
    GiveUp(String),
}

/// The pause after the first attempt, doubled with each further one.
const FIRST_PAUSE: TimeDelta = TimeDelta::seconds(2);

/// The longest pause while the other side cannot be reached: once it is back, nobody waits long.
const LONGEST_OUTAGE_PAUSE: TimeDelta = TimeDelta::minutes(5);

/// The longest pause for one that asks to be left alone.
const LONGEST_PAUSE: TimeDelta = TimeDelta::hours(2);

/// So long one that says "later" is asked again (RFC 5321, 4.5.4.1: four to five days at least).
const PATIENCE: TimeDelta = TimeDelta::days(5);

/// Decides what follows from an attempt; `attempts` counts it.
pub fn next(verdict: &Verdict, attempts: u32, created_at: DateTime<Utc>, now: DateTime<Utc>) -> Next {
    let pause = |longest: TimeDelta| {
        let doubled = FIRST_PAUSE * 2_i32.pow(attempts.saturating_sub(1).min(16));
        now + doubled.min(longest)
    };
    match verdict {
        Verdict::Delivered => Next::Done,
        Verdict::Refused { reason } => Next::GiveUp(reason.clone()),
        Verdict::Unreachable { reason } => Next::At(pause(LONGEST_OUTAGE_PAUSE), reason.clone()),
        Verdict::Later { reason } if now - created_at >= PATIENCE => Next::GiveUp(reason.clone()),
        Verdict::Later { reason } => Next::At(pause(LONGEST_PAUSE), reason.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000 + seconds, 0).unwrap()
    }

    #[test]
    fn an_outage_is_waited_for_however_long() {
        let down = Verdict::Unreachable { reason: "refused".to_owned() };
        let pauses: Vec<i64> = (1..=10)
            .map(|attempts| match next(&down, attempts, at(0), at(0)) {
                Next::At(then, _) => (then - at(0)).num_seconds(),
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(pauses, [2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);
        let month = 30 * 86_400;
        assert!(matches!(next(&down, 9_000, at(0), at(month)), Next::At(then, _) if then == at(month + 300)));
    }

    #[test]
    fn one_that_says_later_is_asked_for_five_days() {
        let later = Verdict::Later { reason: "451".to_owned() };
        assert!(
            matches!(next(&later, 40, at(0), at(86_400)), Next::At(then, _) if then == at(86_400 + 7_200))
        );
        assert_eq!(next(&later, 40, at(0), at(5 * 86_400)), Next::GiveUp("451".to_owned()));
        let refused = Verdict::Refused { reason: "550".to_owned() };
        assert_eq!(next(&refused, 1, at(0), at(0)), Next::GiveUp("550".to_owned()));
        assert_eq!(next(&Verdict::Delivered, 1, at(0), at(0)), Next::Done);
    }
}

//! The layout alarm in words.

use langbao_archive::AlarmReason;

use crate::Lang;

/// Says what has dropped: "bài mất chữ, không còn ngày đăng".
pub fn alarm_words(reasons: &[AlarmReason], lang: Lang) -> String {
    let word = |reason: &AlarmReason| match reason {
        AlarmReason::Articles => lang.say("alarm-articles"),
        AlarmReason::Body => lang.say("alarm-body"),
        AlarmReason::Dates => lang.say("alarm-dates"),
        AlarmReason::Profile => lang.say("alarm-profile"),
        AlarmReason::Links => lang.say("alarm-links"),
    };
    reasons.iter().map(word).collect::<Vec<_>>().join(", ")
}

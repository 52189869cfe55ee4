//! How a command ends when it does not end well: the exit code and the words.

use std::fmt;

/// The exit codes of the command, part of its contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Exit {
    /// Anything not named below.
    Failure = 1,
    /// The command line asks for what cannot be.
    Usage = 2,
    /// Some of the work was done, some could not be.
    Partial = 3,
    /// What was asked for does not exist.
    NotFound = 4,
    /// Another process has the data folder open.
    InUse = 5,
    /// The configuration cannot be used.
    Config = 6,
    /// Ctrl-C.
    Interrupted = 130,
}

/// An ending with a code of its own; travels inside an [`anyhow::Error`].
#[derive(Debug)]
pub(crate) struct Ending {
    pub(crate) exit: Exit,
    pub(crate) message: String,
}

impl fmt::Display for Ending {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Ending {}

/// Makes an error with an exit code.
pub(crate) fn ending(exit: Exit, message: impl Into<String>) -> anyhow::Error {
    Ending { exit, message: message.into() }.into()
}

/// Tells the exit code that an error chain asks for.
pub(crate) fn exit_of(error: &anyhow::Error) -> Exit {
    for cause in error.chain() {
        if let Some(ending) = cause.downcast_ref::<Ending>() {
            return ending.exit;
        }
        match cause.downcast_ref::<langbao_archive::Error>() {
            Some(langbao_archive::Error::InUse { .. }) => return Exit::InUse,
            Some(langbao_archive::Error::NoSuchSite(_) | langbao_archive::Error::Missing { .. }) => {
                return Exit::NotFound;
            }
            _ => {}
        }
        if let Some(langbao_search::Error::InUse { .. }) = cause.downcast_ref() {
            return Exit::InUse;
        }
    }
    Exit::Failure
}

/// Returns what a user can do about an error, in Vietnamese and English, where something can be done.
pub(crate) fn remedy(error: &anyhow::Error) -> Option<(&'static str, &'static str)> {
    if exit_of(error) == Exit::InUse {
        return Some((
            "thư mục dữ liệu đang được một tiến trình langbao khác dùng: hãy dừng nó, hoặc chọn thư mục khác bằng --data",
            "another langbao process is using this data folder: stop it, or name another folder with --data",
        ));
    }
    error.chain().find_map(|cause| match cause.downcast_ref::<langbao_archive::Error>() {
        Some(langbao_archive::Error::Missing { .. }) => Some((
            "chưa có dữ liệu trong thư mục này: tạo bằng langbao init, hoặc chọn thư mục khác bằng --data",
            "there is no data in this folder yet: make it with langbao init, or name another folder with --data",
        )),
        Some(langbao_archive::Error::NoSuchSite(_)) => Some((
            "xem các trang đã thêm bằng langbao sites list",
            "langbao sites list shows the sites there are",
        )),
        _ => None,
    })
}

/// Says whether the reader of our output went away, as `head` does: a quiet success.
pub(crate) fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<std::io::Error>())
        .any(|e| e.kind() == std::io::ErrorKind::BrokenPipe)
}

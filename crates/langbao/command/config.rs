//! `langbao config`.

use anyhow::Context;

use crate::cli::Config;
use crate::output::{line, message};
use crate::session::Session;

pub(super) fn run(session: &Session, command: &Config) -> anyhow::Result<()> {
    match command {
        Config::Show => {
            let text = toml::to_string(&session.config).context("cannot write the configuration")?;
            line(text.trim_end())
        }
        // Reading it has checked it.
        Config::Check => {
            message(session.lang.pick("cấu hình dùng được", "the configuration is valid"));
            if session.config.crawl.contact.is_empty() {
                message(session.lang.pick(
                    "chưa có crawl.contact: hãy điền địa chỉ liên hệ trước khi thu thập trang thật",
                    "crawl.contact is empty: fill in an address before you crawl real sites",
                ));
            }
            Ok(())
        }
    }
}

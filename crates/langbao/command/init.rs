//! `langbao init`.

use std::io::Write;

use anyhow::Context;

use crate::config::TEMPLATE;
use crate::output::message;
use crate::session::Session;

pub(super) fn run(session: &Session) -> anyhow::Result<()> {
    let path = &session.config_path;
    match std::fs::File::create_new(path) {
        Ok(mut file) => {
            file.write_all(TEMPLATE.as_bytes())
                .with_context(|| format!("cannot write {}", path.display()))?;
            message(&session.lang.pick(
                format!("đã tạo cấu hình {}", path.display()),
                format!("wrote config {}", path.display()),
            ));
        }
        Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => {
            message(&session.lang.pick(
                format!("giữ nguyên cấu hình đã có {}", path.display()),
                format!("left existing config {} as it is", path.display()),
            ));
        }
        Err(e) => return Err(e).with_context(|| format!("cannot create {}", path.display())),
    }
    session.open()?.close()?;
    message(&session.lang.pick(
        format!(
            "thư mục dữ liệu {} đã sẵn sàng. Tiếp theo: điền crawl.contact, rồi\n  langbao sites add https://…\n  langbao crawl\n  langbao serve",
            session.data.display()
        ),
        format!(
            "data folder {} is ready. Next: fill in crawl.contact, then\n  langbao sites add https://…\n  langbao crawl\n  langbao serve",
            session.data.display()
        ),
    ));
    Ok(())
}

//! `langbao hide`: an article is shown no more.

use langbao_article::{ArticleId, CanonicalUrl};
use langbao_web::Task;

use crate::cli::Hide;
use crate::failure::{Exit, ending};
use crate::output::message;
use crate::session::Session;
use crate::workbench::perform;

pub(super) fn run(session: &Session, args: Hide) -> anyhow::Result<()> {
    let id = match args.article.parse::<ArticleId>() {
        Ok(id) => id,
        Err(_) => ArticleId::of(&CanonicalUrl::parse(&args.article).map_err(|e| {
            ending(Exit::NotFound, format!("\"{}\" is neither an article id nor a URL: {e}", args.article))
        })?),
    };
    if args.undo {
        perform(session, Task::ShowArticle(id))?;
        message(&session.lang.pick(format!("bài {id} lại hiện"), format!("article {id} is shown again")));
        return Ok(());
    }
    let reason = args.reason.unwrap_or_default();
    perform(session, Task::HideArticle { id, reason, legal: args.legal })?;
    message(&session.lang.pick(format!("đã ẩn bài {id}"), format!("article {id} is hidden")));
    Ok(())
}

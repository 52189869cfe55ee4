//! Tells systemd, if that is what started this process, how it stands: ready, alive, stopping. Elsewhere nothing is told.

use sd_notify::NotifyState;
use tokio_util::sync::CancellationToken;

/// Tells that requests are answered, then at half the watchdog's patience that the process is alive, until `stop`.
pub(crate) async fn report(stop: CancellationToken) {
    tell(&[NotifyState::Ready]);
    let alive = async {
        match sd_notify::watchdog_enabled() {
            Some(patience) => {
                let mut beat = tokio::time::interval(patience / 2);
                loop {
                    beat.tick().await;
                    tell(&[NotifyState::Watchdog]);
                }
            }
            None => std::future::pending().await,
        }
    };
    tokio::select! {
        () = stop.cancelled() => tell(&[NotifyState::Stopping]),
        () = alive => {}
    }
}

fn tell(state: &[NotifyState<'_>]) {
    if let Err(error) = sd_notify::notify(state) {
        tracing::warn!(%error, "systemd cannot be told");
    }
}

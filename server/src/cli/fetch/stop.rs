//! Ctrl-C and requests to end.

use std::sync::Arc;
use std::thread;

use anyhow::Context;
use leastwise_fetch::Cancel;

/// Stops the run at the first signal: programs that were started have groups of their own, which a terminal does not
/// reach.
pub(super) fn on_signals(cancel: &Arc<Cancel>) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_io()
        .build()
        .context("cannot listen for signals")?;
    let cancel = Arc::clone(cancel);
    let (ready, is_ready) = std::sync::mpsc::channel();
    thread::spawn(move || {
        runtime.block_on(async {
            let signal = listen(&ready);
            signal.await;
            cancel.cancel();
        });
    });
    is_ready.recv().context("cannot listen for signals")??;
    Ok(())
}

type Ready = std::sync::mpsc::Sender<std::io::Result<()>>;

#[cfg(unix)]
async fn listen(ready: &Ready) {
    use tokio::signal::unix::{SignalKind, signal};
    let kinds = [SignalKind::interrupt(), SignalKind::terminate(), SignalKind::hangup()];
    match kinds.map(signal) {
        [Ok(mut interrupt), Ok(mut terminate), Ok(mut hangup)] => {
            let _ = ready.send(Ok(()));
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
                _ = hangup.recv() => {}
            }
        }
        signals => {
            let error = signals.into_iter().find_map(Result::err);
            let _ = ready.send(error.map_or(Ok(()), Err));
            std::future::pending().await
        }
    }
}

#[cfg(not(unix))]
async fn listen(ready: &Ready) {
    let _ = ready.send(Ok(()));
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending().await
    }
}

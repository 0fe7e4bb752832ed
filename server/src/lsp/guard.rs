//! What the framework lacks, wrapped round its service: no panic ends the server, the exit code follows the protocol,
//! odd URIs do not cost a message, a change that cannot be read is not passed over, and each message leaves one line in
//! the log.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Instant;

use futures::FutureExt;
use futures::future::BoxFuture;
use serde::Deserialize;
use serde_json::Value;
use tokio::sync::Notify;
use tower::Service;
use tower_lsp::jsonrpc::{Error, Request, Response};
use tower_lsp::ls_types::{DidChangeTextDocumentParams, DidOpenTextDocumentParams};

use super::uri;

/// How far the client has taken its leave.
#[derive(Debug, Default)]
pub struct Lifecycle {
    shutdown: AtomicBool,
    exit: AtomicBool,
    /// Rung once at the end: `exit`, or the end of the input.
    end: Notify,
}

impl Lifecycle {
    fn note(&self, request: &Request) {
        match (request.method(), request.id()) {
            ("shutdown", Some(_)) => self.shutdown.store(true, Ordering::SeqCst),
            ("exit", None) => {
                self.exit.store(true, Ordering::SeqCst);
                self.note_end();
            }
            _ => {}
        }
    }

    /// The client says nothing more.
    pub fn note_end(&self) {
        self.end.notify_one();
    }

    /// Waits for the client to say nothing more.
    pub async fn ended(&self) {
        self.end.notified().await;
    }

    fn is_orderly(&self) -> bool {
        self.shutdown.load(Ordering::SeqCst) && self.exit.load(Ordering::SeqCst)
    }

    /// Success only after `shutdown` and then `exit`; the end of the input or a malformed message is a failure.
    pub fn exit_code(&self) -> ExitCode {
        if self.is_orderly() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}

/// A message that did not do what it was to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The method.
    pub method: String,
    /// The URI of the document that a notification was about; its copy may not be what the client has.
    pub document: Option<String>,
    /// What went wrong.
    pub cause: Cause,
}

/// Why a message did not do what it was to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// The handler panicked.
    Panic,
    /// The text of a document changed in a way that cannot be read. The framework drops such a notification without a
    /// word.
    Unreadable,
}

/// The framework's service, guarded.
pub struct Guard<S> {
    inner: S,
    lifecycle: Arc<Lifecycle>,
    on_failure: Arc<dyn Fn(Failure) + Send + Sync>,
}

impl<S> Guard<S> {
    /// Guards `inner` and calls `on_failure` after a panic.
    pub fn new(
        inner: S,
        lifecycle: Arc<Lifecycle>,
        on_failure: impl Fn(Failure) + Send + Sync + 'static,
    ) -> Guard<S> {
        Guard { inner, lifecycle, on_failure: Arc::new(on_failure) }
    }
}

impl<S> Service<Request> for Guard<S>
where
    S: Service<Request, Response = Option<Response>>,
    S::Error: 'static,
    S::Future: Send + 'static,
{
    type Response = Option<Response>;
    type Error = S::Error;
    type Future = BoxFuture<'static, Result<Option<Response>, S::Error>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let started = Instant::now();
        self.lifecycle.note(&request);
        let request = uri::repair_request(request);
        let id = request.id().cloned();
        let cause = if is_unreadable(&request) { Cause::Unreadable } else { Cause::Panic };
        let failure = Failure { method: request.method().to_owned(), document: document(&request), cause };
        let on_failure = Arc::clone(&self.on_failure);
        let future = catch_unwind(AssertUnwindSafe(|| self.inner.call(request)));
        Box::pin(async move {
            // In the order of the messages, which is that of the first looks at what this returns.
            if failure.cause == Cause::Unreadable {
                tracing::error!("cannot read {}", failure.method);
                on_failure(failure.clone());
            }
            let outcome = match future {
                Ok(future) => AssertUnwindSafe(future).catch_unwind().await,
                Err(panic) => Err(panic),
            };
            let number = id.as_ref().map(ToString::to_string).unwrap_or_default();
            tracing::debug!(method = failure.method, id = number, duration = ?started.elapsed());
            match (outcome, id) {
                // The framework leaves unknown requests of the protocol's own namespace (`$/`) without an answer.
                (Ok(Ok(None)), Some(id)) => Ok(Some(Response::from_error(id, Error::method_not_found()))),
                (Ok(response), _) => response,
                (Err(panic), id) => {
                    // The hook has logged where it was; what the panic says may quote a policy.
                    drop(panic);
                    tracing::error!("internal error in {}; the server continues", failure.method);
                    let error = internal_error(&failure.method);
                    on_failure(failure);
                    Ok(id.map(|id| Response::from_error(id, error)))
                }
            }
        })
    }
}

/// The answer to a request that failed inside the server.
pub fn internal_error(method: &str) -> Error {
    let mut error = Error::internal_error();
    error.message = format!("internal error in {method}; see the server log").into();
    error
}

/// The document that a notification is about. A request changes nothing, so its document stays as it is.
fn document(request: &Request) -> Option<String> {
    if request.id().is_some() {
        return None;
    }
    let uri = request.params()?.pointer("/textDocument/uri");
    uri.and_then(Value::as_str).map(str::to_owned)
}

/// Whether a notification that is about the text of a document holds something else than it has to.
fn is_unreadable(request: &Request) -> bool {
    fn is_not<'v, T: Deserialize<'v>>(params: &'v Value) -> bool {
        T::deserialize(params).is_err()
    }
    match (request.method(), request.id(), request.params()) {
        ("textDocument/didOpen", None, Some(params)) => is_not::<DidOpenTextDocumentParams>(params),
        ("textDocument/didChange", None, Some(params)) => is_not::<DidChangeTextDocumentParams>(params),
        _ => false,
    }
}

/// Has every panic logged by its place alone, since its message may quote a policy; that is logged at `trace`.
pub fn log_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "internal error");
        tracing::debug!("{}", std::backtrace::Backtrace::force_capture());
        tracing::trace!("{panic}");
    }));
}

#[cfg(test)]
mod tests {
    use std::future::Future;
    use std::pin::Pin;

    use parking_lot::Mutex;
    use serde_json::json;
    use tower_lsp::jsonrpc::Id;

    use super::*;

    /// Panics where the method says so and answers everything else with the parameters.
    struct Panicking;

    impl Service<Request> for Panicking {
        type Response = Option<Response>;
        type Error = String;
        type Future = Pin<Box<dyn Future<Output = Result<Option<Response>, String>> + Send>>;

        fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), String>> {
            Poll::Ready(Ok(()))
        }

        fn call(&mut self, request: Request) -> Self::Future {
            let (method, id, params) = request.into_parts();
            assert_ne!(method, "call");
            Box::pin(async move {
                tokio::task::yield_now().await;
                assert_ne!(method, "poll");
                Ok(id.map(|id| Response::from_ok(id, params.unwrap_or_default())))
            })
        }
    }

    #[tokio::test]
    async fn a_panic_answers_an_error_and_the_next_message_is_served() {
        let failures = Arc::new(Mutex::new(Vec::new()));
        let noted = Arc::clone(&failures);
        let mut guard = Guard::new(Panicking, Arc::default(), move |failure| noted.lock().push(failure));
        let document = json!({ "textDocument": { "uri": "file:///a b.json" } });
        for method in ["call", "poll"] {
            let request = Request::build(method).id(1).params(document.clone()).finish();
            let response = guard.call(request).await.unwrap().unwrap();
            let error = response.error().unwrap();
            assert_eq!((error.code.code(), error.message.lines().count()), (-32603, 1));

            let notification = Request::build(method).params(document.clone()).finish();
            assert_eq!(guard.call(notification).await, Ok(None));
        }
        let request = Request::build("fine").id("x").params(json!([1])).finish();
        let expected = Response::from_ok(Id::from("x".to_owned()), json!([1]));
        assert_eq!(guard.call(request).await, Ok(Some(expected)));

        let failures: Vec<_> =
            failures.lock().iter().map(|it| (it.method.clone(), it.document.clone())).collect();
        let uri = Some("file:///a%20b.json".to_owned());
        let expected = [("call", None), ("call", uri.clone()), ("poll", None), ("poll", uri)]
            .map(|(method, document)| (method.to_owned(), document));
        assert_eq!(failures, expected);
    }

    #[tokio::test]
    async fn a_change_that_cannot_be_read_is_told_of_in_its_turn() {
        let failures = Arc::new(Mutex::new(Vec::new()));
        let noted = Arc::clone(&failures);
        let mut guard = Guard::new(Panicking, Arc::default(), move |failure| noted.lock().push(failure));
        let change = |version: Value| {
            let params = json!({
                "textDocument": { "uri": "file:///a b.json", "version": version },
                "contentChanges": [{ "text": "" }],
            });
            Request::build("textDocument/didChange").params(params).finish()
        };
        guard.call(change(json!(1))).await.unwrap();
        let later = guard.call(change(json!(i64::MAX)));
        assert_eq!(*failures.lock(), []);
        later.await.unwrap();
        let expected = Failure {
            method: "textDocument/didChange".to_owned(),
            document: Some("file:///a%20b.json".to_owned()),
            cause: Cause::Unreadable,
        };
        assert_eq!(*failures.lock(), [expected]);
    }

    #[tokio::test]
    async fn only_shutdown_and_exit_together_are_a_success() {
        let shutdown = || Request::build("shutdown").id(1).finish();
        let exit = || Request::build("exit").finish();
        for (messages, orderly) in [
            (vec![], false),
            (vec![shutdown()], false),
            (vec![exit()], false),
            (vec![Request::build("shutdown").finish(), exit()], false),
            (vec![shutdown(), exit()], true),
        ] {
            let lifecycle = Arc::new(Lifecycle::default());
            let mut guard = Guard::new(Panicking, Arc::clone(&lifecycle), |_| {});
            for message in messages {
                guard.call(message).await.unwrap();
            }
            assert_eq!(lifecycle.is_orderly(), orderly);
            let expected = if orderly { ExitCode::SUCCESS } else { ExitCode::FAILURE };
            assert_eq!(lifecycle.exit_code(), expected);
        }
    }
}

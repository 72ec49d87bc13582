//! The body of an upload as it arrives: limited in size, in silence, and in what is held of it.

use std::fmt;
use std::io;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use futures::stream::BoxStream;
use futures::{Stream, StreamExt};
use tokio::time::{Sleep, sleep, timeout};

/// Bytes that the parser may hold, and most that the headers of a part may have.
const HELD_BYTES: usize = 64 * 1024;
/// How long and how much of a refused body is read on, so that the client gets to the answer.
const LINGER_TIME: Duration = Duration::from_secs(5);
const LINGER_BYTES: usize = 64 * 1024 * 1024;

/// Why a body could not be read to its end.
#[derive(Debug, thiserror::Error)]
pub(crate) enum BodyFault {
    #[error("the request has more than {max_bytes} bytes")]
    TooLarge { max_bytes: u64 },
    #[error("nothing arrived for {} s", .idle.as_secs())]
    Idle { idle: Duration },
    #[error("the headers of a part have more than {HELD_BYTES} bytes")]
    HeadersTooLong,
    #[error("the connection broke off")]
    Cut(#[source] io::Error),
}

/// What may arrive at most.
#[derive(Clone, Copy, Debug)]
pub struct BodyLimits {
    pub max_bytes: u64,
    pub idle: Duration,
}

type RawBody = BoxStream<'static, io::Result<Bytes>>;

/// A hold on the body besides the parser's: tells how much the parser holds, and ends the body.
#[derive(Clone)]
pub(crate) struct BodyHandle {
    body: Arc<Mutex<RawBody>>,
    meter: Arc<Meter>,
}

#[derive(Default)]
struct Meter {
    /// Bytes given to the parser and not yet given on.
    held: AtomicUsize,
    in_file: AtomicBool,
}

/// The stream that the parser reads.
pub(crate) struct LimitedBody {
    handle: BodyHandle,
    limits: BodyLimits,
    received: u64,
    waiting: Option<Pin<Box<Sleep>>>,
    paused: bool,
}

/// Puts limits around a body.
pub(crate) fn limited(body: RawBody, limits: BodyLimits) -> (LimitedBody, BodyHandle) {
    let handle = BodyHandle { body: Arc::new(Mutex::new(body)), meter: Arc::default() };
    let stream =
        LimitedBody { handle: handle.clone(), limits, received: 0, waiting: None, paused: false };
    (stream, handle)
}

impl BodyHandle {
    /// The parser is inside of a file, or between two.
    pub(crate) fn set_in_file(&self, in_file: bool) {
        self.meter.held.store(0, Ordering::Relaxed);
        self.meter.in_file.store(in_file, Ordering::Relaxed);
    }

    /// The parser gave on this many bytes of a file.
    pub(crate) fn taken(&self, bytes: usize) {
        let held = self.meter.held.load(Ordering::Relaxed);
        self.meter.held.store(held.saturating_sub(bytes), Ordering::Relaxed);
    }

    /// Reads on for a moment and throws away, so that the client has sent what it was sending and
    /// sees the answer instead of a broken connection.
    pub(crate) fn linger(self) {
        tokio::spawn(async move {
            let read = async {
                let mut left = LINGER_BYTES;
                while let Some(Ok(chunk)) = next_chunk(&self.body).await {
                    left = left.saturating_sub(chunk.len());
                    if left == 0 {
                        break;
                    }
                }
            };
            // A client that goes on for longer is cut off when the body is dropped.
            let _ = timeout(LINGER_TIME, read).await;
        });
    }
}

async fn next_chunk(body: &Mutex<RawBody>) -> Option<io::Result<Bytes>> {
    std::future::poll_fn(|cx| poll_body(body, cx)).await
}

fn poll_body(body: &Mutex<RawBody>, cx: &mut Context<'_>) -> Poll<Option<io::Result<Bytes>>> {
    body.lock().unwrap_or_else(PoisonError::into_inner).poll_next_unpin(cx)
}

impl fmt::Debug for BodyHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BodyHandle")
    }
}

impl LimitedBody {
    /// Lets the parser work on what it has before it gets more.
    fn pause(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, BodyFault>>> {
        let in_file = self.handle.meter.in_file.load(Ordering::Relaxed);
        // Inside of a file the parser always gives on what it holds; elsewhere it looks for the
        // end of the headers, once more when it has all that they may have.
        if !in_file && self.paused {
            return Poll::Ready(Some(Err(BodyFault::HeadersTooLong)));
        }
        self.paused = true;
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}

impl Stream for LimitedBody {
    type Item = Result<Bytes, BodyFault>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.handle.meter.held.load(Ordering::Relaxed) >= HELD_BYTES {
            return self.pause(cx);
        }
        self.paused = false;
        match poll_body(&self.handle.body, cx) {
            Poll::Ready(Some(Ok(chunk))) => {
                self.waiting = None;
                self.received += chunk.len() as u64;
                let max_bytes = self.limits.max_bytes;
                if self.received > max_bytes {
                    return Poll::Ready(Some(Err(BodyFault::TooLarge { max_bytes })));
                }
                self.handle.meter.held.fetch_add(chunk.len(), Ordering::Relaxed);
                Poll::Ready(Some(Ok(chunk)))
            }
            Poll::Ready(Some(Err(error))) => Poll::Ready(Some(Err(BodyFault::Cut(error)))),
            Poll::Ready(None) => Poll::Ready(None),
            Poll::Pending => {
                let idle = self.limits.idle;
                let waiting = self.waiting.get_or_insert_with(|| Box::pin(sleep(idle)));
                match waiting.as_mut().poll(cx) {
                    Poll::Ready(()) => Poll::Ready(Some(Err(BodyFault::Idle { idle }))),
                    Poll::Pending => Poll::Pending,
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use futures::stream;

    use super::*;

    fn limits(max_bytes: u64) -> BodyLimits {
        BodyLimits { max_bytes, idle: Duration::from_millis(20) }
    }

    #[tokio::test]
    async fn a_body_that_never_ends_is_cut_at_the_limit() {
        let endless = stream::repeat_with(|| Ok(Bytes::from_static(&[0; 1000]))).boxed();
        let (mut body, handle) = limited(endless, limits(10_000));
        handle.set_in_file(true);
        let mut received = 0;
        let fault = loop {
            match body.next().await.unwrap() {
                Ok(chunk) => {
                    received += chunk.len();
                    handle.taken(chunk.len());
                }
                Err(fault) => break fault,
            }
        };
        assert_eq!(received, 10_000);
        assert!(matches!(fault, BodyFault::TooLarge { max_bytes: 10_000 }));
    }

    #[tokio::test]
    async fn a_body_that_falls_silent_is_given_up() {
        let (mut body, _) = limited(stream::pending().boxed(), limits(10));
        assert!(matches!(body.next().await, Some(Err(BodyFault::Idle { .. }))));
    }

    #[tokio::test]
    async fn headers_without_end_are_not_collected() {
        let endless = stream::repeat_with(|| Ok(Bytes::from_static(&[b'x'; 1000]))).boxed();
        let (body, _) = limited(endless, limits(u64::MAX));
        let mut parser = multer::Multipart::new(body, "boundary");
        let multer::Error::StreamReadFailed(source) = parser.next_field().await.unwrap_err() else {
            panic!("the parser should report the body's fault");
        };
        assert!(matches!(source.downcast_ref(), Some(BodyFault::HeadersTooLong)));
    }
}

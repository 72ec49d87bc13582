//! The memory that uploads may use, together.
//!
//! A file starts in a small buffer. One that outgrows it waits for one of few large buffers, of the
//! size of a part in object storage; while it waits, its client is not read from. So memory stays
//! the same however many uploads are under way.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use billify_shared::objects::MINIMUM_PART_BYTES;
use bytes::{Bytes, BytesMut};
use tokio::sync::{AcquireError, OwnedSemaphorePermit, Semaphore};

/// Bytes of a small buffer: most invoices fit.
const SMALL_BYTES: usize = 256 * 1024;
const SMALL_BUFFERS: usize = 32;
const LARGE_BYTES: usize = MINIMUM_PART_BYTES;
const LARGE_BUFFERS: usize = 4;

/// All buffers of the process.
#[derive(Clone, Debug)]
pub(crate) struct Buffers {
    small: Arc<Pool>,
    large: Arc<Pool>,
}

/// The buffers of one size.
#[derive(Debug)]
struct Pool {
    buffer_bytes: usize,
    permits: Arc<Semaphore>,
    /// Memory that was used before is used again, so that it does not fragment.
    spare: Mutex<Vec<BytesMut>>,
}

/// A right to hold a certain number of bytes.
#[derive(Debug)]
pub(crate) struct Buffer {
    bytes: BytesMut,
    pool: Arc<Pool>,
    large: Arc<Pool>,
    permit: OwnedSemaphorePermit,
}

impl Default for Buffers {
    fn default() -> Self {
        Self {
            small: Arc::new(Pool::new(SMALL_BUFFERS, SMALL_BYTES)),
            large: Arc::new(Pool::new(LARGE_BUFFERS, LARGE_BYTES)),
        }
    }
}

impl Buffers {
    /// Waits for a small buffer.
    ///
    /// # Errors
    /// Never while the process runs: the semaphore is not closed.
    pub(crate) async fn small(&self) -> Result<Buffer, AcquireError> {
        let (bytes, permit) = self.small.take().await?;
        let (pool, large) = (Arc::clone(&self.small), Arc::clone(&self.large));
        Ok(Buffer { bytes, pool, large, permit })
    }
}

impl Pool {
    fn new(buffers: usize, buffer_bytes: usize) -> Self {
        let permits = Arc::new(Semaphore::new(buffers));
        Self { buffer_bytes, permits, spare: Mutex::default() }
    }

    async fn take(&self) -> Result<(BytesMut, OwnedSemaphorePermit), AcquireError> {
        let permit = Arc::clone(&self.permits).acquire_owned().await?;
        let spare = self.spare().pop();
        Ok((spare.unwrap_or_else(|| BytesMut::with_capacity(self.buffer_bytes)), permit))
    }

    fn give_back(&self, mut bytes: BytesMut) {
        if bytes.capacity() >= self.buffer_bytes {
            bytes.clear();
            self.spare().push(bytes);
        }
    }

    fn spare(&self) -> MutexGuard<'_, Vec<BytesMut>> {
        self.spare.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Buffer {
    #[must_use]
    pub(crate) fn is_large(&self) -> bool {
        Arc::ptr_eq(&self.pool, &self.large)
    }

    #[must_use]
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Takes as much of `chunk` as there is room for, and leaves the rest.
    pub(crate) fn fill(&mut self, chunk: &mut Bytes) {
        let room = self.pool.buffer_bytes.saturating_sub(self.bytes.len());
        self.bytes.extend_from_slice(&chunk.split_to(room.min(chunk.len())));
    }

    #[must_use]
    pub(crate) fn is_full(&self) -> bool {
        self.bytes.len() >= self.pool.buffer_bytes
    }

    /// Waits for a large buffer and moves the content over.
    ///
    /// # Errors
    /// Never while the process runs: the semaphore is not closed.
    pub(crate) async fn grow(&mut self) -> Result<(), AcquireError> {
        let (mut bytes, permit) = self.large.take().await?;
        bytes.extend_from_slice(&self.bytes);
        let outgrown = std::mem::replace(&mut self.bytes, bytes);
        std::mem::replace(&mut self.pool, Arc::clone(&self.large)).give_back(outgrown);
        self.permit = permit;
        Ok(())
    }

    /// The content, to be sent; [`Self::give_back`] takes it again for the next part.
    pub(crate) fn take(&mut self) -> Bytes {
        std::mem::take(&mut self.bytes).freeze()
    }

    /// Forgets the content.
    pub(crate) fn clear(&mut self) {
        self.bytes.clear();
    }

    /// Uses the memory of sent content again.
    pub(crate) fn give_back(&mut self, sent: Bytes) {
        if let Ok(mut bytes) = sent.try_into_mut() {
            bytes.clear();
            self.bytes = bytes;
        }
    }
}

impl Drop for Buffer {
    fn drop(&mut self) {
        self.pool.give_back(std::mem::take(&mut self.bytes));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn memory_is_used_again() {
        let buffers = Buffers::default();
        let mut buffer = buffers.small().await.unwrap();
        let mut chunk = Bytes::from(vec![7; SMALL_BYTES + 10]);
        buffer.fill(&mut chunk);
        assert!(buffer.is_full());
        assert_eq!(chunk.len(), 10);
        buffer.grow().await.unwrap();
        assert!(buffer.is_large());
        assert_eq!(buffers.small.spare().len(), 1);
        assert_eq!(buffers.small.permits.available_permits(), SMALL_BUFFERS);
        buffer.fill(&mut chunk);
        assert_eq!(buffer.bytes().len(), SMALL_BYTES + 10);
        let sent = buffer.take();
        buffer.give_back(sent);
        drop(buffer);
        assert_eq!(buffers.large.spare().len(), 1);
        assert_eq!(buffers.large.permits.available_permits(), LARGE_BUFFERS);
    }
}

//! The pool: one helper a slot, handed to one document at a time.

use std::sync::{Arc, Mutex, Once, PoisonError};
use std::time::Duration;

use billify_shared::domain::document_problem::{DocumentProblem, DocumentProblemCode};
use billify_shared::domain::failure::FailureKind;
use billify_shared::domain::media_type::MediaType;
use billify_shared::domain::page::Page;
use bytes::Bytes;
use tokio::runtime::Handle;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::SandboxError;
use super::helper::Helper;
use super::protocol::{Answer, Request};
use super::settings::PoolSettings;
use super::spawner::Spawner;
use crate::read::ReadError;
use crate::render::Upright;

/// How long a helper may take to come up.
const START_TIMEOUT: Duration = Duration::from_secs(20);

/// Helper processes that are started on first use and kept warm.
#[derive(Clone, Debug)]
pub struct Pool {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    settings: PoolSettings,
    free: Arc<Semaphore>,
    idle: Mutex<Vec<Helper>>,
    spawner: Spawner,
    weakness_told: Once,
}

impl Pool {
    /// # Errors
    /// If called outside a tokio runtime, or if no thread can be started.
    pub fn start(settings: PoolSettings) -> Result<Self, SandboxError> {
        let runtime = Handle::try_current().map_err(SandboxError::NoRuntime)?;
        let spawner =
            Spawner::start(&settings.executable, runtime).map_err(SandboxError::Spawner)?;
        let free = Arc::new(Semaphore::new(settings.slots.max(1)));
        let shared =
            Shared { settings, free, idle: Mutex::default(), spawner, weakness_told: Once::new() };
        Ok(Self { shared: Arc::new(shared) })
    }

    #[must_use]
    pub fn slots(&self) -> usize {
        self.shared.settings.slots.max(1)
    }

    /// Opens a document in a free helper, and waits for one if there is none.
    ///
    /// # Errors
    /// With the document's problem; of kind `Transient` if no helper could be had.
    pub async fn open(&self, bytes: Bytes) -> Result<OpenDocument, ReadError> {
        let permit = Arc::clone(&self.shared.free)
            .acquire_owned()
            .await
            .map_err(|error| ReadError::transient(&error))?;
        let helper = match self.shared.take_idle() {
            Some(helper) => helper,
            None => self.shared.start_helper().await?,
        };
        let lease =
            Lease { shared: Arc::clone(&self.shared), helper: Some(helper), _permit: permit };
        let mut document =
            OpenDocument { lease, media_type: MediaType::Pdf, page_count: 0, embedded_xml: None };
        document.open(&bytes).await?;
        Ok(document)
    }
}

impl Shared {
    fn take_idle(&self) -> Option<Helper> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        while let Some(mut helper) = idle.pop() {
            if helper.is_alive() {
                return Some(helper);
            }
        }
        None
    }

    async fn start_helper(&self) -> Result<Helper, ReadError> {
        let child = self.spawner.spawn().await.map_err(|error| ReadError::transient(&error))?;
        let mut helper = Helper::new(child).map_err(|error| ReadError::transient(&error))?;
        let request = Request::Configure {
            reading: self.settings.reading.clone(),
            memory_bytes: self.settings.memory_bytes,
        };
        let answer = helper.exchange(&request, &[], START_TIMEOUT).await;
        // No document has been seen yet, so none is to blame.
        let (answer, _) = answer.map_err(|error| ReadError::transient(&error))?;
        let Answer::Ready(confinement) = answer else {
            return Err(ReadError::transient(&SandboxError::Protocol));
        };
        if let Some(weakness) = confinement.weakness() {
            self.weakness_told.call_once(|| tracing::warn!("reading helpers run {weakness}"));
        }
        Ok(helper)
    }

    fn give_back(&self, helper: Helper) {
        let worn = helper.pages_read >= self.settings.recycle_after_pages
            || helper.peak_resident_bytes > self.settings.recycle_above_resident_bytes;
        if worn {
            helper.discard();
        } else {
            self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(helper);
        }
    }
}

/// A helper on loan. It goes back when dropped, unless it is in the middle of something.
#[derive(Debug)]
struct Lease {
    shared: Arc<Shared>,
    /// `None` once it has failed.
    helper: Option<Helper>,
    _permit: OwnedSemaphorePermit,
}

impl Lease {
    async fn ask(
        &mut self,
        request: &Request,
        body: &[u8],
    ) -> Result<(Answer, Vec<u8>), ReadError> {
        // While asking, the helper belongs to this guard: if the future is dropped, it goes.
        let mut asked = Asked(self.helper.take());
        let Some(helper) = asked.0.as_mut() else {
            return Err(ReadError::transient(&SandboxError::Protocol));
        };
        let deadline = self.shared.settings.page_timeout;
        let answer = helper.exchange(request, body, deadline).await?;
        if let Answer::Failed(error) = answer.0 {
            // After a panic its state is not to be trusted.
            if error.problem.code != DocumentProblemCode::ReadingCrashed {
                self.helper = asked.0.take();
            }
            return Err(error);
        }
        self.helper = asked.0.take();
        Ok(answer)
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        if let Some(helper) = self.helper.take() {
            self.shared.give_back(helper);
        }
    }
}

/// A helper that has been asked and has not answered.
struct Asked(Option<Helper>);

impl Drop for Asked {
    fn drop(&mut self) {
        if let Some(helper) = self.0.take() {
            helper.discard();
        }
    }
}

/// A document that is open in a helper, which it keeps until it is dropped.
#[derive(Debug)]
pub struct OpenDocument {
    lease: Lease,
    media_type: MediaType,
    page_count: u32,
    embedded_xml: Option<Bytes>,
}

impl OpenDocument {
    #[must_use]
    pub fn media_type(&self) -> MediaType {
        self.media_type
    }

    /// 0 for a bare XML file.
    #[must_use]
    pub fn page_count(&self) -> u32 {
        self.page_count
    }

    /// The e-invoice in the PDF, or the bare XML file itself.
    #[must_use]
    pub fn embedded_xml(&self) -> Option<&Bytes> {
        self.embedded_xml.as_ref()
    }

    /// The words of a page, counted from 1.
    ///
    /// # Errors
    /// With the document's problem. After a `ResourceLimit` the document is closed.
    pub async fn read_page(&mut self, number: u32) -> Result<Page, ReadError> {
        self.check_number(number)?;
        let (answer, _) = self.lease.ask(&Request::ReadPage { number }, &[]).await?;
        let Answer::Page(page) = answer else {
            return Err(ReadError::transient(&SandboxError::Protocol));
        };
        if let Some(helper) = self.lease.helper.as_mut() {
            helper.pages_read += 1;
        }
        Ok(page)
    }

    /// A JPEG of a page, counted from 1, turned upright.
    ///
    /// # Errors
    /// With the document's problem. After a `ResourceLimit` the document is closed.
    pub async fn preview(&mut self, number: u32, upright: Upright) -> Result<Vec<u8>, ReadError> {
        self.check_number(number)?;
        let (answer, jpeg) = self.lease.ask(&Request::Preview { number, upright }, &[]).await?;
        match answer {
            Answer::Preview => Ok(jpeg),
            _ => Err(ReadError::transient(&SandboxError::Protocol)),
        }
    }

    async fn open(&mut self, bytes: &Bytes) -> Result<(), ReadError> {
        let page_seconds = self.lease.shared.settings.page_timeout.as_secs();
        let (answer, xml) = self.lease.ask(&Request::Open { page_seconds }, bytes).await?;
        let Answer::Opened { media_type, page_count, has_xml } = answer else {
            return Err(ReadError::transient(&SandboxError::Protocol));
        };
        self.media_type = media_type;
        self.page_count = page_count;
        self.embedded_xml = match media_type {
            MediaType::Xml => Some(bytes.clone()),
            _ => has_xml.then(|| Bytes::from(xml)),
        };
        Ok(())
    }

    fn check_number(&self, number: u32) -> Result<(), ReadError> {
        if (1..=self.page_count).contains(&number) {
            return Ok(());
        }
        let detail = format!("there is no page {number}: the document has {}", self.page_count);
        Err(ReadError {
            problem: DocumentProblem::new(DocumentProblemCode::NoPages, detail),
            kind: FailureKind::Permanent,
        })
    }
}

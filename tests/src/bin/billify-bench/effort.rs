//! How often things are measured: enough for steady medians within ten minutes, or just once.

/// Rounds and sizes of the measurements.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Effort {
    /// Of every pair of ours and baseline.
    pub(crate) rounds: usize,
    /// Uploads in each round.
    pub(crate) uploads: u32,
    /// Large files uploaded at the same time.
    pub(crate) large_uploads: usize,
    /// Jobs in each run.
    pub(crate) jobs: usize,
    most_scans: usize,
}

impl Effort {
    pub(crate) fn full() -> Self {
        Self { rounds: 3, uploads: 300, large_uploads: 100, jobs: 1500, most_scans: usize::MAX }
    }

    pub(crate) fn quick() -> Self {
        Self { rounds: 1, uploads: 100, large_uploads: 20, jobs: 500, most_scans: 6 }
    }

    pub(crate) fn scans(&self, usual: usize) -> usize {
        usual.min(self.most_scans)
    }
}

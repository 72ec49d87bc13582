//! Cheap random numbers for pixels.

/// `SplitMix64`: the same on every machine, fast enough for every pixel of a page.
#[derive(Clone, Debug)]
pub(super) struct Grain(u64);

impl Grain {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Roughly normal, mean 0 and deviation 1: the sum of four bytes.
    pub(super) fn normal(&mut self) -> f32 {
        let bytes = self.next().to_le_bytes();
        let sum: u16 = bytes[..4].iter().map(|byte| u16::from(*byte)).sum();
        (f32::from(sum) - 510.0) / 147.8
    }

    /// True once in `times`.
    pub(super) fn once_in(&mut self, times: u64) -> bool {
        self.next().is_multiple_of(times)
    }
}

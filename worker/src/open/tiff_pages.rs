//! The pages of a TIFF: the directories of its chain.
//!
//! The image decoder reads the first page only; a page further on is decoded from a copy of the
//! header that points at its directory.

/// Entries of one directory that are looked at.
const NEW_SUBFILE_TYPE: u16 = 254;
const ENTRY_BYTES: usize = 12;

#[derive(Clone, Copy)]
enum Endian {
    Little,
    Big,
}

impl Endian {
    fn of(bytes: &[u8]) -> Option<Self> {
        match bytes.get(..4)? {
            b"II*\0" => Some(Self::Little),
            b"MM\0*" => Some(Self::Big),
            _ => None,
        }
    }

    fn u16(self, bytes: &[u8], at: usize) -> Option<u16> {
        let raw: [u8; 2] = bytes.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(match self {
            Self::Little => u16::from_le_bytes(raw),
            Self::Big => u16::from_be_bytes(raw),
        })
    }

    fn u32(self, bytes: &[u8], at: usize) -> Option<u32> {
        let raw: [u8; 4] = bytes.get(at..at.checked_add(4)?)?.try_into().ok()?;
        Some(match self {
            Self::Little => u32::from_le_bytes(raw),
            Self::Big => u32::from_be_bytes(raw),
        })
    }
}

/// Where the directories of the pages are; thumbnails are no pages. Stops at a loop, at what is
/// damaged, and after `at_most`.
pub(super) fn directories(bytes: &[u8], at_most: usize) -> Vec<u32> {
    let mut found: Vec<u32> = Vec::new();
    let mut seen: Vec<u32> = Vec::new();
    let Some(endian) = Endian::of(bytes) else { return found };
    let mut next = endian.u32(bytes, 4);
    while let Some(offset) = next.filter(|&offset| offset != 0 && !seen.contains(&offset)) {
        if found.len() >= at_most {
            break;
        }
        seen.push(offset);
        let Some((is_thumbnail, following)) = directory(bytes, endian, offset) else { break };
        if !is_thumbnail {
            found.push(offset);
        }
        next = following;
    }
    found
}

/// Whether a directory is of a thumbnail, and where the next one is.
fn directory(bytes: &[u8], endian: Endian, offset: u32) -> Option<(bool, Option<u32>)> {
    let start = usize::try_from(offset).ok()?;
    let entries = usize::from(endian.u16(bytes, start)?);
    let first = start.checked_add(2)?;
    let is_thumbnail = (0..entries).any(|index| {
        let at = first + index * ENTRY_BYTES;
        endian.u16(bytes, at) == Some(NEW_SUBFILE_TYPE)
            && endian.u32(bytes, at + 8).is_some_and(|kind| kind & 1 == 1)
    });
    bytes.get(first..first.checked_add(entries * ENTRY_BYTES)?)?;
    Some((is_thumbnail, endian.u32(bytes, first + entries * ENTRY_BYTES)))
}

/// The first eight bytes of a file whose first directory is at `offset`.
pub(super) fn header_pointing_at(bytes: &[u8], offset: u32) -> Option<[u8; 8]> {
    let endian = Endian::of(bytes)?;
    let mut header: [u8; 8] = bytes.get(..8)?.try_into().ok()?;
    header[4..].copy_from_slice(&match endian {
        Endian::Little => offset.to_le_bytes(),
        Endian::Big => offset.to_be_bytes(),
    });
    Some(header)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two empty directories, the second of which points at `last`.
    fn two_pages(last: u32) -> Vec<u8> {
        let mut bytes = b"II*\0\x08\0\0\0".to_vec();
        bytes.extend_from_slice(&[0, 0]);
        bytes.extend_from_slice(&14_u32.to_le_bytes());
        bytes.extend_from_slice(&[0, 0]);
        bytes.extend_from_slice(&last.to_le_bytes());
        bytes
    }

    #[test]
    fn the_chain_is_followed_to_its_end() {
        assert_eq!(directories(&two_pages(0), 10), [8, 14]);
        assert_eq!(directories(&two_pages(0), 1), [8]);
    }

    #[test]
    fn a_loop_and_a_cut_end_the_chain() {
        assert_eq!(directories(&two_pages(8), 10), [8, 14]);
        assert_eq!(directories(&two_pages(9999), 10), [8, 14]);
        assert!(directories(b"II*\0", 10).is_empty());
    }
}

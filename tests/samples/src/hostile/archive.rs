//! A ZIP with one file inside, stored as it is.

use flate2::Crc;

const NAME: &[u8] = b"invoice.txt";
const CONTENT: &[u8] = b"Invoice 2026-001\nTotal 119.00 EUR\n";

#[must_use]
pub fn zip() -> Vec<u8> {
    let mut crc = Crc::new();
    crc.update(CONTENT);
    let length = |bytes: &[u8]| u32::try_from(bytes.len()).unwrap_or_default();
    // Version, flags, method, time, date, checksum, sizes, length of the name, of extras.
    let mut facts = vec![20, 0, 0, 0, 0, 0, 0, 0, 0x21, 0x5c];
    for number in [crc.sum(), length(CONTENT), length(CONTENT)] {
        facts.extend(number.to_le_bytes());
    }
    facts.extend([u8::try_from(NAME.len()).unwrap_or_default(), 0, 0, 0]);
    let mut archive = b"PK\x03\x04".to_vec();
    archive.extend(&facts);
    archive.extend(NAME);
    archive.extend(CONTENT);
    let directory = archive.len();
    archive.extend(b"PK\x01\x02\x14\x00");
    archive.extend(&facts);
    // No comment, first disk, plain attributes, entry at the start.
    archive.extend([0; 14]);
    archive.extend(NAME);
    let size = archive.len() - directory;
    archive.extend(b"PK\x05\x06\x00\x00\x00\x00\x01\x00\x01\x00");
    for number in [size, directory] {
        archive.extend(u32::try_from(number).unwrap_or_default().to_le_bytes());
    }
    archive.extend([0, 0]);
    archive
}

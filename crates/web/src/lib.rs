//! JSON API and HTML views over the archive and the index.

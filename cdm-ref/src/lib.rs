//! Reference.
#![forbid(unsafe_code)]

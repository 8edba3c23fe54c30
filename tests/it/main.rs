//! Everything that is tested from outside the crate, natively, in one binary.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a failing test should stop")]

mod tidy;

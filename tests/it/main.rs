//! Everything that is tested from outside the crate, natively, in one binary.

mod tidy;

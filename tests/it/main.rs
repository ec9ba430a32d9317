//! All integration tests in one binary.

mod sandbox;
mod tidy;

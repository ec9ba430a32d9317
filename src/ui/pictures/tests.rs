//! Pictures in cells.

//! The three wires.

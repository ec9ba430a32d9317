//! Files of all programs, made by hand.

//! Pictures are made within limits, for the terminal that there is.

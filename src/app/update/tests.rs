//! Event sequences: values in, values out.

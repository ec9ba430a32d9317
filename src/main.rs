//! Arguments in, exit code out; prints the final error.

use std::process::ExitCode;

fn main() -> ExitCode {
    outcrop::cli::main()
}

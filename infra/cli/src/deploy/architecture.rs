//! For which processor a program was built, as its ELF header says.
//! Must not guess where a header says nothing.

use std::fmt;

/// Where `e_machine` stands in the header, and what it says (ELF specification, "ELF Header").
const MACHINE: std::ops::Range<usize> = 18..20;
const X86_64: [u8; 2] = [0x3e, 0];
const AARCH64: [u8; 2] = [0xb7, 0];

/// How much of a program it takes.
pub(super) const HEADER: usize = 20;

/// A processor that Lambda has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Architecture {
    /// AWS's own.
    Arm64,
    /// Intel's and AMD's.
    X86_64,
}

impl Architecture {
    /// What a program was built for; none if it is no ELF program of a processor that Lambda has.
    pub(super) fn of(program: &[u8]) -> Option<Self> {
        let machine: [u8; 2] = program.get(MACHINE)?.try_into().ok()?;
        match (program.starts_with(b"\x7fELF"), machine) {
            (true, X86_64) => Some(Self::X86_64),
            (true, AARCH64) => Some(Self::Arm64),
            _ => None,
        }
    }

    /// As the template's parameter has it.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Arm64 => "arm64",
            Self::X86_64 => "x86_64",
        }
    }
}

impl fmt::Display for Architecture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(machine: [u8; 2]) -> Vec<u8> {
        let mut header = b"\x7fELF".to_vec();
        header.resize(HEADER, 0);
        header[MACHINE].copy_from_slice(&machine);
        header
    }

    #[test]
    fn the_header_says_the_processor() {
        assert_eq!(Architecture::of(&header(X86_64)), Some(Architecture::X86_64));
        assert_eq!(Architecture::of(&header(AARCH64)), Some(Architecture::Arm64));
        let own = std::fs::read(std::env::current_exe().unwrap()).unwrap();
        if cfg!(target_os = "linux") {
            let here = if cfg!(target_arch = "aarch64") { Architecture::Arm64 } else { Architecture::X86_64 };
            assert_eq!(Architecture::of(&own), Some(here));
        }
    }

    #[test]
    fn what_is_no_program_of_lambda_has_none() {
        assert_eq!(Architecture::of(b"#!/bin/sh\nexec true\n"), None);
        assert_eq!(Architecture::of(&header([0xf3, 0])), None, "RISC-V");
        assert_eq!(Architecture::of(b"\x7fELF"), None);
    }
}

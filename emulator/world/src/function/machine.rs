//! What an executable is for.

use std::fmt;

/// What an ELF file is for: `e_machine` in its header.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Machine(u16);

impl Machine {
    /// 32-bit x86, which a 64-bit one runs too.
    pub const I386: Self = Self(3);
    pub const X86_64: Self = Self(62);
    pub const ARM64: Self = Self(183);

    /// How many bytes of a file [`Machine::of_elf`] looks at.
    pub const HEADER_BYTES: usize = 20;

    /// By the beginning of a file; `None` for what is no ELF file, such as a script.
    pub fn of_elf(header: &[u8]) -> Option<Self> {
        let header = header.get(..Self::HEADER_BYTES)?;
        if !header.starts_with(b"\x7fELF") {
            return None;
        }
        let number = [header[18], header[19]];
        let is_big_endian = header[5] == 2;
        Some(Self(if is_big_endian {
            u16::from_be_bytes(number)
        } else {
            u16::from_le_bytes(number)
        }))
    }

    /// The number in the header.
    pub fn number(self) -> u16 {
        self.0
    }

    /// By Lambda's name of an architecture.
    pub(super) fn of_architecture(name: &str) -> Option<Self> {
        match name {
            "x86_64" => Some(Self::X86_64),
            "arm64" => Some(Self::ARM64),
            _ => None,
        }
    }
}

impl fmt::Display for Machine {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::I386 => formatter.write_str("i386"),
            Self::X86_64 => formatter.write_str("x86_64"),
            Self::ARM64 => formatter.write_str("arm64"),
            Self(number) => write!(formatter, "ELF machine {number}"),
        }
    }
}

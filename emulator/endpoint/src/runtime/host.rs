//! What this machine can run: its own programs, and those that the kernel hands to an emulator such as qemu-user.

use std::fs;

use crate::world::function::{Host, Machine};

/// Where Linux tells which formats it hands to which interpreter.
/// <https://docs.kernel.org/admin-guide/binfmt-misc.html>
const HANDLERS: &str = "/proc/sys/fs/binfmt_misc";

/// Looks at the machine that this process runs on.
pub fn detect() -> Host {
    let own: &[Machine] = match std::env::consts::ARCH {
        "x86_64" => &[Machine::X86_64, Machine::I386],
        "aarch64" => &[Machine::ARM64],
        // What is not known is not refused.
        _ => return Host::default(),
    };
    let handlers = handlers();
    let handled = [Machine::X86_64, Machine::ARM64]
        .into_iter()
        .filter(|machine| handlers.iter().any(|handler| takes(handler, *machine)));
    Host::that_runs(own.iter().copied().chain(handled))
}

/// The texts of all handlers; none where the kernel has no such thing.
fn handlers() -> Vec<String> {
    let entries = fs::read_dir(HANDLERS).into_iter().flatten().flatten();
    entries
        .filter_map(|entry| fs::read_to_string(entry.path()).ok())
        .collect()
}

/// Whether a handler is enabled and its magic bytes are those of executables for `machine`.
fn takes(handler: &str, machine: Machine) -> bool {
    let value = |name: &str| {
        let mut lines = handler.lines();
        lines.find_map(|line| line.strip_prefix(name)?.strip_prefix(' '))
    };
    let is_enabled = handler.lines().next() == Some("enabled");
    let Some(magic) = value("magic").and_then(bytes_of) else {
        return false;
    };
    let offset = value("offset").and_then(|offset| offset.parse().ok());
    let mask = value("mask").and_then(bytes_of);
    let matches = |header: &[u8]| {
        let found = header.iter().skip(offset.unwrap_or(0)).take(magic.len());
        let masks = mask
            .iter()
            .flatten()
            .copied()
            .chain(std::iter::repeat(0xff));
        found.len() == magic.len()
            && found
                .zip(&magic)
                .zip(masks)
                .all(|((found, magic), mask)| found & mask == magic & mask)
    };
    is_enabled && headers_of(machine).iter().any(|header| matches(header))
}

/// How 64-bit executables for `machine` begin, those at a fixed place in memory and those at any.
fn headers_of(machine: Machine) -> [Vec<u8>; 2] {
    const FIXED: u8 = 2;
    const ANYWHERE: u8 = 3;
    [FIXED, ANYWHERE].map(|kind| {
        let mut header = b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0".to_vec();
        header.extend([kind, 0]);
        header.extend(machine.number().to_le_bytes());
        header
    })
}

fn bytes_of(hexadecimal: &str) -> Option<Vec<u8>> {
    let digits = hexadecimal.as_bytes().chunks(2);
    digits
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As Debian's qemu-user-static registers it.
    const QEMU_ARM64: &str = "enabled\ninterpreter /usr/bin/qemu-aarch64-static\nflags: OCF\noffset 0\n\
        magic 7f454c460201010000000000000000000200b700\nmask ffffffffffffff00fffffffffffffffffeffffff\n";

    #[test]
    fn a_handler_takes_what_its_magic_bytes_say() {
        assert!(takes(QEMU_ARM64, Machine::ARM64));
        assert!(!takes(QEMU_ARM64, Machine::X86_64));
        let disabled = QEMU_ARM64.replace("enabled", "disabled");
        assert!(!takes(&disabled, Machine::ARM64));
        let python = "enabled\ninterpreter /usr/bin/python3\nflags: \noffset 0\nmagic 6f0d0d0a\n";
        assert!(!takes(python, Machine::ARM64));
        let by_name = "enabled\ninterpreter /usr/bin/wine\nflags: \nextension .exe\n";
        assert!(!takes(by_name, Machine::ARM64));
        for status in ["enabled\n", "", "disabled\n"] {
            assert!(!takes(status, Machine::ARM64), "{status:?}");
        }
    }

    #[test]
    fn a_machine_runs_its_own_programs() {
        let own = fs::read("/proc/self/exe").ok();
        if let Some(machine) = own.as_deref().and_then(Machine::of_elf) {
            assert!(detect().can_run(machine));
        }
    }
}

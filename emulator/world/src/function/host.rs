//! What the machine below can run, as a value: functions are native processes, so what it cannot run is refused when it is
//! uploaded rather than when it fails.
//!
//! The world knows no machine of its own; `aws_endpoint::runtime::host` looks at the one it is on.

use std::collections::BTreeSet;

use super::definition::Code;
use super::error::FunctionError;
use super::machine::Machine;

/// The machine that functions run on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Host {
    /// `None` where nobody looked: then nothing is refused.
    runs: Option<BTreeSet<Machine>>,
}

impl Host {
    /// One that runs these and nothing else.
    pub fn that_runs(machines: impl IntoIterator<Item = Machine>) -> Self {
        Self {
            runs: Some(machines.into_iter().collect()),
        }
    }

    pub fn can_run(&self, machine: Machine) -> bool {
        self.runs
            .as_ref()
            .is_none_or(|runs| runs.contains(&machine))
    }

    /// # Errors
    /// `InvalidParameterValueException` for an architecture that cannot be run here.
    pub(super) fn check_architecture(&self, architecture: &str) -> Result<(), FunctionError> {
        match Machine::of_architecture(architecture) {
            Some(machine) if !self.can_run(machine) => {
                Err(self.refusal(&format!("architecture {architecture}"), machine))
            }
            _ => Ok(()),
        }
    }

    /// # Errors
    /// `InvalidParameterValueException` for a package whose `bootstrap` cannot be run here.
    pub(super) fn check_code(&self, code: &Code) -> Result<(), FunctionError> {
        let machine = match code {
            Code::Zip(package) => package.machine(),
            Code::Executable(_) => None,
        };
        match machine {
            Some(machine) if !self.can_run(machine) => {
                let what = format!("package's bootstrap, which is built for {machine}");
                Err(self.refusal(&what, machine))
            }
            _ => Ok(()),
        }
    }

    fn refusal(&self, what: &str, machine: Machine) -> FunctionError {
        let runs = self.runs.iter().flatten();
        let runs: Vec<String> = runs.map(Machine::to_string).collect();
        FunctionError::invalid(format!(
            "This machine cannot run the {what}: the emulator runs functions as native processes, here for {}. Hint: \
             build the function for one of these and name it in Architectures, or let qemu-user run {machine} (binfmt_misc)",
            runs.join(", ")
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_elf_file_says_what_it_is_for() {
        let header = |number: [u8; 2], endianness: u8| {
            let mut header = b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x02\0\0\0".to_vec();
            header[5] = endianness;
            header[18..].copy_from_slice(&number);
            header
        };
        let check = |number, endianness, expected| {
            assert_eq!(Machine::of_elf(&header(number, endianness)), expected);
        };
        check([62, 0], 1, Some(Machine::X86_64));
        check([183, 0], 1, Some(Machine::ARM64));
        check([0, 183], 2, Some(Machine::ARM64));
        assert_eq!(Machine::of_elf(b"#!/bin/sh\nexec something-long"), None);
        assert_eq!(Machine::of_elf(b"\x7fELF"), None);
        assert_eq!(Machine::of_elf(b""), None);
    }
}

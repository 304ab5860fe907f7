#!/usr/bin/env python3
"""Holds `glibc_needed.py` to its word, on binaries that are made here: `scripts/test_glibc_needed.py`."""

import struct
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from glibc_needed import NotAnElf, glibc_needed

SCRIPT = Path(__file__).with_name("glibc_needed.py")
BASE = 0x400000


def elf(versions):
    """A 64-bit ELF file that needs these versions of libc.so.6, and nothing that would run."""
    names, strings = [], b"\0libc.so.6\0"
    for version in versions:
        names.append(len(strings))
        strings += version.encode() + b"\0"
    header_size, header_count = 56, 2
    strings_at = 64 + header_size * header_count
    needs_at = strings_at + len(strings)
    needs = struct.pack("<HHIII", 1, len(versions), 1, 16, 0)
    for index, name in enumerate(names):
        following = 16 if index + 1 < len(names) else 0
        needs += struct.pack("<IHHII", 0, 0, index + 2, name, following)
    dynamic_at = needs_at + len(needs)
    entries = [(5, BASE + strings_at), (0, 0)]
    if versions:
        entries[1:1] = [(0x6FFFFFFE, BASE + needs_at), (0x6FFFFFFF, 1)]
    dynamic = b"".join(struct.pack("<QQ", *entry) for entry in entries)
    size = dynamic_at + len(dynamic)
    head = b"\x7fELF\x02\x01\x01" + bytes(9)
    head += struct.pack("<HHIQQQIHHHHHH", 3, 62, 1, 0, 64, 0, 0, 64, header_size, header_count, 0, 0, 0)
    head += struct.pack("<IIQQQQQQ", 1, 4, 0, BASE, BASE, size, size, 4096)
    head += struct.pack("<IIQQQQQQ", 2, 4, dynamic_at, BASE + dynamic_at, 0, len(dynamic), len(dynamic), 8)
    return head + strings + needs + dynamic


class GlibcNeeded(unittest.TestCase):
    def run_on(self, binary, *arguments):
        with tempfile.NamedTemporaryFile() as file:
            file.write(binary)
            file.flush()
            return subprocess.run([sys.executable, SCRIPT, file.name, *arguments], capture_output=True, text=True)

    def test_the_newest_version_is_told_whatever_the_order(self):
        self.assertEqual(glibc_needed(elf(["GLIBC_2.34", "GLIBC_2.2.5", "GLIBC_2.9"])), (2, 34))
        self.assertEqual(glibc_needed(elf(["GLIBC_2.2.5", "GLIBC_2.4", "GCC_3.0", "GLIBC_PRIVATE"])), (2, 4))

    def test_a_binary_without_glibc_needs_none(self):
        self.assertIsNone(glibc_needed(elf([])))
        self.assertEqual(self.run_on(elf([]), "2.34").stdout, "none\n")

    def test_a_binary_that_is_newer_than_lambda_is_refused_with_the_way_out(self):
        run = self.run_on(elf(["GLIBC_2.17", "GLIBC_2.38"]), "2.34")
        self.assertEqual(run.returncode, 1)
        self.assertIn("needs glibc 2.38, and provided.al2023 has 2.34", run.stderr)
        self.assertIn("just package --zigbuild", run.stderr)

    def test_a_binary_that_lambda_can_start_passes(self):
        run = self.run_on(elf(["GLIBC_2.34"]), "2.34")
        self.assertEqual((run.returncode, run.stdout), (0, "2.34\n"))

    def test_a_real_binary_is_read_as_its_tools_read_it(self):
        needed = glibc_needed(Path(sys.executable).resolve().read_bytes())
        self.assertTrue(needed is None or (2, 0) < needed < (3, 0), needed)

    def test_what_is_no_such_binary_is_an_error(self):
        for binary in [b"", b"#!/bin/sh\n", b"\x7fELF\x01\x01", elf(["GLIBC_2.34"])[:150]]:
            with self.assertRaises(NotAnElf):
                glibc_needed(binary)


if __name__ == "__main__":
    unittest.main()

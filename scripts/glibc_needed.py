#!/usr/bin/env python3
"""The newest glibc that a binary asks for: `scripts/glibc_needed.py BINARY [MOST]`.

Prints the version, `none` for a binary that needs no glibc. With MOST, such as 2.34, it fails where the binary needs a
newer one: Lambda would end it at its first start with "version `GLIBC_2.38' not found".

Read from the dynamic section, which a stripped binary has too. Source: the ELF specification, "Dynamic Section", and the
Linux Standard Base, "Symbol Versioning".
"""

import struct
import sys
from pathlib import Path

PT_LOAD, PT_DYNAMIC = 1, 2
DT_STRTAB, DT_VERNEED, DT_VERNEEDNUM = 5, 0x6FFFFFFE, 0x6FFFFFFF
PREFIX = "GLIBC_"


class NotAnElf(Exception):
    """The file is no 64-bit little-endian ELF binary, or a damaged one."""


def glibc_needed(binary):
    """The newest version as numbers, (2, 34) for GLIBC_2.34; None where no glibc is asked for."""
    if binary[:6] != b"\x7fELF\x02\x01":
        raise NotAnElf("no 64-bit little-endian ELF binary")
    try:
        numbers = [numbers_of(name) for name in version_names(binary) if name.startswith(PREFIX)]
    except (struct.error, ValueError, KeyError, IndexError) as error:
        raise NotAnElf(f"a damaged ELF binary: {error}") from error
    return max((version for version in numbers if version), default=None)


def numbers_of(name):
    """GLIBC_2.4 is older than GLIBC_2.34; GLIBC_PRIVATE and the like have no place among them."""
    parts = name[len(PREFIX):].split(".")
    return tuple(map(int, parts)) if all(part.isdigit() for part in parts) else None


def version_names(binary):
    """The names of all versions that the binary needs, of whatever library."""
    segments = program_headers(binary)
    dynamic = next((segment for segment in segments if segment[0] == PT_DYNAMIC), None)
    if dynamic is None:
        return
    _, offset, _, size = dynamic
    entries = dict(struct.iter_unpack("<QQ", binary[offset:offset + size]))
    if DT_VERNEED not in entries:
        return
    strings = file_offset(segments, entries[DT_STRTAB])
    at = file_offset(segments, entries[DT_VERNEED])
    for _ in range(entries[DT_VERNEEDNUM]):
        _, versions, _, first, following = struct.unpack_from("<HHIII", binary, at)
        version_at = at + first
        for _ in range(versions):
            _, _, _, name, next_version = struct.unpack_from("<IHHII", binary, version_at)
            start = strings + name
            yield binary[start:binary.index(0, start)].decode()
            version_at += next_version
        at += following


def program_headers(binary):
    """(type, offset in the file, address, size in the file) of each."""
    (table,) = struct.unpack_from("<Q", binary, 32)
    size, count = struct.unpack_from("<HH", binary, 54)
    headers = []
    for index in range(count):
        kind, _, offset, address, _, length = struct.unpack_from("<IIQQQQ", binary, table + index * size)
        headers.append((kind, offset, address, length))
    return headers


def file_offset(segments, address):
    for kind, offset, start, size in segments:
        if kind == PT_LOAD and start <= address < start + size:
            return address - start + offset
    raise ValueError(f"address {address:#x} is in no segment")


def main():
    path, *most = sys.argv[1:]
    try:
        needed = glibc_needed(Path(path).read_bytes())
    except NotAnElf as error:
        sys.exit(f"error: {path}: {error}")
    print("none" if needed is None else ".".join(map(str, needed)))
    if most and needed and needed > tuple(map(int, most[0].split("."))):
        sys.exit(
            f"error: {path} needs glibc {'.'.join(map(str, needed))}, and provided.al2023 has {most[0]}: "
            "Lambda could not start it\n"
            "hint: just package --zigbuild builds it for an older glibc (cargo-zigbuild and ziglang, from PyPI)"
        )


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""The parity report: scenario x arm with time, from the JUnit files of the last run of each arm.

    e2e/parity.py target/nextest docs/parity.md

Writes the table between the two marks in the document, leaves the rest as it is, and prints the table.
"""

import re
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

BEGIN, END = "<!-- table: begin -->", "<!-- table: end -->"
ARMS = ("emulator", "localstack")


def results(folder, arm):
    """Scenario -> (passed, seconds), and the seconds from the arm's first test to its last."""
    root = ET.parse(folder / arm / "junit.xml").getroot()
    found = {}
    for case in root.iter("testcase"):
        name = case.get("name", "")
        if name.startswith(f"{arm}::"):
            failed = case.find("failure") is not None or case.find("error") is not None
            found[name.removeprefix(f"{arm}::")] = (not failed, float(case.get("time", "0")))
    return found, float(root.get("time", "0"))


def cell(result):
    if result is None:
        return "not run"
    passed, seconds = result
    return f"{'passes' if passed else 'FAILS'}, {seconds:.2f} s"


def table(by_arm):
    found = {arm: scenarios for arm, (scenarios, _) in by_arm.items()}
    scenarios = sorted(set().union(*found.values()))
    lines = ["| scenario | emulator | LocalStack |", "|---|---|---|"]
    for scenario in scenarios:
        cells = " | ".join(cell(found[arm].get(scenario)) for arm in ARMS)
        lines.append(f"| {scenario.replace('_', ' ')} | {cells} |")
    emulator, localstack = (by_arm[arm][1] for arm in ARMS)
    lines.append(f"| **{len(scenarios)} scenarios, the whole arm** | **{emulator:.1f} s** | **{localstack:.1f} s** |")
    ratio = localstack / emulator if emulator else 0
    lines += ["", f"The suite takes {ratio:.1f} times as long on LocalStack as on the emulator."]
    return "\n".join(lines)


def main():
    folder, document = Path(sys.argv[1]), Path(sys.argv[2])
    made = table({arm: results(folder, arm) for arm in ARMS})
    text = document.read_text()
    marked = re.compile(re.escape(BEGIN) + ".*?" + re.escape(END), re.S)
    if not marked.search(text):
        sys.exit(f"{document} has no {BEGIN} and {END} to write between")
    document.write_text(marked.sub(lambda _: f"{BEGIN}\n{made}\n{END}", text))
    print(made)


if __name__ == "__main__":
    main()

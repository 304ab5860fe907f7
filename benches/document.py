"""What the scripts of benches/ share: programs to run, and marks in docs/ between which figures go."""

import datetime
import json
import os
import pathlib
import platform
import re
import subprocess

ROOT = pathlib.Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
# Programs as fast as LLVM makes them: without what .cargo/config.toml spares the first build. Flags of the caller's own stay.
AS_DEPLOYED = {"RUSTFLAGS": "", **os.environ}


def target_directory():
    metadata = subprocess.check_output(["cargo", "metadata", "--no-deps", "--format-version", "1"], cwd=ROOT)
    return pathlib.Path(json.loads(metadata)["target_directory"])


def build(*programs):
    """Builds programs, each named as cargo does (`--bin generate`), with the workspace's features: one build for all."""
    selection = [word for program in programs for word in program.split()]
    command = ["cargo", "build", "--quiet", "--release", "--workspace", *selection]
    subprocess.check_call(command, cwd=ROOT, env=AS_DEPLOYED)


def machine():
    """Processor, system, compiler and day."""
    info = pathlib.Path("/proc/cpuinfo")
    names = re.findall(r"^model name\s*: (.*)$", info.read_text(), re.M) if info.exists() else []
    processor = f"{len(names)} cores of {names[0]}" if names else platform.processor()
    rustc = subprocess.check_output(["rustc", "--version"], cwd=ROOT, text=True).split()[1]
    today = datetime.datetime.now(datetime.timezone.utc).date()
    return f"{processor}, {platform.system()} {platform.release()}, Rust {rustc}, {today}"


def parts(name, page):
    """The page's text before, between and after `<!-- NAME -->` and `<!-- /NAME -->`."""
    begin, end = f"<!-- {name} -->", f"<!-- /{name} -->"
    before, found, rest = (DOCS / page).read_text().partition(begin)
    between, found_end, after = rest.partition(end)
    if not found or not found_end:
        raise SystemExit(f"error: docs/{page} has no marks {begin} and {end}")
    return before + begin, between, end + after


def read(page, name):
    """What stands between the marks."""
    return parts(name, page)[1].strip()


def put(name, text, page="performance.md"):
    """Replaces what stands between the marks."""
    before, _, after = parts(name, page)
    (DOCS / page).write_text(f"{before}\n{text}\n{after}")

"""The machine: its cores, its load, and what is installed on it."""

import os
import platform
import re
import resource
import shutil
import subprocess
import time

# What others may use of the machine before a page says that it was busy.
BUSY_CORES = 0.25


def weather(busy):
    """What it was like to measure here, while others used so many cores."""
    return f"a busy machine: others used {busy:.1f} cores" if busy > BUSY_CORES else "a quiet machine"


def warning(busy, is_quick=False):
    """Lines for the head of a page that nobody should quote; none if all is well."""
    if busy <= BUSY_CORES and not is_quick:
        return []
    return [f"**Not for publication**: {'a quick run' if is_quick else 'a run'} on {weather(busy)}.", ""]


def cores():
    """The core of the server and that of the generator."""
    allowed = sorted(os.sched_getaffinity(0))
    return allowed[0], allowed[min(1, len(allowed) - 1)]


def raise_descriptor_limit():
    """As many open files as may be; the servers inherit it. Returns how many."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard


def busy_seconds():
    """Core seconds used since boot by everybody, and by hypervisors in our stead."""
    with open("/proc/stat", encoding="ascii") as file:
        ticks = [int(word) for word in file.readline().split()[1:9]]
    return (sum(ticks) - ticks[3] - ticks[4]) / os.sysconf("SC_CLK_TCK")


def busy_cores(seconds):
    """Cores in use during the next moments."""
    busy, start = busy_seconds(), time.monotonic()
    time.sleep(seconds)
    return (busy_seconds() - busy) / (time.monotonic() - start)


def output_of(*command):
    """The first line a command prints, or nothing."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    lines = (done.stdout or done.stderr).strip().splitlines() if done.returncode == 0 else []
    return lines[0] if lines else ""


def version_in(text):
    found = re.search(r"\d+(\.\d+)+", text)
    return found.group() if found else ""


def field(path, name):
    try:
        with open(path, encoding="utf-8") as file:
            for line in file:
                key, _, value = line.replace("=", ":", 1).partition(":")
                if key.strip() == name:
                    return value.strip().strip('"')
    except OSError:
        pass
    return ""


def describe():
    """Lines that say which machine the numbers are from."""
    memory = int(field("/proc/meminfo", "MemTotal").split()[0]) / (1 << 20)
    model = field("/proc/cpuinfo", "model name") or platform.machine()
    return [
        f"{os.cpu_count()} cores, {model}; {memory:.0f} GB",
        f"{field('/etc/os-release', 'PRETTY_NAME')}, Linux {platform.release()}",
    ]


def versions(python):
    """What took part, with versions. `python` is the interpreter of the Python peers, or nothing."""
    found = {
        "Swift": version_in(output_of("swift", "--version")),
        "gcc": output_of("gcc", "-dumpfullversion"),
        "libuv": output_of("pkg-config", "--modversion", "libuv"),
        "libwebsockets": version_in(output_of("pkg-config", "--modversion", "libwebsockets")),
    }
    if shutil.which("node"):
        found["Node"] = version_in(output_of("node", "--version"))
        found["ws"] = output_of("node", "-p", "require('/usr/share/nodejs/ws/package.json').version")
    if python:
        found["Python"] = version_in(output_of(python, "--version"))
        for package in ["uvloop", "picows", "websockets", "fastapi", "uvicorn"]:
            found[package] = output_of(
                python, "-c", f"import importlib.metadata as m; print(m.version('{package}'))")
    return [f"{name} {version}" for name, version in found.items() if version]


def commit():
    """What was measured: the commit, and whether the tree had changes."""
    name = output_of("git", "rev-parse", "--short", "HEAD")
    return name + (" with changes" if name and output_of("git", "status", "--porcelain") else "")

"""Floors of the modules: reads what SwiftPM says about the package, and the sources, and prints every fault.

    floors.py DESCRIBED MANIFEST

DESCRIBED is the output of `swift package describe --type json`, MANIFEST of `swift package dump-package`.
"""

import json
import os
import re
import sys

# A module depends on lower floors alone. Put a new library here; programs, benchmarks and examples are on top
# without being named, tests are free.
FLOORS = {
    "LifelineCore": 0,
    # Machines, and libuv.
    "LifelineSession": 1,
    "WebSocketWire": 1,
    "HTTPHead": 1,
    "JSONGrammar": 1,
    "LifelineSimulation": 1,
    "LifelineUV": 1,
    "CLibuv": 1,
    # The engine and the profiles. Every target named …Codec or …Transport is a plug-in and on this floor too.
    "Lifeline": 2,
    "EnergyProfile": 2,
    "Transcoding": 2,
    "Roster": 3,
    "DemoEngine": 3,
    "FrameSources": 3,
    "ContractTrials": 3,
    # What a program does that others may embed.
    "Service": 4,
    "WebAssets": 4,
}
PROGRAMS = 5

# Edges between modules of one floor.
SIDEWAYS = {("LifelineUV", "CLibuv"), ("Service", "WebAssets"), ("FrameSources", "DemoEngine")}

# What some may depend on, where floors alone would allow more.
MAY = {
    "codec": {"LifelineCore", "JSONGrammar"},
    "transport": {"LifelineCore", "LifelineUV", "WebSocketWire", "HTTPHead"},
}
CLIBUV_USERS = {"LifelineUV"}

PROGRAM_FOLDERS = ("benchmarks/", "Examples/", "schemas/")

IMPORT = re.compile(
    r"^\s*(?:@\w+(?:\([^)]*\))?\s+)*(?:(?:public|package|internal|fileprivate|private)\s+)?"
    r"import\s+(?:(?:struct|class|enum|protocol|func|var|let|typealias|actor)\s+)?(\w+)"
)
UV_WORD = re.compile(r"\b(?:uv|UV)_\w")
PATTERN = re.compile(r"\bRegex\b|\b(?:first|whole|prefix)Match\b|#/")


def is_program(target):
    return target["type"] in ("executable", "snippet") or target["path"].startswith(PROGRAM_FOLDERS)


def is_test(target):
    return target["type"] == "test" or target["path"].startswith("Tests/")


def plug_in(name):
    """`codec`, `transport` or nothing."""
    if name in FLOORS:
        return None
    return "codec" if name.endswith("Codec") else "transport" if name.endswith("Transport") else None


def floor(target):
    """The floor of a target, or None when nobody has said."""
    name = target["name"]
    if name in FLOORS:
        return FLOORS[name]
    if is_program(target):
        return PROGRAMS
    return 2 if plug_in(name) else None


def dependency_faults(described):
    """Faults of the declared dependencies."""
    for package in described.get("dependencies", []):
        yield f"package dependency {package.get('identity', package)}: libuv is the only dependency (docs/decisions/0001)"

    targets = {target["name"]: target for target in described["targets"]}
    for target in targets.values():
        name, own = target["name"], floor(target)
        if is_test(target):
            continue
        if own is None:
            yield f"{name}: on which floor? Put it into the table in scripts/lib/floors.py"
            continue
        allowed = MAY.get(plug_in(name)) if own != PROGRAMS else None
        for below in target.get("target_dependencies", []):
            if below not in targets:
                continue
            other = floor(targets[below])
            if is_test(targets[below]):
                yield f"{name} -> {below}: only tests depend on tests"
            elif other is None:
                continue
            elif below == "CLibuv" and name not in CLIBUV_USERS:
                yield f"{name} -> CLibuv: only LifelineUV speaks to libuv; use it instead"
            elif (name, below) in SIDEWAYS or own == other == PROGRAMS:
                continue
            elif other >= own:
                yield f"{name} (floor {own}) -> {below} (floor {other}): dependencies go down, never sideways or up"
            elif allowed is not None and below not in allowed:
                yield f"{name} -> {below}: a {plug_in(name)} depends on {', '.join(sorted(allowed))} and no more"


def manifest_faults(described, manifest):
    """Faults of the build settings."""
    targets = {target["name"]: target for target in described["targets"]}
    for declared in manifest["targets"]:
        target = targets.get(declared["name"])
        if target is None or is_test(target) or is_program(target):
            continue
        if any("unsafeFlags" in setting.get("kind", {}) for setting in declared.get("settings", [])):
            yield f"{declared['name']}: unsafeFlags in a library; no package could depend on it"


def without_comments(text):
    """The same lines, without comments."""
    text = re.sub(r"/\*.*?\*/", lambda comment: "\n" * comment.group().count("\n"), text, flags=re.DOTALL)
    return [line.split("//")[0] if '"' not in line else line for line in text.split("\n")]


def source_faults(described, read):
    """Faults in the Swift sources of everything that is not a test. `read` gives the text of a path."""
    for target in described["targets"]:
        if is_test(target) or target.get("module_type") != "SwiftTarget":
            continue
        name, library = target["name"], not is_program(target)
        for source in target["sources"]:
            if not source.endswith(".swift"):
                continue
            path = f"{target['path']}/{source}"
            for number, line in enumerate(without_comments(read(path)), 1):
                imported = IMPORT.match(line)
                module = imported.group(1) if imported else ""
                if name not in CLIBUV_USERS and (module == "CLibuv" or UV_WORD.search(line)):
                    yield f"{path}:{number}: only LifelineUV speaks to libuv"
                if library and module.startswith("Foundation"):
                    yield f"{path}:{number}: no Foundation in a library"
                if library and PATTERN.search(line):
                    yield f"{path}:{number}: no regular expressions in a library: readers are linear"
                if module and FLOORS.get(name) == 0:
                    yield f"{path}:{number}: {name} imports nothing"


def faults(described, manifest, read):
    yield from dependency_faults(described)
    yield from manifest_faults(described, manifest)
    yield from source_faults(described, read)


def read_file(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def main(arguments):
    if len(arguments) != 2:
        sys.exit(__doc__)
    described, manifest = (json.loads(read_file(path)) for path in arguments)
    root = described["path"]
    found = list(faults(described, manifest, lambda path: read_file(os.path.join(root, path))))
    for fault in found:
        print(fault)
    print(f"{len(described['targets'])} targets, {len(found)} faults")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Reads the golden vectors back with code that is not ours, or not of the same hand.

Every JSON vector is validated against schemas/ with jsonschema. Every energy vector is decoded by energy_frame.py, which
was written from docs/ENERGY-FRAME.md alone, and compared with its JSON. Every invalid vector must be refused.

    check_vectors.py [-v]      prints `N passed, N failed`, exit 1 if any failed
"""

import json
import math
import pathlib
import struct
import sys

import energy_frame
import jsonschema
import referencing
import strict_json
from energy_frame import F32, Document, Time
from strict_json import Refused

ROOT = pathlib.Path(__file__).resolve().parents[2]
SCHEMAS = ROOT / "schemas"


def load(path):
    return json.loads(path.read_text(encoding="utf-8"))


class Desk:
    """Schemas and layouts as a stranger would load them."""

    def __init__(self):
        shape = load(SCHEMAS / "vectors" / "every_shape.json")
        schemas = [load(path) for path in [*SCHEMAS.glob("*.json"), *SCHEMAS.glob("messages/*.json")]]
        schemas = [schema for schema in schemas if "$id" in schema] + [shape["schema"]]
        for schema in schemas:
            jsonschema.Draft7Validator.check_schema(schema)
        registry = referencing.Registry().with_resources(
            (schema["$id"], referencing.Resource.from_contents(schema)) for schema in schemas)
        self.validators = {
            schema["$id"]: jsonschema.Draft7Validator(schema, registry=registry) for schema in schemas}
        self.shape = shape

    def layouts(self, channels):
        names = {int(handle): name for handle, name in channels.items()}
        return energy_frame.Layouts(load(SCHEMAS / "layouts.json"), names, [self.shape["layout"]])

    def read(self, data, channels):
        """A JSON record, checked as far as schemas and a strict parser go."""
        record = strict_json.parse(data)
        strict_json.check_depth(record)
        self.validate("lifeline.v1.record", record)
        for message in record if isinstance(record, list) else [record]:
            self.validate("lifeline.v1." + message["type"], message)
            if message["channel"] not in channels.values():
                raise Refused("unknownChannel", message["channel"])
            if message["channel"] in ("energy", "experience", "council"):
                self.validate("wf.protocol.message", message)
        return record

    def validate(self, name, instance):
        if name not in self.validators:
            raise Refused("unknownKind", name)
        error = jsonschema.exceptions.best_match(self.validators[name].iter_errors(instance))
        if error is not None:
            raise Refused("schema", f"{name}: {error.message[:200]} at {error.json_path}")


def difference(decoded, written, path="$"):
    """Where a decoded message and its JSON differ; None if they are one value."""
    if isinstance(decoded, Document):
        # Only here may an int and a float be the same: both came from JSON.
        return None if decoded.value == written and strict_json.canonical(decoded.value) == strict_json.canonical(
            written) else path
    if isinstance(decoded, Time):
        return None if number(written) and round(written * 1000) == decoded else path
    if isinstance(decoded, F32):
        return None if number(written) and struct.unpack("<f", struct.pack("<f", written))[0] == decoded else path
    if isinstance(decoded, float):
        same = number(written) and float(written) == decoded and math.copysign(1, decoded) == math.copysign(1, written)
        return None if same else path
    if isinstance(decoded, dict) and isinstance(written, dict):
        if list(decoded) != list(written):
            return f"{path}: {list(decoded)} and {list(written)}"
        return next(filter(None, (difference(decoded[key], written[key], f"{path}.{key}") for key in decoded)), None)
    if isinstance(decoded, list) and isinstance(written, list):
        if len(decoded) != len(written):
            return f"{path}: {len(decoded)} and {len(written)} elements"
        pairs = enumerate(zip(decoded, written))
        return next(filter(None, (difference(a, b, f"{path}[{index}]") for index, (a, b) in pairs)), None)
    return None if type(decoded) is type(written) and decoded == written else f"{path}: {decoded!r} and {written!r}"


def number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def agreement(desk, vector, channels, energy, json_text):
    """Raises if frame and JSON do not say the same, or either is refused."""
    written = desk.read(json_text.encode("utf-8"), channels)
    decoded = energy_frame.decode(bytes.fromhex(energy), desk.layouts(channels))
    where = difference(decoded, written)
    if where:
        raise Refused("difference", f"{vector['name']}: {where}")


def refusal(desk, vector, channels):
    """Raises Refused, as it should."""
    data = bytes.fromhex(vector["hex"]) if "hex" in vector else vector["text"].encode("utf-8")
    if vector["codec"] == "energy":
        energy_frame.decode(data, desk.layouts(channels))
    else:
        desk.read(data, channels)


def check(desk, file):
    """One outcome for each proof: what it is about, and what is wrong, or None."""
    tree = load(file)
    channels = tree["channels"]
    for vector in tree["vectors"]:
        name = f"{file.name}: {vector['name']}"
        try:
            if file.name.startswith("invalid"):
                try:
                    refusal(desk, vector, channels)
                except Refused as error:
                    # The decoder of frames has our words for its reasons; parsers and schemas have their own.
                    right = vector["codec"] == "json" or error.reason == vector["reason"]
                    yield name, None if right else f"refused as {error}, not as {vector['reason']}"
                else:
                    yield name, f"was read; {vector['reason']} was expected"
                continue
            agreement(desk, vector, channels, vector["energy"], vector["json"])
            yield name, None
            if file.name == "lenient.json":
                if vector["codec"] == "energy":
                    agreement(desk, vector, channels, vector["variant"], vector["json"])
                else:
                    desk.read(vector["variant"].encode("utf-8"), channels)
                yield name + " (variant)", None
        except Refused as error:
            yield name, str(error)


def main(arguments):
    desk = Desk()
    files = sorted((SCHEMAS / "vectors").glob("*.json"))
    outcomes = [outcome for file in files for outcome in check(desk, file)]
    failed = [outcome for outcome in outcomes if outcome[1]]
    for name, fault in outcomes if "-v" in arguments else failed:
        print(f"{name}: {fault or 'passed'}")
    print(f"{len(outcomes) - len(failed)} passed, {len(failed)} failed")
    return 1 if failed or not outcomes else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

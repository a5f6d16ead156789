"""A decoder of energy frames, written from docs/ENERGY-FRAME.md alone. Standard library only.

    layouts = Layouts(json.load(open("schemas/layouts.json")), {0: "system", 1: "energy"})
    decode(record, layouts)      # a message, or a list of messages if the record is a batch

Messages come back as JSON has them, with three exceptions that a comparison must know of: F32, Time and Document.
The numbers in comments are the rules of the document.
"""

import base64
import re
import struct

from strict_json import Refused, canonical, check_depth, parse

RECORD_MAX = 1 << 20
MESSAGES_MAX = 4096
ELEMENTS_MAX = 262_144
DEPTH_MAX = 16
TIME_MAX = (1 << 42) * 1000
INTEGER_MAX = (1 << 53) - 1
HEADER = struct.Struct("<BBHIIIQqIHHQ")
BATCH, DELTA, ANSWER, REPLAY = 0, 1, 2, 4
SNAPSHOT = "state_snapshot"
# What is wrong with one message, and says nothing of where the next begins.
OF_ONE_MESSAGE = {
    "missingField", "outOfRange", "notFinite", "unknownAlternative", "invalidWords", "invalidDocument", "tooManyElements",
    "unknownChannel", "invalidEnvelope",
}

SCALARS = {"bool": "B", "enum8": "B", "u16": "H", "u32": "I", "u53": "Q", "time": "q", "f32": "f", "f64": "d"}
WORDS = {"name", "channel", "phrase"}


class F32(float):
    """A float that was one of 32 bits."""


class Time(int):
    """Microseconds."""


class Document:
    """One JSON value inside a message."""

    def __init__(self, value):
        self.value = value


class UnknownKind(Refused):
    """No table for this kind."""


class Layouts:
    """The tables of the types, by their numbers, and the names of the channels, by their handles."""

    def __init__(self, tree, channels, more=()):
        self.types = {type["code"]: type for type in [*tree["types"], *more]}
        self.channels = channels


class Frame:
    """A frame's header, and how far its tail has been taken."""

    def __init__(self, record, start, available):
        if available < HEADER.size:  # 1
            raise Refused("truncated", "less than a header")
        (magic, version, self.kind, self.length, self.handle, self.reference, self.seq, self.time, self.tick,
         self.fixed, self.flags, self.presence) = HEADER.unpack_from(record, start)
        if magic != 0xFB:  # 2
            raise Refused("invalidMagic", f"{magic:02x}")
        if version != 1:
            raise Refused("unsupportedLayout", str(version))
        if self.length % 8 or self.fixed % 8 or self.length < HEADER.size + self.fixed:  # 3
            raise Refused("invalidLength", f"{self.length}, F {self.fixed}")
        if self.length > available:
            raise Refused("truncated", f"{self.length} of {available} bytes")
        self.record, self.start = record, start
        self.floor = HEADER.size + self.fixed

    def unpack(self, format, offset):
        return struct.unpack_from("<" + format, self.record, self.start + offset)

    def take(self, offset, size, alignment):
        """The next item of the tail. Says where it starts in the record."""
        if offset % alignment or offset < self.floor or offset + size > self.length:  # 11
            raise Refused("invalidOffset", f"{size} bytes at {offset}, after {self.floor} of {self.length}")
        self.floor = offset + size
        return self.start + offset

    def bytes(self, offset, count):
        if count == 0:
            if offset:
                raise Refused("invalidOffset", "nothing, somewhere")
            return b""
        start = self.take(offset, count, 1)
        return self.record[start:start + count]


def decode(record, layouts):
    if len(record) > RECORD_MAX:
        raise Refused("recordTooLarge", str(len(record)))
    frame = Frame(record, 0, len(record))
    if frame.length != len(record):  # 4
        raise Refused("trailingBytes", f"after {frame.length}")
    return batch(frame, layouts) if frame.kind == BATCH else message(frame, layouts, depth=2)


def batch(frame, layouts):  # 5
    if frame.fixed < 8 or not frame.presence & 1:
        raise Refused("missingField", "frames")
    offset, count = frame.unpack("II", HEADER.size)
    if (offset, count) == (0, 0):
        offset = frame.floor
    if offset < frame.floor or offset % 8 or offset > frame.length:
        raise Refused("invalidOffset", str(offset))
    if count > MESSAGES_MAX:
        raise Refused("tooManyMessages", str(count))
    messages = []
    for _ in range(count):
        inner = Frame(frame.record, offset, frame.length - offset)
        if inner.kind == BATCH:
            raise Refused("nestedBatch", str(offset))
        messages.append(message(inner, layouts, depth=3))
        offset += inner.length
    if offset != frame.length and frame.fixed == 8:
        raise Refused("trailingBytes", str(offset))
    return messages


def message(frame, layouts, depth):
    if frame.seq > INTEGER_MAX or frame.flags & ANSWER and not frame.reference:  # 6
        raise Refused("invalidEnvelope", "seq, or an answer to nothing")
    if abs(frame.time) > TIME_MAX:
        raise Refused("outOfRange", "time")
    if frame.kind not in layouts.types:  # 7
        raise UnknownKind("unknownKind", f"{frame.kind:#05x}")
    if frame.handle not in layouts.channels:
        raise Refused("unknownChannel", str(frame.handle))
    layout = layouts.types[frame.kind]
    envelope = {"channel": layouts.channels[frame.handle], "type": layout["type"]}
    if frame.reference:
        envelope["re" if frame.flags & ANSWER else "id"] = frame.reference
    if frame.seq:
        envelope["seq"] = frame.seq
    if frame.tick:
        envelope["frame"] = frame.tick
    envelope["ts"] = Time(frame.time)
    if frame.flags & DELTA:
        envelope["delta"] = True
    if frame.flags & REPLAY:
        envelope["replay"] = True
    place = HEADER.size
    envelope["payload"] = fields(
        frame, layout["fields"], place, frame.fixed, frame.presence, frame.flags & DELTA, layouts, depth)
    return envelope


def fields(frame, table, place, fixed, presence, is_delta, layouts, depth):
    """The fields of a fixed region of `fixed` bytes at `place`, a message's or a row's."""
    result = {}
    for field in table:
        fits = field["offset"] + field["size"] <= fixed  # 8
        if fits and presence >> field["bit"] & 1:
            result[field["key"]] = value(frame, field, place + field["offset"], layouts, depth)
        elif not field["optional"] and not is_delta:  # 9
            raise Refused("missingField", field["key"])
    return result


def value(frame, field, offset, layouts, depth):
    kind = field["kind"]
    if kind in SCALARS:
        return scalar(frame.unpack(SCALARS[kind], offset)[0], field)
    start, count = frame.unpack("II", offset)
    if kind in WORDS or kind in ("text", "bytes", "document"):
        return words(frame.bytes(start, count), field, depth)
    if kind == "list":
        return elements(frame, field["of"], start, count, layouts, depth)
    if kind == "part":
        rows = table(frame, field, start, count, layouts, depth + 1, is_part=True)
        return rows[0]
    assert kind == "items", kind
    return items(frame, start, count, layouts, depth + 3)


def scalar(bits, field):  # 10
    kind = field["kind"]
    if kind == "bool":
        if bits > 1:
            raise Refused("outOfRange", f"bool {bits}")
        return bits == 1
    if kind == "enum8":
        if bits >= len(field["names"]):
            raise Refused("unknownAlternative", str(bits))
        return field["names"][bits]
    if kind == "u53" and bits > INTEGER_MAX or kind == "time" and abs(bits) > TIME_MAX:
        raise Refused("outOfRange", str(bits))
    if kind in ("f32", "f64"):
        if bits != bits or bits in (float("inf"), float("-inf")):
            raise Refused("notFinite", str(bits))
        bits += 0.0  # −0 is 0.
    return F32(bits) if kind == "f32" else Time(bits) if kind == "time" else bits


def words(data, field, depth):  # 13
    kind = field["kind"]
    if kind == "bytes":
        return base64.b64encode(data).decode()
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Refused("invalidDocument" if kind == "document" else "invalidUTF8" if kind == "text" else "invalidWords",
                      str(error)) from error
    if kind == "document":
        try:
            parsed = parse(data)
            check_depth(parsed, DEPTH_MAX - depth)
        except Refused as error:
            raise Refused("invalidDocument", str(error)) from error
        if canonical(parsed) != text:
            raise Refused("invalidDocument", "not canonical")
        return Document(parsed)
    if kind in WORDS and (len(data) > field["bytesMax"] or not re.search(field["pattern"], text)):
        raise Refused("invalidWords", field.get("key", kind))
    return text


def elements(frame, of, start, count, layouts, depth):  # 11, 12
    kind = of["kind"]
    if kind == "part":
        return table(frame, of, start, count, layouts, depth + 2)
    if count == 0:
        if start:
            raise Refused("invalidOffset", "nothing, somewhere")
        return []
    if kind == "packed":
        place = frame.take(start, count * of["size"], 4) - frame.start
        limit_elements(count)
        rows = [frame.unpack(f"{len(of['keys'])}f", place + i * of["size"]) for i in range(count)]
        return [{key: scalar(float, {"kind": "f32"}) for key, float in zip(of["keys"], row)} for row in rows]
    if kind in SCALARS:
        size = struct.calcsize("<" + SCALARS[kind])
        place = frame.take(start, count * size, size) - frame.start
        limit_elements(count)
        return [scalar(bits, of) for bits in frame.unpack(f"{count}{SCALARS[kind]}", place)]
    place = frame.take(start, count * 8, 4) - frame.start
    limit_elements(count)
    references = [frame.unpack("II", place + i * 8) for i in range(count)]
    return [words(frame.bytes(*reference), of, depth) for reference in references]


def limit_elements(count):
    if count > ELEMENTS_MAX:
        raise Refused("tooManyElements", str(count))


def table(frame, layout, start, count, layouts, depth, is_part=False):  # 12
    if count == 0:
        if start:
            raise Refused("invalidOffset", "nothing, somewhere")
        if is_part:
            raise Refused("invalidLength", "a part without a row")
        return []
    head = frame.take(start, 8, 8) - frame.start
    fixed = frame.unpack("H", head)[0]
    if depth > DEPTH_MAX:  # 15
        raise Refused("tooDeep", str(depth))
    if fixed % 8:
        raise Refused("invalidLength", f"rows of {fixed}")
    stride = 8 + fixed
    first = frame.take(frame.floor, count * stride, 8) - frame.start
    limit_elements(count)
    if is_part and count != 1:
        raise Refused("invalidLength", f"a part of {count} rows")
    rows = []
    for place in range(first, first + count * stride, stride):
        presence = frame.unpack("Q", place)[0]
        rows.append(fields(frame, layout["fields"], place + 8, fixed, presence, False, layouts, depth))
    return rows


def items(frame, start, count, layouts, depth):  # 14
    if count == 0:
        if start:
            raise Refused("invalidOffset", "nothing, somewhere")
        return []
    frame.take(start, count * HEADER.size, 8)
    if count > MESSAGES_MAX:
        raise Refused("tooManyMessages", str(count))
    if depth > DEPTH_MAX:
        raise Refused("tooDeep", str(depth))
    result = []
    at = start
    for _ in range(count):
        inner = Frame(frame.record, frame.start + at, frame.length - at)
        if inner.kind == BATCH or layouts.types.get(inner.kind, {}).get("type") == SNAPSHOT:
            raise Refused("nestedBatch", str(at))
        try:
            result.append(message(inner, layouts, depth))
        except UnknownKind:
            pass
        except Refused as error:
            if error.reason not in OF_ONE_MESSAGE:
                raise
        at += inner.length
    frame.floor = at
    return result

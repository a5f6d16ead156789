"""JSON as Lifeline takes it: RFC 8259, and nothing that two readers could read differently."""

import json
import math

DEPTH_MAX = 16


class Refused(Exception):
    """Bytes that are no record, or a record that is no message. `reason` is one word."""

    def __init__(self, reason, detail):
        super().__init__(f"{reason}: {detail}")
        self.reason = reason


def parse(data):
    """The value that `data`, bytes of UTF-8, holds."""
    def pairs(members):
        keys = [key for key, _ in members]
        if len(set(keys)) != len(keys):
            raise Refused("duplicateKey", str(keys))
        return dict(members)

    def number(text):
        value = float(text)
        if math.isinf(value):
            raise Refused("invalidNumber", text)
        return value

    def constant(text):
        raise Refused("unexpectedByte", text)

    try:
        value = json.loads(
            data.decode("utf-8"), object_pairs_hook=pairs, parse_float=number, parse_constant=constant)
    except UnicodeDecodeError as error:
        raise Refused("invalidUTF8", str(error)) from error
    except json.JSONDecodeError as error:
        raise Refused("unexpectedByte", str(error)) from error
    check_surrogates(value)
    return value


def check_surrogates(value):
    """No half of a surrogate pair stands alone."""
    if isinstance(value, str):
        try:
            value.encode("utf-8")
        except UnicodeEncodeError as error:
            raise Refused("loneSurrogate", str(error)) from error
    elif isinstance(value, list):
        for element in value:
            check_surrogates(element)
    elif isinstance(value, dict):
        for key, member in value.items():
            check_surrogates(key)
            check_surrogates(member)


def check_depth(value, limit=DEPTH_MAX):
    """No more than `limit` arrays and objects inside each other."""
    if isinstance(value, (list, dict)):
        if limit <= 0:
            raise Refused("tooDeep", "")
        for element in value.values() if isinstance(value, dict) else value:
            check_depth(element, limit - 1)


def canonical(value):
    """As RFC 8785 writes it, but for the order of keys, which stays."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return number(float(value))
    if isinstance(value, str):
        return string(value)
    if isinstance(value, list):
        return "[" + ",".join(map(canonical, value)) + "]"
    return "{" + ",".join(string(key) + ":" + canonical(member) for key, member in value.items()) + "}"


SHORT = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def string(text):
    return '"' + "".join(
        SHORT.get(character) or (f"\\u{ord(character):04x}" if character < " " else character) for character in text
    ) + '"'


def number(value):
    """The shortest digits, in the layout of ECMAScript."""
    if value == 0:
        return "0"
    sign = "-" if value < 0 else ""
    mantissa, _, exponent = f"{abs(value)!r}".partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    # The value is 0.DIGITS × 10^point.
    point = len(whole) + int(exponent or 0)
    point -= len(whole + fraction) - len(digits)
    digits = digits.rstrip("0")
    if len(digits) <= point <= 21:
        return sign + digits + "0" * (point - len(digits))
    if 0 < point <= 21:
        return sign + digits[:point] + "." + digits[point:]
    if -6 < point <= 0:
        return sign + "0." + "0" * -point + digits
    rest = "." + digits[1:] if len(digits) > 1 else ""
    return f"{sign}{digits[0]}{rest}e{point - 1:+d}"

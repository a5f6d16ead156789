"""Makes a JavaScript module small for the wire: no comments, no space, short names for what only it can see.

It knows the JavaScript of this house, not all there is: no semicolons, one member of a class a line. Local names are
renamed by name, not by scope: everywhere the same, so whatever one refers to stays the same. Properties, exports and
what the platform provides keep their names. A number with a name becomes the number.
"""

import itertools
import re
import string
from collections import Counter

KEYWORDS = set(
    "async await break case catch class const continue debugger default delete do else export extends false finally "
    "for function get if import in instanceof let new null of return set static super switch this throw true try typeof "
    "undefined var void while with yield".split()
)
# With a capital: whatever the module does not declare itself.
PLATFORM = set(
    "atob btoa clearTimeout console crypto document fetch globalThis performance queueMicrotask setTimeout".split()
)

TOKEN = re.compile(
    r"""(?P<space>\s+|//[^\n]*|/\*.*?\*/)
      | (?P<string>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')
      | (?P<number>\d[\w.]*|\.\d\w*)
      | (?P<private>\#[A-Za-z_$][\w$]*)
      | (?P<name>[A-Za-z_$][\w$]*)
      | (?P<sign>\.\.\.|=>|\?\.(?!\d)|[-+*&|?<>=!%^]+=?|[\s\S])""",
    re.VERBOSE | re.DOTALL,
)
REGEX = re.compile(r"/(?:\[(?:\\.|[^\]\\\n])*\]|\\.|[^/\\\n\[])+/\w*")
TEXT = re.compile(r"(?:\\.|\$(?!\{)|[^`\\$])*(?:\$\{|`)", re.DOTALL)


class Token:
    def __init__(self, kind, text, starts_line):
        self.kind, self.text, self.starts_line = kind, text, starts_line
        self.name = text


def tokens(source):
    """The tokens of a module. Of a template, each text between two `${…}` is one."""
    found, braces, at, starts_line = [], [], 0, True
    while at < len(source):
        last = found[-1] if found else None
        regex = source[at] == "/" and source[at + 1] not in "/*" and begins_value(last) and REGEX.match(source, at)
        if regex:
            kind, text = "regex", regex[0]
        elif source[at] == "`" or (source[at] == "}" and braces and braces[-1] == 0):
            if source[at] == "}":
                braces.pop()
            text = source[at] + TEXT.match(source, at + 1)[0]
            kind = "template"
            if text.endswith("${"):
                braces.append(0)
        else:
            match = TOKEN.match(source, at)
            kind, text = match.lastgroup, match[0]
            if braces and text in "{}":
                braces[-1] += 1 if text == "{" else -1
        at += len(text)
        if kind == "space":
            starts_line |= "\n" in text
        else:
            found.append(Token(kind, text, starts_line))
            starts_line = False
    return found


def begins_value(last):
    """Whether a value may begin behind this token, so that a slash there is no division."""
    if last is None or last.kind == "sign":
        return last is None or last.text not in (")", "]", "}")
    if last.kind == "template":
        return last.text.endswith("${")
    return last.kind == "name" and last.text in KEYWORDS - {"this", "super", "null", "true", "false", "undefined"}


def mark_names(found):
    """Says of each name whether it is a `variable`, or `both`: a key and the variable of that name.

    A `part` is a statement of the module or a member of a class: what it declares inside, no other part sees.
    """
    places, is_class, part = [], False, 0
    for last, token, following in zip([None, *found], found, [*found[1:], None]):
        text = token.text
        part += token.starts_line and (places == ["class"] or (not places and text in KEYWORDS))
        token.part, token.depth = part, len(places)
        if token.kind == "name":
            place = places[-1] if places else None
            token.kind = role(place, last, token, following)
            is_class |= token.kind == "word" and text == "class"
        elif text == "{":
            places.append("class" if is_class else "block" if opens_block(last) else "object")
            is_class = False
        elif text in ("(", "[") or text.endswith("${"):
            places.append(text)
        if (text in (")", "]", "}") and token.kind == "sign") or (token.kind == "template" and text[0] == "}"):
            # `}…${` closes one and has opened another.
            places.pop(-2 if text.endswith("${") else -1)
    return found


def opens_block(last):
    return last is None or last.text in (")", "=>", "{", "}", "else", "try", "finally", "do", "catch")


def role(place, last, token, following):
    before, after = last.text if last else "", following.text if following else ""
    if before in (".", "?."):
        return "key"
    if place == "object" and before in ("{", ","):
        return "key" if after in (":", "(") else "both"
    is_member = place == "class" and (token.starts_line or before in ("get", "set", "static", "async"))
    if is_member:
        return "key"
    return "word" if token.text in KEYWORDS else "variable"


def inline(found):
    """Writes each number that the module names where the name stands. Nothing else in it may have that name."""
    numbers, kept, at = {}, [], 0
    while at < len(found):
        word, name, _, number, following = (found + [None] * 4)[at : at + 5]
        if word.text == "const" and word.starts_line and not word.depth and number and number.kind == "number":
            if following is None or following.text in KEYWORDS:
                numbers[name.text] = number.text
                at += 4
                continue
        kept.append(word)
        at += 1
    for token in kept:
        if token.kind in ("variable", "both") and token.text in numbers:
            number = numbers[token.text]
            token.text = token.name = number if token.kind == "variable" else f"{token.text}:{number}"
            token.kind = "number"
    return kept


def rename(found):
    """Gives short names, where the module alone knows the old ones."""
    named = [token for token in found if token.kind in ("variable", "both")]
    pairs = list(itertools.pairwise(found))
    declared = {name.text for word, name in pairs if word.text in ("class", "const", "function") and not name.depth}
    for word, name in pairs:
        if word.text in ("const", "let") and not word.depth and (name.text in ("[", "{") or word.text == "let"):
            raise ValueError(f"a module declares with `const name =`, not `{word.text} {name.text}`")
    exported = {name.text for (word, _), (_, name) in itertools.pairwise(pairs) if word.text == "export"}
    foreign = {token.text for token in named if token.text[0].isupper()} - declared | PLATFORM
    kept = foreign | exported | KEYWORDS

    def give(chosen, alphabet):
        often = [text for text, _ in Counter(token.text for token in chosen).most_common()]
        shorter = dict(zip(often, short_names(alphabet, kept)))
        for token in chosen:
            token.name = shorter[token.text]

    # Those of the module begin with a capital; so in each part of it, the small ones are free.
    give([token for token in named if token.text in declared - kept], string.ascii_uppercase)
    parts = itertools.groupby(named, lambda token: token.part)
    for _, part in parts:
        give([token for token in part if token.text not in declared | kept], string.ascii_lowercase)
    give([token for token in found if token.kind == "private"], string.ascii_lowercase)


def short_names(alphabet, kept):
    for size in itertools.count(1):
        for letters in itertools.product(alphabet, repeat=size):
            if (name := "".join(letters)) not in kept:
                yield name


def written(token):
    if token.kind == "both" and token.name != token.text:
        return f"{token.text}:{token.name}"
    return f"#{token.name}" if token.kind == "private" else token.name


def between(last, token, text):
    """What must stay between two tokens. A line may end a statement unless it cannot end, or the next begin, there."""
    if token.starts_line and not (last.kind == "sign" and last.text not in (")", "]", "}")):
        if not (token.kind == "sign" and token.text not in ("{", "(", "[", "+", "-", "/", "!", "++", "--")):
            return "\n"
    if re.match(r"[\w$#]", text) and re.search(r"[\w$]$", last.text):
        return " "
    return " " if last.text[-1] in "+-" and text[0] == last.text[-1] else ""


def ends_list(token, following):
    return token.text == "," and following is not None and following.text in (")", "]", "}")


def minified(source):
    found = inline(mark_names(tokens(source)))
    rename(found)
    # What follows a last item says nothing.
    found = [token for token, following in itertools.pairwise([*found, None]) if not ends_list(token, following)]
    pieces = []
    for last, token in zip([None, *found], found):
        text = written(token)
        if last:
            pieces.append(between(last, token, text))
        pieces.append(text)
    return "".join(pieces) + "\n"

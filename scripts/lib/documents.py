"""Documents: relative links and their headings exist, fences are closed, scripts that the text names are there, and code
that says which file it is of is that file.

    documents.py FILE…      paths from the repository root, which is the current folder
"""

import os
import re
import sys
import urllib.parse

FENCE = re.compile(r"^ {0,3}(?:> ?)*(`{3,}|~{3,})(.*)$")
CODE_SPAN = re.compile(r"(`+)(.+?)\1")
LINK = re.compile(r"!?\[(?:[^\[\]]|\[[^\]]*\])*\]\(\s*<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\s*\)")
REFERENCE = re.compile(r"^ {0,3}\[[^\]]+\]:\s*<?([^\s>]+)>?")
HEADING = re.compile(r"^ {0,3}#{1,6}\s+(.*?)\s*#*\s*$")
ANCHOR = re.compile(r"<a\s+(?:id|name)=\"([^\"]+)\"")
SHOWN = re.compile(r"<!-- file: (\S+) -->\n+```\w*\n(.*?)^```$", re.M | re.S)
SCRIPT = re.compile(r"^(?:bash )?((?:scripts|\.ci)/[a-z][a-z0-9./-]*)(?:\s|$)")


def prose(text):
    """Pairs of line number and line outside of code fences; last the number of a fence left open, if any."""
    lines, fence, opened = [], None, 0
    for number, line in enumerate(text.split("\n"), 1):
        match = FENCE.match(line)
        if fence is None and match and not (match.group(1)[0] == "`" and "`" in match.group(2)):
            fence, opened = match.group(1), number
        elif fence is not None:
            if match and match.group(1).startswith(fence) and not match.group(2).strip():
                fence = None
        else:
            lines.append((number, line))
    return lines, opened if fence is not None else None


def slug(heading):
    """The anchor that hosts give a heading."""
    heading = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).replace("`", "")
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def anchors(text):
    found, seen = set(), {}
    for _, line in prose(text)[0]:
        found.update(ANCHOR.findall(line))
        match = HEADING.match(line)
        if match:
            name = slug(match.group(1))
            count = seen.get(name, 0)
            seen[name] = count + 1
            found.add(f"{name}-{count}" if count else name)
    return found


def faults(path, read, exists):
    """Faults of one document. `read` gives the text of a path, `exists` says whether there is one."""
    lines, open_fence = prose(read(path))
    if open_fence:
        yield f"{path}:{open_fence}: this code fence is never closed"
    for shown in SHOWN.finditer(read(path)):
        file, number = shown.group(1), read(path)[:shown.start()].count("\n") + 1
        if not exists(file):
            yield f"{path}:{number}: there is no {file}"
        elif read(file) != shown.group(2):
            yield f"{path}:{number}: this is not what {file} has"
    for number, line in lines:
        for _, code in CODE_SPAN.findall(line):
            script = SCRIPT.match(code.strip())
            if script and not exists(script.group(1)):
                yield f"{path}:{number}: there is no {script.group(1)}"
        bare = CODE_SPAN.sub("", line)
        reference = REFERENCE.match(bare)
        for link in LINK.findall(bare) + ([reference.group(1)] if reference else []):
            if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", link) or link.startswith("//"):
                continue
            if link.startswith("/"):
                yield f"{path}:{number}: {link}: links inside the project are relative"
                continue
            target, _, anchor = link.partition("#")
            target = urllib.parse.unquote(target.partition("?")[0])
            goal = os.path.normpath(os.path.join(os.path.dirname(path), target)) if target else path
            if goal.startswith(".."):
                yield f"{path}:{number}: {link}: leads out of the project"
            elif not exists(goal):
                yield f"{path}:{number}: {link}: there is nothing"
            elif anchor and goal.endswith(".md") and urllib.parse.unquote(anchor) not in anchors(read(goal)):
                yield f"{path}:{number}: {link}: {goal} has no such heading"


def read_file(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def main(paths):
    found = [fault for path in paths for fault in faults(path, read_file, os.path.exists)]
    for fault in found:
        print(fault)
    print(f"{len(paths)} documents, {len(found)} faults")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

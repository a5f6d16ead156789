"""Recipes: documents that say which files to write, what to add to them, and what a program then prints.

    <!-- write: PATH -->       the code below is that file
    <!-- into: PATH -->        the code below goes into that file's list of targets
    <!-- prints: PROGRAM -->   the text below is what the program prints, to the byte

    recipes.py FOLDER DOCUMENT…      writes the files of all documents into FOLDER, and only what has changed
"""

import pathlib
import re
import sys

BLOCK = re.compile(r"^<!-- (write|into|prints): (\S+) -->\n(?:<!-- [^\n]* -->\n)*\n*```\w*\n(.*?)^```$", re.M | re.S)
TARGETS = "    targets: [\n"


def blocks(text, kind):
    """Pairs of name and code."""
    return [(name, code) for what, name, code in BLOCK.findall(text) if what == kind]


def files(texts):
    """Path to content, of all documents together."""
    made = {}
    for text in texts:
        for path, code in blocks(text, "write"):
            if path in made:
                raise ValueError(f"two documents write {path}")
            made[path] = code
    for text in texts:
        for path, code in blocks(text, "into"):
            if TARGETS not in made.get(path, ""):
                raise ValueError(f"{path} has no list of targets to add to")
            made[path] = made[path].replace(TARGETS, TARGETS + code)
    return made


def write(folder, made):
    """Makes `folder` hold these files; what is right already keeps its date, so that nothing is built for nothing."""
    for path, code in made.items():
        file = folder / path
        if not file.exists() or file.read_text() != code:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(code)
    for file in [*folder.glob("Sources/**/*.swift"), *folder.glob("Package.swift")]:
        if str(file.relative_to(folder)) not in made:
            file.unlink()


def main(folder, documents):
    made = files([pathlib.Path(document).read_text() for document in documents])
    write(pathlib.Path(folder), made)
    print(f"{len(made)} files of {len(documents)} documents")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])

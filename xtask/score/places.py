#!/usr/bin/env python3
"""Opens the place every span of a compiled plan names and looks for the span's words there.

    places.py SOURCE COMPILED.json [--min 0.99] [--verbose]

Independent of the compiler: DOCX is walked with the standard library's XML reader, a PDF through the word boxes
of `pdftotext -bbox` (poppler), text by lines and columns. Prints one line "places SHARE (found of all)" over the
rows (indicators, tasks, reporting duties), then the other spans by kind. Exits 1 when the share is below --min,
2 when the source cannot be opened.
"""

import argparse
import html
import json
import re
import subprocess
import sys
import unicodedata
import xml.etree.ElementTree as ElementTree
import zipfile

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
INVISIBLE = dict.fromkeys([0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0xAD])


def fold(text):
    """NFC, white space to single spaces; a word parted at a hyphen or slash at a line's end grows together."""
    text = unicodedata.normalize("NFC", text.translate(INVISIBLE))
    return re.sub(r"(?<=[-/]) ", "", " ".join(text.split()))


def letters(text):
    """Without any white space: what two readers agree on even where they part words differently."""
    return "".join(fold(text).split())


def is_too_wide(wanted, there):
    """A place that holds several times the words it is named for names no place."""
    return len(there) > 4 * len(wanted) + 200


def stands_in_order(words, there):
    """The words come one after the other, other words may stand between (a column beside them)."""
    rest = iter(there)
    return all(any(word == other for other in rest) for word in words)


class Docx:
    """Texts by block, row and cell: children of w:body, w:tr and w:tc as they stand in the XML."""

    def __init__(self, path):
        with zipfile.ZipFile(path) as archive:
            names = [name for name in archive.namelist() if re.fullmatch(r"/?word/document\d*\.xml", name)]
            root = ElementTree.fromstring(archive.read(names[0]))
        self.blocks = list(root.find(W + "body"))

    def text(self, element):
        out = []

        def walk(node):
            if node.tag == W + "t":
                out.append(node.text or "")
            elif node.tag == W + "noBreakHyphen":
                out.append("-")
            elif node.tag in (W + "tab", W + "br", W + "cr"):
                out.append(" ")
            elif node.tag.endswith("}Fallback"):
                return
            for child in node:
                walk(child)
            if node.tag == W + "p":
                out.append(" ")

        walk(element)
        return "".join(out)

    def inner(self, element, tag):
        """Elements of this tag below, through wrappers such as w:sdt, but not within another table or cell."""
        out = []
        for child in element:
            if child.tag == W + tag:
                out.append(child)
            elif child.tag not in (W + "tbl", W + "tc", W + "tr"):
                out.extend(self.inner(child, tag))
        return out

    def holds(self, span):
        element = self.blocks[span["block"]]
        if span.get("row") is not None:
            table = element if element.tag == W + "tbl" else self.inner(element, "tbl")[0]
            element = self.inner(table, "tr")[span["row"]]
            if span.get("cell") is not None:
                element = self.inner(element, "tc")[span["cell"]]
        return fold(span["text"]) in fold(self.text(element))


class Pdf:
    """Words inside a box of a page, boxes in points from the page's top left corner."""

    def __init__(self, path):
        said = subprocess.run(["pdftotext", "-bbox", "-enc", "UTF-8", path, "-"], capture_output=True, check=True).stdout
        said = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "", said.decode("utf-8", "replace"))
        self.pages = []
        for page in re.findall(r"<page [^>]*>(.*?)</page>", said, re.S):
            words = re.findall(r'<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*?)</word>', page, re.S)
            self.pages.append([(*map(float, word[:4]), html.unescape(word[4])) for word in words])

    def holds(self, span):
        left, top, right, bottom = span["box"]
        inside = [
            word
            for word in self.pages[span["page"] - 1]
            if left - 1 <= (word[0] + word[2]) / 2 <= right + 1 and top - 1 <= (word[1] + word[3]) / 2 <= bottom + 1
        ]
        by_line = sorted(inside, key=lambda word: (round((word[1] + word[3]) / 2 / 4), word[0]))
        wanted = letters(span["text"])
        if is_too_wide(wanted, letters(" ".join(word[4] for word in inside))):
            return False
        if any(wanted in letters(" ".join(word[4] for word in words)) for words in (inside, by_line)):
            return True
        # Cells side by side: poppler's order of words is not the order of the cells.
        there = [letters(word[4]) for word in inside]
        for word in fold(span["text"]).split():
            if word not in there:
                return False
            there.remove(word)
        return True


class Lines:
    """Lines and columns of a text, from 1, the end exclusive by column."""

    def __init__(self, path, form):
        raw = open(path, "rb").read()
        coding = "utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
        source = raw.decode(coding)
        ends = "\n" if "\n" in source else "\r"
        self.lines = [line.removesuffix("\r") for line in source.split(ends)]
        self.form = form

    def holds(self, span):
        first, last = span["line"] - 1, span["end_line"] - 1
        part = self.lines[first : last + 1]
        part[-1] = part[-1][: span["end_column"] - 1]
        part[0] = part[0][span["column"] - 1 :]
        there, wanted = fold(self.shown("\n".join(part))), fold(span["text"])
        if is_too_wide(wanted, there):
            return False
        # In a table flattened to lines the cells beside run in between.
        return wanted in there or (self.form == "text" and last - first < 40 and stands_in_order(wanted.split(), there.split()))

    def shown(self, part):
        if self.form == "html":
            return html.unescape(re.sub(r"<[^>]*>", " ", part))
        if self.form == "markdown":
            part = re.sub(r"<br\s*/?>", " ", html.unescape(part))
            part = re.sub(r"^[>#\s]+", "", part, flags=re.M)
            return re.sub(r"\\([!-/:-@[-`{-~])", r"\1", re.sub(r"\*\*|__|[*`]", "", part))
        return part


def opened(path, form):
    if form == "docx":
        return Docx(path)
    if form in ("pdf", "pdf-scan"):
        return Pdf(path)
    return Lines(path, form)


def spans(plan):
    """Kind, name and span of everything that carries a place."""
    for kind in ("indicators", "tasks", "reporting_duties", "headings", "diagnostics"):
        for row in plan.get(kind) or []:
            name = row.get("no") or row.get("number") or row.get("rule") or row.get("due") or ""
            yield kind, f"{kind} {name}", row.get("span")
    for citation in plan.get("citations") or []:
        for span in citation.get("spans") or []:
            yield "citations", f"citation {citation.get('number')}", span


def is_found(reader, span):
    if not span or not (span.get("text") or "").strip():
        return False
    try:
        return reader.holds(span)
    except (IndexError, KeyError):
        return False


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("source")
    arguments.add_argument("compiled")
    arguments.add_argument("--min", type=float, default=0.0)
    arguments.add_argument("--verbose", action="store_true")
    options = arguments.parse_args()
    with open(options.compiled, encoding="utf-8") as file:
        plan = json.load(file)
    try:
        reader = opened(options.source, plan["sources"][0]["format"])
    except (OSError, ValueError, zipfile.BadZipFile, subprocess.CalledProcessError, ElementTree.ParseError) as error:
        print(f"{options.source}: {error}", file=sys.stderr)
        return 2
    tally, misses = {}, []
    for kind, name, span in spans(plan):
        # Only the first file is opened here.
        if span and span.get("file", 0) != 0:
            continue
        found = is_found(reader, span)
        counts = tally.setdefault(kind, [0, 0])
        counts[0] += found
        counts[1] += 1
        if not found:
            misses.append(f"  {name}: not found at its place: {span}")
    rows = [tally.get(kind, [0, 0]) for kind in ("indicators", "tasks", "reporting_duties")]
    found, all_rows = sum(row[0] for row in rows), sum(row[1] for row in rows)
    share = found / all_rows if all_rows else 1.0
    print(f"places {share:.4f} ({found} of {all_rows})")
    for kind, (there, total) in tally.items():
        print(f"  {kind} {there} of {total}")
    if options.verbose:
        print("\n".join(misses[:40]))
    return 0 if share >= options.min else 1


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
"""Lists every filled field of the rows of a compiled plan: stated confidence and whether it is right.

    confidence.py GOLD.json COMPILED.json [--lenient]

Prints one line a field: PART FIELD STATED RIGHT, with RIGHT 1 or 0. Rows are aligned and fields compared as score.py
beside it does; a field of several values (target, deadline) is right when all of them are, a list when it is
the same set. A row the gold lacks has no right field. A field without a stated confidence states 1.
"""

import argparse
import json

import score

# Fields of score.py that the compiled plan states under another name.
STATED_AS = {"target.op": "target", "target.value": "target", "target.high": "target", "target.text": "target", "budget": "budget_million_vnd"}


def stated_as(field):
    return "deadline" if field.startswith("deadline.") else STATED_AS.get(field, field)


def is_right(want, have):
    tally = score.Tally()
    tally.field("", want, have)
    return tally.right == tally.gold == tally.got


def aligned(gold, got, fields_of):
    """Pairs (gold row or None, compiled row), as score.rows finds them."""
    pairs = []

    def compare(_tally, _where, gold_row, got_row, _fields_of):
        pairs.append((gold_row, got_row))

    def one_sided(_tally, _where, row, _fields_of, in_gold):
        if not in_gold:
            pairs.append((None, row))

    compare_before, one_sided_before = score.compare, score.one_sided
    score.compare, score.one_sided = compare, one_sided
    try:
        key = lambda row: (score.norm(row.get("name") or ""), score.norm(row.get("no") or ""), row.get("horizon"))
        score.rows(gold, got, fields_of, "", key)
    finally:
        score.compare, score.one_sided = compare_before, one_sided_before
    return pairs


def fields(gold_row, got_row, fields_of):
    """Field name to right or wrong, for the fields that the compiled row fills."""
    have_all = fields_of(got_row)
    want_all = fields_of(gold_row) if gold_row is not None else {name: score.EMPTY[field[0]] for name, field in have_all.items()}
    out = {}
    for name, have in have_all.items():
        filled = have[1] not in (None, [], "")
        want = want_all[name]
        group = stated_as(name)
        right = is_right(want, have)
        if filled or group in out or not right:
            known, seen = out.get(group, (True, False))
            out[group] = (known and right, seen or filled)
    return {name: right for name, (right, filled) in out.items() if filled}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("gold")
    parser.add_argument("compiled")
    parser.add_argument("--lenient", action="store_true")
    parser.add_argument("--verbose", action="store_true")
    args = parser.parse_args()
    score.LENIENT = args.lenient
    gold = json.load(open(args.gold, encoding="utf-8"))
    got = json.load(open(args.compiled, encoding="utf-8"))
    for part, fields_of in (("indicators", score.indicator_fields), ("tasks", score.task_fields)):
        for gold_row, got_row in aligned(gold[part], got[part], fields_of):
            stated = got_row.get("confidence") or {}
            for name, right in fields(gold_row, got_row, fields_of).items():
                print(part, name, stated.get(name, 1), int(right))
    print("end")


if __name__ == "__main__":
    main()

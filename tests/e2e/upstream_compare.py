"""Compares two sets of facts, apart from the intended differences of a file: a list of

    pack: NAME                # or any: for every pack
    versions: [ROW, ...]      # rows of the table; without it, all rows of the pack
    reason: TEXT
    renamed: {UPSTREAM: OURS} # objects, as KIND/NAME
    of: TEXT                  # what the patterns below begin with
    upstream: [PATTERN, ...]  # facts that only upstream's manifests have
    ours: [PATTERN, ...]      # facts that only our render has

A pattern is a fact, with `**` for any text, `{version}` for that of the row and `{a,b}` for several patterns. Each one must
name a fact in each row that it is for (with `any`: in some row), so that neither the file nor the packs change unnoticed.

Whatever the file says, ours may permit nothing that upstream does not, wildcards and narrower scopes considered.
"""

import collections
import functools
import pathlib
import re

import go_yaml
import upstream_facts
from upstream_facts import FIELD, PERMISSION, Fact

SIDES = ("upstream", "ours")
CHOICE = re.compile(r"\{([^{}:]+,[^{}:]+)\}")  # JSON has a colon in its braces


def load(path: pathlib.Path) -> list[dict]:
    return [checked(entry) for entry in go_yaml.documents(path.read_text(encoding="utf-8"), path)[0]]


def checked(entry: dict) -> dict:
    known = {"pack", "versions", "reason", "renamed", "of", *SIDES}
    if entry.keys() - known or not entry.get("pack") or len(str(entry.get("reason", ""))) < 10:
        raise SystemExit(f"FAIL intended difference without a pack, without a reason or with unknown keys: {entry}")
    patterns = {side: [choice for pattern in entry.get(side, []) for choice in choices(entry.get("of", "") + pattern)]
                for side in SIDES}
    if not any(patterns.values()) and not entry.get("renamed"):
        raise SystemExit(f"FAIL intended difference that names nothing: {entry}")
    return entry | patterns


def for_version(entry: dict, version: str) -> dict:
    return entry | {side: [pattern.replace("{version}", version) for pattern in entry[side]] for side in SIDES}


def choices(pattern: str) -> list[str]:
    found = CHOICE.search(pattern)
    if not found:
        return [pattern]
    return [choice for word in found[1].split(",")
            for choice in choices(pattern[:found.start()] + word + pattern[found.end():])]


@functools.lru_cache(maxsize=None)
def matcher(pattern: str) -> re.Pattern:
    return re.compile(".*".join(map(re.escape, pattern.split("**"))), re.DOTALL)


Outcome = collections.namedtuple("Outcome", "problems used intended")


class Comparison:
    """One row of the table: upstream's facts, our objects, and the intended differences between them."""

    def __init__(self, label: str, theirs: list[dict], ours: list[dict], entries: list[dict]):
        pack, row = label.split(" ")
        self.label, self.our_objects = label, ours
        self.entries = [for_version(entry, row.partition("+")[0]) for entry in entries
                        if entry["pack"] in (pack, "any") and row in entry.get("versions", [row])]
        renames = {old: new for entry in self.entries for old, new in entry.get("renamed", {}).items()}
        found = upstream_facts.facts(theirs)
        self.theirs = {renamed(fact, renames) for fact in found}
        self.not_there = [f"{label}: upstream has no {name} to rename"
                          for name in renames.keys() - {subject(fact) for fact in found}]

    def compare(self, objects: list[dict]) -> Outcome:
        """The problems of these objects of ours, the patterns that name a difference, and the number of such differences."""
        ours = upstream_facts.facts(objects)
        problems, used, intended = list(self.not_there), set(), 0
        for side, facts in zip(SIDES, (one_sided(self.theirs, ours), one_sided(ours, self.theirs))):
            for fact in sorted(facts):
                names = {(side, pattern) for entry in self.entries for pattern in entry[side]
                         if matcher(pattern).fullmatch(fact.text)}
                used |= names
                intended += bool(names)
                problems += [] if names else [f"{self.label}: only {side}: {fact.text}"]
        problems += [f"{self.label}: upstream permits nothing of the kind: {fact.text}" for fact in sorted(ours)
                     if fact.kind == PERMISSION and not self.theirs & upstream_facts.broader(fact)]
        problems += [f"{self.label}: named as a difference, but is none: only {side}: {pattern}" for entry in self.entries
                     for side in SIDES for pattern in entry[side] if entry["pack"] != "any" and (side, pattern) not in used]
        return Outcome(problems, used, intended)

    def counts(self) -> collections.Counter:
        """Facts of both sides by kind."""
        return collections.Counter(fact.kind for fact in self.theirs | upstream_facts.facts(self.our_objects))

    def is_shared(self, item: dict) -> bool:
        return Fact(FIELD, f"{upstream_facts.name(item)}: exists") in self.theirs


def subject(fact: Fact) -> str:
    return re.match(r"[^ :]+", fact.text)[0]


def renamed(fact: Fact, renames: dict[str, str]) -> Fact:
    old = subject(fact)
    return fact._replace(text=renames.get(old, old) + fact.text[len(old):])


def one_sided(facts: set[Fact], others: set[Fact]) -> set[Fact]:
    """Facts that the others lack; of an object that they lack, only that it exists and what it permits."""
    there = {subject(fact) for fact in others if fact.text.endswith(": exists")}
    return {fact for fact in facts - others
            if fact.kind == PERMISSION or fact.text.endswith(": exists") or subject(fact) in there}


def unused(entries: list[dict], comparisons: list[Comparison], used: set[tuple[str, str]]) -> list[str]:
    """Entries that no row looks at, and patterns for any pack that name nothing in any row."""
    seen = [entry["reason"] for one in comparisons for entry in one.entries]
    return [f"intended difference for no row of the table: {entry['pack']}: {entry['reason']}"
            for entry in entries if entry["reason"] not in seen] + \
           [f"named as a difference of any pack, but is none: only {side}: {pattern}" for entry in entries
            if entry["pack"] == "any" for side in SIDES for pattern in entry[side] if (side, pattern) not in used]

"""`python -m tests.corpus`: how many logs of the corpus are read right, by family."""

import sys
from collections import defaultdict

from experiments.parsers.errors import ParseError
from tests.corpus import Log, expected, reading


def main() -> None:
    rows: dict[str, list[bool]] = defaultdict(list)
    for log in expected():
        wrong = _difference(log)
        rows[log.family].append(not wrong)
        if wrong:
            sys.stdout.write(f"{log.name}\n{wrong}\n\n")
    every = [right for found in rows.values() for right in found]
    for family, right in (*rows.items(), ("all", every)):
        sys.stdout.write(f"{family:24}{sum(right):4} of {len(right):3}\n")


def _difference(log: Log) -> str:
    """What is wrong with the reading of a log, "" where it is right."""
    try:
        found = reading.found_in(log)
    except (ParseError, ValueError) as error:
        return f"  not read: {error}"
    if found == log.runs:
        return ""
    pairs = [pair for pair in zip(log.runs, found, strict=False) if pair[0] != pair[1]]
    lines = [f"  wanted: {wanted}\n  found:  {got}" for wanted, got in pairs[:3]]
    return "\n".join([f"  runs: {len(log.runs)} wanted, {len(found)} found", *lines])


if __name__ == "__main__":
    main()

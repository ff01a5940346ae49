"""Run with `make bench`; `ARGS="--quick"` takes small networks, to see that everything runs."""

from __future__ import annotations

import argparse

from benchmarks.measuring import compare_measuring
from benchmarks.neo4j import compare_neo4j
from benchmarks.reading import compare_reading
from benchmarks.serving import compare_serving
from benchmarks.storing import compare_storing


def main() -> None:
    """Run every benchmark."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small networks: a check, not a measurement")
    quick: bool = parser.parse_args().quick
    for compare in (compare_storing, compare_reading, compare_measuring, compare_serving, compare_neo4j):
        print(compare(quick=quick))


main()

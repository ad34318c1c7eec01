"""`python -m bench NAME ...`: run one of the measuring programs."""

from __future__ import annotations

import sys

from bench import documents, judgement, pages, remarks

PROGRAMS = {
    "documents": documents.main,
    "judgement": judgement.main,
    "pages": pages.main,
    "remarks": remarks.main,
}


def main(arguments: list[str]) -> int:
    """Run the program named first; 2 with a line of help when there is no such one."""
    name, *rest = arguments or [""]
    if name not in PROGRAMS:
        print(f"./dev bench NAME ...; the programs are: {', '.join(PROGRAMS)}", file=sys.stderr)
        return 2
    return PROGRAMS[name](rest)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

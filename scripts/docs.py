"""Write anew what is made from the code: the API's description and the tables of problems."""

from __future__ import annotations

import argparse
import sys

from scripts import openapi, problems


def main() -> int:
    """Write all of it."""
    argparse.ArgumentParser(prog="./scripts/docs", description=__doc__).parse_args()
    written = {
        openapi.PATH: openapi.text(),
        problems.MARKDOWN: problems.markdown(),
        problems.PAGE: problems.page(),
    }
    for path, text in written.items():
        path.write_text(text)
        print(f"wrote {path.relative_to(problems.ROOT)}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())

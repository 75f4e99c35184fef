"""Lay out the folder that Cloud Functions builds from, and print the command that deploys it."""

from __future__ import annotations

import argparse
import shlex
from collections.abc import Sequence
from pathlib import Path

from scripts.deploying.functions import FOLDER, command, lay_out


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the command."""
    parser = argparse.ArgumentParser(prog="./scripts/functions", description=__doc__)
    parser.add_argument("--region", required=True, help="where it runs, as in TASKS_LOCATION")
    parser.add_argument("--service", default="prod-ai", help="its name (default prod-ai)")
    parser.add_argument("--env-vars-file", default="production.yaml", help="its variables")
    parser.add_argument("--service-account", help="what it runs as, where default credentials are")
    parser.add_argument("--to", type=Path, default=FOLDER, help="the folder, which is made anew")
    given = parser.parse_args(arguments)
    folder = lay_out(given.to)
    told = command(
        folder,
        service=given.service,
        region=given.region,
        variables=given.env_vars_file,
        account=given.service_account,
    )
    print(shlex.join(told))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

"""Show or set a user's plan, by which goes what they may spend on models in a day."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from lib import errors, storable
from lib.bootstrap import Services
from lib.settings import Settings, SettingsError
from lib.users import User
from scripts.doctor import read_env


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the plan, after setting it where one is given; 1 where that cannot be done."""
    given = _options().parse_args(arguments)
    try:
        settings = Settings.from_environment(_variables(given.env_file))
        return asyncio.run(_done(given, settings))
    except SettingsError as wrong:
        told = f"the environment is wrong: {wrong}"
    except OSError as wrong:
        told = f"{given.env_file}: {wrong.strerror}"
    except errors.NotConfigured as missing:
        told = f"{missing.facts['variable']} is needed"
    except errors.DependencyDown:
        told = "the documents cannot be reached"
    except errors.WriteConflict:
        told = "others write to this user all the time: try again"
    print(f"plan: {told}", file=sys.stderr)
    return 1


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="./scripts/plan", description=__doc__)
    parser.add_argument("uid", metavar="UID", type=_uid, help="as the Firebase console shows it")
    wanted = parser.add_mutually_exclusive_group()
    wanted.add_argument("name", metavar="NAME", nargs="?", help="one of PLAN_DAILY_MICRO_USD")
    wanted.add_argument("--none", action="store_true", help="take the user off any plan")
    parser.add_argument("--env-file", help="a deployment's variables; else this environment's")
    return parser


def _uid(text: str) -> str:
    if not storable.is_id(text):
        raise argparse.ArgumentTypeError("nobody can have such a UID")
    return text


def _variables(env_file: str | None) -> Mapping[str, str]:
    if env_file is None:
        return dict(os.environ)  # noqa: TID251
    try:
        variables = read_env(Path(env_file))
    except ValueError as wrong:
        msg = f"{env_file}: {wrong}"
        raise SettingsError(msg) from None
    # A file is a deployment's, though the platform sets this one by itself.
    return {**variables, "VERCEL_ENV": variables.get("VERCEL_ENV") or "production"}


async def _done(given: argparse.Namespace, settings: Settings) -> int:
    plans = settings.plan_daily_micro_usd
    if given.name is not None and given.name not in plans:
        known = ", ".join(plans) or "none"
        print(f"plan: no such plan; PLAN_DAILY_MICRO_USD has: {known}", file=sys.stderr)
        return 1
    services = Services(settings)
    try:
        if given.none or given.name:
            kept = await services.users.assign(given.uid, plan=given.name or "")
            if not kept:
                print("plan: the user was forgotten at this moment: ask again", file=sys.stderr)
                return 1
        user = await services.users.find(given.uid)
    finally:
        await services.aclose()
    print(f"{settings.namespace}: {given.uid}: {_told(user, plans)}")
    return 0


def _told(user: User | None, plans: Mapping[str, int]) -> str:
    if user is None:
        return "not known, so on no plan"
    came = f"last came on {user.seen_day}" if user.seen_day else "has never come: is the UID right?"
    account = "; has no account yet, and a plan counts for accounts alone" if user.anonymous else ""
    return f"{_named(user.plan, plans)}; {came}{account}"


def _named(plan: str, plans: Mapping[str, int]) -> str:
    if not plan:
        return "no plan"
    if plan not in plans:
        return f"{plan}, which PLAN_DAILY_MICRO_USD does not have, so it counts as none"
    return f"{plan}, {plans[plan]:,} micro-dollars a day"


if __name__ == "__main__":
    raise SystemExit(main())

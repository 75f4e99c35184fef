"""The whole product on this machine: the page, the API, and everything behind them."""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import threading
from pathlib import Path

from pydantic import ValidationError
from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from lib.bootstrap import Services
from lib.live.clock import SystemClock
from lib.offline.embedded import Embedded
from lib.offline.issuer import local_routes
from lib.offline.serving import PortTaken, ServedApp
from lib.offline.valkey_server import ValkeyFailed
from lib.settings import Settings, SettingsError
from main import create_site

ROOT = Path(__file__).resolve().parent.parent
DEFAULT_PORT = 8000


def main() -> int:
    """Serve until Ctrl-C or SIGTERM; 1 with one line on stderr where that is not possible."""
    options = _options()
    try:
        return _serve(options.port, Path(options.data).resolve())
    except PortTaken as taken:
        return _refuse(f"port {taken.port} is already taken: choose another with --port")
    except ValkeyFailed as failed:
        return _refuse(str(failed))
    except (SettingsError, ValidationError) as wrong:
        return _refuse(f"the environment is wrong: {wrong}")
    except OSError as error:
        return _refuse(f"{error.filename or options.data}: {error.strerror}")


def _serve(port: int, data: Path) -> int:
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    made: list[Services] = []
    site = create_site(services=lambda: made[0])
    served = ServedApp(_beside_the_page(site), port=port)
    try:
        with Embedded(data, site_url=served.url, given=_given(), clock=SystemClock()) as embedded:
            # firebase_admin looks for its emulator's address in the environment by itself.
            os.environ |= {  # noqa: TID251
                name: value
                for name, value in embedded.environment.items()
                if name == "CLOUD_TASKS_EMULATOR_HOST"
            }
            environment = {"CRON_SECRET": "local-cron-secret", **_given(), **embedded.environment}
            made.append(Services(Settings.from_environment(environment)))
            site.router.routes.extend(local_routes(embedded.issuer))
            with served:
                _write_endpoints(data, embedded.endpoints)
                print(f"ready {served.url}", flush=True)
                ended.wait()
                print("stopping", file=sys.stderr, flush=True)
    finally:
        served.stop()
    return 0


def _beside_the_page(site: ASGIApp) -> ASGIApp:
    """The calls and, at every other address, the page's files: as the platform lays them out."""
    page = StaticFiles(directory=ROOT / "public", html=True)

    async def either(scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "/api/")
        app = site if path.startswith(("/api/", "/local/")) else page
        await app(scope, receive, send)

    return ExceptionMiddleware(either)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./scripts/dev", description=__doc__)
    parser.add_argument("--port", type=_port, default=DEFAULT_PORT, help="the page's and the API's")
    parser.add_argument("--data", default=str(ROOT / ".data"), help="where all state is kept")
    return parser.parse_args()


def _port(text: str) -> int:
    port = int(text)
    if not 0 <= port <= 65_535:
        msg = f"{port} is no port: choose one from 0 to 65535"
        raise argparse.ArgumentTypeError(msg)
    return port


def _given() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if value}  # noqa: TID251


def _write_endpoints(data: Path, endpoints: dict[str, object]) -> None:
    path = data / "endpoints.json"
    path.touch(mode=0o600)
    path.write_text(json.dumps(endpoints, indent=2) + "\n")


def _refuse(sentence: str) -> int:
    print(f"dev: {sentence}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())

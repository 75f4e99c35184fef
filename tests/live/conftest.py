"""What stands in for Google's token issuers: one server on loopback that speaks as both do."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa


@dataclass
class TokenServer:
    """Hands out token-1, token-2, …, each good for `lifetime_s`; or nothing but `status`."""

    host: str
    credentials: Path
    status: int = 200
    lifetime_s: int = 3600
    asked: list[str] = field(default_factory=list)


@pytest.fixture
def token_server(tmp_path: Path) -> Iterator[TokenServer]:
    """An OAuth token endpoint, and a metadata server; a file of credentials names the first."""

    class Answers(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.0"

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.grant()

        def do_GET(self) -> None:
            if self.path.partition("?")[0].endswith("/token"):
                self.grant()
            elif "/service-accounts/" in self.path:
                self.say({"email": "worker@demo.iam.gserviceaccount.com", "scopes": []})
            else:
                self.say("demo")

        def grant(self) -> None:
            made.asked.append(self.path)
            token = f"token-{len(made.asked)}"
            told = {"access_token": token, "expires_in": made.lifetime_s, "token_type": "Bearer"}
            self.say(told if made.status == 200 else {"error": "no"}, status=made.status)

        def say(self, content: object, *, status: int = 200) -> None:
            self.send_response(status)
            self.send_header("Metadata-Flavor", "Google")
            kind = "application/json" if isinstance(content, dict) else "text/plain"
            self.send_header("Content-Type", kind)
            self.end_headers()
            said = json.dumps(content) if isinstance(content, dict) else str(content)
            self.wfile.write(said.encode())

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    host = f"127.0.0.1:{server.server_port}"
    made = TokenServer(host=host, credentials=_credentials(tmp_path, host=host))
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield made
    server.shutdown()
    thread.join()
    server.server_close()


def _credentials(folder: Path, *, host: str) -> Path:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    account = {
        "type": "service_account",
        "client_email": "worker@demo.iam.gserviceaccount.com",
        "private_key_id": "first",
        "private_key": pem.decode(),
        "token_uri": f"http://{host}/token",
    }
    path = folder / "credentials.json"
    path.write_text(json.dumps(account))
    return path

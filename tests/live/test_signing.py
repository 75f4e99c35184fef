"""V4 signed URLs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.live.signing import Signer, signed_url
from lib.offline.keys import rsa_key

EMAIL = "uploads@example-project.iam.gserviceaccount.com"
NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40)
WORDS = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=20)


@pytest.fixture(scope="module")
def private_pem(tmp_path_factory: pytest.TempPathFactory) -> str:
    return rsa_key(tmp_path_factory.mktemp("keys") / "key.pem")[0]


@pytest.fixture(scope="module")
def signer(private_pem: str) -> Signer:
    return Signer(email=EMAIL, private_key_pem=private_pem)


@pytest.fixture(scope="module")
def google_bucket(private_pem: str) -> Any:
    """Google's own client, which signs without asking anybody."""
    from google.cloud.storage import Client
    from google.oauth2.service_account import Credentials

    credentials = Credentials.from_service_account_info(  # type: ignore[no-untyped-call]
        {
            "client_email": EMAIL,
            "private_key": private_pem,
            "token_uri": "https://oauth2.example.invalid/token",
        }
    )
    return Client(project="example-project", credentials=credentials).bucket("a-bucket")


def signed_at_s(url: str) -> float:
    moment = parse_qs(urlsplit(url).query)["X-Goog-Date"][0]
    return datetime.strptime(moment + "+0000", "%Y%m%dT%H%M%SZ%z").timestamp()


@given(name=NAMES, method=st.sampled_from(["GET", "HEAD", "DELETE"]), life=st.integers(1, 604_800))
def test_any_read_or_delete_is_signed_as_googles_own_library_signs_it(
    google_bucket: Any, signer: Signer, name: str, method: str, life: int
) -> None:
    theirs = google_bucket.blob(name).generate_signed_url(
        version="v4", method=method, expiration=timedelta(seconds=life)
    )
    assert theirs == signed_url(
        signer,
        method=method,
        endpoint="https://storage.googleapis.com",
        bucket="a-bucket",
        name=name,
        at_s=signed_at_s(theirs),
        expires_s=life,
    )


@given(name=NAMES, content_type=st.lists(WORDS, min_size=1, max_size=3), size=st.integers(0, 10**9))
def test_any_start_of_an_upload_is_signed_as_googles_own_library_signs_it(
    google_bucket: Any, signer: Signer, name: str, content_type: list[str], size: int
) -> None:
    headers = {
        "Content-Type": "  ".join(content_type),
        "x-goog-content-length-range": f"{size},{size}",
        "x-goog-resumable": "start",
    }
    theirs = google_bucket.blob(name).generate_signed_url(
        version="v4",
        method="POST",
        expiration=timedelta(hours=1),
        headers=dict(headers),
        api_access_endpoint="http://127.0.0.1:9000",
    )
    assert theirs == signed_url(
        signer,
        method="POST",
        endpoint="http://127.0.0.1:9000",
        bucket="a-bucket",
        name=name,
        headers=headers,
        at_s=signed_at_s(theirs),
        expires_s=3600,
    )


def test_the_time_in_the_url_is_utc_to_the_second(signer: Signer) -> None:
    at = datetime(2026, 3, 1, 23, 59, 59, 900_000, tzinfo=UTC)
    url = sign_get(signer, at_s=at.timestamp(), expires_s=1)
    query = parse_qs(urlsplit(url).query)
    assert query["X-Goog-Date"] == ["20260301T235959Z"]
    assert query["X-Goog-Credential"] == [f"{EMAIL}/20260301/auto/storage/goog4_request"]


@pytest.mark.parametrize("life", [0, -1, 604_801])
def test_a_life_google_would_refuse_is_refused_here(signer: Signer, life: int) -> None:
    with pytest.raises(ValueError, match=str(life)):
        sign_get(signer, at_s=0.0, expires_s=life)


def test_a_signer_never_prints_its_key(signer: Signer) -> None:
    assert "PRIVATE" not in repr(signer)


def test_a_key_that_is_not_rsa_is_refused(tmp_path: Path) -> None:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    pem = Ed25519PrivateKey.generate().private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    )
    with pytest.raises(TypeError, match="RSA"):
        sign_get(Signer(email=EMAIL, private_key_pem=pem.decode()), at_s=0.0, expires_s=1)


def sign_get(signer: Signer, *, at_s: float, expires_s: int) -> str:
    return signed_url(
        signer,
        method="GET",
        endpoint="https://storage.googleapis.com",
        bucket="a-bucket",
        name="a/b",
        at_s=at_s,
        expires_s=expires_s,
    )

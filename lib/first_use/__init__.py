"""What the functions import at first use, said where the platform's builder can see it.

The builder ships bytecode first for what the heads of the files import, each followed to the next;
imports inside functions it does not see, and what comes without bytecode is compiled at every cold
start. So they are repeated here and in this folder, under a condition that never holds.
"""
# ruff: noqa: F401

from __future__ import annotations

from typing import Final

NEVER: Final = False

if NEVER:
    import cryptography.hazmat.backends.openssl.backend
    import cryptography.hazmat.primitives.asymmetric.padding
    import cryptography.hazmat.primitives.asymmetric.rsa
    import cryptography.hazmat.primitives.hashes
    import cryptography.hazmat.primitives.serialization
    import fastapi.telemetry._runtime
    import httpcore
    import jwt
    import opentelemetry.baggage.propagation
    import opentelemetry.trace.propagation.tracecontext
    import pydantic.annotated_handlers
    import pydantic.plugin._loader
    import pydantic.v1
    import upstash_redis.asyncio

    # How the platform itself serves a function.
    import vercel_runtime._vendor.uvicorn.loops.asyncio
    import vercel_runtime._vendor.uvicorn.protocols.http.h11_impl
    import vercel_runtime._vendor.uvicorn.protocols.websockets.websockets_impl

    from lib.live import (
        app_check,
        clock,
        firestore,
        google_token,
        iam_signing,
        identity,
        jwks,
        signed_token,
        signing,
        storage,
        tasks,
        upstash,
        user_directory,
    )

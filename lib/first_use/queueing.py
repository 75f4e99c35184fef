"""What /api/analyze and /api/warm import to hand work to the queue."""
# ruff: noqa: F401

from __future__ import annotations

from lib.first_use import NEVER

if NEVER:
    import firebase_admin.credentials
    import firebase_admin.exceptions
    import firebase_admin.functions
    import google.auth.transport.requests

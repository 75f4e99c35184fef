"""What /api/ask and /api/warm import at first use."""
# ruff: noqa: F401

from __future__ import annotations

from lib.first_use import NEVER

if NEVER:
    import google.genai.client
    import google.genai.errors
    import httpcore2
    import httpx2
    import truststore

    from lib import consult
    from lib.audio import restyle
    from lib.chain import models
    from lib.coordination import admission, reservation, warming
    from lib.live import gemini, gemini_batches

"""What /api/analyze imports to measure."""
# ruff: noqa: F401

from __future__ import annotations

from lib.first_use import NEVER

if NEVER:
    import numpy._core._exceptions
    import numpy.dtypes
    import numpy.fft
    import numpy.ma

    from lib.audio import report

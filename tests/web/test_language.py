"""Which language a caller reads."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.web.language import preferred


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "en"),
        ("", "en"),
        ("pt-BR", "pt-BR"),
        ("pt-PT", "pt-BR"),
        ("PT", "pt-BR"),
        ("en-US,en;q=0.9,pt;q=0.8", "en"),
        ("pt-BR,pt;q=0.9,en-US;q=0.8,en;q=0.7", "pt-BR"),
        ("en;q=0.4, pt;q=0.6", "pt-BR"),
        ("fr, pt;q=0.1", "pt-BR"),
        ("pt;q=0", "en"),
        ("pt;q=nonsense, en;q=0.1", "en"),
        ("*", "en"),
    ],
)
def test_the_language_of_ours_with_the_highest_quality_wins(header, language):
    assert preferred(header) == language


@given(st.text())
def test_for_any_header_there_is_a_language(header):
    assert preferred(header) in {"en", "pt-BR"}

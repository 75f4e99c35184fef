"""What is said of packages that are too much together."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from scripts.building.weight import MIB, excess

LIMIT = 225
SIZES = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, LIMIT * MIB // 8))


def test_all_that_would_do_are_named_and_nothing_else():
    sizes = {"large": 100 * MIB, "middling": 50 * MIB, "small": 4 * MIB, "added": 81 * MIB}

    assert excess(sizes, limit_mib=LIMIT) == (
        "235.0 MiB are over 225 MiB, and would not be without one of "
        "large (100.0), added (81.0), middling (50.0)"
    )


def test_where_no_single_one_would_do_all_are_named():
    assert excess({"a": 3 * MIB, "b": 3 * MIB}, limit_mib=1) == (
        "6.0 MiB are over 1 MiB: a (3.0), b (3.0)"
    )


@given(sizes=SIZES, added=st.integers(0, LIMIT * MIB))
def test_whichever_package_pushes_them_over_is_named(sizes, added):
    over = sum(sizes.values()) + added > LIMIT * MIB

    told = excess({**sizes, "added": added}, limit_mib=LIMIT)

    assert excess(sizes, limit_mib=LIMIT) is None
    assert (told is not None) == over
    assert not over or "added (" in told.partition("without one of")[2]

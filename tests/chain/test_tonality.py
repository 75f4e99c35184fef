"""Keys are recognised in both languages and in short; words that look like keys are not."""

from __future__ import annotations

import pytest

from lib.audio.key import TONICS, Key
from lib.chain.tonality import named


def told(text):
    return [(key.pitch, key.mode, key.camelot) for key in named(text)]


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("It is in F# minor.", [(6, "minor", None)]),
        ("It is in G♭ major.", [(6, "major", None)]),
        ("B flat minor or A-sharp minor", [(10, "minor", None), (10, "minor", None)]),
        ("key: F#m", [(6, "minor", None)]),
        ("C#m fits", [(1, "minor", None)]),
        ("the key of Em", [(4, "minor", None)]),
        ("The key is D.", [(2, None, None)]),
        ("8A or 12B", [(None, None, "8A"), (None, None, "12B")]),
        ("O tom é lá menor.", [(9, "minor", None)]),
        ("em dó sustenido menor", [(1, "minor", None)]),
        ("Si bemol maior", [(10, "major", None)]),
        ("em A menor", [(9, "minor", None)]),
        ("está em F# maior", [(6, "major", None)]),
        ("A minor issue, a major problem", []),
        ("A menor correlação é baixa", []),
        ("Em mono a música perde", []),
        ("E maior que isso", []),
        ("a origem do maior problema", []),
        ("at −8 dB, 13A, 8AB", []),
    ],
)
def test_keys_are_found_in_prose(text, keys):
    assert told(text) == keys


@pytest.mark.parametrize("tonic", TONICS)
@pytest.mark.parametrize("mode", ["major", "minor"])
def test_every_key_that_is_measured_is_recognised_as_itself_alone(tonic, mode):
    key = Key(tonic, mode)
    report = {"key": {"tonic": tonic, "mode": mode, "camelot": key.camelot}}
    (name,) = named(f"It is in {tonic} {mode}.")
    (camelot,) = named(f"That is {key.camelot}.")
    assert name.is_of(report)
    assert camelot.is_of(report)
    others = [Key(other, m) for other in TONICS for m in ("major", "minor")]
    for other in others:
        (name,) = named(f"It is in {other.tonic} {other.mode}.")
        assert name.is_of(report) is (other == key)

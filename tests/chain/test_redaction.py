"""Personal data is not sent to a model; the figures of a question are."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.chain.redaction import redact


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("write to ana.souza+mix@mail.example.com please", "write to [e-mail] please"),
        ("me liga (11) 91234-5678", "me liga [phone]"),
        ("me liga 11 91234-5678 hoje", "me liga [phone] hoje"),
        ("zap 11912345678", "zap [phone]"),
        ("+55 11 91234-5678", "[phone]"),
        ("call +1 (415) 555-0132 now", "call [phone] now"),
        ("call +44 20 7946 0958", "call [phone]"),
        ("call 415-555-0132", "call [phone]"),
        ("meu cpf é 529.982.247-25", "meu cpf é [CPF]"),
        ("meu cpf é 52998224725", "meu cpf é [CPF]"),
        ("cnpj 11.222.333/0001-81", "cnpj [CNPJ]"),
        ("cnpj 11222333000181", "cnpj [CNPJ]"),
        ("card 4111 1111 1111 1111", "card [card]"),
        ("card 4111111111111111 ok", "card [card] ok"),
        ("amex 3782 822463 10005", "amex [card]"),
        ("cep 01310-100", "cep [CEP]"),
        ("moro no cep 01310100", "moro no cep [CEP]"),
        ("see https://example.com/a?b=c and www.example.org", "see [link] and [link]"),
        ("listen at soundcloud.com/someone", "listen at [link]"),
        ("follow @some.one_99", "follow [handle]"),
        ("from 192.168.10.4", "from [IP]"),
        ("from 2001:db8:0:0:0:0:2:1", "from [IP]"),
        ("mix_joao@example.com_v2.wav", "[e-mail]"),
        ("faixa_11987654321.wav", "faixa_[phone].wav"),
    ],
)
def test_what_points_to_a_person_becomes_a_word_in_brackets(text, left):
    assert redact(text) == left


@pytest.mark.parametrize(
    "text",
    [
        "is −14 LUFS or -9.2 LUFS right at 44100 Hz, 24 bit?",
        "44.1 kHz, 48000 Hz, 96 kHz, 192000 Hz, 128 bpm, 174.5 BPM",
        "at 1:05 and 12:30, 320 kbps, Q 0.7, 2-3 dB",
        "cut 250-500 Hz by 2,5 dB; 1.000 Hz; 10 000 Hz",
        "ISRC BR-ABC-24-00001 or BRABC2400001 or US-RC1-76-07839",
        "released 2026-11-22, 22/11/2026, 20261122",
        "mix v12 final 2.wav, track 01 - 2024.flac",
        "catalogue 1999-2004, take 007",
        "the file has 12345678901 samples",
        "63864044 bytes, 10584000 samples, file of 1234567890 bytes",
        "bands at 250 500 1000 2000 Hz",
        "R 128, BS.1770-4, AES TD1008, MP3, PCM_24, WAV",
        "tá -14 LUFS? e o pico de -1,0 dBTP em 3:21?",
    ],
)
def test_the_figures_of_audio_stay(text):
    assert redact(text) == text


_PARTS = st.sampled_from(
    [
        "ana@example.com",
        "@ana",
        "11912345678",
        "4111111111111111",
        "529.982.247-25",
        " ",
        "-",
        ".",
        "(11) 91234-5678",
        "http://a.b/c",
        "1.2.3.4",
        "01310-100",
        "[",
        "]",
        "/",
        "a",
        "9",
        "0",
        "+",
        "::",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(max_size=80), st.lists(_PARTS, max_size=12).map("".join)))
def test_redacting_again_changes_nothing(text):
    assert redact(redact(text)) == redact(text)


@settings(max_examples=150, deadline=None)
@given(
    value=st.floats(-99, 99),
    unit=st.sampled_from(["LUFS", "dB", "dBTP", "Hz", "kHz", "bpm", "s", "ms", "%"]),
    decimals=st.integers(0, 3),
)
def test_any_number_with_a_unit_of_audio_stays(value, unit, decimals):
    text = f"is {value:.{decimals}f} {unit} right? {abs(value) * 2000:.0f} Hz?"
    assert redact(text) == text


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_any_card_number_that_passes_its_check_is_taken_out(seed):
    chance = random.Random(seed)
    digits = [chance.randint(0, 9) for _ in range(15)]
    doubled = sum(sum(divmod(2 * d, 10)) for d in digits[::2]) + sum(digits[1::2])
    number = "".join(map(str, [*digits, -doubled % 10]))
    grouped = " ".join(number[n : n + 4] for n in range(0, 16, 4))
    for written in (number, grouped):
        assert redact(f"pay with {written} ok") in ("pay with [card] ok", "pay with [phone] ok")


@settings(max_examples=100, deadline=None)
@given(
    st.integers(11, 99), st.integers(0, 9999), st.integers(0, 9999), st.sampled_from(["", "+55 "])
)
def test_any_brazilian_mobile_number_is_taken_out(area, first, last, country):
    written = f"{country}({area}) 9{first:04d}-{last:04d}"
    assert redact(f"liga {written} hoje") == "liga [phone] hoje"

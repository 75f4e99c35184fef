"""The page, as far as its files can tell: what it loads, and that it says everything twice."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

PUBLIC = Path(__file__).resolve().parent.parent / "public"
SCRIPTS = sorted(PUBLIC.glob("js/**/*.js"))
PAGES = sorted(PUBLIC.glob("*.html"))
LANGUAGES = ("en", "pt-BR")


def keys(language: str) -> list[str]:
    """The names of a language's texts, in order, each with its depth."""
    text = (PUBLIC / "js" / "texts" / f"{language}.js").read_text()
    return re.findall(r"^( +(?:'[^']+'|[\w$]+)):", text, flags=re.MULTILINE)


def test_both_languages_have_the_same_texts():
    assert len(keys("en")) > 100
    assert keys("en") == keys("pt-BR")


def words(language: str) -> dict[str, Any]:
    """A language's texts as they stand in its module."""
    text = (PUBLIC / "js" / "texts" / f"{language}.js").read_text()
    literal = re.sub(
        r"'((?:[^'\\]|\\.)*)'|\b([A-Za-z_]\w*)(?=:)",
        lambda found: json.dumps(found[1] if found[2] is None else found[2]),
        text[text.index("export default") + len("export default") :].strip().removesuffix(";"),
    )
    told: dict[str, Any] = json.loads(re.sub(r",(\s*[}\]])", r"\1", literal))
    return told


def sayings(told: Any, *path: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """Each text with the names that lead to it."""
    if isinstance(told, str):
        yield path, told
        return
    for name, part in told.items() if isinstance(told, dict) else enumerate(told):
        yield from sayings(part, *path, str(name))


def test_each_text_has_the_same_blanks_in_both_languages():
    blanks = [
        {path: sorted(re.findall(r"\{\w+\}", text)) for path, text in sayings(words(language))}
        for language in LANGUAGES
    ]

    assert len(blanks[0]) > 300
    assert blanks[0] == blanks[1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_that_a_script_asks_for_is_there(language):
    told = words(language)
    asked = {
        key for script in SCRIPTS for key in re.findall(r"\bt\('([\w.-]+)'", script.read_text())
    }

    assert len(asked) > 100
    for key in asked:
        text: Any = told
        for name in key.split("."):
            text = text[name]
        assert isinstance(text, str) or set(text) == {"one", "other"}, key


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_number_that_advice_speaks_of_has_a_name(language):
    """Else its path stands on the page, among words."""
    from lib.audio.rules import RULES
    from lib.chain.metrics import LABELS

    told = words(language)
    for path in {rule.metric for rule in RULES} | set(LABELS):
        names = [name for name in path.split(".") if not name.isdecimal()]
        of_a_row = re.match(r"(targets|spectrum\.balance|spectrum\.bands|stereo\.bands)\.", path)
        known = told["field"] if of_a_row else told["metric"]
        assert (names[-1] if of_a_row else ".".join(names)) in known, path


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_unit_of_a_finding_is_a_symbol_or_has_a_word(language):
    from lib.audio.rules import RULES

    symbols = {"", "dB", "dBFS", "dBTP", "Hz", "LU", "LUFS", "s"}

    assert {rule.unit for rule in RULES} - symbols <= set(words(language)["unit"])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_holds_no_inline_script_or_style_and_loads_nothing_from_elsewhere(page):
    html = page.read_text()

    assert not re.findall(r"<script(?![^>]*\bsrc=)", html)
    assert not re.findall(r"<style|\sstyle=|\son\w+=", html)
    assert not re.findall(r"""(?:src|href)=["'](?:https?:)?//""", html)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_no_script_writes_html_or_evaluates_text(script):
    code = script.read_text()

    assert not re.findall(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write", code)
    assert not re.findall(r"\beval\(|new Function", code)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_every_module_it_imports_is_there(script):
    for imported in re.findall(r"from '([^']+)'", script.read_text()):
        assert imported.startswith(("./", "../"))
        assert (script.parent / imported).is_file()


def test_the_page_knows_every_style_that_the_service_does():
    from lib.audio.styles import STYLES

    code = (PUBLIC / "js" / "style.js").read_text()
    listed = re.search(r"^const STYLES = \[(.*)\];$", code, flags=re.MULTILINE).group(1)

    assert listed == ", ".join(f"'{style.id}'" for style in STYLES)


def policy() -> dict[str, list[str]]:
    """The Content-Security-Policy that the page is served with, by directive."""
    headers = json.loads((PUBLIC.parent / "vercel.json").read_text())["headers"][0]["headers"]
    value = next(one["value"] for one in headers if one["key"] == "Content-Security-Policy")
    return {name: sources for name, *sources in map(str.split, value.split(";"))}


def test_the_policy_lets_in_the_sign_in_sdk_of_the_very_version_that_is_loaded():
    code = (PUBLIC / "js" / "sign-in" / "firebase.js").read_text()
    version = re.search(r"^const VERSION = '([\d.]+)';$", code, flags=re.MULTILINE).group(1)

    assert "const SDK = `https://www.gstatic.com/firebasejs/${VERSION}`;" in code
    assert f"https://www.gstatic.com/firebasejs/{version}/" in policy()["script-src"]


def test_the_policy_lets_nothing_run_from_anywhere_but_where_signing_in_needs_it():
    scripts = policy()["script-src"]

    assert scripts[0] == "'self'"
    assert all(re.fullmatch(r"https://[\w.-]+/.*|'self'", source) for source in scripts)
    for sources in policy().values():
        assert not {"'unsafe-inline'", "'unsafe-eval'", "https:", "*"} & set(sources)
    assert policy()["object-src"] == policy()["frame-ancestors"] == ["'none'"]


def test_the_sdk_is_loaded_only_where_somebody_signs_in_with_it():
    loaded = [script.name for script in SCRIPTS if re.search(r"\bimport\(", script.read_text())]

    assert loaded == ["firebase.js"]


@pytest.mark.parametrize("language", ["en", "pt-BR"])
def test_every_problem_of_signing_in_has_words(language):
    code = "".join(path.read_text() for path in SCRIPTS if path.parent.name == "sign-in")
    named = set(re.findall(r"ownProblem\('([a-z-]+)'", code))
    named |= set(re.findall(r"^  'auth/[a-z-]+': '([a-z-]+)',$", code, flags=re.MULTILINE))
    texts = (PUBLIC / "js" / "texts" / f"{language}.js").read_text()

    assert len(named) > 10
    for slug in named:
        assert re.search(
            rf"^    '?{slug}'?: {{ title: '.+', detail: '.+' }},$", texts, re.MULTILINE
        )


def test_the_page_refuses_what_the_server_would():
    from lib.track import MAX_UPLOAD_BYTES

    code = (PUBLIC / "js" / "upload.js").read_text()
    mb = int(re.search(r"const MB = ([\d_]+);", code).group(1))
    most = int(re.search(r"const MAX_MB = (\d+);", code).group(1))

    assert most * mb == MAX_UPLOAD_BYTES


def test_every_problem_the_page_words_itself_is_one_of_the_contract_or_its_own():
    from lib.web.problems import PROBLEMS

    code = "".join(script.read_text() for script in SCRIPTS)
    own = set(re.findall(r"ownProblem\('([a-z-]+)'", code))

    assert {"file-empty", "file-too-large"} <= own & set(PROBLEMS)


@pytest.mark.parametrize("language", ["en", "pt-BR"])
def test_the_page_calls_the_styles_what_the_terminal_calls_them(language):
    from lib.audio.styles import STYLES

    texts = (PUBLIC / "js" / "texts" / f"{language}.js").read_text()
    words = re.search(r"^  style: \{ (.*) \},$", texts, flags=re.MULTILINE).group(1)

    assert words == ", ".join(f"{style.id}: '{style.title[language]}'" for style in STYLES)

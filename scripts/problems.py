"""What stands in docs/problems.md and public/problems.html, where every problem's `type` leads."""

from __future__ import annotations

from html import escape
from pathlib import Path

from lib.web.problems import PROBLEMS

ROOT = Path(__file__).resolve().parent.parent
MARKDOWN = ROOT / "docs" / "problems.md"
PAGE = ROOT / "public" / "problems.html"

_INTRODUCTION = """\
# Problems

Errors are `application/problem+json` (RFC 9457): `type`, `title`, `status`, `detail`, `code` and
`request_id`, and the facts of the case as further members. `code` is stable: branch on it. Title
and detail follow `Accept-Language` (en, pt-BR). A 429 or 503 says in `Retry-After` when to come
back.

| code | status | title | detail |
|---|---|---|---|
"""

_HEAD = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Problems · PROD.AI</title>
<link rel="icon" href="favicon.svg">
<link rel="stylesheet" href="style.css">
</head>
<body>
<main class="prose">
<h1>Problems · Problemas</h1>
"""


def markdown() -> str:
    """The table for the repository."""
    rows = (
        f"| `{slug}` | {entry.status} | {entry.en[0]} | {entry.en[1]} |\n"
        for slug, entry in PROBLEMS.items()
    )
    return _INTRODUCTION + "".join(rows)


def page() -> str:
    """The page that is served, in both languages."""
    return _HEAD + "".join(map(_section, PROBLEMS)) + "</main>\n</body>\n</html>\n"


def _section(slug: str) -> str:
    entry = PROBLEMS[slug]
    told = "".join(
        f'<p lang="{language}"><strong>{escape(title)}</strong><br>{escape(detail)}</p>\n'
        for language, (title, detail) in (("en", entry.en), ("pt-BR", entry.pt))
    )
    heading = f'<h2 id="{slug}"><code>{slug}</code> · {entry.status}</h2>'
    return f"<section>\n{heading}\n{told}</section>\n"

"""Whether everything that the shipped code imports is shipped too."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from scripts.building.bundle import Bundle

# Runs inside the laid out bundle, on an interpreter that sees nothing but it.
_PROBE = '''
import ast, importlib, json, os, pathlib, sys, warnings
warnings.simplefilter("ignore")
os.environ["CLOUD_TASKS_EMULATOR_HOST"] = ""

def named(tree):
    for node in walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, None) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.module, alias.name) for alias in node.names)

def walk(node):
    """Every node, but not what only a type checker reads."""
    if isinstance(node, ast.If) and getattr(node.test, "id", "") == "TYPE_CHECKING":
        return
    yield node
    for child in ast.iter_child_nodes(node):
        yield from walk(child)

def absent(module, name):
    try:
        found = importlib.import_module(module)
        if name is not None and not hasattr(found, name):
            importlib.import_module(f"{module}.{name}")
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return None

wanted = {}
for file in sorted([*pathlib.Path("api").rglob("*.py"), *pathlib.Path("lib").rglob("*.py")]):
    for module, name in named(ast.parse(file.read_text())):
        if not module.startswith("lib.offline"):
            wanted.setdefault((module, name), str(file))
faults = []
for (module, name), file in sorted(wanted.items(), key=str):
    why = absent(module, name)
    if why:
        faults.append(f"{file} imports {module}{'.' + name if name else ''}: {why}")
print(json.dumps(faults))
'''


def unresolved(bundles: Sequence[Bundle], *, python: Path, folder: Path) -> list[str]:
    """Import all that the functions could ever import, from nothing but their own files."""
    found = []
    for bundle in bundles:
        shutil.rmtree(folder, ignore_errors=True)
        bundle.materialize(folder)
        found += [f"{bundle.name}: {line}" for line in _absent(folder, python)]
        shutil.rmtree(folder)
    return found


def _absent(folder: Path, python: Path) -> list[str]:
    # -S: nothing that is installed beside the interpreter counts.
    done = subprocess.run(
        [str(python), "-S", "-B", "-c", _PROBE],
        cwd=folder,
        env={"PYTHONPATH": f"{folder}:{folder / '_vendor'}"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        return [f"the probe itself failed: {done.stderr.strip()[-500:]}"]
    return list(json.loads(done.stdout))

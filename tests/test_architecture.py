"""The import rules: which part may know which. docs and CONTRIBUTING.md explain them."""

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LONGEST_FILE = 260

SCIENCE = {"numpy", "pandas"}
PURE = {"curves", "facts", "summaries"}

# part: (parts of `experiments` that it may import, packages outside that it may import)
# Parts that are not named outside of the standard library are forbidden.
RULES: dict[str, tuple[set[str], set[str]]] = {
    "curves": ({"epoch_rows"}, SCIENCE),
    "epoch_rows": (set(), SCIENCE),
    "facts": (set(), set()),
    "blocks": (set(), SCIENCE),
    "points": ({"blocks", "curves"}, SCIENCE),
    "summaries": ({"curves"}, SCIENCE),
    "parsers": (PURE, SCIENCE | {"pyarrow", "yaml", "google_crc32c"}),
    "exports": (PURE, SCIENCE | {"pyarrow", "google_crc32c"}),
    "analysis": (PURE, SCIENCE),
    "predictions": (PURE | {"parsers", "analysis"}, SCIENCE | {"scipy", "pyarrow"}),
    "comparison": (PURE | {"analysis", "predictions"}, SCIENCE | {"scipy"}),
    "charts": (
        PURE | {"analysis", "predictions", "comparison", "names_shown"},
        SCIENCE | {"plotly"},
    ),
    "scoring": (PURE | {"parsers", "analysis", "predictions"}, SCIENCE),
    "diagnosis": (PURE | {"parsers", "analysis", "predictions"}, SCIENCE),
    "archive_limits": ({"parsers"}, set()),
    "archives": ({"archive_limits", "parsers"}, set()),
    "local_files": ({"parsers"}, set()),
    "markdown": (set(), {"markdown_it"}),
    "names_shown": (set(), set()),
    "models": (set(), {"django"}),
    "access": ({"models"}, {"django"}),
    "queries": (
        {"models", "access", "points", "binary_rows", "predictions", "queries_predictions"} | PURE,
        {"django"},
    ),
    "binary_rows": (set(), {"django", "psycopg"}),
    "queries_predictions": ({"models", "predictions"} | PURE, {"django"}),
    "queries_run_page": ({"models"}, {"django"}),
    "querying": ({"models", "parsers", "analysis"}, {"django", "djangoql"}),
    "queries_runs": ({"models", "queries", "querying", "points", "curves"}, {"django"}),
    "queries_live": ({"models", "access", "queries"}, {"django"}),
    "queries_uploads": ({"models", "access", "queries"} | PURE, {"django"}),
    "queries_comparison": ({"models", "access", "queries"} | PURE, {"django"}),
    "services": (
        {"models", "queries", "queries_predictions", "points", "parsers", "analysis", "predictions"}
        | {"archives", "local_files"}
        | PURE,
        {"django", "numpy"},
    ),
    "tasks": ({"services"}, {"celery", "kombu", "django"}),
    "downloads": ({"models"}, {"django"}),
    "apps": ({"checks"}, {"django"}),
    "checks": (set(), {"django"}),
    "migrations": ({"models"}, {"django"}),
    "demo": (set(), SCIENCE | {"sklearn"}),
    "forms": (
        {"models", "access", "queries", "queries_predictions", "predictions", "comparison"}
        | {"markdown"}
        | PURE,
        {"django"},
    ),
    "templatetags": (
        {"models", "charts", "analysis", "predictions", "comparison", "markdown", "names_shown"}
        | PURE,
        {"django"},
    ),
}
DOORS = {"views", "api", "admin", "management", "urls"}
"""They may import whatever lies below them, and never each other."""

FILES = sorted((ROOT / "experiments").rglob("*.py"))


def part_of(file: Path) -> str:
    return file.relative_to(ROOT / "experiments").parts[0].removesuffix(".py")


def imports(file: Path) -> list[ast.Import | ast.ImportFrom]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return [n for n in ast.walk(tree) if isinstance(n, ast.Import | ast.ImportFrom)]


def imported_names(file: Path) -> list[str]:
    """Dotted names; `from experiments import curves` counts as `experiments.curves`."""
    names = []
    for node in imports(file):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif node.module == "experiments":
            names += [f"experiments.{alias.name}" for alias in node.names]
        else:
            names.append(node.module or "")
    return names


def ours(file: Path) -> set[str]:
    names = (name.split(".") for name in imported_names(file))
    return {parts[1] for parts in names if parts[0] == "experiments" and len(parts) > 1}


def outside(file: Path) -> set[str]:
    first = {name.split(".")[0] for name in imported_names(file)}
    return {name for name in first if name != "experiments" and not is_standard(name)}


def is_standard(name: str) -> bool:
    return name in sys.stdlib_module_names


def test_every_part_has_a_rule() -> None:
    parts = {part_of(file) for file in FILES} - {"__init__"}
    assert parts - set(RULES) - DOORS == set()


@pytest.mark.parametrize("file", FILES, ids=lambda f: str(f.relative_to(ROOT)))
def test_a_part_imports_only_what_lies_below_it(file: Path) -> None:
    part = part_of(file)
    if part in RULES:
        allowed, packages = RULES[part]
        assert ours(file) - {part} - allowed == set()
        assert outside(file) - packages == set()
    elif part in DOORS - {"urls"}:
        assert ours(file) & DOORS - {part} == set()


def test_only_scoring_and_its_command_see_labels() -> None:
    knowing = {part_of(file) for file in FILES if "scoring" in ours(file)}
    assert knowing == {"scoring", "management"}


@pytest.mark.parametrize("file", FILES, ids=lambda f: str(f.relative_to(ROOT)))
def test_imports_are_absolute_and_stand_at_the_top(file: Path) -> None:
    top = set(ast.parse(file.read_text(encoding="utf-8")).body)
    lines = {node.lineno for node in top if isinstance(node, ast.Import | ast.ImportFrom)}
    for node in imports(file):
        assert node.lineno in lines, f"line {node.lineno} imports inside of a block"
        assert getattr(node, "level", 0) == 0, f"line {node.lineno} imports relatively"


@pytest.mark.parametrize("file", FILES, ids=lambda f: str(f.relative_to(ROOT)))
def test_a_file_can_be_read_in_one_sitting(file: Path) -> None:
    if part_of(file) != "migrations":
        assert len(file.read_text(encoding="utf-8").splitlines()) <= LONGEST_FILE


def test_no_part_imports_itself_in_a_circle() -> None:
    graph = {module_name(f): modules_imported(f) for f in FILES}
    assert find_circle(graph) == []


def module_name(file: Path) -> str:
    return ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def modules_imported(file: Path) -> set[str]:
    """Modules of ours; of `from package import module` the module rather than the package."""
    known = {module_name(f) for f in FILES}
    found: set[str] = set()
    for node in imports(file):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names} & known
            continue
        members = {f"{node.module}.{alias.name}" for alias in node.names}
        found |= members & known
        if members - known and node.module in known:
            found.add(node.module)
    return found - {module_name(file)}


def find_circle(graph: dict[str, set[str]]) -> list[str]:
    done: set[str] = set()

    def walk(module: str, path: list[str]) -> list[str]:
        if module in path:
            return [*path[path.index(module) :], module]
        if module in done:
            return []
        for other in sorted(graph.get(module, ())):
            if circle := walk(other, [*path, module]):
                return circle
        done.add(module)
        return []

    return next((circle for module in sorted(graph) if (circle := walk(module, []))), [])


def test_a_circle_would_be_found() -> None:
    assert find_circle({"a": {"b"}, "b": {"c"}, "c": {"b"}}) == ["b", "c", "b"]
    assert find_circle({"a": {"b", "c"}, "b": {"c"}, "c": set()}) == []

"""What the documents promise is there."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text()
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("benchmarks/*.md")])


def variables_read() -> set[str]:
    places = [ROOT / "lossacc_site/settings.py", ROOT / "docker-compose.yml", ROOT / "Dockerfile"]
    text = "\n".join(place.read_text() for place in places)
    return set(re.findall(r'ENV\W+"(\w+)"', text)) | set(re.findall(r'ENV, "(\w+)"', text))


def test_every_variable_that_the_settings_read_is_in_the_readme():
    assert variables_read() > {"LOSSACC_DATA_DIR", "DATABASE_URL", "BROKER_URL"}
    missing = {name for name in variables_read() if f"| `{name}` |" not in README}
    assert not missing


def test_every_direct_dependency_has_its_line_in_the_readme():
    pinned = (ROOT / "requirements.txt").read_text().splitlines()
    packages = [line.split("==")[0] for line in pinned]
    assert len(packages) > 5
    assert [name for name in packages if f"`{name}`" not in README] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_and_images_of_a_document_lead_somewhere(document):
    targets = re.findall(r"\]\(([^)#:]+)\)", document.read_text())
    assert [t for t in targets if not (document.parent / t).exists()] == []


def test_files_that_contributing_names_exist():
    text = (ROOT / "CONTRIBUTING.md").read_text()
    named = re.findall(
        r"`((?:experiments|tests|lossacc_site|docs|templates|static)/[\w./]*)`", text
    )
    assert len(named) > 10
    assert [name for name in named if not (ROOT / name).exists()] == []


def public_functions(file: Path) -> Iterator[tuple[str, str]]:
    """Each public function and method with its docstring; properties are told by their class."""

    def inside(body: list[ast.stmt], of: str) -> Iterator[tuple[str, str]]:
        for node in body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                yield from inside(node.body, f"{of}{node.name}.")
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                decorators = {ast.unparse(d) for d in node.decorator_list}
                if not decorators & {"property", "cached_property"}:
                    yield f"{of}{node.name}", ast.get_docstring(node) or ""

    return inside(ast.parse(file.read_text(encoding="utf-8")).body, "")


@pytest.mark.parametrize(
    "part", ["parsers", "analysis", "charts", "scoring", "predictions", "comparison"]
)
def test_every_public_function_shows_an_example_that_runs(part):
    files = sorted((ROOT / "experiments" / part).rglob("*.py"))
    shown = {f"{f.stem}.{name}": text for f in files for name, text in public_functions(f)}
    assert len(shown) > 10
    assert [name for name, text in shown.items() if ">>>" not in text] == []

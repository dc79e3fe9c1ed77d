"""Text from files, made storable on every database."""

from collections.abc import Mapping


def storable(text: str) -> str:
    """The text without what no database keeps: NUL and halves of surrogate pairs."""
    whole = text.encode("utf-8", errors="replace").decode("utf-8")
    return whole.replace("\x00", "\ufffd")


def storable_mapping(values: Mapping[str, object]) -> dict[str, str]:
    return {storable(str(name)): storable(str(value)) for name, value in values.items()}


def storable_json(value: object) -> object:
    """The same JSON value with all its texts made storable."""
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, dict):
        return {storable(str(name)): storable_json(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [storable_json(part) for part in value]
    return value

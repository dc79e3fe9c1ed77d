"""Log files in, runs out: one module a format, listed in PARSERS; no Django."""

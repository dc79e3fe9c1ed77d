"""What curves mean: one module a question, listed in RULES; no Django, no files, no clock."""

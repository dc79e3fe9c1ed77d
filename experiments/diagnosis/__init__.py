"""What `diagnose` prints of a log or of predictions; no Django, no database."""

"""The only writers. Every function is one change, whole or not at all."""

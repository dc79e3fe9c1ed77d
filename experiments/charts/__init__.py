"""Figures: numbers in, drawings out; no Django."""

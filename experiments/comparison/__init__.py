"""Several runs beside each other: which one to ship, for what, and how sure that is."""

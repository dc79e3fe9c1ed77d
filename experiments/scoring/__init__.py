"""How often the rules are right, on runs whose truth is known; only this package reads labels."""

"""What a model said sample by sample: reading it, measuring it, saying what it means."""

"""What runs are asked for: one vocabulary of fields, and a language of conditions on them."""

"""The commands of `intreccio`, by what they are for."""

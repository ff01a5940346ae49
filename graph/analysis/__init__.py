"""Measures: pure functions from a network to results, one concept a file."""

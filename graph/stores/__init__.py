"""Stores of the log, behind one contract."""

"""Strangers' files become changes."""

"""Kinds of entity and relationship, as data."""

"""The domain: facts, their log, snapshots, views and measures. Knows no web."""

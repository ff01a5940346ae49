"""Pictures and pages, from a scene that knows nothing of how it will be drawn."""

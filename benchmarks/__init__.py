"""How fast Intreccio is, each figure beside a peer's in the same run, printed as a ratio."""

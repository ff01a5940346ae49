"""The GraphQL contract with frontends."""

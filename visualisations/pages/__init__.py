"""Pages for people: one module a page, over a shared frame; they need no script and no other host."""

"""One file format a module: a reader and, where the format allows, a writer."""

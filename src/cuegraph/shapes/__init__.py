"""SHACL: running the shapes over a plain graph, and telling each result in a sentence with its citations."""

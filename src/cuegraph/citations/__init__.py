"""Citations: the fragments that name passages, the texts that they point into, and whether those say so."""

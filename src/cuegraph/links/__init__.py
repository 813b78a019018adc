"""Matching names: folding them, finding those alike, scoring them; values in, values out."""

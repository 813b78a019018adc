"""cuegraph: a knowledge graph of film music in which every fact cites its passage."""

__version__ = "0.1.0"

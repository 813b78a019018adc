"""Running queries: what an engine is, and one that holds the dataset in memory."""

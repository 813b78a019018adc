"""Reading the files, assembling the dataset, and writing graphs as a person would."""

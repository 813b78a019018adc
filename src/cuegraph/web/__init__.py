"""The pages and the SPARQL endpoint over HTTP: a Flask application that only carries."""

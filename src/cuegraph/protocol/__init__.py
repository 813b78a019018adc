"""The SPARQL 1.1 Protocol and HTTP content negotiation as pure functions: no web framework, no store."""

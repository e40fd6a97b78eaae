"""The measuring side: what residents say, the load generator, the servers it starts, the table."""

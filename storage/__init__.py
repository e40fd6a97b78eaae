"""Tables, their queries, migrations and the one writer."""

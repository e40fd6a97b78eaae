"""When things happen by themselves: one file per job, each a rule in words and one call. None yet."""

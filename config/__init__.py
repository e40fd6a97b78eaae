"""What a deployment may set: settings, the community's own facts, every sentence, the lexicon, logging, the clock."""

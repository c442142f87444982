"""How sellers say "fake", give contacts and name places: versioned data, and what finds it in text."""

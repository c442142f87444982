"""How sellers say "fake", give contacts and name places: versioned data with its own tests, and what finds it in text."""

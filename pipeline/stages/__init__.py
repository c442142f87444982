"""One thin file a stage, a verb and a noun; the work is done in features and models."""

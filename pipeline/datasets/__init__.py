"""Every path and table named once, split by who needs it: nightly, training."""

"""Which registered photo a listing's photo was copied from, and how sure that is."""

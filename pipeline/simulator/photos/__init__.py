"""Drawn product photos: goods, studio views, sellers' own scenes, and what thieves do to them."""

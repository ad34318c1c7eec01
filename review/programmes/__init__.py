"""Programmes: the card, the text and its revisions, the author's answers."""

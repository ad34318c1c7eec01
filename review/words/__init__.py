"""The English originals of everything the rules say in codes: plain dictionaries, no logic."""

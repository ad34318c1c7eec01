"""The registry: badges, the public catalogue, checking a badge."""

"""The demo season: programme texts, people and places invented for it."""

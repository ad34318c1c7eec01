"""The office: the region's profile, places, people and their roles, the journal."""

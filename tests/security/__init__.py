"""The security bar: access, blindness, hygiene of the web, sessions, races, hats."""

"""The submission page: one card for life, read by everyone in the measure of their hat."""

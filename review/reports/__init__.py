"""Reports: the season's results as spreadsheets, the season at a glance."""

"""The Flask application of Znachok: ledger, workshop, staircase and rooms."""

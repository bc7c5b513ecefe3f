"""Who exists and what they own: column tables, an integer ledger, views."""

"""What tenants would pay at most."""

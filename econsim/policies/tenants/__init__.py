"""What tenants decide."""

"""x/escrow: accounts and payments of deployments."""

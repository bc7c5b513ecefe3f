"""x/bme: AKT is locked and ACT minted, ACT burned and AKT handed out."""

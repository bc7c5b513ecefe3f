"""x/gov and agov: proposals, deposits and votes."""

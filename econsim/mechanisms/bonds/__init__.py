"""Bonds of providers by level of verification (AEP-86, a draft): a counterfactual, the chain never had them."""

"""How validators are run: what operators spend, who comes into the set and who gives up."""

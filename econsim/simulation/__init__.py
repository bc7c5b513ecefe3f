"""The epoch, one run, many replicates: the only place where rules, choices and nature meet."""

"""Rules: what the chain does. They never guess what people want."""

"""Choices: what agents decide, from what they own and what is public; they never change the world."""

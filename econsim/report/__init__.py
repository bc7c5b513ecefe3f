"""Policy reports: sentences chosen by rule, and the page that holds them; tables for terminals."""

"""Nature: what happens to everybody; it looks neither at the world nor at the law."""

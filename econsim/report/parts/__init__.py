"""What a report of a comparison says, part by part: each returns blocks or sections of the document tree."""

"""The demand for GPUs."""

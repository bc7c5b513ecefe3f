"""What machines with GPUs cost."""

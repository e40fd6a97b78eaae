"""What the understanding promises."""

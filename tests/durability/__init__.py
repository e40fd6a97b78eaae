"""What was answered is stored, once: under SIGKILL, under a writer that is held up, and at shutdown."""

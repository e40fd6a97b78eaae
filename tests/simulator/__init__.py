"""What the stand-in platform promises to the demo, the tests and the benchmarks."""

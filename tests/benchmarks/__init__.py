"""The benchmarks work; how fast anything is, no test says."""

"""The console 工作台: what staff see and do, as pages that work without scripts."""

"""The servers that ours is compared with, each a process of its own: `python -m benchmarks.peers.NAME PORT FOLDER`."""

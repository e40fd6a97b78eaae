"""The roof: builds every part, hands each what it needs, and offers the commands; `run.py` is its door."""

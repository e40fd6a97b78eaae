"""Imports 导入: tables that people keep elsewhere (contract.md, files), read whole, checked whole, written all or not.

Each module reads one kind of table in two steps: `read` looks at every cell and needs no database; `store` compares
with what is known, refuses with every fault of every row, and writes. Both can be called with rows from anywhere.
"""

"""The rules, written once for chat, console and clock: what may happen, when, by whom, and why not."""

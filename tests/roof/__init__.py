"""The roof: commands, and how the parts are put together."""

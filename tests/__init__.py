"""The promises of the product, room by room."""

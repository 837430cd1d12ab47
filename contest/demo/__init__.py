"""A season of invented works that shows the product and feeds the measurements."""

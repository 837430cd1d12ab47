"""The public site; reads published facts only."""

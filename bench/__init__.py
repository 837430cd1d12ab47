"""``make bench``: measures, never asserts. Every figure stands beside a bare Flask response of the same run."""

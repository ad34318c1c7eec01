"""The workshop: bytes in, values and bytes out; knows no tables and no people."""

"""Measuring a music file: pure signal processing, blocks in, numbers out."""

"""Figures for speed and memory: printed as ratios, never asserted."""

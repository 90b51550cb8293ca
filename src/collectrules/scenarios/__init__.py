"""Scenarios: examples of what a policy means, written by its owner and tried against it.

A file of scenarios is read (`read`), each of them is played under the policy (`play`), what came of it is
held against what was expected (`outcome`), and all together show what of the policy was tried (`coverage`).
"""

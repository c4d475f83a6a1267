"""Imports: product files of other shops, read, checked and planned before anything is written.

Owns the reading of the product CSV that Shopify exports, the problems found in it by row and
column, and the plan (create, update, unchanged) against what the platform already knows.
A product with an error in any of its rows is left out whole; every other product goes on.
"""

"""Charts drawn by the server: geometry here, SVG in the templates of the same names.

Places along an axis are percentages, so a chart fits any width without a script.
"""

"""Charts as SVG, made on the server.

Every function returns markup with its text escaped. x and widths are in per cent, y in pixels, without a
viewBox: a chart fits any width and its text keeps its size. Looks come from classes alone, so that the
strict content security policy (no inline style) holds. The outermost `svg()` marks its result as safe.
"""

#!/usr/bin/env python3
# Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
"""digits.py DIGITS.CSV.GZ: writes digits.txt from the file that scikit-learn has in sklearn/datasets/data (Debian: python3-sklearn).

A line there is 64 numbers from 0 to 16, an image of 8 × 8 row by row, and the digit that it shows. Here it is 64 letters, `a` for 0 to `q`
for 16, and the digit.
"""

import gzip
import sys

HEADER = """\
# 1797 handwritten digits, 8 x 8 each: a line is the 64 pixels of an image, row by row, `a` for 0 to `q` for 16, and the digit.
# By E. Alpaydin and C. Kaynak (1998): Optical Recognition of Handwritten Digits, the test set, from the UCI Machine Learning Repository.
# Made by digits.py from the copy in scikit-learn, whose licence is in digits.LICENSE.
"""

with gzip.open(sys.argv[1], "rt", encoding="ascii") as table, open("digits.txt", "w", encoding="ascii") as digits:
    digits.write(HEADER)
    for line in table:
        *pixels, digit = (int(float(field)) for field in line.split(","))
        assert len(pixels) == 64 and all(0 <= pixel <= 16 for pixel in pixels) and 0 <= digit <= 9
        digits.write("".join(chr(ord("a") + pixel) for pixel in pixels) + f"{digit}\n")

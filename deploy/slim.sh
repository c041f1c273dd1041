#!/bin/sh
# Takes out of a virtual environment what a server never reads: the symbols of compiled libraries (a third
# of all), languages that pages are not written in, packages' tests and sources of what was compiled, colours
# for programs in other languages than Python, and parts of lxml and zstandard that nothing here imports.
# Needs strip, of the package binutils.
set -eu
packages=$(echo "$1"/lib/python3*/site-packages)

# Libraries that a wheel brings along in a folder of its own were laid out anew by its maker, which strip
# does not always understand; modules of Python were not.
find "$packages" -name '*.so' -type f -not -path '*.libs/*' -exec strip --strip-unneeded {} +
find "$packages/babel/locale-data" -name '*.dat' -not -name root.dat -not -name 'en*.dat' -delete
find "$packages" -type d \( -name tests -o -name testing \) -prune -exec rm -r {} +
find "$packages" -type f \( -name '*.pyx' -o -name '*.pxd' -o -name '*.c' -o -name '*.h' -o -name '*.pyi' \) -delete
find "$packages" -type f -name '*.pxi' -delete
find "$packages/pygments/lexers" -name '*.py' -not -name '_mapping.py' -not -name '__init__.py' \
  -not -name 'python.py' -not -name 'special.py' -delete
rm -rf "$packages/lxml/isoschematron" "$packages"/lxml/objectify*.so "$packages"/lxml/html/*diff*.so
# Of two back ends the one in C is taken where it is there.
rm -f "$packages"/zstandard/_cffi*.so

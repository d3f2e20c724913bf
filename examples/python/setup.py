# Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
# pip install ./examples/python
import pathlib

from pybind11.setup_helpers import Pybind11Extension
from setuptools import setup

include = pathlib.Path(__file__).resolve().parent.parent.parent / "include"
setup(py_modules=[], ext_modules=[Pybind11Extension("models", ["models.cpp"], include_dirs=[str(include)], cxx_std=20, extra_compile_args=["-O2"])])

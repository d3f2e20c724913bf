# Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
"""conan create docs/packages, from a copy of the sources; Conan 2."""
import os
import re

from conan import ConanFile
from conan.tools.files import copy, load

HEADERS = "include/typegrad/version.hpp"


class Typegrad(ConanFile):
    name = "typegrad"
    description = "Derivatives at compile time, and a runtime tape with the same rules"
    license = "BSL-1.0"
    package_type = "header-library"
    requires = "boost/[>=1.74]"  # Boost.Hana alone
    default_options = {"boost/*:header_only": True}
    no_copy_source = True

    def root(self):
        return os.path.join(self.recipe_folder, "..", "..")

    def set_version(self):
        self.version = re.search(r'VERSION_STRING "(.*)"', load(self, os.path.join(self.root(), HEADERS)))[1]

    def export_sources(self):
        copy(self, "include/*", self.root(), self.export_sources_folder)
        copy(self, "LICENSE", self.root(), self.export_sources_folder)

    def package(self):
        copy(self, "*.hpp", os.path.join(self.source_folder, "include"), os.path.join(self.package_folder, "include"))
        copy(self, "LICENSE", self.source_folder, os.path.join(self.package_folder, "licenses"))

    def package_id(self):
        self.info.clear()

    def package_info(self):
        self.cpp_info.bindirs = self.cpp_info.libdirs = []
        self.cpp_info.requires = ["boost::headers"]
        self.cpp_info.set_property("cmake_target_name", "typegrad::typegrad")

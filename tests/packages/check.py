#!/usr/bin/env python3
# Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
"""Builds and runs consumer.cpp by each way in which a user can have the library, in a scratch folder.

    check.py ROOT -- COMPILER...

Installed by Meson and by CMake, each found by pkg-config and by find_package; as a subdirectory and through FetchContent of
CMake; as a subproject of Meson; by the port of vcpkg and the recipe of Conan, with stand-ins for what these bring; as a single header, which two runs of its generator must write alike; and from the archive of a release. The
version must be the same everywhere, and a version that is too new must not be found.
"""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(sys.argv[1]).resolve()
COMPILER = sys.argv[sys.argv.index("--") + 1:]
CONSUMER = ROOT / "tests/packages/consumer.cpp"
VERSION = re.search(r'VERSION_STRING "(.*)"', (ROOT / "include/typegrad/version.hpp").read_text(encoding="utf-8"))[1]
FLAGS = ["-std=c++20", "-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Wshadow", "-Werror"]


def run(*command, **options):
    done = subprocess.run([str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **options)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}\n{done.stdout}")
    return done.stdout


def compile_and_run(folder, *arguments):
    run(*COMPILER, *FLAGS, *arguments, CONSUMER, "-o", folder / "consumer")
    run(folder / "consumer")


def cmake_project(folder, finds):
    folder.mkdir()
    (folder / "CMakeLists.txt").write_text(f"""cmake_minimum_required(VERSION 3.16)
project(consumer CXX)
{finds}
add_executable(consumer "{CONSUMER}")
target_link_libraries(consumer PRIVATE typegrad::typegrad)
""")


def build_by_cmake(folder, *arguments):
    run("cmake", "-S", folder, "-B", folder / "build", f"-DCMAKE_CXX_COMPILER={COMPILER[0]}", *arguments)
    run("cmake", "--build", folder / "build")
    run(folder / "build/consumer")


def installed(work, prefix, name):
    environment = {**os.environ, "PKG_CONFIG_PATH": f"{prefix}/share/pkgconfig:{prefix}/lib/pkgconfig"}
    found = run("pkg-config", "--modversion", "typegrad", env=environment).strip()
    if found != VERSION:
        sys.exit(f"pkg-config says {found}, the header {VERSION}")
    compile_and_run(work, *run("pkg-config", "--cflags", "typegrad", env=environment).split())
    major, minor = VERSION.split(".")[:2]
    cmake_project(work / f"found-{name}", f"find_package(typegrad {major}.{minor} REQUIRED)")
    build_by_cmake(work / f"found-{name}", f"-DCMAKE_PREFIX_PATH={prefix}")
    cmake_project(work / f"too-new-{name}", f"""find_package(typegrad {major}.{int(minor) + 1})
if(typegrad_FOUND)
  message(FATAL_ERROR "a version that is not there was found")
endif()
return()""")
    run("cmake", "-S", work / f"too-new-{name}", "-B", work / f"too-new-{name}/build", f"-DCMAKE_CXX_COMPILER={COMPILER[0]}", f"-DCMAKE_PREFIX_PATH={prefix}")


# What the port calls, as vcpkg has it: headers alone, and the package's files are moved to share/PORT.
VCPKG = """
function(vcpkg_cmake_configure)
  cmake_parse_arguments(PARSE_ARGV 0 arg "" "SOURCE_PATH" "")
  execute_process(COMMAND ${CMAKE_COMMAND} -S ${arg_SOURCE_PATH} -B ${WORK} -DCMAKE_INSTALL_PREFIX=${CURRENT_PACKAGES_DIR} -DCMAKE_CXX_COMPILER=${COMPILER} OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY)
endfunction()
function(vcpkg_cmake_install)
  execute_process(COMMAND ${CMAKE_COMMAND} --install ${WORK} OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY)
endfunction()
function(vcpkg_cmake_config_fixup)
  cmake_parse_arguments(PARSE_ARGV 0 arg "" "CONFIG_PATH" "")
  file(RENAME ${CURRENT_PACKAGES_DIR}/${arg_CONFIG_PATH} ${CURRENT_PACKAGES_DIR}/share/${PORT})
  file(REMOVE_RECURSE ${CURRENT_PACKAGES_DIR}/share/cmake)
endfunction()
function(vcpkg_fixup_pkgconfig)
endfunction()
function(vcpkg_install_copyright)
  cmake_parse_arguments(PARSE_ARGV 0 arg "" "" "FILE_LIST")
  configure_file(${arg_FILE_LIST} ${CURRENT_PACKAGES_DIR}/share/${PORT}/copyright COPYONLY)
endfunction()
"""


def by_vcpkg(work, source):
    port = source / "docs/packages/vcpkg"
    if json.loads((port / "vcpkg.json").read_text(encoding="utf-8"))["version"] != VERSION:
        sys.exit(f"vcpkg.json has another version than {VERSION}")
    (work / "port.cmake").write_text(f'{VCPKG}include("{port}/portfile.cmake")\n')
    prefix = work / "vcpkg-prefix"
    run("cmake", f"-DWORK={work}/vcpkg-build", f"-DCURRENT_PACKAGES_DIR={prefix}", "-DPORT=typegrad", f"-DCOMPILER={COMPILER[0]}", "-P", work / "port.cmake")
    left = sorted(path.name for path in prefix.iterdir())
    if left != ["include", "share"] or not (prefix / "share/typegrad/copyright").exists():
        sys.exit(f"the port of vcpkg leaves {left}")
    installed(work, prefix, "vcpkg")


# What the recipe imports.
CONAN = """
import fnmatch, os, shutil
class ConanFile:
    pass
def load(recipe, path):
    return open(path, encoding="utf-8").read()
def copy(recipe, pattern, src, dst):
    for folder, _, files in os.walk(src):
        for file in files:
            path = os.path.relpath(os.path.join(folder, file), src)
            if fnmatch.fnmatch(path, pattern):
                os.makedirs(os.path.dirname(os.path.join(dst, path)), exist_ok=True)
                shutil.copy(os.path.join(src, path), os.path.join(dst, path))
"""


def by_conan(work, source):
    stand_in = work / "stand-in/conan/tools/files"
    stand_in.mkdir(parents=True)
    (work / "stand-in/conan/__init__.py").write_text(CONAN)
    (work / "stand-in/conan/tools/__init__.py").write_text("")
    (stand_in / "__init__.py").write_text("from conan import copy, load\n")
    recipe = f"""
import types, sys
sys.path[:0] = ["{work}/stand-in", "{source}/docs/packages"]
import conanfile
recipe = conanfile.Typegrad()
recipe.recipe_folder, recipe.export_sources_folder, recipe.source_folder, recipe.package_folder = "{source}/docs/packages", "{work}/conan-source", "{work}/conan-source", "{work}/conan-prefix"
recipe.info = recipe.cpp_info = types.SimpleNamespace(clear=lambda: None, set_property=lambda *_: None)
recipe.set_version(), recipe.export_sources(), recipe.package(), recipe.package_id(), recipe.package_info()
print(recipe.version, end="")
"""
    version = run(sys.executable, "-c", recipe)
    if version != VERSION or not (work / "conan-prefix/licenses/LICENSE").exists():
        sys.exit(f"the recipe of Conan packs the version {version}, or no licence")
    compile_and_run(work, f"-I{work}/conan-prefix/include")


def main():
    os.environ["CXX"] = " ".join(COMPILER)
    with tempfile.TemporaryDirectory() as scratch:
        work = pathlib.Path(scratch)
        # What a clone has: without the build folders of this one.
        source = work / "typegrad"
        source.mkdir()
        for name in ("include", "docs"):
            shutil.copytree(ROOT / name, source / name)
        for name in ("meson.build", "CMakeLists.txt", "LICENSE"):
            shutil.copy(ROOT / name, source)

        run("meson", "setup", work / "by-meson", source, f"--prefix={work}/meson-prefix")
        run("meson", "install", "-C", work / "by-meson", "--no-rebuild")
        installed(work, work / "meson-prefix", "meson")

        run("cmake", "-S", source, "-B", work / "by-cmake", f"-DCMAKE_CXX_COMPILER={COMPILER[0]}", f"-DCMAKE_INSTALL_PREFIX={work}/cmake-prefix")
        run("cmake", "--install", work / "by-cmake")
        installed(work, work / "cmake-prefix", "cmake")

        cmake_project(work / "subdirectory", f'add_subdirectory("{source}" typegrad)')
        build_by_cmake(work / "subdirectory")
        cmake_project(work / "fetched", f'include(FetchContent)\nFetchContent_Declare(typegrad SOURCE_DIR "{source}")\nFetchContent_MakeAvailable(typegrad)')
        build_by_cmake(work / "fetched")

        parent = work / "subproject"
        (parent / "subprojects").mkdir(parents=True)
        (parent / "subprojects/typegrad").symlink_to(source)
        (parent / "meson.build").write_text("project('consumer', 'cpp', default_options: ['cpp_std=c++20'])\n"
                                            f"executable('consumer', '{CONSUMER.name}', dependencies: dependency('typegrad', fallback: 'typegrad'))\n")
        shutil.copy(CONSUMER, parent)
        run("meson", "setup", parent / "build", parent)
        run("ninja", "-C", parent / "build")
        run(parent / "build/consumer")

        by_vcpkg(work, source)
        by_conan(work, source)

        generator = source / "docs/packages/single_header.py"
        (work / "single").mkdir()
        for file in ("single/typegrad.hpp", "again.hpp"):
            run(sys.executable, generator, source / "include", work / file)
        if (work / "single/typegrad.hpp").read_bytes() != (work / "again.hpp").read_bytes():
            sys.exit("two runs of the generator of the single header differ")
        compile_and_run(work, f"-I{work}/single")

        # What is committed, where this is a clone.
        if (ROOT / ".git").exists() and shutil.which("git"):
            # Whoever owns the clone.
            os.environ.update(GIT_CONFIG_COUNT="1", GIT_CONFIG_KEY_0="safe.directory", GIT_CONFIG_VALUE_0="*")
            (work / "release").mkdir()
            run(ROOT / "docs/packages/release", "--check", work / "release")
            run("tar", "-xzf", work / f"release/typegrad-{VERSION}.tar.gz", "-C", work / "release")
            compile_and_run(work, f"-I{work}/release/typegrad-{VERSION}/include")


main()

# Sourced by tests/run and bench/run: need_packages PACKAGE... installs the Debian packages that are missing, and is silent
# when none is. On other systems it looks for what the packages hold, and lists what is lacking instead of failing midway.

# Is there, from whatever source, what this Debian package would bring?
package_is_there() {
    case $1 in
    g++ | python3) command -v "$1" ;;
    clang-[0-9]*) find_clang "${1#clang-}" ;;
    libclang-rt-[0-9]*) # The sanitizers come with clang elsewhere.
        ls "$("$(find_clang "$(tr -dc 0-9 <<<"$1")")" -print-resource-dir)"/lib/*/*asan* ;;
    meson) meson --version ;;
    ninja-build) command -v ninja ;;
    pkg-config | pkgconf) command -v pkg-config ;;
    gcc-arm-none-eabi | libstdc++-arm-none-eabi-newlib) echo "#include <array>" | arm-none-eabi-g++ -E -x c++ - ;;
    clang-tidy-19 | clang-format-19 | codespell) command -v "$1" ;;
    binutils) command -v objdump && command -v nm ;;
    valgrind) command -v valgrind ;;
    cmake) command -v cmake ;;
    libboost-dev) has_header boost/hana/version.hpp ;;
    libboost-test-dev) has_header boost/test/unit_test.hpp ;;
    libmpfr-dev) has_header mpfr.h ;;
    libgmp-dev) has_header gmp.h ;;
    libeigen3-dev) has_header eigen3/Eigen/Core ;;
    libxsimd-dev) has_header xsimd/xsimd.hpp ;;
    libbenchmark-dev) has_header benchmark/benchmark.h ;;
    libceres-dev) has_header ceres/version.h ;;
    libtrilinos-sacado-dev) has_header trilinos/Sacado_config.h ;;
    libadolc-dev) has_header adolc/adolc.h ;;
    r-cran-stanheaders) has_header stan/math/version.hpp ;;
    libtbb-dev) has_header tbb/blocked_range.h ;;
    libopenmpi-dev) pkg-config --exists ompi-cxx ;;
    openmpi-bin) command -v mpirun ;;
    libtorch-dev) has_header ATen/Version.h ;;
    python3-matplotlib) python3 -c 'import matplotlib' ;;
    *) return 1 ;;
    esac >/dev/null 2>&1
}

# The command of clang at this major version, or at a later one under the plain name.
find_clang() {
    local major
    if command -v "clang++-$1"; then return; fi
    major=$(clang++ -dumpversion 2>/dev/null | cut -d. -f1)
    [ "${major:-0}" -ge "$1" ] && command -v clang++
}

has_header() { echo "#include <$1>" | "${CXX:-c++}" -E -x c++ -; }

need_packages() {
    local package installed missing=() as_root=()
    installed=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' "$@" 2>/dev/null || true)
    for package; do
        grep -qx "installed $package" <<<"$installed" || package_is_there "$package" || missing+=("$package")
    done
    [ ${#missing[@]} -gt 0 ] || return 0

    if ! command -v apt-get >/dev/null; then
        echo "needed, under the names that they have on Debian: ${missing[*]}" >&2
        echo "install what your system calls these, and run this again" >&2
        return 1
    fi
    if [ "$(id -u)" -ne 0 ]; then
        if ! command -v sudo >/dev/null; then
            echo "needed: ${missing[*]}; as root: apt-get install ${missing[*]}" >&2
            return 1
        fi
        as_root=(sudo)
    fi
    echo "installing: ${missing[*]}"
    # The lists first: in a fresh container there are none. No stdin: nothing may ask.
    if ! "${as_root[@]}" apt-get -qq update </dev/null >/dev/null ||
        ! "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
            apt-get -qq install --no-install-recommends "${missing[@]}" </dev/null >/dev/null; then
        echo "could not install: ${missing[*]}" >&2
        return 1
    fi
}

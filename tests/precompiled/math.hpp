// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// What the tests of typegrad/math include first; see tests.hpp.
#define BOOST_TEST_MAIN
#include <boost/test/unit_test.hpp>

#include <boost/multiprecision/cpp_bin_float.hpp>

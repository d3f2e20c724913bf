// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// What nearly all tests include first. Precompiled, it has the program's `main` too: there a test's BOOST_TEST_MODULE comes too
// late. Nothing more belongs here, or a test would not notice that a header lacks an #include.
#define BOOST_TEST_MAIN
#include <boost/test/unit_test.hpp>

#include <typegrad.hpp>

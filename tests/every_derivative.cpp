// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// First and second derivatives of every operator of the table against differences.
#define BOOST_TEST_MODULE typegrad_every_derivative
#include "every_derivative.hpp"

BOOST_AUTO_TEST_CASE(table) { every_derivative::check_all(typegrad::op::table{}); }

// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// First and second derivatives of every special function against differences.
#define BOOST_TEST_MODULE typegrad_every_derivative_special
#include "every_derivative.hpp"

#include <typegrad/special.hpp>

BOOST_AUTO_TEST_CASE(special_functions) { every_derivative::check_all(typegrad::op::special_operations{}); }

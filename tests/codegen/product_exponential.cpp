// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// (x + y + z) exp(xyz) and its gradient: one call.
#include <typegrad.hpp>

#include "../../bench/problems/product_exponential.hpp"

using bench::product_exponential;

extern "C" void typegrad_product_exponential(double x, double y, double z, product_exponential::result& out) {
    auto const [value, gradient] = typegrad::value_and_gradient(product_exponential::primal)(x, y, z);
    auto const [dx, dy, dz] = gradient;
    out = {value, {dx, dy, dz}};
}
extern "C" void hand_product_exponential(double x, double y, double z, product_exponential::result& out) {
    out = product_exponential::hand_written(x, y, z);
}

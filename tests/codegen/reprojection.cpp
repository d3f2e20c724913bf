// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// The reprojection of bundle adjustment with its 2 x 15 Jacobian. One sine with its cosine is the only call. The table of
// counts shows where we stand against the expert's hand; it is no limit. Both eliminate the Jacobian through the moved point.
#include <typegrad.hpp>

#include "../../bench/problems/reprojection.hpp"

using bench::reprojection;

extern "C" void typegrad_reprojection(std::array<double, 15> const& input, reprojection::result& out) {
    auto const [value, jacobian] = typegrad::value_and_jacobian(reprojection::primal)(input);
    out = {value, jacobian};
}
// All of it here: the compilers leave so large a function out of line.
extern "C" [[gnu::flatten]] void hand_reprojection(std::array<double, 15> const& input, reprojection::result& out) { out = reprojection::hand_written_by_expert(input); }

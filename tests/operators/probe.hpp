// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// An operation of the table as a value: its stanza's facts, and its value and derivatives by every engine as functions of
// numbers. What checks them (check.cpp, document.cpp) is compiled once, and an operation costs its instantiations only.
#pragma once

#include "facts.hpp"

#include <typegrad/op/constants.hpp>
#include <typegrad/op/policy.hpp>

#ifdef TYPEGRAD_TESTS_MPFR
#include <boost/multiprecision/mpfr.hpp>
#else
#include <boost/multiprecision/cpp_bin_float.hpp>
#endif

#include <array>
#include <string>
#include <utility>
#include <vector>

namespace harness {

namespace op = typegrad::op;

// Numbers of any precision, without expression templates: rules and functions store intermediate results in `auto`.
#ifdef TYPEGRAD_TESTS_MPFR
using precise = boost::multiprecision::number<boost::multiprecision::mpfr_float_backend<0>, boost::multiprecision::et_off>;
inline constexpr int most_bits = 20000;
inline void set_bits(int bits) { precise::default_precision(static_cast<unsigned>(bits * 0.30103) + 2); }
#else
using precise = boost::multiprecision::number<boost::multiprecision::cpp_bin_float<1200, boost::multiprecision::digit_base_2, void, boost::int64_t>, boost::multiprecision::et_off>;
inline constexpr int most_bits = 1200;
inline void set_bits(int) {}
#endif

// Value, first and second partial derivatives; those of operands without a derivative are 0.
template <class T>
struct taylor {
    T value{};
    std::array<T, 3> first{};
    std::array<std::array<T, 3>, 3> second{};
};
using jet = taylor<double>;

// How an operation's value is computed in many digits. Those of typegrad/special.hpp say otherwise: special_reference.hpp.
template <class Op>
struct reference {
    static constexpr bool special = false;
    static constexpr int bits = 0;  // any number of them
    static precise value(auto const&... a) { return precise(Op::value(a...)); }
};

// The four choices at kinks, in this order.
inline constexpr op::kink_policy policies[4] = {op::kink_policy::least_norm, op::kink_policy::left, op::kink_policy::right, op::kink_policy::finite};
inline constexpr char const* policy_names[4] = {"default", "kinks::left", "kinks::right", "kinks::finite"};

using engine = jet (*)(op::point const&);

struct probe : facts {
    engine graph = nullptr;       // the reverse sweep, and the sweep over the sweep
    engine forward = nullptr;     // forward, and forward over reverse
    engine tape = nullptr;        // the tape, and the tape over the reverse sweep
    engine expression = nullptr;  // the expression door
    engine single = nullptr;      // in float: value and first partials
    std::array<engine, 4> graph_with{}, tape_with{};  // under each policy; without second partials where a policy concerns the first alone
    std::array<bool, 4> has_second{true};             // under which policies there are second partials; none where nothing is exceptional
    std::vector<op::point> ends;                      // one operand at an end of its domain, the others ordinary
    precise (*value)(precise const*) = nullptr;
    int bits = 0;          // of `value`, where it is not computed in any precision
    std::vector<std::pair<op::point, jet>> constant;  // computed in constant expressions
};

// All operations, in the table's order; those of special.hpp come last.
std::vector<probe> table();

}

// A number without std::numeric_limits has any number of digits here: the table's constants are to have them all.
template <>
inline constexpr bool typegrad::op::internal::is_short<harness::precise> = false;

// expect: a_vector_or_array_has_no_arithmetic_write_a_loop_over_its_elements_v_i
// expect: a_vector_or_array_has_no_arithmetic_write_a_loop_over_its_elements_v_i
// expect: typegrad: a sum of std starts with a number, whose type cannot take up a traced value or a variable; start with 0 * v[0]
// expect: typegrad::tape: the function cannot be called with tape variables in this number and shape; declare its parameters auto
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad/tape.hpp>
#include <numeric>
#include <vector>

namespace tape = typegrad::tape;
using variables = std::vector<tape::variable<double>>;

template <class A>
concept can_be_doubled = requires(A const& a) { 2.0 * a; };
static_assert(can_be_doubled<tape::variable<double>> && !can_be_doubled<variables>);

#ifdef TYPEGRAD_FAIL
auto product(variables const& v) { return v * v; }
auto const slopes = tape::gradient([](auto const& v) { return (v - 1.0).norm(); })(std::vector{2.0, 3.0});
auto sum(variables const& v) { return std::accumulate(v.begin(), v.end(), 0.0); }
auto const curvature = tape::hessian([](std::vector<double> const& v) { return v[0] * v[1]; })(std::vector{2.0, 3.0});
#else
struct anything {
    template <class A>
    anything(A const&) {}
};
namespace own {
variables operator-(variables const& v, double) { return v; }
int operator*(anything, anything) { return 0; }
int product(variables const& v) { return v * v; }
auto const slopes = tape::gradient([](auto const& v) { return (v - 1.0)[0]; })(std::vector{2.0, 3.0});
}
auto sum(variables const& v) { return std::accumulate(v.begin(), v.end(), 0 * v[0]); }
auto total(variables const& v) {
    return std::accumulate(v.begin(), v.end(), 0.0, [](double s, auto const& x) { return s + x.value(); });
}
auto const curvature = tape::hessian([](auto const& v) { return v[0] * v[1]; })(std::vector{2.0, 3.0});
#endif

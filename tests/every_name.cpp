// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Every operator of the table is found the same ways: by its bare name through its argument, by typegrad::, and with plain numbers; whatever
// other headers declare. Its derivative is that of its value.
#define BOOST_TEST_MODULE typegrad_every_name
#include <boost/test/unit_test.hpp>

#include <typegrad.hpp>
#include <typegrad/check.hpp>
#include <typegrad/complex.hpp>
#include <typegrad/linear.hpp>
#include <typegrad/loops.hpp>
#include <typegrad/solve.hpp>
#include <typegrad/tape.hpp>

#include <algorithm>
#include <cmath>
#include <string_view>
#include <vector>

namespace {

std::vector<std::string_view> found;

// Where the operand is outside of a domain, both are NaN.
template <class Bare, class Qualified, class... A>
void check(std::string_view name, Bare bare, Qualified qualified, A... a) {
    found.push_back(name);
    static_assert(std::is_same_v<decltype(bare(typegrad::variable<"x">{}, a...)), decltype(qualified(typegrad::variable<"x">{}, a...))>);
    double const volatile hidden = 0.25;  // a compiler folds erf with more digits than the library has
    double const x = hidden;
    auto const of_numbers = qualified(x, a...);
    typegrad::tape::variable<double> const leaf(x, typegrad::tape::requires_grad);
    auto const on_tape = bare(leaf, a...);
    if constexpr (std::is_same_v<std::remove_const_t<decltype(of_numbers)>, bool>) BOOST_TEST(on_tape == of_numbers, name);
    else {
        BOOST_TEST((on_tape.value() == of_numbers || (of_numbers != of_numbers && on_tape.value() != on_tape.value())), name);
        // Roughly: tests/operators compares with many digits, but is left to `tests/run --all`.
        double const difference = (qualified(x + 1e-6, a...) - qualified(x - 1e-6, a...)) / 2e-6;
        if (on_tape.requires_grad()) on_tape.backward();
        double const slope = leaf.grad();
        BOOST_TEST((std::abs(slope - difference) <= 1e-8 * (1 + std::abs(difference)) || of_numbers != of_numbers), name << ": the derivative is " << slope << ", and a difference " << difference);
    }
    static_assert(std::is_same_v<decltype(bare(typegrad::tracer<double>(x), a...)), decltype(qualified(typegrad::tracer<double>(x), a...))>);
    static_assert(requires { qualified(0.25f, a...); qualified(1, a...); });
}
#define NAME(name, ...) \
    check(#name, [](auto const&... a) { return name(a...); }, [](auto const&... a) { return typegrad::name(a...); } __VA_OPT__(, ) __VA_ARGS__)

template <class... Op>
void check_that_all_are_there(typegrad::op::operation_list<Op...>) {
    auto const look_for = [](std::string_view text, bool is_operator) {
        if (is_operator || text == "-" || text == "!" || text == "select" || text == "gate") return;  // gate: of the sweep, nobody writes it
        BOOST_TEST((std::find(found.begin(), found.end(), text) != found.end()), text << " is not in the list");
    };
    (look_for(Op::text, Op::infix), ...);
}

}

BOOST_AUTO_TEST_CASE(names) {
    NAME(sqrt); NAME(cbrt); NAME(rsqrt); NAME(sqrt1pm1); NAME(hypot, 2.0); NAME(hypot, 2.0, 0.5);
    NAME(exp); NAME(exp2); NAME(exp10); NAME(expm1); NAME(log); NAME(log2); NAME(log10); NAME(log1p); NAME(log1m);
    NAME(log1p_exp); NAME(softplus); NAME(log_sum_exp, 0.5); NAME(log_diff_exp, 0.125); NAME(log1m_exp); NAME(xlogy, 0.5); NAME(xlog1py, 0.5);
    NAME(pow, 2); NAME(pow, 0.5); NAME(powm1, 0.5); NAME(ldexp, 2); NAME(scalbn, 2); NAME(scalbln, 2L);
    NAME(sin); NAME(cos); NAME(tan); NAME(asin); NAME(acos); NAME(atan); NAME(atan2, 0.5); NAME(sinpi); NAME(cospi); NAME(sinc);
    NAME(sinh); NAME(cosh); NAME(tanh); NAME(asinh); NAME(acosh); NAME(atanh);
    NAME(abs); NAME(fabs); NAME(max, 0.5); NAME(min, 0.5); NAME(fmax, 0.5); NAME(fmin, 0.5); NAME(fdim, 0.5); NAME(relu); NAME(clamp, 0.0, 1.0); NAME(copysign, -1.0);
    NAME(floor); NAME(ceil); NAME(trunc); NAME(round); NAME(rint); NAME(nearbyint); NAME(sign); NAME(step); NAME(fmod, 0.5); NAME(remainder, 0.75); NAME(frac);
    NAME(fma, 2.0, 3.0); NAME(lerp, 2.0, 0.5); NAME(midpoint, 2.0); NAME(square); NAME(cube); NAME(inv);
    NAME(erf); NAME(erfc); NAME(erfcx); NAME(norm_pdf); NAME(norm_cdf); NAME(log_norm_cdf); NAME(log_norm_pdf); NAME(log_cauchy_pdf);
    NAME(sigmoid); NAME(logit); NAME(log_sigmoid); NAME(softsign); NAME(gelu); NAME(silu); NAME(elu);
    NAME(isnan); NAME(isinf); NAME(isfinite); NAME(signbit);
    check_that_all_are_there(typegrad::op::table{});
}

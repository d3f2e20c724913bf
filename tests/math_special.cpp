// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// The elementary functions at the special values of C's Annex F: in a constant expression, where they are typegrad's own,
// and at run time, where they are those of <cmath>.
#define BOOST_TEST_MODULE typegrad_math_special
#include <boost/test/unit_test.hpp>

#include <typegrad/math.hpp>

#include <algorithm>
#include <array>
#include <limits>
#include <tuple>

namespace {

namespace math = typegrad::math;

template <class T>
struct row {
    char const* call;
    T computed, expected;

    // Equal, and of one sign if they are zeros.
    constexpr bool exact() const {
        if (math::isnan(expected)) return math::isnan(computed);
        return computed == expected && math::signbit(computed) == math::signbit(expected);
    }
    constexpr bool within_a_unit() const {
        return math::abs(computed - expected) <= std::numeric_limits<T>::epsilon() * math::abs(expected);
    }
};

#define ROW(call, expected) row<T>{#call, static_cast<T>(math::call), static_cast<T>(expected)}

template <class T>
struct values {
    using limits = std::numeric_limits<T>;
    static constexpr T inf = limits::infinity(), nan = limits::quiet_NaN();
    static constexpr T max = limits::max(), least = limits::denorm_min();
    static constexpr T zero = 0, half = T(0.5), one = 1, two = 2, three = 3;
    static constexpr T odd = 1 / limits::epsilon() + 1, even = 4 / limits::epsilon();  // as large as may be, and more
    static constexpr T pi = T(3.14159265358979323846264L), three_quarters_pi = T(2.35619449019234492884698L);

    static constexpr auto of_one() {
        return std::to_array<row<T>>({
            ROW(sqrt(nan), nan), ROW(sqrt(zero), zero), ROW(sqrt(-zero), -zero), ROW(sqrt(inf), inf),
            ROW(sqrt(-one), nan), ROW(sqrt(-inf), nan), ROW(sqrt(-least), nan), ROW(sqrt(two + two), two),
            ROW(cbrt(nan), nan), ROW(cbrt(zero), zero), ROW(cbrt(-zero), -zero), ROW(cbrt(inf), inf),
            ROW(cbrt(-inf), -inf), ROW(cbrt(-two * 4), -two),
            ROW(exp(nan), nan), ROW(exp(inf), inf), ROW(exp(max), inf), ROW(exp(zero), one), ROW(exp(-zero), one),
            ROW(exp(-inf), zero), ROW(exp(-max), zero),
            ROW(expm1(nan), nan), ROW(expm1(zero), zero), ROW(expm1(-zero), -zero), ROW(expm1(-least), -least),
            ROW(expm1(inf), inf), ROW(expm1(max), inf), ROW(expm1(-inf), -one), ROW(expm1(-max), -one),
            ROW(log(nan), nan), ROW(log(inf), inf), ROW(log(zero), -inf), ROW(log(-zero), -inf), ROW(log(one), zero),
            ROW(log(-one), nan), ROW(log(-inf), nan), ROW(log(-least), nan),
            ROW(log1p(nan), nan), ROW(log1p(zero), zero), ROW(log1p(-zero), -zero), ROW(log1p(-least), -least),
            ROW(log1p(inf), inf), ROW(log1p(-one), -inf), ROW(log1p(-two), nan), ROW(log1p(-inf), nan),
            ROW(sin(nan), nan), ROW(sin(zero), zero), ROW(sin(-zero), -zero), ROW(sin(-least), -least),
            ROW(sin(inf), nan), ROW(sin(-inf), nan),
            ROW(cos(nan), nan), ROW(cos(inf), nan), ROW(cos(-inf), nan), ROW(cos(zero), one), ROW(cos(least), one),
            ROW(tan(nan), nan), ROW(tan(zero), zero), ROW(tan(-zero), -zero), ROW(tan(-least), -least),
            ROW(tan(inf), nan), ROW(tan(-inf), nan),
            ROW(asin(nan), nan), ROW(asin(zero), zero), ROW(asin(-zero), -zero), ROW(asin(-least), -least),
            ROW(asin(two), nan), ROW(asin(-two), nan), ROW(asin(inf), nan), ROW(asin(-inf), nan),
            ROW(asin(one), pi / 2), ROW(asin(-one), -pi / 2),
            ROW(acos(nan), nan), ROW(acos(two), nan), ROW(acos(-two), nan), ROW(acos(inf), nan), ROW(acos(-inf), nan),
            ROW(acos(one), zero), ROW(acos(-one), pi), ROW(acos(zero), pi / 2), ROW(acos(-least), pi / 2),
            ROW(atan(nan), nan), ROW(atan(zero), zero), ROW(atan(-zero), -zero), ROW(atan(-least), -least),
            ROW(atan(inf), pi / 2), ROW(atan(-inf), -pi / 2), ROW(atan(-max), -pi / 2),
            ROW(sinh(nan), nan), ROW(sinh(zero), zero), ROW(sinh(-zero), -zero), ROW(sinh(-least), -least),
            ROW(sinh(inf), inf), ROW(sinh(-inf), -inf), ROW(sinh(max), inf), ROW(sinh(-max), -inf),
            ROW(cosh(nan), nan), ROW(cosh(inf), inf), ROW(cosh(max), inf), ROW(cosh(zero), one), ROW(cosh(-inf), inf),
            ROW(tanh(nan), nan), ROW(tanh(zero), zero), ROW(tanh(-zero), -zero), ROW(tanh(-least), -least),
            ROW(tanh(inf), one), ROW(tanh(-inf), -one), ROW(tanh(-max), -one),
            ROW(erf(nan), nan), ROW(erf(zero), zero), ROW(erf(-zero), -zero), ROW(erf(inf), one), ROW(erf(-inf), -one),
            ROW(erfc(nan), nan), ROW(erfc(zero), one), ROW(erfc(inf), zero), ROW(erfc(-inf), two), ROW(erfc(max), zero),
            ROW(erfc(-max), two),
            ROW(floor(nan), nan), ROW(floor(zero), zero), ROW(floor(-zero), -zero), ROW(floor(inf), inf),
            ROW(floor(-inf), -inf), ROW(floor(-half), -one), ROW(floor(half), zero), ROW(floor(-max), -max),
            ROW(floor(-odd), -odd),
            ROW(trunc(nan), nan), ROW(trunc(zero), zero), ROW(trunc(-zero), -zero), ROW(trunc(inf), inf),
            ROW(trunc(-inf), -inf), ROW(trunc(-half), -zero), ROW(trunc(odd), odd),
            ROW(abs(-zero), zero), ROW(abs(-inf), inf), ROW(abs(nan), nan),
            ROW(copysign(two, -zero), -two), ROW(copysign(-inf, one), inf),
            ROW(signbit(-zero), true), ROW(signbit(zero), false),
            ROW(isnan(nan), true), ROW(isnan(inf), false),
            ROW(isinf(-inf), true), ROW(isinf(max), false), ROW(isinf(nan), false),
            ROW(isfinite(-max), true), ROW(isfinite(-inf), false), ROW(isfinite(nan), false),
        });
    }

    static constexpr auto of_two() {
        return std::to_array<row<T>>({
            ROW(hypot(inf, nan), inf), ROW(hypot(nan, -inf), inf), ROW(hypot(-inf, one), inf),
            ROW(hypot(max, max), inf), ROW(hypot(nan, one), nan), ROW(hypot(-zero, -zero), zero),
            ROW(hypot(-three, zero), three), ROW(hypot(three, two + two), three + two), ROW(hypot(least, zero), least),
            ROW(atan2(zero, -zero), pi), ROW(atan2(-zero, -zero), -pi), ROW(atan2(zero, zero), zero),
            ROW(atan2(-zero, zero), -zero), ROW(atan2(zero, -one), pi), ROW(atan2(-zero, -one), -pi),
            ROW(atan2(zero, one), zero), ROW(atan2(-zero, one), -zero), ROW(atan2(-one, zero), -pi / 2),
            ROW(atan2(-one, -zero), -pi / 2), ROW(atan2(one, zero), pi / 2), ROW(atan2(one, -zero), pi / 2),
            ROW(atan2(one, -inf), pi), ROW(atan2(-one, -inf), -pi), ROW(atan2(one, inf), zero),
            ROW(atan2(-one, inf), -zero), ROW(atan2(inf, one), pi / 2), ROW(atan2(-inf, -one), -pi / 2),
            ROW(atan2(inf, -inf), three_quarters_pi), ROW(atan2(-inf, -inf), -three_quarters_pi),
            ROW(atan2(inf, inf), pi / 4), ROW(atan2(-inf, inf), -pi / 4), ROW(atan2(nan, one), nan),
            ROW(atan2(one, nan), nan), ROW(atan2(nan, inf), nan), ROW(atan2(zero, nan), nan),
            ROW(atan2(one, one), pi / 4), ROW(atan2(-one, -one), -three_quarters_pi), ROW(atan2(least, max), zero),
            ROW(atan2(-least, max), -zero), ROW(atan2(least, -max), pi), ROW(atan2(max, least), pi / 2),
            ROW(atan2(-least, -least), -three_quarters_pi),
        });
    }

    static constexpr auto of_pow() {
        return std::to_array<row<T>>({
            ROW(pow(zero, zero), one), ROW(pow(zero, -zero), one), ROW(pow(-zero, zero), one),
            ROW(pow(-zero, -zero), one), ROW(pow(one, zero), one), ROW(pow(one, -zero), one), ROW(pow(-one, zero), one),
            ROW(pow(-one, -zero), one), ROW(pow(two, zero), one), ROW(pow(two, -zero), one), ROW(pow(-half, zero), one),
            ROW(pow(-half, -zero), one), ROW(pow(inf, zero), one), ROW(pow(inf, -zero), one), ROW(pow(-inf, zero), one),
            ROW(pow(-inf, -zero), one), ROW(pow(nan, zero), one), ROW(pow(nan, -zero), one), ROW(pow(max, zero), one),
            ROW(pow(max, -zero), one), ROW(pow(least, zero), one), ROW(pow(least, -zero), one), ROW(pow(one, inf), one),
            ROW(pow(one, -inf), one), ROW(pow(one, nan), one), ROW(pow(one, two), one), ROW(pow(one, -max), one),
            ROW(pow(-one, inf), one), ROW(pow(-one, -inf), one), ROW(pow(-one, odd), -one), ROW(pow(-one, even), one),
            ROW(pow(-one, half), nan), ROW(pow(-one, nan), nan), ROW(pow(zero, -one), inf), ROW(pow(-zero, -one), -inf),
            ROW(pow(-zero, -three), -inf), ROW(pow(-zero, -odd), -inf), ROW(pow(zero, -two), inf),
            ROW(pow(-zero, -two), inf), ROW(pow(-zero, -half), inf), ROW(pow(-zero, -even), inf),
            ROW(pow(zero, -inf), inf), ROW(pow(-zero, -inf), inf), ROW(pow(zero, one), zero),
            ROW(pow(-zero, one), -zero), ROW(pow(-zero, odd), -zero), ROW(pow(zero, two), zero),
            ROW(pow(-zero, two), zero), ROW(pow(-zero, half), zero), ROW(pow(-zero, even), zero),
            ROW(pow(-zero, inf), zero), ROW(pow(-two, half), nan), ROW(pow(-least, -half), nan),
            ROW(pow(-max, three / 2), nan), ROW(pow(half, -inf), inf), ROW(pow(-half, -inf), inf),
            ROW(pow(two, -inf), zero), ROW(pow(-two, -inf), zero), ROW(pow(half, inf), zero),
            ROW(pow(-half, inf), zero), ROW(pow(two, inf), inf), ROW(pow(-two, inf), inf), ROW(pow(inf, inf), inf),
            ROW(pow(-inf, -inf), zero), ROW(pow(-inf, -three), -zero), ROW(pow(-inf, -two), zero),
            ROW(pow(-inf, -half), zero), ROW(pow(-inf, three), -inf), ROW(pow(-inf, two), inf),
            ROW(pow(-inf, half), inf), ROW(pow(inf, -half), zero), ROW(pow(inf, half), inf), ROW(pow(nan, one), nan),
            ROW(pow(two, nan), nan), ROW(pow(zero, nan), nan), ROW(pow(nan, inf), nan), ROW(pow(max, two), inf),
            ROW(pow(-max, three), -inf), ROW(pow(max, -two), zero), ROW(pow(-max, -three), -zero),
            ROW(pow(two, max), inf), ROW(pow(half, max), zero), ROW(pow(-two, -three), -half / 4),
            ROW(pow(two, -max), zero), ROW(pow(max, least), one), ROW(pow(max, one), max), ROW(pow(least, one), least),
            ROW(pow(two, three), two * 4),
        });
    }

    // One ordinary point each.
    static constexpr auto ordinary() {
        constexpr T x = T(0.625), y = T(1.75);
        return std::to_array<row<T>>({
            ROW(sqrt(x), 0.790569415042094832999723L), ROW(cbrt(x), 0.854987973338348494676554L),
            ROW(exp(x), 1.86824595743222240650184L), ROW(expm1(x), 0.868245957432222406501836L),
            ROW(log(x), -0.470003629245735553650937L), ROW(log1p(x), 0.485507815781700807801791L),
            ROW(sin(x), 0.585097272940462154805399L), ROW(cos(x), 0.810963119505217902189535L),
            ROW(tan(x), 0.721484440990904419989518L), ROW(asin(x), 0.675131532937031647209056L),
            ROW(acos(x), 0.895664793857864972022265L), ROW(atan(x), 0.558599315343562435971508L),
            ROW(sinh(x), 0.666492264456616082272607L), ROW(cosh(x), 1.20175369297560632422923L),
            ROW(tanh(x), 0.554599722349382293999039L), ROW(erf(x), 0.623240882188417972448641L),
            ROW(erfc(x), 0.376759117811582027551359L), ROW(pow(x, y), 0.439329160304960219058555L),
            ROW(atan2(x, y), 0.343023940420703397073529L), ROW(hypot(x, y), 1.8582585934148131903265L),
        });
    }
};

using types = std::tuple<float, double, long double>;

// Of what went wrong in a constant expression this names the row, which a static_assert would not.
template <class Rows>
void check(Rows const& in_constant_expression, Rows const& at_run_time) {
    for (auto const& rows : {in_constant_expression, at_run_time})
        for (auto const& row : rows) BOOST_TEST(row.exact(), row.call << " is " << row.computed << ", not " << row.expected);
}

}

BOOST_AUTO_TEST_CASE_TEMPLATE(special_values, T, types) {
    constexpr auto of_one = values<T>::of_one();
    check(of_one, values<T>::of_one());
    constexpr auto of_two = values<T>::of_two();
    check(of_two, values<T>::of_two());
    constexpr auto of_pow = values<T>::of_pow();
    check(of_pow, values<T>::of_pow());
}

// In a constant expression only: the libraries are not that exact.
template <class... T>
constexpr bool ordinary = (std::ranges::all_of(values<T>::ordinary(), &row<T>::within_a_unit) && ...);
static_assert(ordinary<float, double, long double>);

// Arguments that need many digits of 2/pi.
static_assert(math::sin(std::numeric_limits<double>::max()) == 0.00496195478918406179050267);
static_assert(math::cos(0x1p1000) == 0.987246077598913484239902);
static_assert(math::abs(math::sin(std::numeric_limits<long double>::max())) < 1);

// Nothing but floating-point numbers.
template <class T>
concept has_sine = requires(T x) { math::sin(x); };
static_assert(has_sine<float> && has_sine<double> && has_sine<long double> && !has_sine<int> && !has_sine<char const*>);

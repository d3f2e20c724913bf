// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// The elementary functions at the special values of C's Annex F: in a constant expression, where they are typegrad's own,
// and at run time, where they are those of <cmath>.
#define BOOST_TEST_MODULE typegrad_math_special
#include <boost/test/unit_test.hpp>

#include <typegrad/math.hpp>
#include <typegrad/math/half_turns.hpp>

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
            ROW(rsqrt(nan), nan), ROW(rsqrt(zero), inf), ROW(rsqrt(-zero), -inf), ROW(rsqrt(inf), zero), ROW(rsqrt(-one), nan),
            ROW(rsqrt(two + two), half),
            ROW(exp2(nan), nan), ROW(exp2(inf), inf), ROW(exp2(-inf), zero), ROW(exp2(max), inf), ROW(exp2(-max), zero),
            ROW(exp2(-zero), one), ROW(exp2(-one), half), ROW(exp2(three), two * 4),
            ROW(exp10(nan), nan), ROW(exp10(inf), inf), ROW(exp10(-inf), zero), ROW(exp10(max), inf), ROW(exp10(-max), zero),
            ROW(exp10(-zero), one), ROW(exp10(three), T(1000)),
            ROW(log2(nan), nan), ROW(log2(inf), inf), ROW(log2(zero), -inf), ROW(log2(-zero), -inf), ROW(log2(one), zero),
            ROW(log2(-one), nan), ROW(log2(-inf), nan), ROW(log2(two * 4), three), ROW(log2(half), -one),
            ROW(log10(nan), nan), ROW(log10(inf), inf), ROW(log10(zero), -inf), ROW(log10(-zero), -inf), ROW(log10(one), zero),
            ROW(log10(-one), nan), ROW(log10(-inf), nan), ROW(log10(T(10)), one),
            ROW(asinh(nan), nan), ROW(asinh(zero), zero), ROW(asinh(-zero), -zero), ROW(asinh(inf), inf),
            ROW(asinh(-inf), -inf), ROW(asinh(-least), -least),
            ROW(acosh(nan), nan), ROW(acosh(one), zero), ROW(acosh(half), nan), ROW(acosh(-inf), nan), ROW(acosh(inf), inf),
            ROW(atanh(nan), nan), ROW(atanh(zero), zero), ROW(atanh(-zero), -zero), ROW(atanh(one), inf),
            ROW(atanh(-one), -inf), ROW(atanh(two), nan), ROW(atanh(-inf), nan), ROW(atanh(-least), -least),
            ROW(sinpi(nan), nan), ROW(sinpi(zero), zero), ROW(sinpi(-zero), -zero), ROW(sinpi(inf), nan),
            ROW(sinpi(one), zero), ROW(sinpi(-one), -zero), ROW(sinpi(two), zero), ROW(sinpi(half), one),
            ROW(sinpi(-half), -one), ROW(sinpi(three / 2), -one), ROW(sinpi(max), zero), ROW(sinpi(-odd), -zero),
            ROW(sinpi(1 / limits::epsilon() / 2 + half), one),
            ROW(cospi(nan), nan), ROW(cospi(-zero), one), ROW(cospi(-inf), nan), ROW(cospi(one), -one), ROW(cospi(-one), -one),
            ROW(cospi(two), one), ROW(cospi(half), zero), ROW(cospi(-half), zero), ROW(cospi(three / 2), zero),
            ROW(cospi(max), one), ROW(cospi(odd), -one), ROW(cospi(least), one),
            ROW(ceil(nan), nan), ROW(ceil(zero), zero), ROW(ceil(-zero), -zero), ROW(ceil(inf), inf), ROW(ceil(-half), -zero),
            ROW(ceil(least), one), ROW(ceil(-max), -max), ROW(ceil(odd), odd),
            ROW(round(nan), nan), ROW(round(-zero), -zero), ROW(round(-inf), -inf), ROW(round(half), one),
            ROW(round(-half), -one), ROW(round(half - limits::epsilon() / 4), zero), ROW(round(-one / 4), -zero),
            ROW(round(three / 2), two), ROW(round(two + half), three), ROW(round(-odd), -odd),
            ROW(rint(nan), nan), ROW(rint(-zero), -zero), ROW(rint(-inf), -inf), ROW(rint(half), zero),
            ROW(rint(-half), -zero), ROW(rint(three / 2), two), ROW(rint(two + half), two), ROW(rint(-odd), -odd),
            ROW(rint(half + limits::epsilon() / 2), one), ROW(nearbyint(-three / 2), -two), ROW(nearbyint(inf), inf),
            ROW(frac(nan), nan), ROW(frac(three / 2), half), ROW(frac(-three / 2), -half), ROW(frac(inf), nan),
            ROW(frac(least), least), ROW(frac(odd), zero),
            ROW(ldexp(nan, 3), nan), ROW(ldexp(-inf, -3), -inf), ROW(ldexp(-zero, 3), -zero), ROW(ldexp(one, 100000), inf),
            ROW(ldexp(-one, -100000), -zero), ROW(ldexp(least, std::numeric_limits<int>::max()), inf),
            ROW(ldexp(max, std::numeric_limits<int>::min()), zero), ROW(scalbn(one, -1), half),
            ROW(ldexp(three, limits::min_exponent - limits::digits - 1), two * least), ROW(ldexp(one, limits::min_exponent - limits::digits - 1), zero),
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

    static constexpr auto of_division() {
        return std::to_array<row<T>>({
            ROW(fmod(zero, one), zero), ROW(fmod(-zero, one), -zero), ROW(fmod(one, zero), nan), ROW(fmod(inf, one), nan),
            ROW(fmod(one, inf), one), ROW(fmod(-one, -inf), -one), ROW(fmod(nan, one), nan), ROW(fmod(one, nan), nan),
            ROW(fmod(-three, two), -one), ROW(fmod(three, -two), one), ROW(fmod(-two, two), -zero), ROW(fmod(max, least), zero),
            ROW(fmod(least, max), least),
            ROW(remainder(zero, one), zero), ROW(remainder(-zero, one), -zero), ROW(remainder(one, zero), nan),
            ROW(remainder(inf, one), nan), ROW(remainder(one, inf), one), ROW(remainder(nan, one), nan),
            ROW(remainder(one, nan), nan), ROW(remainder(three, two), -one), ROW(remainder(-three, two), one),
            ROW(remainder(one, two), one), ROW(remainder(-one, two), -one), ROW(remainder(-two, two), -zero),
            ROW(remainder(max, least), zero), ROW(remainder(max, max), zero), ROW(remainder(max, -max / 2), zero),
            ROW(remainder(least, max), least), ROW(remainder(three, two + two), -one),
            ROW(fmax(nan, one), one), ROW(fmax(one, nan), one), ROW(fmax(nan, nan), nan), ROW(fmax(-inf, -max), -max),
            ROW(fmin(nan, one), one), ROW(fmin(one, nan), one), ROW(fmin(nan, nan), nan), ROW(fmin(inf, max), max),
            ROW(fdim(nan, one), nan), ROW(fdim(one, nan), nan), ROW(fdim(inf, inf), zero), ROW(fdim(-inf, inf), zero),
            ROW(fdim(inf, -inf), inf), ROW(fdim(one, inf), zero), ROW(fdim(max, -max), inf), ROW(fdim(three, one), two),
            ROW(fdim(max, -least), max), ROW(fdim(one, one), zero),
            ROW(fma(inf, zero, one), nan), ROW(fma(zero, inf, nan), nan), ROW(fma(inf, one, -inf), nan), ROW(fma(inf, one, inf), inf),
            ROW(fma(nan, one, one), nan), ROW(fma(one, one, nan), nan), ROW(fma(max, max, -inf), -inf), ROW(fma(max, two, -max), max),
            ROW(fma(max, max, one), inf), ROW(fma(one, one, -one), zero), ROW(fma(zero, -one, -zero), -zero),
            ROW(fma(zero, one, -zero), zero), ROW(fma(least, -half, zero), -zero), ROW(fma(least, half, least), two * least),
            ROW(fma(1 + limits::epsilon(), 1 - limits::epsilon(), -one), -limits::epsilon() * limits::epsilon()),
            ROW(hypot(inf, nan, nan), inf), ROW(hypot(nan, nan, -inf), inf), ROW(hypot(nan, one, one), nan),
            ROW(hypot(one, one, nan), nan), ROW(hypot(-zero, zero, -zero), zero), ROW(hypot(max, max, max), inf),
            ROW(hypot(max, zero, least), max), ROW(hypot(-one, two, -two), three), ROW(hypot(least, zero, zero), least),
            ROW(hypot(max / 4, max / 2, -max / 2), max / 4 * 3),
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
            ROW(rsqrt(x), 1.26491106406735173279956L), ROW(exp2(x), 1.54221082540794082361229L),
            ROW(exp10(x), 4.21696503428582248569013L), ROW(log2(x), -0.678071905112637652129681L),
            ROW(log10(x), -0.204119982655924780854956L), ROW(asinh(x), 0.590143685781959002179937L),
            ROW(acosh(y), 1.15881036042994681173087L), ROW(atanh(x), 0.733168534396713522329121L),
            ROW(sinpi(x), 0.923879532511286756128183L), ROW(cospi(x), -0.38268343236508977172846L),
            ROW(fmod(y, x), 0.5L), ROW(remainder(y, x), -0.125L), ROW(fma(x, y, x), 1.71875L),
            ROW(hypot(x, y, y), 2.55257223208276713401017L),
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
    constexpr auto of_division = values<T>::of_division();
    check(of_division, values<T>::of_division());
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

// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// The elementary functions of constant expressions, against MPFR and against the special values of C's Annex F. Those run
// in a constant expression and, as the functions of <cmath>, at run time.
//
// `--log_level=message` prints the largest error of every function. Build with -ffp-contract=off.
#define BOOST_TEST_MODULE typegrad_math
#include <boost/test/unit_test.hpp>

#include <typegrad/math.hpp>

#include <mpfr.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <random>
#include <string>
#include <tuple>
#include <vector>

namespace {

namespace math = typegrad::math;
namespace constant = typegrad::math::constant;

template <class T>
using limits = std::numeric_limits<T>;

class reference {
public:
    reference() { mpfr_init2(value, 240); }
    template <class T>
    explicit reference(T x) : reference() { mpfr_set_ld(value, x, MPFR_RNDN); }
    reference(reference const&) = delete;
    ~reference() { mpfr_clear(value); }

    mpfr_t value;
};

// |computed - exact| in units in the last place of the exact value; 0 if both are NaN or overflow alike.
template <class T>
double error(T computed, reference& exact) {
    if (mpfr_nan_p(exact.value) || std::isnan(computed)) return mpfr_nan_p(exact.value) && std::isnan(computed) ? 0 : 1e9;
    const T nearest = static_cast<T>(mpfr_get_ld(exact.value, MPFR_RNDN));  // only infinities and signs are taken from it
    if (std::signbit(computed) != std::signbit(nearest)) return 1e9;
    if (std::isinf(computed) || std::isinf(nearest)) return computed == nearest ? 0 : 1e9;
    const auto e = mpfr_zero_p(exact.value) ? mpfr_exp_t(limits<T>::min_exponent) : mpfr_get_exp(exact.value);
    const auto unit = std::max(e, mpfr_exp_t(limits<T>::min_exponent)) - limits<T>::digits;
    reference difference(computed);
    mpfr_sub(difference.value, difference.value, exact.value, MPFR_RNDN);
    mpfr_mul_2si(difference.value, difference.value, -unit, MPFR_RNDN);
    return std::abs(mpfr_get_d(difference.value, MPFR_RNDN));
}

// Keeps the worst point of one function.
template <class T>
class verdict {
public:
    explicit verdict(char const* function) : name(function) {}
    ~verdict() {
        std::ostringstream text;
        text.precision(limits<T>::max_digits10);
        text << name << " in " << limits<T>::digits << " digits: " << worst << " ulp at " << where[0] << ", " << where[1];
        BOOST_TEST_MESSAGE(text.str());
        BOOST_TEST(worst <= 1, text.str());
    }
    void add(double error, T x, T y = 0) {
        if (error > worst) worst = error, where = {x, y};
    }

private:
    std::string name;
    double worst = 0;
    std::array<T, 2> where{};
};

// Any number that is not negative, all exponents alike.
template <class T>
T any_number(std::mt19937_64& random) {
    const int least = limits<T>::min_exponent - limits<T>::digits, n = limits<T>::max_exponent - least;
    return std::ldexp(std::uniform_real_distribution<T>(1, 2)(random), least + static_cast<int>(random() % static_cast<unsigned>(n)));
}

template <class T>
std::vector<T> points() {
    std::vector<T> points;
    std::mt19937_64 random(1);
    const auto with_neighbours = [&](T x) {
        for (T y : {x, std::nextafter(x, T(0)), std::nextafter(x, limits<T>::infinity())}) points.push_back(y);
    };
    for (double scale : {1e-5, 0.3, 1.0, 2.0, 8.0, 30.0, 120.0, 800.0, 12000.0, 1e6})
        for (int i = 0; i < 100; ++i) points.push_back(std::uniform_real_distribution<T>(0, static_cast<T>(scale))(random));
    for (int i = 0; i < 1000; ++i) points.push_back(any_number<T>(random));
    for (int i = 0; i < 40; ++i) with_neighbours(std::ldexp(T(1), -i)), with_neighbours(1 - std::ldexp(T(1), -i));
    for (int i = 0; i < 40; ++i) with_neighbours(std::ldexp(limits<T>::denorm_min(), i));  // and into the normal numbers
    for (int i = 1; i < 60; ++i) with_neighbours(static_cast<T>(i) * static_cast<T>(0.78539816339744830961566L));
    for (int i = 1; i < 60; ++i) with_neighbours(static_cast<T>(i) / 8);
    for (T x : {limits<T>::min(), limits<T>::max(), std::log(limits<T>::max()), -std::log(limits<T>::denorm_min())}) with_neighbours(x);
    with_neighbours(static_cast<T>(6381956970095103) * std::ldexp(T(1), std::min(797, limits<T>::max_exponent - 60)));  // double's closest to a multiple of pi/2
    with_neighbours(static_cast<T>(std::sqrt(T(0.5)))), with_neighbours(std::sqrt(T(2)));
    for (std::size_t i = points.size(); i-- > 0;) points.push_back(-points[i]);
    return points;
}

// Equal, and of one sign if they are zeros.
template <class T>
constexpr bool same(T a, T b) {
    return math::isnan(a) ? math::isnan(b) : a == b && math::signbit(a) == math::signbit(b);
}

template <class T>
struct row {
    char const* call;
    T computed, expected;
};

#define ROW(call, expected) row<T>{#call, static_cast<T>(math::call), static_cast<T>(expected)}

template <class T>
constexpr auto special_values() {
    constexpr T inf = limits<T>::infinity(), nan = limits<T>::quiet_NaN(), max = limits<T>::max(), least = limits<T>::denorm_min(),
                zero = 0, one = 1, two = 2, three = 3, half = T(0.5), odd = 1 / limits<T>::epsilon() + 1, even = 4 / limits<T>::epsilon(),
                pi = T(3.14159265358979323846264L), three_quarters_pi = T(2.35619449019234492884698L);
    return std::array{
        ROW(sqrt(nan), nan), ROW(cbrt(nan), nan), ROW(exp(nan), nan), ROW(expm1(nan), nan), ROW(log(nan), nan),
        ROW(log1p(nan), nan), ROW(sin(nan), nan), ROW(cos(nan), nan), ROW(tan(nan), nan), ROW(asin(nan), nan),
        ROW(acos(nan), nan), ROW(atan(nan), nan), ROW(sinh(nan), nan), ROW(cosh(nan), nan), ROW(tanh(nan), nan),
        ROW(erf(nan), nan), ROW(erfc(nan), nan), ROW(floor(nan), nan), ROW(trunc(nan), nan), ROW(sqrt(zero), zero),
        ROW(sqrt(-zero), -zero), ROW(cbrt(zero), zero), ROW(cbrt(-zero), -zero), ROW(expm1(zero), zero),
        ROW(expm1(-zero), -zero), ROW(log1p(zero), zero), ROW(log1p(-zero), -zero), ROW(sin(zero), zero),
        ROW(sin(-zero), -zero), ROW(tan(zero), zero), ROW(tan(-zero), -zero), ROW(asin(zero), zero),
        ROW(asin(-zero), -zero), ROW(atan(zero), zero), ROW(atan(-zero), -zero), ROW(sinh(zero), zero),
        ROW(sinh(-zero), -zero), ROW(tanh(zero), zero), ROW(tanh(-zero), -zero), ROW(erf(zero), zero),
        ROW(erf(-zero), -zero), ROW(floor(zero), zero), ROW(floor(-zero), -zero), ROW(trunc(zero), zero),
        ROW(trunc(-zero), -zero), ROW(expm1(-least), -least), ROW(log1p(-least), -least),
        ROW(sin(-least), -least), ROW(tan(-least), -least), ROW(asin(-least), -least), ROW(atan(-least), -least),
        ROW(sinh(-least), -least), ROW(tanh(-least), -least), ROW(sqrt(inf), inf), ROW(cbrt(inf), inf), ROW(exp(inf), inf),
        ROW(expm1(inf), inf), ROW(log(inf), inf), ROW(log1p(inf), inf), ROW(sinh(inf), inf), ROW(cosh(inf), inf),
        ROW(floor(inf), inf), ROW(trunc(inf), inf), ROW(cbrt(-inf), -inf), ROW(sinh(-inf), -inf), ROW(floor(-inf), -inf),
        ROW(trunc(-inf), -inf), ROW(exp(max), inf), ROW(expm1(max), inf), ROW(sinh(max), inf), ROW(cosh(max), inf),
        ROW(exp(zero), one), ROW(exp(-zero), one), ROW(exp(-inf), zero), ROW(exp(-max), zero), ROW(expm1(-inf), -one),
        ROW(expm1(-max), -one), ROW(log(zero), -inf), ROW(log(-zero), -inf), ROW(log(one), zero), ROW(log(-one), nan),
        ROW(log(-inf), nan), ROW(log(-least), nan), ROW(log1p(-one), -inf), ROW(log1p(-two), nan), ROW(log1p(-inf), nan),
        ROW(sqrt(-one), nan), ROW(sqrt(-inf), nan), ROW(sqrt(-least), nan), ROW(sqrt(two + two), two),
        ROW(cbrt(-two * 4), -two), ROW(sin(inf), nan), ROW(sin(-inf), nan), ROW(cos(inf), nan), ROW(cos(-inf), nan),
        ROW(tan(inf), nan), ROW(tan(-inf), nan), ROW(cos(zero), one), ROW(cos(least), one), ROW(asin(two), nan),
        ROW(asin(-two), nan), ROW(asin(inf), nan), ROW(asin(-inf), nan), ROW(acos(two), nan), ROW(acos(-two), nan),
        ROW(acos(inf), nan), ROW(acos(-inf), nan), ROW(asin(one), pi / 2), ROW(asin(-one), -pi / 2), ROW(acos(one), zero),
        ROW(acos(-one), pi), ROW(acos(zero), pi / 2), ROW(acos(-least), pi / 2), ROW(atan(inf), pi / 2),
        ROW(atan(-inf), -pi / 2), ROW(atan(-max), -pi / 2), ROW(cosh(zero), one), ROW(cosh(-inf), inf),
        ROW(sinh(-max), -inf), ROW(tanh(inf), one), ROW(tanh(-inf), -one), ROW(tanh(-max), -one), ROW(erf(inf), one),
        ROW(erf(-inf), -one), ROW(erfc(zero), one), ROW(erfc(inf), zero), ROW(erfc(-inf), two), ROW(erfc(max), zero),
        ROW(erfc(-max), two), ROW(floor(-half), -one), ROW(trunc(-half), -zero), ROW(floor(half), zero),
        ROW(floor(-max), -max), ROW(floor(-odd), -odd), ROW(trunc(odd), odd), ROW(abs(-zero), zero), ROW(abs(-inf), inf),
        ROW(abs(nan), nan), ROW(copysign(two, -zero), -two), ROW(copysign(-inf, one), inf), ROW(signbit(-zero), true),
        ROW(signbit(zero), false), ROW(isnan(nan), true), ROW(isnan(inf), false), ROW(isinf(-inf), true),
        ROW(isinf(max), false), ROW(isinf(nan), false), ROW(isfinite(-max), true), ROW(isfinite(-inf), false),
        ROW(isfinite(nan), false), ROW(hypot(inf, nan), inf), ROW(hypot(nan, -inf), inf), ROW(hypot(-inf, one), inf),
        ROW(hypot(max, max), inf), ROW(hypot(nan, one), nan), ROW(hypot(-zero, -zero), zero),
        ROW(hypot(-three, zero), three), ROW(hypot(three, two + two), three + two), ROW(hypot(least, zero), least),
        ROW(atan2(zero, -zero), pi), ROW(atan2(-zero, -zero), -pi), ROW(atan2(zero, zero), zero),
        ROW(atan2(-zero, zero), -zero), ROW(atan2(zero, -one), pi), ROW(atan2(-zero, -one), -pi),
        ROW(atan2(zero, one), zero), ROW(atan2(-zero, one), -zero), ROW(atan2(-one, zero), -pi / 2),
        ROW(atan2(-one, -zero), -pi / 2), ROW(atan2(one, zero), pi / 2), ROW(atan2(one, -zero), pi / 2),
        ROW(atan2(one, -inf), pi), ROW(atan2(-one, -inf), -pi), ROW(atan2(one, inf), zero), ROW(atan2(-one, inf), -zero),
        ROW(atan2(inf, one), pi / 2), ROW(atan2(-inf, -one), -pi / 2), ROW(atan2(inf, -inf), three_quarters_pi),
        ROW(atan2(-inf, -inf), -three_quarters_pi), ROW(atan2(inf, inf), pi / 4), ROW(atan2(-inf, inf), -pi / 4),
        ROW(atan2(nan, one), nan), ROW(atan2(one, nan), nan), ROW(atan2(nan, inf), nan), ROW(atan2(zero, nan), nan),
        ROW(atan2(one, one), pi / 4), ROW(atan2(-one, -one), -three_quarters_pi), ROW(atan2(least, max), zero),
        ROW(atan2(-least, max), -zero), ROW(atan2(least, -max), pi), ROW(atan2(max, least), pi / 2),
        ROW(atan2(-least, -least), -three_quarters_pi), ROW(pow(zero, zero), one), ROW(pow(zero, -zero), one),
        ROW(pow(-zero, zero), one), ROW(pow(-zero, -zero), one), ROW(pow(one, zero), one), ROW(pow(one, -zero), one),
        ROW(pow(-one, zero), one), ROW(pow(-one, -zero), one), ROW(pow(two, zero), one), ROW(pow(two, -zero), one),
        ROW(pow(-half, zero), one), ROW(pow(-half, -zero), one), ROW(pow(inf, zero), one), ROW(pow(inf, -zero), one),
        ROW(pow(-inf, zero), one), ROW(pow(-inf, -zero), one), ROW(pow(nan, zero), one), ROW(pow(nan, -zero), one),
        ROW(pow(max, zero), one), ROW(pow(max, -zero), one), ROW(pow(least, zero), one), ROW(pow(least, -zero), one),
        ROW(pow(one, inf), one), ROW(pow(one, -inf), one), ROW(pow(one, nan), one), ROW(pow(one, two), one),
        ROW(pow(one, -max), one), ROW(pow(-one, inf), one), ROW(pow(-one, -inf), one), ROW(pow(-one, odd), -one),
        ROW(pow(-one, even), one), ROW(pow(-one, half), nan), ROW(pow(-one, nan), nan), ROW(pow(zero, -one), inf),
        ROW(pow(-zero, -one), -inf), ROW(pow(-zero, -three), -inf), ROW(pow(-zero, -odd), -inf), ROW(pow(zero, -two), inf),
        ROW(pow(-zero, -two), inf), ROW(pow(-zero, -half), inf), ROW(pow(-zero, -even), inf), ROW(pow(zero, -inf), inf),
        ROW(pow(-zero, -inf), inf), ROW(pow(zero, one), zero), ROW(pow(-zero, one), -zero), ROW(pow(-zero, odd), -zero),
        ROW(pow(zero, two), zero), ROW(pow(-zero, two), zero), ROW(pow(-zero, half), zero), ROW(pow(-zero, even), zero),
        ROW(pow(-zero, inf), zero), ROW(pow(-two, half), nan), ROW(pow(-least, -half), nan),
        ROW(pow(-max, three / 2), nan), ROW(pow(half, -inf), inf), ROW(pow(-half, -inf), inf), ROW(pow(two, -inf), zero),
        ROW(pow(-two, -inf), zero), ROW(pow(half, inf), zero), ROW(pow(-half, inf), zero), ROW(pow(two, inf), inf),
        ROW(pow(-two, inf), inf), ROW(pow(inf, inf), inf), ROW(pow(-inf, -inf), zero), ROW(pow(-inf, -three), -zero),
        ROW(pow(-inf, -two), zero), ROW(pow(-inf, -half), zero), ROW(pow(-inf, three), -inf), ROW(pow(-inf, two), inf),
        ROW(pow(-inf, half), inf), ROW(pow(inf, -half), zero), ROW(pow(inf, half), inf), ROW(pow(nan, one), nan),
        ROW(pow(two, nan), nan), ROW(pow(zero, nan), nan), ROW(pow(nan, inf), nan), ROW(pow(max, two), inf),
        ROW(pow(-max, three), -inf), ROW(pow(max, -two), zero), ROW(pow(-max, -three), -zero), ROW(pow(two, max), inf),
        ROW(pow(half, max), zero), ROW(pow(-two, -three), -half / 4), ROW(pow(two, -max), zero), ROW(pow(max, least), one),
        ROW(pow(max, one), max), ROW(pow(least, one), least), ROW(pow(two, three), two * 4),
    };
}

// One ordinary point each, in a constant expression only: the libraries are not that exact.
template <class T>
constexpr auto ordinary_values() {
    constexpr T x = T(0.625), y = T(1.75);
    return std::array{
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
    };
}

template <class T>
constexpr bool within_a_unit(row<T> r) {
    return math::abs(r.computed - r.expected) <= limits<T>::epsilon() * math::abs(r.expected);
}

using types = std::tuple<float, double, long double>;

}

BOOST_AUTO_TEST_CASE_TEMPLATE(functions_of_one, T, types) {
    const auto xs = points<T>();
    const auto verify = [&](char const* name, auto function, auto exact) {
        verdict<T> verdict(name);
        reference argument, result;
        for (T x : xs) {
            mpfr_set_ld(argument.value, x, MPFR_RNDN);
            exact(result.value, argument.value, MPFR_RNDN);
            verdict.add(error(function(x), result), x);
        }
    };
    verify("sqrt", [](T x) { return constant::sqrt(x); }, mpfr_sqrt);
    verify("cbrt", [](T x) { return constant::cbrt(x); }, mpfr_cbrt);
    verify("exp", [](T x) { return constant::exp(x); }, mpfr_exp);
    verify("expm1", [](T x) { return constant::expm1(x); }, mpfr_expm1);
    verify("log", [](T x) { return constant::log(x); }, mpfr_log);
    verify("log1p", [](T x) { return constant::log1p(x); }, mpfr_log1p);
    verify("sin", [](T x) { return constant::sin(x); }, mpfr_sin);
    verify("cos", [](T x) { return constant::cos(x); }, mpfr_cos);
    verify("tan", [](T x) { return constant::tan(x); }, mpfr_tan);
    verify("asin", [](T x) { return constant::asin(x); }, mpfr_asin);
    verify("acos", [](T x) { return constant::acos(x); }, mpfr_acos);
    verify("atan", [](T x) { return constant::atan(x); }, mpfr_atan);
    verify("sinh", [](T x) { return constant::sinh(x); }, mpfr_sinh);
    verify("cosh", [](T x) { return constant::cosh(x); }, mpfr_cosh);
    verify("tanh", [](T x) { return constant::tanh(x); }, mpfr_tanh);
    verify("erf", [](T x) { return constant::erf(x); }, mpfr_erf);
    verify("erfc", [](T x) { return constant::erfc(x); }, mpfr_erfc);
    const auto rounded = [](auto function) { return [=](mpfr_t y, mpfr_t const x, mpfr_rnd_t) { function(y, x); }; };
    verify("floor", [](T x) { return constant::floor(x); }, rounded([](auto y, auto x) { mpfr_floor(y, x); }));
    verify("trunc", [](T x) { return constant::trunc(x); }, rounded([](auto y, auto x) { mpfr_trunc(y, x); }));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(functions_of_two, T, types) {
    std::mt19937_64 random(2);
    const auto verify = [&](char const* name, auto function, auto exact, auto pair) {
        verdict<T> verdict(name);
        reference first, second, result;
        for (int i = 0; i < 3000; ++i) {
            const auto [x, y] = pair();
            mpfr_set_ld(first.value, x, MPFR_RNDN), mpfr_set_ld(second.value, y, MPFR_RNDN);
            exact(result.value, first.value, second.value, MPFR_RNDN);
            verdict.add(error(function(x, y), result), x, y);
        }
    };
    const auto sign = [&] { return random() % 2 == 0 ? T(1) : T(-1); };
    const auto uniform = [&](T least, T greatest) { return std::uniform_real_distribution<T>(least, greatest)(random); };
    const auto any_pair = [&] { return std::pair(sign() * any_number<T>(random), sign() * any_number<T>(random)); };
    const auto alike = [&] {
        const T x = any_number<T>(random), y = x * std::ldexp(uniform(1, 2), static_cast<int>(random() % 140) - 70);
        return std::pair(sign() * x, sign() * std::min(y, limits<T>::max()));
    };
    verify("hypot", [](T x, T y) { return constant::hypot(x, y); }, mpfr_hypot, any_pair);
    verify("hypot", [](T x, T y) { return constant::hypot(x, y); }, mpfr_hypot, alike);
    verify("atan2", [](T y, T x) { return constant::atan2(y, x); }, mpfr_atan2, any_pair);
    verify("atan2", [](T y, T x) { return constant::atan2(y, x); }, mpfr_atan2, alike);
    const auto pow = [](T x, T y) { return constant::pow(x, y); };
    // Every size of the result, and beyond; with bases of all sizes, and with bases next to 1.
    const auto power_for = [&](T x) { return uniform(-1, 1) * T(1.1) * std::log(limits<T>::max()) / std::log(x); };
    verify("pow", pow, mpfr_pow, [&] {
        const T x = any_number<T>(random);
        return std::pair(x, x == 1 ? T(0) : power_for(x));
    });
    verify("pow", pow, mpfr_pow, [&] {
        const T x = 1 + sign() * std::ldexp(uniform(1, 2), -2 - static_cast<int>(random() % (limits<T>::digits - 4)));
        return std::pair(x, power_for(x));
    });
    verify("pow", pow, mpfr_pow, [&] { return std::pair(uniform(-20, 20), std::trunc(uniform(-40, 40))); });
    verify("pow", pow, mpfr_pow, [&] { return std::pair(uniform(0, 2), sign() * any_number<T>(random)); });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(values, T, types) {
    constexpr auto in_constant_expression = special_values<T>();
    auto at_run_time = special_values<T>();
    for (auto const& rows : {in_constant_expression, at_run_time})
        for (auto r : rows) BOOST_TEST(same(r.computed, r.expected), r.call << " is " << r.computed << ", not " << r.expected);

    static_assert(std::ranges::all_of(ordinary_values<T>(), within_a_unit<T>));
}

// Arguments that need many digits of 2/pi.
static_assert(math::sin(limits<double>::max()) == 0.00496195478918406179050267);
static_assert(math::cos(0x1p1000) == 0.987246077598913484239902);
static_assert(math::abs(math::sin(limits<long double>::max())) < 1);

// Only floating-point numbers, and no other type's overloads are shadowed.
template <class T>
concept has_sine = requires(T x) { math::sin(x); };
static_assert(has_sine<float> && has_sine<double> && has_sine<long double> && !has_sine<int> && !has_sine<char const*>);

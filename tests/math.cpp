// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// The elementary functions of constant expressions, against MPFR. `--log_level=message` prints the largest error of each.
// Build with -ffp-contract=off: what is exact in a constant expression must be so at run time.
#define BOOST_TEST_MODULE typegrad_math
#include <boost/test/unit_test.hpp>

#include <typegrad/math.hpp>
#include <typegrad/math/half_turns.hpp>

#include <mpfr.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <initializer_list>
#include <limits>
#include <random>
#include <sstream>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "sanitized.hpp"

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
    explicit verdict(char const* function, double most = 0.51) : name(function), bound(most) {}  // as <typegrad/math.hpp> promises
    ~verdict() {
        std::ostringstream text;
        text.precision(limits<T>::max_digits10);
        text << name << " in " << limits<T>::digits << " digits: " << worst << " ulp at " << where[0] << ", " << where[1];
        BOOST_TEST_MESSAGE(text.str());
        BOOST_TEST(worst < bound, text.str());
    }
    void add(double error, T x, T y = 0) {
        if (error > worst) worst = error, where = {x, y};
    }

private:
    std::string name;
    double bound, worst = 0;
    std::array<T, 2> where{};
};

// Any number that is not negative, all exponents alike.
template <class T>
T any_number(std::mt19937_64& random) {
    const int least = limits<T>::min_exponent - limits<T>::digits, n = limits<T>::max_exponent - least;
    const T significand = std::uniform_real_distribution<T>(1, 2)(random);
    return std::ldexp(significand, least + static_cast<int>(random() % static_cast<unsigned>(n)));
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
    for (T x : {limits<T>::min(), limits<T>::max()}) with_neighbours(x);
    for (T x : {limits<T>::max(), limits<T>::min(), limits<T>::denorm_min()}) with_neighbours(std::abs(std::log(x)));
    // Of all doubles the nearest to a multiple of pi/2.
    if (limits<T>::max_exponent > 900) with_neighbours(std::ldexp(T(6381956970095103), 797));
    with_neighbours(std::sqrt(T(0.5))), with_neighbours(std::sqrt(T(2)));
    for (std::size_t i = points.size(); i-- > 0;) points.push_back(-points[i]);
    if (sanitized) std::erase_if(points, [i = 0](T) mutable { return i++ % 16 != 0; });
    return points;
}

// sin(pi x) or cos(pi x): x = n/2 + rest up to whole turns, exactly. (MPFR has them since 4.2 only.)
template <bool Cosine>
void half_turns(mpfr_t y, mpfr_t const x, mpfr_rnd_t mode) {
    if (!mpfr_number_p(x)) return mpfr_set_nan(y);
    reference two(2.0L), rest, n;
    mpfr_fmod(rest.value, x, two.value, mode);
    mpfr_mul_2si(n.value, rest.value, 1, mode), mpfr_round(n.value, n.value);
    const long quadrant = (mpfr_get_si(n.value, mode) + (Cosine ? 5 : 4)) % 4;
    mpfr_mul_2si(n.value, n.value, -1, mode), mpfr_sub(rest.value, rest.value, n.value, mode);
    const bool zero = mpfr_zero_p(rest.value);
    mpfr_const_pi(y, mode), mpfr_mul(rest.value, rest.value, y, mode);
    quadrant % 2 != 0 ? mpfr_cos(y, rest.value, mode) : mpfr_sin(y, rest.value, mode);
    if (quadrant >= 2) mpfr_neg(y, y, mode);
    if (zero && quadrant % 2 == 0) mpfr_set_zero(y, Cosine || !mpfr_signbit(x) ? 1 : -1);
}

template <void Function(mpfr_t, mpfr_t const, mpfr_rnd_t)>
void times_pi(mpfr_t y, mpfr_t const x, mpfr_rnd_t mode) {
    reference pi;
    mpfr_const_pi(pi.value, mode);
    Function(y, x, mode);
    mpfr_mul(y, y, pi.value, mode);
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
    verify("rsqrt", [](T x) { return constant::rsqrt(x); }, [](mpfr_t y, mpfr_t const x, mpfr_rnd_t mode) {
        mpfr_rec_sqrt(y, x, mode);
        if (mpfr_zero_p(x)) mpfr_setsign(y, y, mpfr_signbit(x), mode);
    });
    verify("exp2", [](T x) { return constant::exp2(x); }, mpfr_exp2);
    verify("exp10", [](T x) { return constant::exp10(x); }, mpfr_exp10);
    verify("log2", [](T x) { return constant::log2(x); }, mpfr_log2);
    verify("log10", [](T x) { return constant::log10(x); }, mpfr_log10);
    verify("asinh", [](T x) { return constant::asinh(x); }, mpfr_asinh);
    verify("acosh", [](T x) { return constant::acosh(x); }, mpfr_acosh);
    verify("acosh(1 + |x|)", [](T x) { return constant::acosh(1 + std::abs(x)); }, [](mpfr_t y, mpfr_t const x, mpfr_rnd_t mode) {
        mpfr_set_ld(y, 1 + std::abs(static_cast<T>(mpfr_get_ld(x, mode))), mode);
        mpfr_acosh(y, y, mode);
    });
    verify("atanh", [](T x) { return constant::atanh(x); }, mpfr_atanh);
    const auto rounded = [](auto function) { return [=](mpfr_t y, mpfr_t const x, mpfr_rnd_t) { function(y, x); }; };
    verify("floor", [](T x) { return constant::floor(x); }, rounded([](auto y, auto x) { mpfr_floor(y, x); }));
    verify("trunc", [](T x) { return constant::trunc(x); }, rounded([](auto y, auto x) { mpfr_trunc(y, x); }));
    verify("ceil", [](T x) { return constant::ceil(x); }, rounded([](auto y, auto x) { mpfr_ceil(y, x); }));
    verify("round", [](T x) { return constant::round(x); }, rounded([](auto y, auto x) { mpfr_round(y, x); }));
    verify("rint", [](T x) { return constant::rint(x); }, rounded([](auto y, auto x) { mpfr_roundeven(y, x); }));
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
    const auto any_pair = [&] { return std::pair{sign() * any_number<T>(random), sign() * any_number<T>(random)}; };
    const auto alike = [&] {
        const T x = any_number<T>(random), y = x * std::ldexp(uniform(1, 2), static_cast<int>(random() % 140) - 70);
        return std::pair{sign() * x, sign() * std::min(y, limits<T>::max())};
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
        return std::pair{x, x == 1 ? T(0) : power_for(x)};
    });
    verify("pow", pow, mpfr_pow, [&] {
        const T x = 1 + sign() * std::ldexp(uniform(1, 2), -2 - static_cast<int>(random() % (limits<T>::digits - 4)));
        return std::pair{x, power_for(x)};
    });
    verify("pow", pow, mpfr_pow, [&] { return std::pair{uniform(-20, 20), std::trunc(uniform(-40, 40))}; });
    verify("pow", pow, mpfr_pow, [&] { return std::pair{uniform(0, 2), sign() * any_number<T>(random)}; });
    const auto near = [&] {  // few enough binary digits between them for all quotients, ties among them
        const T x = any_number<T>(random), y = x * std::ldexp(std::trunc(uniform(1, 9)), static_cast<int>(random() % 9) - 5);
        return std::pair{sign() * x, sign() * std::min(y, limits<T>::max())};
    };
    for (const auto& pair : std::initializer_list<std::function<std::pair<T, T>()>>{any_pair, alike, near}) {
        verify("fmod", [](T x, T y) { return y == 0 ? x : constant::fmod(x, y); }, [](mpfr_t r, mpfr_t x, mpfr_t y, mpfr_rnd_t mode) {
            mpfr_zero_p(y) ? mpfr_set(r, x, mode) : mpfr_fmod(r, x, y, mode);
        }, pair);
        verify("remainder", [](T x, T y) { return y == 0 ? x : constant::remainder(x, y); }, [](mpfr_t r, mpfr_t x, mpfr_t y, mpfr_rnd_t mode) {
            mpfr_zero_p(y) ? mpfr_set(r, x, mode) : mpfr_remainder(r, x, y, mode);
        }, pair);
        verify("fdim", [](T x, T y) { return constant::fdim(x, y); }, mpfr_dim, pair);
        verify("fmax", [](T x, T y) { return constant::fmax(x, y); }, mpfr_max, pair);
        verify("fmin", [](T x, T y) { return constant::fmin(x, y); }, mpfr_min, pair);
    }
}

// By their exponents alone, and by sums that nearly cancel or lie next to the middle between two numbers.
BOOST_AUTO_TEST_CASE_TEMPLATE(functions_of_three, T, types) {
    std::mt19937_64 random(3);
    const auto sign = [&] { return random() % 2 == 0 ? T(1) : T(-1); };
    const auto significand = [&] {  // with runs of equal digits
        const T ulps = std::ldexp(T(1), -static_cast<int>(random() % limits<T>::digits));
        if (random() % 2 == 0) return std::uniform_real_distribution<T>(1, 2)(random);
        return random() % 2 == 0 ? 1 + ulps : 2 - std::max(ulps, limits<T>::epsilon());
    };
    const auto scaled = [&](int least, int greatest) {
        const int e = least + static_cast<int>(random() % static_cast<unsigned>(greatest - least + 1));
        return sign() * std::ldexp(significand(), e);
    };
    verdict<T> fma("fma"), hypot("hypot of three");
    reference x, y, z, result;
    const int least = limits<T>::min_exponent - limits<T>::digits, greatest = limits<T>::max_exponent - 1;
    for (int i = 0; i < 60000; ++i) {
        const T a = scaled(least, greatest);
        if (!std::isfinite(a)) continue;  // of the greatest exponent, by rounding
        const int product = static_cast<int>(random() % 300) - 150 + (i % 3 == 1 ? least : 0);
        const T b = i % 3 == 0 ? scaled(least, greatest)
                               : std::ldexp(significand(), std::clamp(product - std::ilogb(a), least, greatest));
        if (!std::isfinite(b)) continue;
        const int e = std::ilogb(a) + std::ilogb(b), reach = 2 * limits<T>::digits + 8;
        T c = i % 4 == 0 ? scaled(least, greatest)
                         : scaled(std::clamp(e - reach, least, greatest), std::clamp(e + reach, least, greatest));
        if (i % 8 == 1 && std::isfinite(a * b)) c = -a * b;
        mpfr_set_ld(x.value, a, MPFR_RNDN), mpfr_set_ld(y.value, b, MPFR_RNDN), mpfr_set_ld(z.value, c, MPFR_RNDN);
        mpfr_set_prec(result.value, 70000), mpfr_fma(result.value, x.value, y.value, z.value, MPFR_RNDN);
        const T computed = constant::fma(a, b, c);
        fma.add(error(computed, result), a, b);
        BOOST_TEST((std::fma(a, b, c) == computed || std::isnan(computed)));
        mpfr_set_prec(result.value, 240), mpfr_hypot(result.value, x.value, y.value, MPFR_RNDN);
        mpfr_hypot(result.value, result.value, z.value, MPFR_RNDN);
        hypot.add(error(constant::hypot(a, b, c), result), a, b);
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(powers_of_two, T, types) {
    std::mt19937_64 random(4);
    for (T x : points<T>())
        for (int n : {0, 1, -1, 60, -60, static_cast<int>(random() % 40000) - 20000, static_cast<int>(random() % 2000) - 1000}) {
            BOOST_TEST(constant::ldexp(x, n) == std::ldexp(x, n));
            BOOST_TEST(constant::scalbn(x, n) == std::ldexp(x, n));
        }
}

// At run time the libraries' errors are theirs; what is made of several of their functions stays within a unit and a half.
BOOST_AUTO_TEST_CASE_TEMPLATE(at_run_time, T, types) {
    const auto xs = points<T>();
    const auto verify = [&](char const* name, double bound, auto function, auto exact) {
        verdict<T> verdict(name, bound);
        reference argument, result;
        for (T x : xs) {
            mpfr_set_ld(argument.value, x, MPFR_RNDN);
            exact(result.value, argument.value, MPFR_RNDN);
            verdict.add(error(function(x), result), x);
        }
    };
    const auto rec_sqrt = [](mpfr_t y, mpfr_t const x, mpfr_rnd_t mode) {
        mpfr_rec_sqrt(y, x, mode);
        if (mpfr_zero_p(x)) mpfr_setsign(y, y, mpfr_signbit(x), mode);
    };
    verify("run-time rsqrt", 1.5, [](T x) { return math::rsqrt(x); }, rec_sqrt);
    verify("run-time exp10", 1.5, [](T x) { return math::exp10(x); }, mpfr_exp10);
    verify("run-time exp2", 1.5, [](T x) { return math::exp2(x); }, mpfr_exp2);
    verify("run-time log2", 2.5, [](T x) { return math::log2(x); }, mpfr_log2);
    verify("run-time log10", 2.5, [](T x) { return math::log10(x); }, mpfr_log10);
    verify("run-time asinh", 2.5, [](T x) { return math::asinh(x); }, mpfr_asinh);
    verify("run-time acosh", 3.5, [](T x) { return math::acosh(x); }, mpfr_acosh);
    verify("run-time atanh", 2.5, [](T x) { return math::atanh(x); }, mpfr_atanh);
    verify("run-time sinpi", 1, [](T x) { return math::sinpi(x); }, half_turns<false>);
    verify("run-time cospi", 1, [](T x) { return math::cospi(x); }, half_turns<true>);
    verify("run-time pi_sinpi", 2, [](T x) { return math::pi_sinpi(x); }, times_pi<half_turns<false>>);
    verify("run-time pi_cospi", 2, [](T x) { return math::pi_cospi(x); }, times_pi<half_turns<true>>);
    if constexpr (!std::is_same_v<T, float>) {
        verify("sinpi", 0.51, [](T x) { return math::internal::sinpi<true>(x); }, half_turns<false>);
        verify("cospi", 0.51, [](T x) { return math::internal::cospi<true>(x); }, half_turns<true>);
        verify("pi_sinpi", 0.51, [](T x) { return math::internal::sinpi<true>(x, true); }, times_pi<half_turns<false>>);
        verify("pi_cospi", 0.51, [](T x) { return math::internal::cospi<true>(x, true); }, times_pi<half_turns<true>>);
    }
}

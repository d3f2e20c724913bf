// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#ifdef TYPEGRAD_TESTS_MPFR
#include "special_by_mpfr.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <vector>

namespace harness::by_mpfr {

namespace {

    precise const none = std::numeric_limits<double>::quiet_NaN();

    int bits() { return static_cast<int>(precise::default_precision() / 0.30103); }

    // More of them within a scope.
    class with_bits {
    public:
        explicit with_bits(int number) : before_(precise::default_precision()) { set_bits(number); }
        ~with_bits() { precise::default_precision(before_); }
        with_bits(with_bits const&) = delete;

        static precise of(precise const& x) {
            precise more(x);
            more.precision(precise::default_precision());
            return more;
        }

    private:
        unsigned before_;
    };
    precise rounded(precise const& x) { return with_bits::of(x); }

    template <class Function, class... A>
    precise call(Function function, A const&... a) {
        precise result(0);
        function(result.backend().data(), a.backend().data()..., MPFR_RNDN);
        return result;
    }

    precise power_of_two(int exponent) { return ldexp(precise(1), exponent); }
    precise pi() {
        precise result(0);
        mpfr_const_pi(result.backend().data(), MPFR_RNDN);
        return result;
    }
    bool integer(precise const& x) { return floor(x) == x; }
    bool even(precise const& n) { return integer(precise(n / 2)); }

    // Steps of Newton's method from `y`, until one is so small that the next would change nothing.
    template <class Step>
    precise newton(precise y, Step step) {
        precise const enough = power_of_two(-bits() / 2 - 4);
        for (int i = 0; i < 200; ++i) {
            precise const change = step(y);
            y -= change;
            if (abs(change) <= enough * abs(y)) return y;
        }
        return none;
    }

}

precise tgamma(precise const& x) { return call(mpfr_gamma, x); }
precise lgamma(precise const& x) {
    precise result(0);
    int sign = 0;
    mpfr_lgamma(result.backend().data(), &sign, x.backend().data(), MPFR_RNDN);
    return result;
}
precise digamma(precise const& x) { return call(mpfr_digamma, x); }

// Riemann's ζ(2k), k >= 1, kept: computed anew they would be most of the time.
precise const& zeta_of_twice(unsigned k) {
    static std::map<int, std::vector<precise>> kept;
    auto& list = kept[bits()];
    while (list.size() < k) {
        precise next = 0;
        mpfr_zeta_ui(next.backend().data(), 2 * static_cast<unsigned>(list.size()) + 2, MPFR_RNDN);
        list.push_back(next);
    }
    return list[k - 1];
}

// Stirling's series, for x > 0: ten times as fast as MPFR's function.
precise log_gamma(precise const& x) {
    if (!(x > 0)) return lgamma(x);
    precise product = 1, z = x;
    for (; z < bits() / 6 + 1; z += 1) product *= z;
    precise const enough = power_of_two(-bits() - 8), two_pi = 2 * pi(), two_pi_z = two_pi * z;
    precise sum = (z - precise(0.5)) * log(z) - z + log(two_pi) / 2 - log(product);
    precise term = 2 * z / (two_pi_z * two_pi_z);  // 2 (2k - 2)! / ((2π)²ᵏ z²ᵏ⁻¹)
    for (unsigned k = 1; k < 1000 && term > enough; ++k) {
        sum += k % 2 == 1 ? precise(zeta_of_twice(k) * term) : precise(-zeta_of_twice(k) * term);
        term *= precise(2 * k) * (2 * k - 1) / (two_pi_z * two_pi_z);
    }
    return sum;
}

// The recurrence to where the asymptotic series has enough digits, whose Bernoulli numbers are values of Riemann's zeta function.
precise polygamma(precise const& order, precise const& x) {
    if (order == 0) return digamma(x);
    if (!(order > 0 && order < 100) || x < -2000 || (x <= 0 && integer(x))) return none;
    auto const n = static_cast<unsigned>(static_cast<int>(order));
    precise sum = 0, z = x, factorial = 1;  // (n - 1)!
    for (unsigned k = 2; k < n; ++k) factorial *= k;
    for (; z < bits() / 6 + static_cast<int>(n); z += 1) sum += factorial * n / pow(z, n + 1);
    precise const enough = power_of_two(-bits() - 8), two_pi_z = 2 * pi() * z;
    precise series = factorial / pow(z, n) * (1 + n / (2 * z));
    precise term = factorial / pow(z, n) * 2;  // 2 (2k + n - 1)! / ((2π)²ᵏ z²ᵏ⁺ⁿ)
    for (unsigned k = 1; k < 1000; ++k) {
        term *= precise(2 * k + n - 2) * (2 * k + n - 1) / (two_pi_z * two_pi_z);
        series += k % 2 == 1 ? precise(zeta_of_twice(k) * term) : precise(-zeta_of_twice(k) * term);
        if (term < enough * series) break;
    }
    return n % 2 == 1 ? precise(sum + series) : precise(-(sum + series));
}
precise polygamma_difference(precise const& n, precise const& a, precise const& b) { return polygamma(n, a + b) - polygamma(n, a); }

precise gamma_p_derivative(precise const& a, precise const& x) { return exp((a - 1) * log(x) - x - log_gamma(a)); }
precise beta(precise const& a, precise const& b) { return exp(lbeta(a, b)); }
precise lbeta(precise const& a, precise const& b) { return log_gamma(a) + log_gamma(b) - log_gamma(a + b); }
precise ibeta_derivative(precise const& a, precise const& b, precise const& x) { return exp((a - 1) * log(x) + (b - 1) * call(mpfr_log1p, precise(-x)) - lbeta(a, b)); }

namespace {

    // The coefficients of Temme's expansion (typegrad/special/temme.hpp), as power series in η: 1/μ(η) - 1/η is the zeroth, and the k-th
    // is (d/dη of the one before) / η + (-1)ᵏ gₖ/μ, where the gₖ are those of Stirling's series for the gamma function.
    using power_series_of_eta = std::vector<precise>;
    std::vector<power_series_of_eta> const& temme_coefficients() {
        static std::map<int, std::vector<power_series_of_eta>> kept;
        auto& c = kept[bits()];
        if (!c.empty()) return c;
        constexpr std::size_t orders = 30, powers = 120, all = powers + 2 * orders + 2;
        std::vector<precise> mu(all + 2, precise(0)), inverse(all + 1, precise(0));  // μ = Σ muₙ ηⁿ, and η/μ
        mu[1] = 1;
        for (std::size_t n = 2; n <= all + 1; ++n) {
            mu[n] = mu[n - 1];
            for (std::size_t j = 2; j < n; ++j) mu[n] -= j * mu[j] * mu[n + 1 - j];
            mu[n] /= n + 1;
        }
        inverse[0] = 1;
        for (std::size_t n = 1; n <= all; ++n)
            for (std::size_t j = 1; j <= n; ++j) inverse[n] -= mu[j + 1] * inverse[n - j];
        c.emplace_back(inverse.begin() + 1, inverse.end());
        precise odd_factorial = 1;
        for (std::size_t k = 1; k < orders; ++k) {
            odd_factorial *= 2 * k + 1;
            precise const g = odd_factorial * mu[2 * k + 1] * (k % 2 == 0 ? 1 : -1);
            power_series_of_eta next;
            for (std::size_t n = 0; n + 2 < c[k - 1].size(); ++n) next.push_back((n + 2) * c[k - 1][n + 2] + g * c[0][n]);
            c.push_back(next);
        }
        return c;
    }

    precise by_temme(precise const& a, precise const& eta, precise const& exponent, bool upper) {
        precise const enough = power_of_two(-bits());
        precise sum = 0, power = 1;
        for (power_series_of_eta const& series : temme_coefficients()) {
            precise polynomial = 0;
            for (std::size_t n = series.size(); n-- > 0;) polynomial = polynomial * eta + series[n];
            sum += polynomial * power;
            if (power < enough) break;
            power /= a;
        }
        precise const root = sqrt(exponent), correction = exp(-exponent) / sqrt(2 * pi() * a) * sum;
        precise const tail = call(mpfr_erfc, (eta < 0) == upper ? precise(-root) : root) / 2;
        return upper ? precise(tail + correction) : precise(tail - correction);
    }

    // xᵃ e⁻ˣ / Γ(a + 1) · Σ xⁿ / ((a + 1) … (a + n)), all of whose terms are positive, and 1 less that in as many more bits as cancel. None
    // in the tails, where a result vanishes or is 1.
    precise incomplete_gamma(precise const& parameter, precise const& argument, bool upper) {
        if (!(parameter > 0) || !(argument >= 0)) return none;
        if (argument == 0) return upper ? 1 : 0;
        auto const exponent_of = [](precise const& v) { return static_cast<int>(call(mpfr_log2, v)); };
        precise result;
        {
            with_bits const more(bits() + 64 + 3 * std::max(0, exponent_of(parameter)) + std::max(0, -exponent_of(parameter)));
            precise const a = with_bits::of(parameter), x = with_bits::of(argument), mu = (x - a) / a, distance = a * (mu - call(mpfr_log1p, mu));
            bool const is_large = a > 0x1p20;
            if (distance > 1500 && (is_large || mu > 0)) return none;
            if (is_large) result = by_temme(a, mu < 0 ? precise(-sqrt(2 * distance / a)) : sqrt(2 * distance / a), distance, upper);
            else {
                with_bits const still_more(bits() + (mu > 0 ? static_cast<int>(distance * 1.5) : 0));
                precise const at = with_bits::of(argument), enough = power_of_two(-bits());
                precise denominator = with_bits::of(parameter), term = 1, sum = 1;
                for (int n = 1; n < 10000000; ++n) {
                    denominator += 1;
                    term *= at;
                    term /= denominator;
                    sum += term;
                    if (term < enough * sum && denominator > at) break;
                }
                sum *= exp(with_bits::of(parameter) * log(at) - at - log_gamma(with_bits::of(parameter) + 1));
                result = upper ? precise(1 - sum) : sum;
            }
        }
        return rounded(result);
    }

}

precise gamma_p(precise const& a, precise const& x) { return incomplete_gamma(a, x, false); }
precise gamma_q(precise const& a, precise const& x) { return incomplete_gamma(a, x, true); }

// xᵃ (1 - x)ᵇ / (a B(a, b)) · Σ (a + b)(a + b + 1) … xⁿ / ((a + 1)(a + 2) …), all of whose terms are positive, from the end that x is
// nearer to. None where that is long: for two large parameters.
precise ibeta(precise const& parameter, precise const& other, precise const& argument) {
    if (!(parameter > 0) || !(other > 0) || !(argument >= 0 && argument <= 1)) return none;
    if (argument == 0 || argument == 1) return argument;
    precise result;
    {
        auto const exponent_of = [](precise const& v) { return static_cast<int>(abs(call(mpfr_log2, v))); };
        with_bits const more(bits() + 64 + 2 * (exponent_of(parameter) + exponent_of(other)));
        precise a = with_bits::of(parameter), b = with_bits::of(other), x = with_bits::of(argument), y = 1 - x;
        precise log_x = log(x), log_y = call(mpfr_log1p, precise(-x));
        bool const upper = x * (a + b) > a;
        if (upper) std::swap(a, b), std::swap(x, y), std::swap(log_x, log_y);
        precise const enough = power_of_two(-bits());
        precise term = 1, sum = 1;
        int n = 1;
        for (; n < 20000; ++n) {
            term *= (a + b + (n - 1)) * x / (a + n);
            sum += term;
            if (term < enough * sum) break;
        }
        if (n == 20000) return none;
        sum *= exp(a * log_x + b * log_y - lbeta(a, b)) / a;
        result = upper ? precise(1 - sum) : sum;
    }
    return rounded(result);
}

precise erfinv(precise const& x) {
    if (abs(x) > precise(0.5)) return x < 0 ? precise(-erfcinv(1 + x)) : erfcinv(1 - x);
    precise const root = sqrt(pi()) / 2;
    return newton(x * root, [&](precise const& y) { return precise((call(mpfr_erf, y) - x) * root * exp(y * y)); });
}
precise erfcinv(precise const& x) {
    if (!(x > 0 && x < 2)) return none;
    if (x >= precise(0.5)) return x > precise(1.5) ? precise(-erfcinv(2 - x)) : erfinv(1 - x);
    precise const root = sqrt(pi()) / 2, wanted = log(x);
    return newton(sqrt(-wanted), [&](precise const& y) {
        precise const there = call(mpfr_erfc, y);
        return precise((wanted - log(there)) * root * exp(y * y) * there);
    });
}
precise norm_quantile(precise const& x) { return -sqrt(precise(2)) * erfcinv(2 * x); }

// (atan a - Σ (-1)ʲ a²ʲ⁺¹/(2j + 1) · (1 - exp(-½h²) Σ (½h²)ⁱ/i!, i <= j)) / 2π for a <= 1.
precise owens_t(precise const& h, precise const& a) {
    if (abs(h) > 40) return 0;
    if (a < 0) return -owens_t(h, -a);
    if (a > 1) {
        precise const root = sqrt(precise(2)), p = call(mpfr_erfc, precise(abs(h) / root)), q = call(mpfr_erfc, precise(a * abs(h) / root));
        return (p + q) / 4 - p * q / 4 - owens_t(a * h, 1 / a);
    }
    precise sum;
    {
        with_bits const more(bits() + static_cast<int>(static_cast<double>(h * h)) + 64);
        precise const x = with_bits::of(h) * with_bits::of(h) / 2, squared = with_bits::of(a) * with_bits::of(a);
        precise power = with_bits::of(a), term = exp(-x), rest = 1 - term;
        sum = call(mpfr_atan, with_bits::of(a));
        precise const enough = power_of_two(-bits());
        for (int j = 0; j < 100000 && abs(rest) > enough; ++j) {
            sum -= (j % 2 == 0 ? power : precise(-power)) / (2 * j + 1) * rest;
            power *= squared;
            term *= x / (j + 1);
            rest -= term;
        }
        sum /= 2 * pi();
    }
    return rounded(sum);
}

precise expint(precise const& x) { return call(mpfr_eint, x); }

// Next to the branch point from its expansion there, by Newton's method on w eʷ = x.
precise lambert_w0(precise const& x) {
    if (x == 0) return 0;
    precise const q = 1 + exp(precise(1)) * x;
    if (q < 0) return none;
    if (q == 0) return -1;
    precise const p = sqrt(2 * q);
    precise const begin = x < precise(-0.2) ? precise(-1 + p - p * p / 3 + 11 * p * p * p / 72) : x < 3 ? call(mpfr_log1p, x) : precise(log(x) - log(log(x)));
    return newton(begin, [&](precise const& w) {
        precise const there = w - x * exp(-w);
        return precise(there / (w + 1 - there * (w + 2) / (2 * (w + 1))));
    });
}

namespace {

    // Σ (±x²/4)ᵏ / (k! Γ(ν + k + 1)) · (x/2)^ν.
    precise power_series(precise const& order, precise const& x, int sign) {
        precise const square = sign * x * x / 4, enough = power_of_two(-bits() - 8);
        precise term = pow(precise(x / 2), order) / tgamma(order + 1), sum = term;
        for (int k = 1; k < 100000; ++k) {
            term *= square / (k * (order + k));
            sum += term;
            if (abs(term) <= enough * abs(sum) && k > abs(order) + x) break;
        }
        return sum;
    }

    // Hankel's: Σ aₖ sₖ / xᵏ over even and over odd k, with sₖ the signs that the four functions have.
    struct sums {
        precise even, odd;
        bool converges;
    };
    sums asymptotic(precise const& order, precise const& x, bool alternates) {
        precise const square = 4 * order * order, enough = power_of_two(-bits() - 8);
        precise term = 1;
        sums result{1, 0, true};
        for (int k = 1; k < 20000; ++k) {
            precise const before = abs(term);
            term *= (square - (2 * k - 1) * (2 * k - 1)) / (k * 8 * x);
            bool const negative = alternates && (k % 4 == 2 || k % 4 == 3);
            (k % 2 == 0 ? result.even : result.odd) += negative ? precise(-term) : term;
            if (abs(term) < enough) return result;
            if (abs(term) > before && k > abs(order) + 10) break;
        }
        result.converges = false;
        return result;
    }

    // Where the asymptotic series has no term that is small enough: in as many more bits as the power series loses, and with an order
    // that is no integer, for functions that are a quotient there.
    template <class Function>
    precise by_series(precise order, precise const& x, Function function) {
        int const own = bits();
        precise result;
        {
            with_bits const more(2 * own + 4 * static_cast<int>(x) + 200);
            order = with_bits::of(order);
            precise const nearest = floor(order + precise(0.5));
            if (abs(order - nearest) < power_of_two(-own)) order = nearest + power_of_two(-own - 16);
            result = function(order, with_bits::of(x));
        }
        return rounded(result);
    }

    bool too_large(precise const& order) { return !(abs(order) <= 60); }
    bool is_far(precise const& x) { return x > bits() * 0.4 + 40; }

}

precise bessel_j(precise const& order, precise const& x) {
    if (too_large(order)) return none;
    if (integer(order)) {
        precise result(0);
        mpfr_jn(result.backend().data(), static_cast<long>(order), x.backend().data(), MPFR_RNDN);
        return result;
    }
    if (is_far(x)) {
        precise const angle = x - (order / 2 + precise(0.25)) * pi();
        sums const s = asymptotic(order, x, true);
        return s.converges ? precise(sqrt(2 / (pi() * x)) * (s.even * cos(angle) - s.odd * sin(angle))) : none;
    }
    return by_series(order, x, [](precise const& n, precise const& at) { return power_series(n, at, -1); });
}
precise bessel_y(precise const& order, precise const& x) {
    if (too_large(order)) return none;
    if (integer(order)) {
        precise result(0);
        mpfr_yn(result.backend().data(), static_cast<long>(order), x.backend().data(), MPFR_RNDN);
        return result;
    }
    if (is_far(x)) {
        precise const angle = x - (order / 2 + precise(0.25)) * pi();
        sums const s = asymptotic(order, x, true);
        return s.converges ? precise(sqrt(2 / (pi() * x)) * (s.even * sin(angle) + s.odd * cos(angle))) : none;
    }
    return by_series(order, x, [](precise const& n, precise const& at) {
        precise const turns = n * pi();
        return precise((power_series(n, at, -1) * cos(turns) - power_series(-n, at, -1)) / sin(turns));
    });
}
precise bessel_i(precise const& order, precise const& x) {
    if (too_large(order)) return none;
    if (x < 0) return even(order) ? bessel_i(order, -x) : precise(-bessel_i(order, -x));
    if (order < 0 && integer(order)) return bessel_i(-order, x);
    if (x == 0 && integer(order)) return order == 0 ? 1 : 0;  // for the series the order 0 is a little more, and 0 to that is 0
    if (is_far(x)) {
        sums const s = asymptotic(order, x, false);
        return s.converges ? precise(exp(x) / sqrt(2 * pi() * x) * (s.even - s.odd)) : none;
    }
    return by_series(order, x, [](precise const& n, precise const& at) { return power_series(n, at, 1); });
}
precise bessel_k(precise const& order, precise const& x) {
    if (too_large(order)) return none;
    if (is_far(x)) {
        sums const s = asymptotic(order, x, false);
        return s.converges ? precise(sqrt(pi() / (2 * x)) * exp(-x) * (s.even + s.odd)) : none;
    }
    return by_series(order, x, [](precise const& n, precise const& at) { return precise(pi() / 2 * (power_series(-n, at, 1) - power_series(n, at, 1)) / sin(n * pi())); });
}

}
#endif

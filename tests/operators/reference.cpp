// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include "reference.hpp"

#include <algorithm>
#include <cmath>
#include <exception>
#include <limits>

namespace harness {

namespace {

    constexpr double infinity = std::numeric_limits<double>::infinity();

    precise const unknown = std::numeric_limits<double>::quiet_NaN();

    precise power_of_two(int exponent) { return ldexp(precise(1), exponent); }

    // The binary exponent of the distance to what is exceptional.
    int distance_exponent(probe const& p, std::size_t k, place const& x) {
        int e = 0;
        auto const away_from = [&](double from) {
            if (!(std::abs(from) < 1e300)) return;
            if (x.sign != 0 && x.at == from) e = std::min(e, x.exponent);
            else if (double const d = x.at - from; d != 0 && std::isfinite(d)) e = std::min(e, std::ilogb(d));
        };
        for (op::point const& point : p.exceptional) away_from(point[k]);
        away_from(p.domain[k].low);
        away_from(p.domain[k].high);
        return e;
    }

    struct level {
        int step_bits, extra_bits;
    };
    // Ordinary points; derivatives that are tiny beside the value; kinks nearby, and functions that change fast.
    constexpr level levels[] = {{100, 0}, {100, 2600}, {1250, 0}};
    // For a fixed number of bits, which leave room for steps of a fraction of the point.
    constexpr level levels_of_fixed[] = {{60, 0}, {110, 0}};
    // Special functions are dear, and those in any precision have all their digits next to a pole at 0 as well: first with as few bits as that
    // allows, then with bits for the distance to it.
    constexpr level levels_of_special[] = {{100, 0}, {101, 0}};
    constexpr int most_bits_of_special = 1500;
    constexpr int finer = 16;  // the second step is 2^16 times smaller

    struct estimate {
        taylor<precise> d;
        taylor<precise> noise;
    };

    estimate differences(probe const& p, std::array<precise, 3> const& at, precise const& value, std::array<int, 3> const& step_exponent, int bits) {
        auto const n = static_cast<std::size_t>(p.arity);
        precise largest = abs(value);
        auto const f = [&](std::size_t i, int si, std::size_t j, int sj) {
            std::array<precise, 3> shifted = at;
            if (si != 0) shifted[i] += si * power_of_two(step_exponent[i]);
            if (sj != 0) shifted[j] += sj * power_of_two(step_exponent[j]);
            precise const y = p.value(shifted.data());
            if (abs(y) > largest) largest = abs(y);
            return y;
        };
        estimate result;
        result.d.value = value;
        for (std::size_t i = 0; i < n; ++i) {
            if (!p.active[i]) continue;
            precise const up = f(i, 1, i, 0), down = f(i, -1, i, 0), one = power_of_two(-step_exponent[i]);
            result.d.first[i] = (up - down) * one / 2;
            result.d.second[i][i] = (up - 2 * value + down) * one * one;
            for (std::size_t j = 0; j < i; ++j) {
                if (!p.active[j]) continue;
                result.d.second[i][j] = (f(i, 1, j, 1) - f(i, 1, j, -1) - f(i, -1, j, 1) + f(i, -1, j, -1)) * one * power_of_two(-step_exponent[j] - 2);
                result.d.second[j][i] = result.d.second[i][j];
            }
        }
        precise const noise = largest * power_of_two(12 - bits);
        for (std::size_t i = 0; i < n; ++i) {
            result.noise.first[i] = noise * power_of_two(-step_exponent[i]);
            for (std::size_t j = 0; j < n; ++j) result.noise.second[i][j] = noise * power_of_two(-step_exponent[i] - step_exponent[j]);
        }
        return result;
    }

enum class verdict { same, noise, different };
    verdict compare(precise const& a, precise const& noise_a, precise const& b, precise const& noise_b) {
        if (!(boost::multiprecision::isfinite)(a) || !(boost::multiprecision::isfinite)(b)) return verdict::different;
        if (abs(a) <= noise_a && abs(b) <= noise_b) return verdict::noise;
        return abs(a - b) <= power_of_two(-64) * abs(a) ? verdict::same : verdict::different;
    }

    std::optional<taylor<precise>> attempt(probe const& p, places const& where, level const& with, bool last) {
        auto const n = static_cast<std::size_t>(p.arity);
        std::array<int, 3> step{}, finer_step{};
        int bits = 128, most = 0;
        for (std::size_t k = 0; k < n; ++k) {
            int const far = distance_exponent(p, k, where[k]);
            step[k] = far - with.step_bits;
            int size = where[k].at == 0 ? 0 : std::max(0, std::ilogb(where[k].at));
            if (where[k].sign != 0) size = std::max(size, where[k].exponent);
            if (p.bits != 0 && far == 0) step[k] += size;
            finer_step[k] = step[k] - finer;
            int const own = where[k].at == 0 ? (where[k].sign == 0 ? 0 : where[k].exponent) : std::min(0, std::ilogb(where[k].at));
            bool const few = p.special && &with == levels_of_special;
            most = std::max(most, 2 * (few ? with.step_bits + finer + std::max(0, own - far) : -finer_step[k]) + 2 * size);
        }
        bits = p.bits != 0 ? p.bits : bits + most + with.extra_bits;
        if (bits > (p.special ? most_bits_of_special : most_bits) && &with != levels_of_special) return {};
        set_bits(bits);
#ifndef TYPEGRAD_TESTS_MPFR
        if (p.bits == 0) bits = most_bits;
#endif
        std::array<precise, 3> x;
        for (std::size_t k = 0; k < n; ++k) {
            x[k] = precise(where[k].at);
            if (where[k].sign != 0) x[k] += where[k].sign * power_of_two(where[k].exponent);
        }
        precise const value = p.value(x.data());
        if (!(boost::multiprecision::isfinite)(value)) return {};
        estimate const coarse = differences(p, x, value, step, bits);
        // A difference of which these digits leave nothing is no zero.
        if (p.special && value == 0)
            for (std::size_t i = 0; i < n; ++i)
                if (p.active[i] && coarse.noise.first[i] == 0) return {};
        estimate const fine = differences(p, x, value, finer_step, bits);
        taylor<precise> result = coarse.d;
        auto const settle = [&](precise& into, precise const& a, precise const& noise_a, precise const& b, precise const& noise_b) {
            verdict const v = compare(a, noise_a, b, noise_b);
            if (v == verdict::noise) {
                // Zero for all that these digits tell: certain where that is below every double.
                if (p.bits != 0 && noise_a > power_of_two(-1200)) into = unknown;
                else if (!last && noise_a > power_of_two(-1200)) return false;
                else into = 0;
            }
            return v != verdict::different;
        };
        for (std::size_t i = 0; i < n; ++i) {
            if (!p.active[i]) continue;
            if (!settle(result.first[i], coarse.d.first[i], coarse.noise.first[i], fine.d.first[i], fine.noise.first[i])) return {};
            for (std::size_t j = 0; j < n; ++j)
                if (p.active[j] && !settle(result.second[i][j], coarse.d.second[i][j], coarse.noise.second[i][j], fine.d.second[i][j], fine.noise.second[i][j])) return {};
        }
        return result;
    }

}

places places_of(op::point const& at) { return {{{at[0]}, {at[1]}, {at[2]}}}; }

std::optional<taylor<precise>> by_differences(probe const& p, places const& at) {
    try {
        if (p.bits != 0) {
            for (level const& l : levels_of_fixed)
                if (auto result = attempt(p, at, l, false)) return result;
            return {};
        }
        if (p.special) {
            for (level const& l : levels_of_special)
                if (auto result = attempt(p, at, l, false)) return result;
            return {};
        }
        for (level const& l : levels)
            if (auto result = attempt(p, at, l, &l != levels)) return result;
    } catch (std::exception const&) {
    }
    return {};
}

double distance(probe const& p, std::size_t k, double at) { return std::ldexp(1.0, distance_exponent(p, k, {at})); }

bool counts(precise const& expected) { return expected == 0 || (abs(expected) >= power_of_two(-960) && abs(expected) < power_of_two(1024)); }

double error_in_ulp(double actual, precise const& expected, precise const& scale) {
    if (abs(expected) >= power_of_two(1024) * (1 - power_of_two(-54)))
        return std::abs(actual) > 0x1.fffffffff0000p1023 && (actual < 0) == (expected < 0) ? 0 : infinity;
    if (abs(expected) < power_of_two(-960)) return std::abs(actual) < 0x1p-900 ? 0 : infinity;
    if (!std::isfinite(actual)) return std::abs(actual) > 0 && abs(expected) > power_of_two(1023) * (2 - power_of_two(-48)) ? 1 : infinity;
    int exponent = 0;
    (void)frexp(scale, &exponent);
    return static_cast<double>(abs(precise(actual) - expected) * power_of_two(53 - exponent));
}

namespace {

    // From three places on the way.
    std::optional<double> tends_to(precise const& a, precise const& b, precise const& c) {
        auto const tiny = [](precise const& v) { return abs(v) < power_of_two(-1080); };
        if (tiny(b) && tiny(c)) return 0.0;
        auto const close = [](precise const& u, precise const& v) { return abs(u - v) <= power_of_two(-20) * abs(v); };
        if (close(a, b) && close(b, c)) return static_cast<double>(c);
        bool const one_sign = (a < 0) == (b < 0) && (b < 0) == (c < 0);
        if (one_sign && abs(b) > abs(a) * 1.2 && abs(c) > abs(b) * 1.2) return c < 0 ? -infinity : infinity;
        if (one_sign && abs(b) * 1.2 < abs(a) && abs(c) * 1.2 < abs(b)) return 0.0;
        return {};
    }

    limits limits_of(probe const& p, places const& a, places const& b, places const& c) {
        limits result;
        auto const x = by_differences(p, a), y = by_differences(p, b), z = by_differences(p, c);
        if (!x || !y || !z) return result;
        result.value = tends_to(x->value, y->value, z->value);
        for (std::size_t i = 0; i < static_cast<std::size_t>(p.arity); ++i) {
            result.first[i] = tends_to(x->first[i], y->first[i], z->first[i]);
            for (std::size_t j = 0; j < static_cast<std::size_t>(p.arity); ++j) result.second[i][j] = tends_to(x->second[i][j], y->second[i][j], z->second[i][j]);
        }
        return result;
    }

}

limits limits_along(probe const& p, op::point const& to, std::array<int, 3> const& direction) {
    places near[3] = {places_of(to), places_of(to), places_of(to)};
    for (int i = 0; i < 3; ++i)
        for (std::size_t k = 0; k < 3; ++k) near[i][k].sign = direction[k], near[i][k].exponent = p.special ? -60 - 30 * i : -1200 - 500 * i;
    return limits_of(p, near[0], near[1], near[2]);
}

limits limits_at_infinity(probe const& p, op::point const& at, std::size_t operand, int sign) {
    places near[3] = {places_of(at), places_of(at), places_of(at)};
    // Not at integers, nor at regular places: a periodic function is not to look as if it tended to something.
    constexpr double beside[] = {0.7368, 0.3, 0.55};
    for (int i = 0; i < 3; ++i) near[i][operand] = {beside[i], sign, 25 + 12 * i};
    return limits_of(p, near[0], near[1], near[2]);
}

}

// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// The derivative of a function of one number by differences: central and one-sided ones for many steps, each series extrapolated
// to the step 0 (Richardson; in the tableau of Ridders, Advances in Engineering Software 4, 1982, pages 75 and 76), with an
// estimate of the error that counts the truncation and the noise of the function's values (from high differences of neighbouring
// values, after Moré and Wild, Estimating computational noise, SIAM J. Sci. Comput. 33, 2011).
#pragma once
#pragma GCC system_header

#include <typegrad/math.hpp>

#include <array>
#include <cstddef>
#include <limits>

namespace typegrad::inline v0_2::check {

// A derivative and how far it may be from the true one; or none, where the values do not tell.
template <class T>
struct estimate {
    T value{};
    T error = std::numeric_limits<T>::infinity();

    constexpr bool known() const { return math::isfinite(value) && math::isfinite(error); }
};

namespace detail {
    template <class T>
    constexpr T largest(T a, T b) {
        return a > b ? a : b;
    }
    template <class T>
    constexpr T power_of_two(int exponent) {
        T power = 1;
        for (; exponent < 0; ++exponent) power /= 2;
        for (; exponent > 0; --exponent) power *= 2;
        return power;
    }
    // The largest power of two that is not greater.
    template <class T>
    constexpr T leading_bit(T size) {
        T power = 1;
        while (power > size) power /= 2;
        while (power <= size / 2) power *= 2;
        return power;
    }
}

// The steps: each half of the last one, from about an eighth of the coordinate's scale to the root of its last digit. The first one
// has some digits, so that no period of the function is a multiple of it, but few, so that they are exact.
template <class T>
struct steps {
    static constexpr int digits = std::numeric_limits<T>::digits;
    static constexpr int count = (digits + 1) / 2 - 2;
    static constexpr int neighbours = 17;  // the point in their middle, for the noise

    T scale;

    constexpr explicit steps(T size) : scale(detail::leading_bit(size)) {}
    constexpr T operator[](int k) const { return scale * (T(0.11785888671875)) * detail::power_of_two<T>(-k); }
    // Close ones, and ones that are not so close, and not at even distances of the last digits.
    constexpr T neighbour(int j) const { return scale * detail::power_of_two<T>(-(digits * 5) / 8) * static_cast<T>(j - neighbours / 2); }
    constexpr T neighbour_apart(int j) const { return scale * detail::power_of_two<T>(-(digits * 9) / 20) * (T(0.7861) * static_cast<T>(j - neighbours / 2)); }
};

// The values of the function at and around the point, in the order of steps.
template <class T>
struct samples {
    T center{};
    std::array<T, static_cast<std::size_t>(steps<T>::count)> above{};
    std::array<T, static_cast<std::size_t>(steps<T>::count)> below{};
    std::array<T, static_cast<std::size_t>(steps<T>::neighbours)> near{};
    std::array<T, static_cast<std::size_t>(steps<T>::neighbours)> near_apart{};

    // By how much the function changes over the steps.
    constexpr T variation() const {
        T most = 0;
        for (std::size_t k = 0; k < above.size(); ++k)
            for (T const change : {math::abs(above[k] - center), math::abs(below[k] - center)})
                if (math::isfinite(change)) most = detail::largest(most, change);
        return most;
    }
    // Nothing changes over the smallest steps: the function is constant there, or its values have too few digits to tell.
    constexpr bool constant() const {
        bool same = true;
        for (T const value : near) same = same && value == center;
        for (std::size_t k = above.size() - above.size() / 4; k < above.size(); ++k) same = same && above[k] == center && below[k] == center;
        return same;
    }

    // How much the values are off by rounding: by the differences of neighbours, and no less than a last digit. Where the values do
    // not change at all, the least change that there is.
    constexpr T noise() const {
        T size = math::abs(center), least = 0;
        for (std::size_t k = 0; k < above.size(); ++k)
            for (T const value : {above[k], below[k]}) {
                if (!math::isfinite(value)) continue;
                size = detail::largest(size, math::abs(value));
                if (value != center && (least == 0 || math::abs(value - center) < least)) least = math::abs(value - center);
            }
        T const rounding = std::numeric_limits<T>::epsilon() * size;
        if (constant()) return detail::largest(rounding, least);
        return detail::largest(rounding, 4 * size * detail::largest(of_differences(near, size), of_differences(near_apart, size)));
    }

private:
    // Differences of order n of independent errors of size s are of size s √(2n over n), and of smooth values the smaller the higher
    // the order: the least of some orders.
    static constexpr T of_differences(std::array<T, static_cast<std::size_t>(steps<T>::neighbours)> value, T size) {
        T least = std::numeric_limits<T>::infinity(), binomial = 1;
        auto count = value.size();
        for (int order = 1; order <= 8; ++order) {
            --count;
            binomial *= static_cast<T>(4 * order - 2) / static_cast<T>(order);
            T sum = 0;
            for (std::size_t i = 0; i < count; ++i) {
                value[i] = value[i + 1] - value[i];
                sum += (value[i] / size) * (value[i] / size);
            }
            if (T const mean = sum / (binomial * static_cast<T>(count)); order % 2 == 0 && order >= 4 && mean < least) least = mean;
        }
        using math::sqrt;
        return math::isfinite(least) ? sqrt(least) : T(0);
    }
};

namespace detail {
    // The limit of the quotients for the step 0, where their error is a series in the step to the powers of which halving it takes
    // `factor`, factor², …
    template <class T, std::size_t N>
    constexpr estimate<T> extrapolated(std::array<T, N> const& quotient, std::array<T, N> const& noise, T factor) {
        constexpr int orders = 5;
        estimate<T> found[N]{};
        T last[orders]{}, row[orders]{};
        int length = 0;  // of the last row
        for (std::size_t k = 0; k < N; ++k) {
            if (!math::isfinite(quotient[k])) {
                length = 0;
                continue;
            }
            row[0] = quotient[k];
            T power = 1;
            for (int m = 1; m <= length && m < orders; ++m) {
                power *= factor;
                row[m] = row[m - 1] + (row[m - 1] - last[m - 1]) / (power - 1);
                T const change = largest(math::abs(row[m] - row[m - 1]), math::abs(row[m] - last[m - 1]));
                if (T const error = change + 2 * noise[k]; error < found[k].error) found[k] = {row[m], error};
            }
            length = length + 1 < orders ? length + 1 : orders;
            for (int m = 0; m < length; ++m) last[m] = row[m];
        }
        // The best of those with which all that comes from smaller steps agrees: the others saw something else.
        estimate<T> best;
        for (std::size_t k = 0; k < N; ++k) {
            if (!found[k].known() || found[k].error >= best.error) continue;
            bool agrees = true;
            for (std::size_t j = k + 1; j < N && agrees; ++j)
                if (found[j].known()) agrees = math::abs(found[k].value - found[j].value) <= 4 * (found[k].error + found[j].error);
            if (agrees) best = found[k];
        }
        return best;
    }
}

// The derivative from both sides together, from the left and from the right; and whether the function changes by more than noise.
template <class T>
struct differences {
    estimate<T> central;
    estimate<T> left;
    estimate<T> right;
    bool resolved = false;
    T natural{};  // the derivative that the changes over the steps would be of

    constexpr differences(samples<T> const& f, steps<T> const& h) {
        constexpr auto count = static_cast<std::size_t>(steps<T>::count);
        std::array<T, count> both{}, above{}, below{}, noise{};
        T const of_values = f.noise();
        for (std::size_t k = 0; k < count; ++k) {
            T const step = h[static_cast<int>(k)];
            both[k] = (f.above[k] - f.below[k]) / (2 * step);
            above[k] = (f.above[k] - f.center) / step;
            below[k] = (f.center - f.below[k]) / step;
            noise[k] = 2 * of_values / step;
        }
        resolved = of_values <= T(1e-3) * f.variation();
        natural = f.variation() / h[0];
        central = detail::extrapolated(both, noise, T(4));
        right = detail::extrapolated(above, noise, T(2));
        left = detail::extrapolated(below, noise, T(2));
    }

    // The derivatives from the two sides are not one.
    constexpr bool kink() const {
        if (!left.known() || !right.known()) return false;
        T const apart = math::abs(left.value - right.value), size = detail::largest(math::abs(left.value), math::abs(right.value));
        return apart > 8 * (left.error + right.error) && apart > T(1e-4) * size;
    }
};

}

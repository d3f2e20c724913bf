// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// The root of a function of one number: Newton's method, kept inside a bracket as soon as two values of opposite sign are known
// (Press et al., Numerical Recipes, 9.4: bisection where Newton's step leaves the bracket or does not halve the one before it).
#pragma once
#pragma GCC system_header

#include <typegrad/solve/elimination.hpp>

namespace typegrad::inline v0_2::solvers {

inline constexpr int most_iterations = 200;

template <class T>
struct sample {
    T value;
    T slope;
};

template <class T>
constexpr bool opposite(T const& a, T const& b) {
    return (a < T(0) && b > T(0)) || (a > T(0) && b < T(0));
}

// To this a step is no step at x; `travelled` is the largest number met.
template <class T>
constexpr T resolution(T const& x, T const& travelled) {
    T const epsilon = std::numeric_limits<T>::epsilon();
    return 2 * epsilon * size(x) + epsilon * epsilon * travelled;
}
// So small that nothing but rounding can keep a function from decreasing along it.
template <class T>
constexpr bool is_rounding(T const& x, T const& step, T const& travelled) {
    T const epsilon = std::numeric_limits<T>::epsilon();
    return step * step <= epsilon * x * x || step <= 16 * epsilon * travelled;
}
// Newton's step, or zero where there is none.
template <class T>
constexpr T newton_step(sample<T> const& s) {
    if (!is_finite(s.slope) || s.slope == T(0)) return T(0);
    T const step = -math::divide(s.value, s.slope);
    return is_finite(step) ? step : T(0);
}

// Between a and b, where `function` has the values that are given, of opposite sign. A jump through zero counts as a root, a
// pole does not.
template <class T>
constexpr T root_between(auto const& function, T a, T value_at_a, T b, T value_at_b) {
    T below = value_at_a < T(0) ? a : b, above = value_at_a < T(0) ? b : a;
    T const bound = size(value_at_a) > size(value_at_b) ? size(value_at_a) : size(value_at_b);
    T step_before = size(math::subtract(above, below)), step = step_before;
    T x = math::add(below, math::subtract(above, below) / 2);
    for (int i = 0; i < most_iterations; ++i) {
        sample<T> const s = function(x);
        if (s.value == T(0)) return x;
        if (!is_finite(s.value)) return not_a_number<T>();
        (s.value < T(0) ? below : above) = x;
        T const newton = newton_step(s), target = math::add(x, newton), middle = below + math::subtract(above, below) / 2;
        bool const inside = newton != T(0) && (target - below) * (target - above) < T(0);
        bool const fast = inside && 2 * size(newton) <= step_before;
        step_before = step;
        T const next = fast ? target : middle;
        step = size(next - x);
        if (step <= resolution(next, T(0)) || next == below || next == above) return size(s.value) <= bound ? next : not_a_number<T>();
        x = next;
    }
    return not_a_number<T>();
}

// In a bracket: NaN where both ends have one sign.
template <class T>
constexpr T root_in_bracket(auto const& function, T low, T high) {
    T const at_low = function(low).value, at_high = function(high).value;
    return at_low == T(0)                     ? low
         : at_high == T(0)                    ? high
         : opposite(at_low, at_high) ? root_between(function, low, at_low, high, at_high)
                                              : not_a_number<T>();
}

// Where Newton's method stands still: two values of opposite sign, searched for outwards, in steps that double.
template <class T>
constexpr T root_around(auto const& function, T x, T value) {
    T step = size(x) > T(1) ? size(x) / 16 : T(1) / 16;
    int poles = 0;  // and the like: behind them the sign is the same one again and again
    for (int i = 0; i < most_iterations / 4 && poles < 4; ++i, step = 2 * step)
        for (T const next : {x + step, x - step}) {
            T const there = function(next).value;
            if (there == T(0)) return next;
            if (!is_finite(there) || !opposite(value, there)) continue;
            if (T const root = root_between(function, x, value, next, there); is_finite(root)) return root;
            ++poles;
        }
    return not_a_number<T>();
}

// From a start. Newton's step is halved until |f| decreases.
template <class T>
constexpr T root_from(auto const& function, T x) {
    sample<T> s = function(x);
    T travelled = size(x);
    for (int i = 0; i < most_iterations; ++i) {
        if (s.value == T(0)) return x;
        if (!is_finite(s.value)) return not_a_number<T>();
        T const newton = newton_step(s);
        if (newton == T(0)) return root_around(function, x, s.value);
        if (size(newton) <= resolution(math::add(x, newton), travelled)) return x + newton;

        bool decreases = false;
        T step = newton;
        for (int halving = 0; halving < 40 && !decreases; ++halving, step = step / 2) {
            T const next = math::add(x, step);
            if (next == x) break;
            sample<T> const t = function(next);
            if (t.value == T(0)) return next;
            if (!is_finite(t.value)) continue;
            if (opposite(s.value, t.value)) {
                // Between them may be a pole, or nothing that the function is defined for: then a shorter step.
                if (T const root = root_between(function, x, s.value, next, t.value); is_finite(root)) return root;
                continue;
            }
            if (!(size(t.value) < size(s.value))) {
                if (is_rounding(size(x), size(newton), travelled)) return x;
                continue;
            }
            decreases = true;
            x = next, s = t;
            travelled = size(x) > travelled ? size(x) : travelled;
        }
        if (!decreases) return root_around(function, x, s.value);
    }
    return not_a_number<T>();
}

}

// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Which of several derivatives is meant where a function has no single one. By default the order is PyTorch's: the true
// derivative; else the subgradient of least norm (0 for abs at 0, one half each for a tie of max); else, by continuity,
// possibly infinity (sqrt at 0). A call chooses otherwise by what follows the function: gradient(f, kinks::right).
#pragma once
#pragma GCC system_header

namespace typegrad::inline v0_2::op {

// A set of choices, joined by |. `fast` is what the policy of that name means to a rule: of two formulas the cheaper one, though
// it cancels.
enum class kink_policy : unsigned char { least_norm = 0, left = 1, right = 2, finite = 4, fast = 8 };

constexpr kink_policy operator|(kink_policy a, kink_policy b) {
    return static_cast<kink_policy>(static_cast<unsigned char>(a) | static_cast<unsigned char>(b));
}
constexpr bool has(kink_policy set, kink_policy choice) {
    return (static_cast<unsigned char>(set) & static_cast<unsigned char>(choice)) != 0;
}

}

namespace typegrad::inline v0_2::kinks {

template <op::kink_policy Choice>
struct choice {};

// The derivative from the left: -1 for abs at 0. Of max(x, y) and min(x, y), which are y plus a function of x - y, a tie
// then counts as x < y.
inline constexpr choice<op::kink_policy::left> left{};
// The derivative from the right: +1 for abs at 0; a tie counts as x > y.
inline constexpr choice<op::kink_policy::right> right{};
// 0 where the derivative is infinite or no number: at the ends of domains (log, sqrt and pow(x, p) at 0, asin and acos at ±1, acosh at 1), of
// cbrt at 0 and of atan2 at (0, 0), in derivatives of every order. (A pole inside of the domain stays one: of 1/x at 0.)
inline constexpr choice<op::kink_policy::finite> finite{};

}

// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Where an operator of the table is smooth, and what it is there in 100 digits. A new operator is tested by being in the
// table; it needs a line here only if it is not smooth on [-3, 3].
#pragma once

#include <typegrad.hpp>

#include <boost/multiprecision/cpp_bin_float.hpp>

#include <array>
#include <concepts>
#include <cstdint>

namespace domains {

namespace op = typegrad::op;

// Without expression templates: functions store their intermediate results in `auto`.
using precise = boost::multiprecision::number<boost::multiprecision::cpp_bin_float<100>, boost::multiprecision::et_off>;

struct interval {
    double low = -3;
    double high = 3;
};
struct domain {
    interval operand[3];
    bool integer[3] = {false, false, false};  // an operand that takes integers only
};

template <class Op>
inline constexpr domain of = {};
template <> inline constexpr domain of<op::div_>   = {{{-3, 3}, {0.1, 4}}};
template <> inline constexpr domain of<op::sqrt_>  = {{{0.01, 9}}};
template <> inline constexpr domain of<op::norm_>  = {{{0.01, 9}}};
template <> inline constexpr domain of<op::cbrt_>  = {{{0.01, 9}}};
template <> inline constexpr domain of<op::powi_>  = {{{-2, -0.2}, {-7, 14}}, {false, true}};
template <> inline constexpr domain of<op::pow_>   = {{{0.1, 4}, {-3, 3}}};
template <> inline constexpr domain of<op::log_>   = {{{0.01, 9}}};
template <> inline constexpr domain of<op::log1p_> = {{{-0.9, 9}}};
template <> inline constexpr domain of<op::tan_>   = {{{-1.5, 1.5}}};
template <> inline constexpr domain of<op::asin_>  = {{{-0.99, 0.99}}};
template <> inline constexpr domain of<op::acos_>  = {{{-0.99, 0.99}}};

// Operations on numbers that give a number, which a user can write.
template <class Op>
inline constexpr bool is_function = Op::arity > 0 && Op::result == op::kind::value && Op::operand_kind[0] == op::kind::value;

// Op on operands, on built-in numbers, or on precise ones.
template <class Op>
struct function {
    template <class... A>
    constexpr auto operator()(A const&... a) const {
        if constexpr (sizeof...(A) != Op::arity) return [&]<std::size_t... I>(std::index_sequence<I...>, auto const& all) {
            return function{}(all[I]...);
        }(std::make_index_sequence<Op::arity>{}, std::array{a...});
        else if constexpr ((op::is_operand<A> || ...)) return op::apply<Op>(a...);
        else return Op::value(a...);
    }
};

// The same numbers on every machine, in constant expressions too.
class uniform {
public:
    constexpr explicit uniform(std::uint64_t seed) : state_(seed * 0x9e3779b97f4a7c15u + 1) {}

    constexpr double operator()(interval in) {
        next();
        return in.low + (in.high - in.low) * (static_cast<double>(state_ >> 11) * 0x1p-53);
    }
    constexpr int operator()(int below) {
        next();
        return static_cast<int>((state_ >> 33) % static_cast<std::uint64_t>(below));
    }

private:
    constexpr void next() { state_ = state_ * 6364136223846793005u + 1442695040888963407u; }
    std::uint64_t state_;
};

}

// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// What a stanza says of its operands, as the tests use it, and the same random numbers on every machine.
#pragma once

#include <typegrad/op/custom.hpp>
#include <typegrad/op/table.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>

namespace domains {

namespace op = typegrad::op;

// Operations on numbers that give a number, which a user can write.
template <class Op>
inline constexpr bool is_function = Op::arity > 0 && Op::result == op::kind::value && Op::operand_kind[0] == op::kind::value;

// Where the operand is moderate and its function too: what the stanza says, else the domain near [-3, 3], and not at its ends.
template <class Op>
constexpr op::interval tame(std::size_t k) {
    if constexpr (requires { Op::tame; }) return Op::tame[k];
    op::interval const domain = Op::domain[k];
    bool const below = domain.low > -1e300, above = domain.high < 1e300;
    double const width = below && above ? domain.high - domain.low : 6;
    return {below ? domain.low + width / 64 : above ? domain.high - width : -3.0, above ? domain.high - width / 64 : below ? domain.low + width : 3.0};
}

// Op on operands, on built-in numbers, or on precise ones.
template <class Op>
struct function {
    template <class... A>
    constexpr auto operator()(A const&... a) const {
        if constexpr ((op::is_operand<A> || ...)) return op::apply<Op>(a...);
        else return Op::value(a...);
    }
};

// An operand whose derivative is missing stays out of it. (One that is declared without influence must have none.)
template <class Op, std::size_t K>
constexpr auto without_missing(auto const& a) {
    if constexpr (op::is_operand<decltype(a)> && Op::active[K] && !Op::differentiable[K]) return typegrad::stop_gradient(a);
    else return a;
}
// The operands are one array, whatever their number.
template <class Op, std::size_t... I>
constexpr auto on_array(std::index_sequence<I...>) {
    return [](auto const& a) { return function<Op>{}(without_missing<Op, I>(a[I])...); };
}

class uniform {
public:
    constexpr explicit uniform(std::uint64_t seed) : state_(seed * 0x9e3779b97f4a7c15u + 1) { next(); }

    constexpr double operator()(op::interval in) {
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

template <class Op>
constexpr double tame_operand(std::size_t k, uniform& random) {
    op::interval const in = tame<Op>(k);
    return Op::integer[k] ? static_cast<double>(random(static_cast<int>(in.high - in.low) + 1) + static_cast<int>(in.low)) : random(in);
}

}

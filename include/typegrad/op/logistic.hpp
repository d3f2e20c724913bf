// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// The logistic function and its relatives, on one exponential: exp(-|a|) never overflows, and sigmoid, softplus and all their
// derivatives are arithmetic in it. In a graph it is a node of its own that value and derivatives share.
#pragma once
#pragma GCC system_header

#include <typegrad/math/logistic.hpp>
#include <typegrad/op/kinked.hpp>
#include <typegrad/op/exponential.hpp>
#include <typegrad/op/hyperbolic.hpp>

namespace typegrad::inline v0_2::op {

namespace internal {
    constexpr auto decay(auto a) { return exp(-abs(a)); }
}

// The derivative of sigmoid(a), e / (1 + e)² given e = exp(-|a|): even in a, and s·(1 - s) would cancel where s is near 1. The square is
// written so that of its roundings one is left near 1, and one and a half elsewhere.
struct logistic_slope_ : binary {
    static constexpr auto text = "logistic_slope";
    static constexpr int cost = 10;
    static constexpr bool active[3] = {true, false, false};
    template <class T>
    TYPEGRAD_INLINE static constexpr T value(T, T e)              { return math::divide(e, T(math::add(T(1), T(math::add(T(math::add(e, e)), T(math::multiply(e, e))))))); }
    static constexpr auto first(auto a, auto, auto y, auto w)     { return -(w * y * tanh(0.5 * a)); }
};

// sigmoid(a), given e = exp(-|a|).
struct logistic_ : binary {
    static constexpr auto text = "sigmoid";
    static constexpr double least = 0;
    static constexpr int cost = 10;
    static constexpr bool active[3] = {true, false, false};
    template <class T>
    TYPEGRAD_INLINE static constexpr T value(T a, T e)            { return math::logistic(a, e); }
    static constexpr auto first(auto a, auto e, auto, auto w)     { return w * apply<logistic_slope_>(a, e); }
};

// 1 / (1 + exp(-a))
struct sigmoid_ : unary_call {
    static constexpr auto text = "sigmoid";
    static constexpr double least = 0;
    static constexpr auto value(auto a)                           { using math::sigmoid; return sigmoid(a); }
    static constexpr auto first(auto a, auto y, auto w)           { return logistic_::first(a, internal::decay(a), y, w); }

    static constexpr bool simplifies_plain_operands = true;
    template <class T>
    static constexpr T simplify(T a) {
        return apply<logistic_>(a, internal::decay(a));
    }
};
TYPEGRAD_UNARY(sigmoid)

// log(1 + exp(a)), given l = log(1 + exp(-|a|)).
struct softplus_ : binary {
    static constexpr auto text = "softplus";
    static constexpr double least = 0;
    static constexpr bool active[3] = {true, false, false};
    template <class T>
    TYPEGRAD_INLINE static constexpr T value(T a, T l)                            { using math::choose; return choose(a > T(0), T(math::add(a, l)), l); }
    static constexpr auto first(auto a, auto, auto, auto w)       { return w * sigmoid(a); }
};

// log(1 + exp(a)), which is also called softplus
struct log1p_exp_ : unary_call {
    static constexpr auto text = "log1p_exp";
    static constexpr double least = 0;
    static constexpr auto value(auto a)                           { using math::log1p_exp; return log1p_exp(a); }
    static constexpr auto first(auto a, auto, auto w)             { return w * sigmoid(a); }

    static constexpr bool simplifies_plain_operands = true;
    template <class T>
    static constexpr T simplify(T a) {
        return apply<softplus_>(a, log1p(internal::decay(a)));
    }
};
TYPEGRAD_UNARY(log1p_exp)
TYPEGRAD_UNARY_OF(softplus, log1p_exp_)

// log(sigmoid(a))
template <class A>
    requires operands_or_numbers<A>
TYPEGRAD_INLINE constexpr auto log_sigmoid(A const& a) {
    return apply<neg_>(log1p_exp(apply<neg_>(a)));
}

// exp(-|a - b|), with what is lost in rounding the difference made up for. What is given it carries its derivative.
struct decay_of_difference_ : binary_call {
    static constexpr auto text = "decay_of_difference";
    static constexpr bool active[3] = {false, false, false};
    template <class T>
    TYPEGRAD_INLINE static constexpr T value(T a, T b)            { return math::decay_of_difference(a, b); }
};
namespace internal {
    // exp(a) / (exp(a) + exp(b)), given a - b, or -(a - b) for that of b.
    constexpr auto share(auto a, auto b, auto difference) {
        return apply<logistic_>(difference, apply<decay_of_difference_>(a, b));
    }
}

// log(exp(a) + exp(b)), given l = log(1 + exp(-|a - b|)).
struct soft_maximum_ : ternary {
    static constexpr auto text = "log_sum_exp";
    static constexpr int cost = 4;
    static constexpr bool active[3] = {true, true, false};
    template <class T>
    TYPEGRAD_INLINE static constexpr T value(T a, T b, T l) {
        using math::choose;
        T const greater = choose(a < b, b, a);
        return choose(a == b && !(greater - greater == T(0)), greater, T(math::add(greater, l)));
    }
    static constexpr auto first (auto a, auto b, auto, auto, auto w)  { return w * internal::share(a, b, a - b); }
    static constexpr auto second(auto a, auto b, auto, auto, auto w)  { return w * internal::share(a, b, -(a - b)); }
};

// log(exp(a) + exp(b))
struct log_sum_exp_ : binary_call {
    static constexpr auto text = "log_sum_exp";
    static constexpr auto value (auto a, auto b)                  { using math::log_sum_exp; return log_sum_exp(a, b); }
    static constexpr auto first (auto a, auto b, auto, auto w)    { return w * internal::share(a, b, a - b); }
    static constexpr auto second(auto a, auto b, auto, auto w)    { return w * internal::share(a, b, -(a - b)); }

    static constexpr bool simplifies_plain_operands = true;
    template <class T>
    static constexpr T simplify(T a, T b) {
        return apply<soft_maximum_>(a, b, log1p(apply<decay_of_difference_>(a, b)));
    }
};
TYPEGRAD_BINARY(log_sum_exp)

// p·(1 - p), whose derivative is exact about 1/2.
struct bernoulli_variance_ : unary {
    static constexpr auto text = "bernoulli_variance";
    static constexpr int cost = 2;
    template <class T>
    static constexpr T value(T p)                                 { return math::multiply(p, T(math::subtract(T(1), p))); }
    static constexpr auto first(auto p, auto, auto w)             { return w * (1 - 2 * p); }
};

// log(p / (1 - p))
struct logit_ : unary_call {
    static constexpr auto text = "logit";
    static constexpr interval domain[3] = {{0, 1}};
    static constexpr interval tame[3] = {{0.02, 0.98}};
    static constexpr auto exceptional = points({{0}, {1}});
    static constexpr auto value(auto a)                           { using math::logit; return logit(a); }
    static constexpr auto first(auto a, auto y, auto w)           { return internal::finite_but_at(y, w * (1 / apply<bernoulli_variance_>(a)), a, 0, 1); }
};
TYPEGRAD_UNARY(logit)

using logistics = operation_list<sigmoid_, log1p_exp_, log_sum_exp_, logit_>;

}

// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// What random_programs.py puts its programs into: each by every engine, and in high precision.
#pragma once

#include <typegrad.hpp>
#include <typegrad/tape.hpp>

#include <array>
#include <cstddef>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#ifdef TYPEGRAD_TESTS_SPECIAL
#include "../operators/special_reference.hpp"
#else
#include "../operators/probe.hpp"
#endif
#include "../pushed_forward.hpp"

#ifdef BREAK_A_RULE
#include "broken.hpp"
#endif

namespace random_programs {

using harness::precise;
namespace op = typegrad::op;

// A number of any precision as an operand, so that programs find the operators and functions of the table for it.
struct exactly;
struct exact : typegrad::operand {
    using algebra = exactly;
    precise value;
    bool undefined = false;  // an operand of an operation that this came from was NaN: a branch not taken does not count

    exact() = default;
    exact(precise v, bool from_undefined = false) : value(std::move(v)), undefined(from_undefined || (boost::multiprecision::isnan)(value)) {}
    template <class N>
        requires std::is_arithmetic_v<N>
    exact(N v) : value(v) {}
};
struct exactly {
    using scalar = exact;
    template <class A>
    static constexpr bool takes = std::is_arithmetic_v<A> || std::is_same_v<A, exact>;
    template <class Op, class... A>
    using result = std::conditional_t<Op::result == op::kind::condition, bool, exact>;

    template <class Op, class... A>
    static result<Op, A...> apply(A const&... a) {
        if constexpr (Op::operand_kind[0] == op::kind::condition) return choose(a...);
        else if constexpr (Op::result == op::kind::condition) return compared<Op>(exact(a).value...);
        else {
            // MPFR ends where it runs out of exponents.
            if (((abs(exact(a).value) > 1e300 || (exact(a).value != 0 && abs(exact(a).value) < 1e-300)) || ...)) return exact(std::numeric_limits<double>::quiet_NaN());
            if (is_exceptional<Op>({exact(a).value...})) exceptional = true, note_exceptional<Op>();
            return exact(harness::reference<Op>::value(exact(a).value...), (exact(a).undefined || ...));
        }
    }

    // Numbers were compared that are the same: at this point there is one branch, beside it there may be another one.
    static inline bool tie = false;
    // An operation was at an exceptional point of its stanza.
    static inline bool exceptional = false;
    // A norm of several was 0, where it has no second derivative; or an operation was where it has no finite one, whatever is known of its
    // operands: of x - x say, or an exponent that is 0 for good.
    static inline bool norm_at_zero = false, none_in_general = false;
    // An operation was where its first derivative is infinite. If it is so all around the point, 0 times that is asked for, of sqrt(x - x) say.
    static inline bool infinite = false;

private:
    template <class Op>
    static void note_exceptional() {
        infinite = infinite || std::is_same_v<Op, op::sqrt_> || std::is_same_v<Op, op::asin_> || std::is_same_v<Op, op::acos_> || std::is_same_v<Op, op::acosh_>;
        norm_at_zero = norm_at_zero || std::is_same_v<Op, op::hypot_> || std::is_same_v<Op, op::hypot_of_three_>;
        none_in_general = none_in_general || std::is_same_v<Op, op::pow_> || std::is_same_v<Op, op::powm1_> || std::is_same_v<Op, op::atan2_> || std::is_same_v<Op, op::cbrt_> || std::is_same_v<Op, op::rsqrt_>;
        // The derivative is a convention, whatever the other operand does beside this point.
        tie = tie || chooses<Op> || std::is_same_v<Op, op::copysign_> || is_rounding<Op>(op::roundings{});
    }
    template <class Op>
    static constexpr bool chooses = std::is_same_v<Op, op::max_> || std::is_same_v<Op, op::min_> || std::is_same_v<Op, op::fmax_> || std::is_same_v<Op, op::fmin_> || std::is_same_v<Op, op::fdim_> ||
                                    std::is_same_v<Op, op::clamp_>;
    template <class Op, class... Roundings>
    static constexpr bool is_rounding(op::operation_list<Roundings...>) {
        return (std::is_same_v<Op, Roundings> || ...);
    }
    template <class Op>
    static bool is_exceptional(std::array<precise, static_cast<std::size_t>(Op::arity)> const& a) {
        if constexpr (std::is_same_v<Op, op::pow_> || std::is_same_v<Op, op::powm1_>) return a[0] <= 0;
        if constexpr (std::is_same_v<Op, op::div_>) return a[1] == 0;
        if constexpr (std::is_same_v<Op, op::copysign_>) return a[0] == 0 || a[1] == 0;
        if constexpr (chooses<Op>) {
            bool any = false;
            for (std::size_t k = 1; k < a.size(); ++k) any = any || a[0] == a[k];
            return any;
        }
        if constexpr (is_rounding<Op>(op::roundings{}) && Op::arity == 1) return floor(precise(2 * a[0])) == 2 * a[0];
        for (auto const& point : Op::exceptional) {
            bool same = true;
            for (std::size_t k = 0; k < a.size(); ++k) same = same && a[k] == point[k];
            if (same) return true;
        }
        return false;
    }
    template <class Op>
    static bool compared(precise const& a) {
        if constexpr (std::is_same_v<Op, op::signbit_>) tie = tie || a == 0;  // which of the two zeros it is, depends on how it was computed
        return Op::value(a);
    }
    template <class Op>
    static bool compared(precise const& a, precise const& b) {
        // What a difference in the place of a nested derivative makes is 2^-500 off.
        tie = tie || abs(precise(a - b)) <= ldexp(precise(abs(a) + abs(b)), -300);
        return Op::value(a, b);
    }
    static exact choose(bool c, exact const& a, exact const& b) { return c ? a : b; }
};

// An operation that is not called by its own name.
template <class Op, class... A>
constexpr auto call(A const&... a) {
    if constexpr ((op::is_operand<A> || ...)) return op::apply<Op>(a...);
    else return Op::value(static_cast<double>(a)...);
}

// A smooth map of all numbers into an interval.
template <class T>
constexpr auto into(T const& v, double low, double high) {
    using std::sqrt;
    return (low + high) / 2 + (high - low) / 2 * (v / sqrt(1 + v * v));
}

// The derivative of a function inside of a program.
template <class F, class T>
constexpr auto nested(F f, T const& at) {
    return typegrad::derivative(f)(at);
}
template <class F>
exact nested(F f, exact const& at) {
    precise const step = ldexp(precise(1), -250);
    exact const up = f(exact(at.value + step)), down = f(exact(at.value - step));
    return exact((up.value - down.value) / (2 * step), at.undefined || up.undefined || down.undefined);
}

inline constexpr int inputs = 6;  // x, y, z and the array v
inline constexpr int values = 3;  // of a program of several
using point = std::array<double, inputs>;
struct result {
    double value = 0;
    point first{};
    std::array<point, inputs> second{};
};

// The gradient of a program that computes the same; whether it has the same bits.
struct variant {
    char const* what;
    point (*gradient)(point const&);
    bool exact;
};

struct program {
    int number;
    bool bitwise;  // a nested derivative is not what a plain program computes
    double (*plain)(point const&);
    bool (*all_moderate)(point const&);  // what it computes on the way is moderate; none: that is not known
    bool (*all_moderate_in_all)(point const&);  // the same of several values
    result (*noise)(program const&, point const&);  // how far off the partials are by rounding, the third derivative as the value; none: that is not known
    precise (*in_many_digits)(std::array<precise, inputs> const&);
    result (*graph)(point const&);
    result (*forward)(point const&);
    result (*tape)(point const&);
    double (*value)(point const&);          // by the graph of the value alone
    result (*second)(point const&);         // none: not asked for
    result (*expression)(point const&);     // none: the program is for the function door only
    result (*second_by_tape)(point const&);
    result (*fast)(point const&);           // with the policy `fast`; none: not asked for
    result (*second_fast)(point const&);
    double (*third)(point const&);          // the third derivative along the direction; none: not asked for
    point direction;
    point (*gradient_alone)(point const&);
    std::vector<variant> variants;          // what computes the same
    int bits;                               // of the numbers in which differences are taken
    bool uses_array;                        // else there are x, y and z alone
    std::array<point, values> (*rows)(point const&);          // the Jacobian of several values; none: not asked for
    std::array<point, values> (*rows_by_tape)(point const&);
};
std::vector<program>& all();

struct finding {
    std::string what;
    int compared = 0;
};
// What is wrong with one program, at so many points.
finding check(program const& p, int points);
// Checks all; prints `program NUMBER: what is wrong` for every one that is, at most once each.
int run(int points);

template <class F>
constexpr auto call_with(F f, auto const& p) {
    using T = std::remove_cvref_t<decltype(p[0])>;
    return f(p[0], p[1], p[2], std::array<T, 3>{p[3], p[4], p[5]});
}
template <class F>
inline constexpr auto on_point = [](auto const& p) { return call_with(F{}, p); };

inline result with(double value, point const& gradient) { return {value, gradient, {}}; }

// What a variant does to a program, and whether the derivatives keep their bits: docs/bit_for_bit.md.
enum class change { none, dead_code, dead_code_of_its_own, untaken_branch, identity, permutation, dead_code_before };
constexpr bool is_exact(change c) { return c == change::dead_code || c == change::dead_code_of_its_own || c == change::identity; }
constexpr char const* what_of(change c) {
    return c == change::dead_code ? "dead code" : c == change::dead_code_of_its_own ? "dead code before it that shares nothing with it" : c == change::dead_code_before ? "dead code before it" : c == change::untaken_branch ? "a branch that is not taken" : c == change::identity ? "identities around its arguments" : "its arguments in another order";
}

// V computes what F computes, and has in addition, or instead, what the change says. With a permutation the arguments come as z, x, y and
// the array's elements likewise.
template <class V, change Change>
inline constexpr auto changed = [](auto const& p) {
    using T = std::remove_cvref_t<decltype(p[0])>;
    if constexpr (Change == change::identity)
        return V{}(+p[0], p[1] * 1, typegrad::select(p[2] < p[2] - 1, 0 * p[2], p[2]), std::array<T, 3>{p[3] * 1, +p[4], typegrad::select(p[5] - 1 > p[5], p[5] * 2, p[5])});
    else return call_with(V{}, p);
};
template <class V>
inline constexpr auto permuted = [](auto const& p) {
    using T = std::remove_cvref_t<decltype(p[0])>;
    return V{}(p[5], p[3], p[4], std::array<T, 3>{p[2], p[1], p[0]});
};

template <class F, bool Bitwise, bool Second, bool Expression, class V, change Change, class Several>
program make(int number) {
    constexpr auto f = on_point<F>;
    using source = typegrad::traced<std::remove_cvref_t<decltype(f)>, double, point>;
    program p{};
    p.number = number, p.bitwise = Bitwise, p.bits = 1800, p.uses_array = true;
    p.plain = [](point const& at) -> double { return static_cast<double>(call_with(F{}, at)); };
    p.in_many_digits = [](std::array<precise, inputs> const& at) {
        std::array<exact, inputs> a;
        for (std::size_t i = 0; i < inputs; ++i) a[i] = at[i];
        exact const y = call_with(F{}, a);
        return y.undefined ? precise(std::numeric_limits<double>::quiet_NaN()) : y.value;
    };
    p.graph = [](point const& at) {
        auto const [value, gradient] = typegrad::value_and_gradient(on_point<F>)(at);
        return with(value, gradient);
    };
    p.forward = [](point const& at) {
        result r;
        for (std::size_t i = 0; i < inputs; ++i) {
            std::array<double, 2 * inputs> input{};
            for (std::size_t k = 0; k < inputs; ++k) input[k] = at[k];
            input[inputs + i] = 1;
            auto const leaf = typegrad::back::evaluate<typegrad::graph::made<typegrad::pass::pushed_forward<source>>>(input);
            r.value = leaf[0], r.first[i] = leaf[1];
        }
        return r;
    };
    p.tape = [](point const& at) {
        auto const [value, gradient] = typegrad::tape::value_and_gradient(on_point<F>)(at);
        return with(value, gradient);
    };
    p.value = [](point const& at) -> double { return typegrad::back::evaluate<typegrad::graph::made<source>>(at)[0]; };
    if constexpr (Second) p.second = [](point const& at) { return result{0, {}, typegrad::hessian(on_point<F>)(at)}; };
    if constexpr (Expression) {
        p.expression = [](point const& at) {
            constexpr typegrad::variable<"x"> x;
            constexpr typegrad::variable<"y"> y;
            constexpr typegrad::variable<"z"> z;
            auto const e = F{}(x, y, z, std::array<int, 3>{});
            auto const [value, gradient] = typegrad::value_and_gradient(0 * x + 0 * y + 0 * z + e)(x = at[0], y = at[1], z = at[2]);
            return with(value, {gradient[x], gradient[y], gradient[z]});
        };
    }
    if constexpr (Change != change::none) p.gradient_alone = [](point const& at) { return typegrad::gradient(on_point<F>)(at); };
    if constexpr (Change == change::permutation) {
        p.variants = {{what_of(Change), [](point const& at) {
                           point const g = typegrad::gradient(permuted<V>)(point{at[5], at[4], at[3], at[1], at[2], at[0]});
                           return point{g[5], g[3], g[4], g[2], g[1], g[0]};
        }, is_exact(Change)}};
    } else if constexpr (Change != change::none) {
        p.variants = {{what_of(Change), [](point const& at) -> point { return typegrad::gradient(changed<V, Change>)(at); }, is_exact(Change)}};
    }
    if constexpr (!std::is_same_v<Several, void>) {
        p.rows = [](point const& at) { return typegrad::jacobian(on_point<Several>)(at); };
        p.rows_by_tape = [](point const& at) { return typegrad::tape::jacobian(on_point<Several>)(at); };
    }
    return p;
}

// Programs of many inputs: by the graph, and by the tape.
struct long_program {
    int number;
    int inputs;
    void (*graph)(double const*, double*);
    void (*tape)(double const*, double*);
};
std::vector<long_program>& all_long();

template <std::size_t Inputs, class Gradient>
void gradient_at(Gradient gradient, double const* at, double* to) {
    std::array<double, Inputs> p;
    for (std::size_t i = 0; i < Inputs; ++i) p[i] = at[i];
    std::array<double, Inputs> const g = gradient(p);
    for (std::size_t i = 0; i < Inputs; ++i) to[i] = g[i];
}
template <class F, std::size_t Inputs>
long_program make_long(int number) {
    return {number, static_cast<int>(Inputs), [](double const* at, double* to) { gradient_at<Inputs>(typegrad::gradient(F{}), at, to); },
            [](double const* at, double* to) { gradient_at<Inputs>(typegrad::tape::gradient(F{}), at, to); }};
}

}

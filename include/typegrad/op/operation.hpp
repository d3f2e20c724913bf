// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// What a stanza of the operator table consists of.
//
//     struct tan_ : unary {
//         static constexpr auto text = "tan";
//         static constexpr auto value(auto a)                  { using math::tan; return tan(a); }
//         static constexpr auto first(auto, auto y, auto w)    { return w * (1 + y * y); }
//     };
//     TYPEGRAD_UNARY(tan)
//
// `value` is called with numbers. `first`, `second` and `third` take the operands, the operation's own result y and the
// adjoint w of that result, and return what each operand's adjoint receives: w times the partial derivative. They are
// written in the algebra: with traced values they append nodes (the reverse sweep), with numbers they are the tape's
// step, and with a tangent for w the same line is the forward sweep, because it is linear in w.
// `simplify` returns a traced value that is the same, bit for bit, for every value of the operands, or `none`.
//
// What the tests, the random programs and the table in docs/operators.md need to know stands here as well, where it is not
// the default: `domain`, where each operand may lie (the default is all numbers; end points that are not exceptional belong to
// it); `integer`, operands that take integers only; `tame`, where values and derivatives are moderate (by default the part of
// the domain near [-3, 3]); and `exceptional`, the kinks, poles and singular points at which the derivative is a convention.
// Each file ends with the list of its operations, which op/table.hpp joins. Not in a list are operations that nobody writes but
// the rules of others: a derivative that plain arithmetic would compute with cancellation, or a value given what it shares with
// its derivative.
#pragma once
#pragma GCC system_header

#include <typegrad/op/operand.hpp>

#include <typegrad/math.hpp>
#include <typegrad/math/arithmetic.hpp>

#include <array>
#include <cstddef>
#include <limits>
#include <type_traits>

namespace typegrad::inline v0_2::op {

enum class kind : unsigned char { value, condition };

struct interval {
    double low = -std::numeric_limits<double>::infinity();
    double high = std::numeric_limits<double>::infinity();
};
inline constexpr interval all_real{};
inline constexpr interval positive{0};  // and 0, if it is not exceptional

// Operands of one to three numbers.
using point = std::array<double, 3>;
template <std::size_t N>
constexpr std::array<point, N> points(point const (&list)[N]) {
    std::array<point, N> all{};
    for (std::size_t i = 0; i < N; ++i) all[i] = list[i];
    return all;
}

template <class... Ops>
struct operation_list {
    static constexpr int size = sizeof...(Ops);
};

// The number by which a node names its operation: a hash of the operation's name. Two operations with one number would
// define one function twice (see registered), and so not compile.
namespace internal {
    template <class Op>
    consteval int hash_of_name() {
        unsigned hash = 2166136261u;
        for (char const* c = __PRETTY_FUNCTION__; *c != 0; ++c) hash = (hash ^ static_cast<unsigned char>(*c)) * 16777619u;
        return static_cast<int>(hash >> 1);
    }
}
template <class Op>
inline constexpr int code = internal::hash_of_name<Op>();

// Whether an operation on literals gives at run time what it gives while compiling. Functions of the C library do not.
template <class Op>
inline constexpr bool folds_exactly = Op::cost < 10;

// What the passes need to know of an operation when they hold a node only.
struct facts {
    int code;
    const char* text;
    int arity;
    int cost;
    bool infix;
    kind result;
    kind operand_kind[3];
    bool active[3];
    int components;  // the results of a call (op/call.hpp); 0: an ordinary operation
    bool branches;
    bool reduces;  // its operands are the value of a row and the loop, its result is one for all rows (op/loop.hpp)
    int carries;       // see below
    bool keeps_zero;
    double least;
};

// The way from a node's number back to the operation. It is paved where the facts of the operation are asked for, which
// whoever appends a node does: an operation outside of this library needs no more than those in it.
namespace internal {
#ifndef __clang__
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wnon-template-friend"
#endif
    template <int Code>
    struct operation_numbered {
        friend constexpr auto operation_with(operation_numbered);
    };
    template <class Op>
    struct registered {
        friend constexpr auto operation_with(operation_numbered<code<Op>>) { return std::type_identity<Op>{}; }
        static constexpr facts value{code<Op>, Op::text, Op::arity, Op::cost, Op::infix, Op::result,
                                     {Op::operand_kind[0], Op::operand_kind[1], Op::operand_kind[2]},
                                     {Op::active[0], Op::active[1], Op::active[2]}, Op::components, Op::branches, Op::reduces,
                                     Op::carries, Op::keeps_zero, Op::least};
    };
#ifndef __clang__
#pragma GCC diagnostic pop
#endif
}
template <class Op>
inline constexpr facts const& facts_of = internal::registered<Op>::value;

template <int Code>
using operation_of = typename decltype(operation_with(internal::operation_numbered<Code>{}))::type;

namespace internal {
    // Structural operations, those without a text that a user would write, say so.
    struct operation {
        static constexpr kind result = kind::value;
        static constexpr kind operand_kind[3] = {kind::value, kind::value, kind::value};
        static constexpr bool infix = false;
        static constexpr bool active[3] = {true, true, true};  // operands that carry a derivative
        static constexpr bool differentiable[3] = {true, true, true};  // an active operand that is not: needing its derivative does not compile
        static constexpr bool commutes = false;
        static constexpr interval domain[3] = {all_real, all_real, all_real};
        static constexpr bool integer[3] = {false, false, false};
        static constexpr std::array<point, 0> exceptional{};
        static constexpr int cost = 1;  // in units of an addition, for the passes that weigh a branch
        static constexpr int components = 0;
        static constexpr bool branches = false;  // into ways of which one calls a function
        static constexpr bool reduces = false;
        static constexpr bool folds = true;  // of literals alone its value is a literal

        static constexpr bool has_second_beside_first = false;  // a cheaper partial by the second operand where there is one by the first

        // What holds in floating point, underflow and overflow included. graph/lending.hpp and graph/least.hpp make facts about values of it.
        static constexpr int carries = 0;          // of the operands, the first so many: where one of them is infinite or NaN, so is the result
        static constexpr bool keeps_zero = false;  // the result is 0, or NaN, where the operand is 0
        static constexpr double least = -std::numeric_limits<double>::infinity();  // the result is nowhere less; it may be NaN

        // Most simplifications concern literals, changed signs and gates only: the operands that tracing calls notable.
        static constexpr bool simplifies_plain_operands = false;

        static constexpr auto simplify(auto a, auto...) { return a.none(); }
    };
}

// For a `value` that computes in one way or in another: f() where c holds, else g(). Where a comparison is not a bool but a
// mask, both.
namespace internal {
    template <class C, class F, class G>
    TYPEGRAD_INLINE constexpr auto chosen(C const& c, F&& f, G&& g) {
        using math::choose;
        if constexpr (std::is_same_v<C, bool>) return c ? f() : g();
        else return choose(c, f(), g());
    }
}

// An argument of the function, or a number that is known at run time only. Its value is given, not computed.
struct input_ : internal::operation {
    static constexpr auto text = "input";
    static constexpr int arity = 0;
    static constexpr int cost = 0;
};

// A number that no built-in type holds exactly, so that each evaluation has it in its own precision.
struct nullary : internal::operation {
    static constexpr int arity = 0;
    static constexpr int cost = 0;
};

struct unary : internal::operation {
    static constexpr int arity = 1;
};
struct binary : internal::operation {
    static constexpr int arity = 2;
};
struct infix_binary : binary {
    static constexpr bool infix = true;
};
struct ternary : internal::operation {
    static constexpr int arity = 3;
};

// A call of the mathematical library: what a branch is worth.
struct unary_call : unary {
    static constexpr int cost = 20;
};
struct binary_call : binary {
    static constexpr int cost = 20;
};

// Operations whose result carries no derivative: conditions.
struct comparison : infix_binary {
    static constexpr kind result = kind::condition;
    static constexpr bool active[3] = {false, false, false};
};
struct logic : binary {
    static constexpr kind result = kind::condition;
    static constexpr kind operand_kind[3] = {kind::condition, kind::condition, kind::condition};
    static constexpr bool infix = true;
    static constexpr bool active[3] = {false, false, false};
};

}

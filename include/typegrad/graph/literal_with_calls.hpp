// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// A literal that knows from which calls it was computed.
//
// While a function is traced, a call of literals alone, `exp(T(2))`, is folded by the functions of math/. At run time the same call is the
// C library's, and may differ in the last bit. No node can be appended for it: a literal belongs to no graph. So where the value of a folded
// call has entered the graph, the function is traced a second time (trace/with_calls.hpp) with literals of this type. They carry the calls
// along, and append them as nodes where they meet a value of a graph.
#pragma once
#pragma GCC system_header

#include <typegrad/graph/node.hpp>

#include <limits>

namespace typegrad::inline v0_2::graph {

template <class Literal>
class builder;

// `Loose`: a traced value with such literals can become a number or a bool. A function is traced so only if it cannot be traced otherwise
// (trace/said_already.hpp).
template <class Number, bool Loose = false>
class literal_with_calls {
    // One operation on literals. It is shared by the literals that were computed from it.
    struct call {
        facts const* what = nullptr;
        int operation = 0;
        int arity = 0;
        literal_with_calls operand[3];
        int users = 1;
        int node = unknown;    // while nodes are appended for it
        call* next = nullptr;  // in a list of calls: the compilers allow no deep recursion in a constant expression
        call* next_appended = nullptr;
    };
    static constexpr int unknown = -1;

public:
    constexpr literal_with_calls() = default;
    template <class N>
        requires std::is_arithmetic_v<N>
    constexpr literal_with_calls(N number) : number_(static_cast<Number>(number)) {}
    // The result of an operation on these.
    template <class... A>
    constexpr literal_with_calls(Number number, facts const* what, int operation, A const&... operands)
        : number_(number), call_(new call) {
        call_->what = what;
        call_->operation = operation;
        (void)(..., (call_->operand[call_->arity++] = operands));
    }
    constexpr literal_with_calls(literal_with_calls const& other) : number_(other.number_), call_(other.call_) {
        if (call_) ++call_->users;
    }
    constexpr literal_with_calls& operator=(literal_with_calls const& other) {
        call* const before = call_;
        number_ = other.number_;
        call_ = other.call_;
        if (call_) ++call_->users;
        release(before);
        return *this;
    }
    constexpr ~literal_with_calls() { release(call_); }

    constexpr Number number() const { return number_; }
    template <class N>
        requires std::is_arithmetic_v<N>
    constexpr explicit operator N() const {
        return static_cast<N>(number_);
    }
    constexpr bool has_calls() const { return call_ != nullptr; }

    // The node of that graph which is this value; the nodes before it are appended as well.
    constexpr int append_to(builder<literal_with_calls>& graph) const {
        call* appended = nullptr;
        for (call* top = call_; top;) {
            call* before = nullptr;
            for (int k = 0; k < top->arity && !before; ++k)
                if (call* const c = top->operand[k].call_; c && c->node == unknown) before = c;
            if (before) {
                before->next = top;
                top = before;
                continue;
            }
            int operand[3]{};
            for (int k = 0; k < top->arity; ++k) operand[k] = top->operand[k].call_ ? top->operand[k].call_->node : graph.literal(top->operand[k]);
            top->node = graph.append({top->operation, top->what, {operand[0], operand[1], operand[2]}});
            top->next_appended = appended;
            appended = top;
            top = top == call_ ? nullptr : top->next;
        }
        int const node = call_->node;
        for (; appended; appended = appended->next_appended) appended->node = unknown;
        return node;
    }

    // As numbers, for passes that compute with literals of a graph, none of which has calls.
    friend constexpr bool operator==(literal_with_calls const& a, literal_with_calls const& b) { return a.number_ == b.number_; }
    friend constexpr auto operator<=>(literal_with_calls const& a, literal_with_calls const& b) { return a.number_ <=> b.number_; }
    friend constexpr literal_with_calls operator-(literal_with_calls const& a) { return -a.number_; }
    friend constexpr literal_with_calls operator+(literal_with_calls const& a, literal_with_calls const& b) { return math::add(a.number_, b.number_); }
    friend constexpr literal_with_calls operator-(literal_with_calls const& a, literal_with_calls const& b) { return math::subtract(a.number_, b.number_); }
    friend constexpr literal_with_calls operator*(literal_with_calls const& a, literal_with_calls const& b) { return math::multiply(a.number_, b.number_); }
    friend constexpr literal_with_calls operator/(literal_with_calls const& a, literal_with_calls const& b) { return math::divide(a.number_, b.number_); }
    friend constexpr literal_with_calls& operator+=(literal_with_calls& a, literal_with_calls const& b) { return a = a + b; }
    friend constexpr literal_with_calls& operator-=(literal_with_calls& a, literal_with_calls const& b) { return a = a - b; }
    friend constexpr literal_with_calls& operator*=(literal_with_calls& a, literal_with_calls const& b) { return a = a * b; }
    friend constexpr literal_with_calls& operator/=(literal_with_calls& a, literal_with_calls const& b) { return a = a / b; }

private:
    static constexpr void release(call* last) {
        for (call* unused = nullptr; last;) {
            if (--last->users == 0) last->next = unused, unused = last;
            last = nullptr;
            while (unused && !last) {
                int k = 0;
                while (k < unused->arity && !unused->operand[k].call_) ++k;
                if (k < unused->arity) last = unused->operand[k].call_, unused->operand[k].call_ = nullptr;
                else {
                    call* const next = unused->next;
                    delete unused;
                    unused = next;
                }
            }
        }
    }

    Number number_ = 0;
    call* call_ = nullptr;
};

// Whether literals of this type know from which calls they were computed.
template <class Literal>
inline constexpr bool knows_calls = false;
template <class Number, bool Loose>
inline constexpr bool knows_calls<literal_with_calls<Number, Loose>> = true;
template <class Literal>
inline constexpr bool is_loose = false;
template <class Number>
inline constexpr bool is_loose<literal_with_calls<Number, true>> = true;

// The number that a literal is.
template <class Literal>
constexpr Literal number_of(Literal literal) {
    return literal;
}
template <class Number, bool Loose>
constexpr Number number_of(literal_with_calls<Number, Loose> const& literal) {
    return literal.number();
}

// A node of such a graph points to the rules for both types of literals (pass/rules.hpp).
template <class Op, class Number, bool Loose>
inline constexpr facts const* what<Op, literal_with_calls<Number, Loose>> = &pass::rules_with_calls<Op, Number, Loose>::value;

}

namespace typegrad::inline v0_2::math {

template <class Number, bool Loose>
constexpr graph::literal_with_calls<Number, Loose> abs(graph::literal_with_calls<Number, Loose> const& x) {
    return abs(x.number());
}
template <class Number, bool Loose>
constexpr graph::literal_with_calls<Number, Loose> sqrt(graph::literal_with_calls<Number, Loose> const& x) {
    return sqrt(x.number());
}
template <class Number, bool Loose>
constexpr bool signbit(graph::literal_with_calls<Number, Loose> const& x) {
    return signbit(x.number());
}
template <class Number, bool Loose>
constexpr bool isfinite(graph::literal_with_calls<Number, Loose> const& x) {
    return isfinite(x.number());
}

}

template <class Number, bool Loose>
struct std::numeric_limits<typegrad::graph::literal_with_calls<Number, Loose>> : std::numeric_limits<Number> {};

// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// The tape's variable: computes at once and records what the reverse sweep needs, by the rules of the same table.
#pragma once
#pragma GCC system_header

#include <typegrad/op/limits.hpp>
#include <typegrad/tape/arena.hpp>
#include <typegrad/tape/number.hpp>
#include <typegrad/trace/call.hpp>

namespace typegrad::tape {

struct requires_grad_t {};
inline constexpr requires_grad_t requires_grad{};  // this variable's derivative is asked for
struct retain_graph_t {};
inline constexpr retain_graph_t retain_graph{};  // backward() leaves the record, for another backward()

template <class T>
struct recording;

// A number on the tape of its thread:
//
//     tape::variable x{2.0, tape::requires_grad};
//     auto y = 5 * pow(x, 3) + 2 * pow(x, 2) + 4 * x + 8;
//     y.backward();
//     x.grad();                                            // 72
//
// backward() releases the record, as PyTorch's does: what was computed from leaves before cannot be used any more, and
// says so by std::logic_error. Comparisons give bool, so that `if` and `while` work. A variable must not be used by
// another thread than the one that made it.
template <class T = double>
class variable : public operand {
public:
    using algebra = recording<T>;
    using value_type = T;

    constexpr variable() = default;
    // A constant: it carries no derivative and records nothing.
    template <class N>
        requires std::is_arithmetic_v<N>
    constexpr variable(N value) : value_(static_cast<T>(value)) {}
    // A leaf: lives on the tape until the thread ends, or until the enclosing tape::scope does.
    variable(T value, requires_grad_t) : value_(value), index_(current<T>.record_permanent_leaf()), epoch_(0) {}

    constexpr T value() const { return value_; }
    explicit constexpr operator T() const { return value_; }

    // Assigns a leaf a new value without a new entry, as an optimiser does between two recordings.
    void set_value(T value) { value_ = value; }

    // dy/dx summed over all backward() calls since the last zero_grad(). 0 for a constant.
    T grad() const { return index_ == 0 ? T(0) : current<T>.adjoint(index_); }
    void zero_grad() {
        if (index_ != 0) current<T>.adjoint(index_) = T(0);
    }

    // Sweeps back from this value, and releases the record. Throws std::logic_error where the record is gone already, and
    // for a constant.
    void backward() const {
        backward(retain_graph);
        current<T>.release();
    }
    void backward(retain_graph_t) const {
        if (index_ == 0) throw std::logic_error("typegrad::tape: backward() of a value that depends on no variable with requires_grad");
        check();
        current<T>.sweep(index_, T(1), 1);
    }

    // For the algebra: the entry, checked to be on the tape still.
    TYPEGRAD_INLINE index entry() const {
        if (epoch_ != current<T>.epoch() && index_ >= current<T>.base()) [[unlikely]] stale();
        return index_;
    }
    static variable recorded(T value, index at) { return variable(value, at, current<T>.epoch()); }

private:
    TYPEGRAD_INLINE variable(T value, index at, std::uint32_t epoch) : value_(value), index_(at), epoch_(epoch) {}

    void check() const { (void)entry(); }
    [[noreturn, gnu::noinline, gnu::cold]] static void stale() {
        throw std::logic_error("typegrad::tape: this value's record was released by backward(); compute it again, or call backward(tape::retain_graph)");
    }

    T value_{};
    index index_ = 0;
    std::uint32_t epoch_ = 0;
};

variable(double, requires_grad_t) -> variable<double>;
variable(float, requires_grad_t) -> variable<float>;
variable(long double, requires_grad_t) -> variable<long double>;
variable(int, requires_grad_t) -> variable<double>;

// The algebra: an operation computes its value and, where an operand carries a derivative, records its partials.
template <class T>
struct recording {
    using scalar = T;

    template <class A>
    static constexpr bool takes = std::is_arithmetic_v<A> || std::is_same_v<A, variable<T>>;

    template <class Op, class... A>
    using result = std::conditional_t<Op::result == kind::condition, bool, variable<T>>;

    template <class Op, class... A>
    TYPEGRAD_INLINE static constexpr result<Op, A...> apply(A const&... a) {
        if constexpr (Op::result == kind::condition) return Op::value(value(a)...);
        else if constexpr (std::is_same_v<Op, select_> || std::is_same_v<Op, gate_>) return choose(a...);
        else return record<Op>(a...);
    }

    // A call (op/call.hpp): two of its arguments are one entry, the sum of all is the last.
    template <class Op, std::size_t N>
    static std::array<variable<T>, static_cast<std::size_t>(Op::components)> call(std::array<variable<T>, N> const& arguments) {
        std::array<T, N> values{};
        bool any = false;
        for (std::size_t j = 0; j < N; ++j) values[j] = arguments[j].value(), any = any || arguments[j].entry() != 0;
        auto const y = Op::value(values);
        std::array<variable<T>, static_cast<std::size_t>(Op::components)> results{};
        for (std::size_t k = 0; k < results.size(); ++k) results[k] = variable<T>(y[k]);
        if (!any) return results;
        auto const slope = Op::jacobian(values, y);
        for (std::size_t k = 0; k < results.size(); ++k) {
            index sum = 0;
            for (std::size_t j = 0; j < N; ++j)
                if (index const at = arguments[j].entry(); at != 0 && slope[k][j] != T(0)) sum = current<T>.record(sum, T(1), at, slope[k][j]);
            if (sum != 0) results[k] = variable<T>::recorded(y[k], sum);
        }
        return results;
    }

private:
    TYPEGRAD_INLINE static constexpr T value(variable<T> const& a) { return a.value(); }
    template <class N>
    TYPEGRAD_INLINE static constexpr T value(N a) {
        return static_cast<T>(a);
    }
    TYPEGRAD_INLINE static index entry(variable<T> const& a) { return a.entry(); }
    TYPEGRAD_INLINE static constexpr index entry(...) { return 0; }

    // Nothing is recorded: the branch that is not taken is not there.
    TYPEGRAD_INLINE static constexpr variable<T> choose(auto const& c, variable<T> const& a, variable<T> const& b) { return holds(c) ? a : b; }
    TYPEGRAD_INLINE static constexpr variable<T> choose(auto const& c, variable<T> const& u) { return holds(c) ? u : variable<T>(0); }
    TYPEGRAD_INLINE static constexpr bool holds(bool c) { return c; }
    TYPEGRAD_INLINE static constexpr bool holds(variable<T> const& c) { return c.value() != T(0); }

    template <class Op, class A>
    TYPEGRAD_INLINE static variable<T> record(A const& a) {
        using number = tape::number<T>;
        T const y = Op::value(value(a));
        index const i = entry(a);
        if constexpr (!Op::active[0]) return y;
        else if (i == 0) return y;
        else {
            // A root of a sum of squares is a norm, whose derivative at 0 is 0 (op/root.hpp).
            if constexpr (std::is_same_v<Op, sqrt_>)
                if (y == T(0) && current<T>.is_sum_of_squares(i)) return variable<T>::recorded(y, current<T>.record(0, T(0), 0, T(0)));
            number const da = Op::first(number(value(a)), number(y), number(1));
            return variable<T>::recorded(y, current<T>.record(da.is_zero ? 0 : i, da.value, 0, T(0)));
        }
    }
    template <class Op, class A, class B>
    TYPEGRAD_INLINE static variable<T> record(A const& a, B const& b) {
        using number = tape::number<T>;
        // A square is a product with itself here as well.
        if constexpr (std::is_same_v<Op, powi_> && std::is_same_v<A, variable<T>>)
            if (value(b) == T(2)) return record<mul_>(a, a);
        T const y = Op::value(value(a), value(b));
        index i = entry(a), j = entry(b);
        if ((i | j) == 0) return y;
        T da(0), db(0);
        if constexpr (Op::active[0] && std::is_same_v<A, variable<T>>) {
            if (i != 0) take(Op::first(number(value(a)), number(value(b)), number(y), number(1)), da, i);
        }
        if constexpr (Op::active[1] && std::is_same_v<B, variable<T>>) {
            if (j != 0) take(Op::second(number(value(a)), number(value(b)), number(y), number(1)), db, j);
        }
        return variable<T>::recorded(y, current<T>.record(Op::active[0] ? i : 0, da, Op::active[1] ? j : 0, db));
    }
    // Three operands are two entries.
    template <class Op, class A, class B, class C>
    TYPEGRAD_INLINE static variable<T> record(A const& a, B const& b, C const& c) {
        using number = tape::number<T>;
        T const y = Op::value(value(a), value(b), value(c));
        index i = entry(a), j = entry(b), k = entry(c);
        if ((i | j | k) == 0) return y;
        T da(0), db(0), dc(0);
        if constexpr (Op::active[0] && std::is_same_v<A, variable<T>>) {
            if (i != 0) take(Op::first(number(value(a)), number(value(b)), number(value(c)), number(y), number(1)), da, i);
        }
        if constexpr (Op::active[1] && std::is_same_v<B, variable<T>>) {
            if (j != 0) take(Op::second(number(value(a)), number(value(b)), number(value(c)), number(y), number(1)), db, j);
        }
        if constexpr (Op::active[2] && std::is_same_v<C, variable<T>>) {
            if (k != 0) take(Op::third(number(value(a)), number(value(b)), number(value(c)), number(y), number(1)), dc, k);
        }
        index const first_two = current<T>.record(Op::active[0] ? i : 0, da, Op::active[1] ? j : 0, db);
        return variable<T>::recorded(y, current<T>.record(first_two, T(1), Op::active[2] ? k : 0, dc));
    }
    // A structural zero cuts the edge.
    TYPEGRAD_INLINE static void take(number<T> partial, T& into, index& at) {
        into = partial.value;
        if (partial.is_zero) at = 0;
    }
};

// Records made in a scope, leaves included, end with it. scope(kinks::right) records with that derivative at kinks.
template <class T = double>
class scope {
public:
    scope() : scope(current_kinks) {}
    explicit scope(kink_policy kinks) : start_(current<T>.size()), base_(current<T>.base()), outer_kinks_(current_kinks) { current_kinks = kinks; }
    template <kink_policy Choice>
    explicit scope(kinks::choice<Choice>) : scope(Choice) {}
    ~scope() {
        current<T>.rewind(start_, base_);
        current_kinks = outer_kinks_;
    }
    scope(scope const&) = delete;
    scope& operator=(scope const&) = delete;

    index start() const { return start_; }

private:
    index start_;
    index base_;
    kink_policy outer_kinks_;
};

}

namespace typegrad {

// The compile-time engine runs with the tape's variables as well.
template <class T>
inline constexpr bool is_scalar<tape::variable<T>> = true;
template <class T>
struct literal_of<tape::variable<T>> {
    using type = T;
};

template <class T>
struct number_type<tape::variable<T>> {
    using type = T;
};

}

template <class T>
struct std::numeric_limits<typegrad::tape::variable<T>> : typegrad::op::internal::limits_of<typegrad::tape::variable<T>, T> {};

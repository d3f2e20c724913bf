// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// The tape's variable: computes at once and records what the reverse sweep needs, by the rules of the same table.
#pragma once
#pragma GCC system_header

#include <typegrad/op/elsewhere.hpp>
#include <typegrad/op/requires_grad.hpp>
#include <typegrad/op/condition.hpp>
#include <typegrad/tape/arena.hpp>
#include <typegrad/tape/number.hpp>
#include <typegrad/trace/algorithms.hpp>
#include <typegrad/trace/call.hpp>

#include <compare>
#include <concepts>
#include <iosfwd>
#include <memory>
#include <utility>

template <class... A>
inline constexpr bool typegrad::op::elsewhere::is_included<typegrad::op::elsewhere::tape_header, A...> = true;

namespace typegrad::inline v0_2::tape {

struct retain_graph_t {};
inline constexpr retain_graph_t retain_graph{};  // backward() leaves the record, for another backward()
struct create_graph_t {};
inline constexpr create_graph_t create_graph{};  // gradients are to be recorded values again

// As a number true would be a seed of 1, and false one of 0.
#define TYPEGRAD_BOOL_IS_NO_SEED "typegrad::tape: y.backward(true) is no seed, and keeps no record; write y.backward(tape::retain_graph)"

template <class T>
struct recording;
template <class T>
class variable;

namespace detail {
    template <class A>
    inline constexpr bool is_variable = false;
    template <class T>
    inline constexpr bool is_variable<variable<T>> = true;

    // What can stand beside a variable: built-in numbers, and a number of its own type.
    template <class N, class T>
    concept number_beside = std::is_arithmetic_v<N> || (std::same_as<N, T> && !std::is_arithmetic_v<T>);
}

// A number on the tape of its thread:
//
//     tape::variable x{2.0, tape::requires_grad};
//     auto y = 5 * pow(x, 3) + 2 * pow(x, 2) + 4 * x + 8;
//     y.backward();
//     x.grad();                                            // 72
//
// A leaf lives as long as a handle to it; copies of a leaf are that leaf. backward() releases the record, as PyTorch's does: what
// was computed from leaves before cannot be used any more. Whoever uses it, or a value of a scope that has ended, or of another
// thread, gets a std::logic_error. Comparisons give bool, so that `if` and `while` work.
template <class T = double>
class variable : public operand {
public:
    using algebra = recording<T>;
    using value_type = T;

    constexpr variable() = default;
    // A constant: it carries no derivative and records nothing.
    template <class N>
        requires detail::number_beside<N, T>
    constexpr variable(N value) : value_(static_cast<T>(value)) {}
    // A leaf: its derivative is asked for.
    variable(T value, requires_grad_t) : value_(std::move(value)), id_(current<T>.make_leaf()) {
        if constexpr (is_operand<T>) current<T>.note_number(find(), value_.find());
    }

    template <class N, std::same_as<bool> Requires>
    TYPEGRAD_UNAVAILABLE("typegrad::tape: a variable whose derivative is asked for is made by tape::variable x{2.0, tape::requires_grad}")
    constexpr variable(N, Requires) {
        TYPEGRAD_IF_AVAILABLE(sizeof(N) == 0, "typegrad::tape: a variable whose derivative is asked for is made by tape::variable x{2.0, tape::requires_grad}")
    }

    // On several tapes at once, a leaf of each.
    template <class N>
        requires(detail::is_variable<T> && std::is_arithmetic_v<N>)
    variable(N value, requires_grad_t r) : variable(T(value, r), r) {}

    TYPEGRAD_INLINE constexpr variable(variable const& other) : value_(other.value_), id_(other.id_) {
        if (detail::is_leaf(id_)) current<T>.retain(id_);
        else close();
    }
    TYPEGRAD_INLINE constexpr variable(variable&& other) noexcept : value_(std::move(other.value_)), id_(other.id_) {
        other.forget();
    }
    TYPEGRAD_INLINE constexpr variable& operator=(variable const& other) {
        if (detail::is_leaf(other.id_)) current<T>.retain(other.id_);
        else other.close();
        if (detail::is_leaf(id_)) current<T>.drop(id_);
        value_ = other.value_;
        id_ = other.id_;
        return *this;
    }
    TYPEGRAD_INLINE constexpr variable& operator=(variable&& other) noexcept {
        if (this == &other) return *this;
        if constexpr (std::is_arithmetic_v<T>) {
            value_ = detail::is_leaf(id_) ? current<T>.drop_for(id_, other.value_) : other.value_;
        } else {
            if (detail::is_leaf(id_)) current<T>.drop(id_);
            value_ = std::move(other.value_);
        }
        id_ = other.id_;
        other.forget();
        return *this;
    }
    TYPEGRAD_INLINE constexpr ~variable() {
        if (detail::is_leaf(id_)) current<T>.drop(id_);
    }

    constexpr T value() const { return value_; }
    constexpr T item() const { return value_; }
    // (One template: where a number is expected clang names each of the conversions that are explicit.)
    template <class N>
        requires(std::is_arithmetic_v<N> || std::is_same_v<N, T>)
    explicit constexpr operator N() const {
        return static_cast<N>(value_);
    }

    // The same number as a constant: no derivative flows through it. What passes between threads.
    constexpr variable detach() const { return variable(value_, detail::constant_id); }

    // Whether a derivative flows through it: a leaf, or a recorded value.
    bool requires_grad() const { return find() != 0; }
    // Whether it has not been computed from others: a variable with requires_grad, or a constant.
    constexpr bool is_leaf() const { return id_ == detail::constant_id || detail::is_leaf(id_); }

    // Makes a constant a leaf, or, with false, a leaf a constant.
    variable& requires_grad_(bool wanted = true) {
        if (!is_leaf() && !wanted) detail::fail(name() + " is a recorded value, not a leaf; x.detach() is the same number as a constant");
        if (wanted && id_ == detail::constant_id) id_ = current<T>.make_leaf();
        else if (!wanted && id_ != detail::constant_id) current<T>.drop(std::exchange(id_, detail::constant_id));
        return *this;
    }

    // Gives a leaf another value without a new entry, as an optimiser does between two recordings.
    void set_value(T value) {
        check_alone();
        value_ = std::move(value);
    }

    // dy/dx summed over all backward() calls since the last zero_grad(), for a leaf; for a recorded value that was asked to keep it
    // by retain_grad().
    T grad() const { return gradient().get(); }
    void zero_grad() {
        if (id_ == detail::constant_id) return;
        auto a = gradient();
        a.set(T(0));
    }
    // Gives a leaf another gradient, as who clips it or adds up those of several threads does.
    void set_grad(T const& value) {
        if (!is_leaf()) detail::fail(name() + " is a recorded value, not a leaf; what its gradient is to be in a sweep a hook says: x.register_hook(f)");
        gradient().set(value);
    }
    // Has backward() keep this recorded value's gradient. A leaf's is kept always.
    void retain_grad() const {
        index const at = find();
        if (at > 0 && !current<T>.kept_gradient(at)) current<T>.add_step(std::make_unique<keeper>(at));
    }
    // Calls f(gradient) when a sweep has this variable's gradient complete, before it is used or added. What f returns, if anything,
    // takes its place.
    template <class F>
    void register_hook(F f) const {
        struct hook final : detail::gradient_hook<T> {
            F function;
            explicit hook(F f) : function(std::move(f)) {}
            T operator()(T const& gradient) override {
                if constexpr (std::is_void_v<decltype(function(gradient))>) {
                    function(gradient);
                    return gradient;
                } else {
                    return T(function(gradient));
                }
            }
        };
        index const at = find();
        if (at == 0) detail::fail(name() + " does not require grad, so that a hook on it would never be called; make it a leaf: tape::variable x{…, tape::requires_grad}");
        if (at < 0) return current<T>.add_leaf_hook(id_, std::make_unique<hook>(std::move(f)));
        current<T>.add_step(std::make_unique<hooked>(at, std::make_unique<hook>(std::move(f))));
    }

    // Sweeps back from this value: adds to the gradients of all leaves that it depends on; then releases the record. The seed is
    // what this value's own gradient is: 1.
    void backward() const { backward(T(1)); }
    void backward(retain_graph_t) const { backward(T(1), retain_graph); }
    // Only says so.
    template <class... A>
        requires(std::same_as<A, bool> || ...)
    void backward(A const&...) const {
        static_assert(sizeof...(A) == 0, TYPEGRAD_BOOL_IS_NO_SEED);
    }
    void backward(T const& seed) const {
        backward(seed, retain_graph);
        current<T>.release();
    }
    void backward(T const& seed, retain_graph_t) const {
        index const at = find();
        if (at == 0) return;  // a constant owes nothing to anybody
        if (at < 0) return current<T>.seed_leaf(at, seed);
        index const first = current<T>.begin_of_sweep(at, at);
        current<T>.adjoint(at).add(seed);
        current<T>.sweep(at, first);
    }

    // Variables of order 2 and more have gradients that are recorded values by themselves.
    void backward(create_graph_t) const {
        static_assert(detail::is_variable<T> || sizeof(T) == 0, "typegrad::tape: a gradient that is to be differentiated again is that of a variable of a higher order; "
                                                               "declare tape::variable_of_order<2> x{2.0, tape::requires_grad}, or call tape::hessian(f) or tape::hvp(f)");
        backward(retain_graph);
    }

    // For the algebra.
    TYPEGRAD_INLINE index find() const { return current<T>.find(id_); }
    TYPEGRAD_INLINE static constexpr variable recorded(T value, id made) { return variable(std::move(value), made); }
    constexpr id identity() const { return id_; }
    static kink_policy kinks() { return current_kinks; }
    // What it was is another handle's now.
    TYPEGRAD_INLINE constexpr void forget() {
        if (std::is_constant_evaluated()) return;
        if (detail::is_leaf(id_) || current<T>.is_open(id_)) id_ = detail::moved_id;
    }
    // What it was may be part of another statement now. A leaf is none, and still has this handle.
    TYPEGRAD_INLINE constexpr void leave() {
        if (std::is_constant_evaluated()) return;
        if (current<T>.is_open(id_)) id_ = detail::moved_id;
    }

    // In a no_grad scope a leaf changes in place; elsewhere x += y is x = x + y.
    template <class B>
    TYPEGRAD_INLINE variable& become(B&& changed) {
        if (!detail::modes.recording && detail::is_leaf(id_)) [[unlikely]] {
            set_value(changed.value());
            return *this;
        }
        return *this = static_cast<B&&>(changed);
    }

private:
    // Two handles share what they mean: no operation may take it over from one of them.
    TYPEGRAD_INLINE constexpr void close() const {
        if (!std::is_constant_evaluated()) current<T>.close(id_);
    }
    TYPEGRAD_INLINE constexpr variable(T value, id made) : value_(std::move(value)), id_(made) {}

    // Where the gradient is: with the leaf, or with the one who keeps that of a recorded value.
    struct place {
        detail::adjoint<T>* leaf;
        T* kept;

        T get() const { return leaf ? leaf->get() : *kept; }
        void set(T const& value) {
            if (kept) *kept = value;
            else *leaf = {}, leaf->add(value);
        }
    };
    place gradient() const {
        if (id_ == detail::constant_id)
            detail::fail(name() + " has no gradient, since it does not require one; make it a leaf: tape::variable x{" + detail::written(value_) + ", tape::requires_grad}");
        if (detail::is_leaf(id_)) {
            if (!current<T>.is_own(id_)) (void)find();
            return {&current<T>.adjoint(-static_cast<index>(static_cast<std::uint32_t>(id_))), nullptr};
        }
        if (T* const kept = current<T>.gradient_kept_of_released(id_)) return {nullptr, kept};
        index const at = find();
        T* const kept = at > 0 ? current<T>.kept_gradient(at) : nullptr;
        if (!kept)
            detail::fail(name() + " has been computed from others, it is no leaf, and backward() keeps the gradients of leaves only; call x.retain_grad() before, or, if it "
                                  "was meant to stay a leaf while x -= step changed it, do that in a scope of its own: { tape::no_grad const updating; x -= step; }");
        return {nullptr, kept};
    }
    void check_alone() const {
        if (!detail::is_leaf(id_)) return;
        if (!current<T>.is_own(id_)) (void)find();
        if (current<T>.handles(id_) > 1)
            detail::fail(name() + " is to change in place, but it has copies, which would keep the old value; hold one variable and refer to it: "
                                  "for (auto& x : parameters), or a lambda that captures [&]");
    }
    std::string name() const { return "the variable (" + detail::written(value_) + ")"; }

    struct keeper final : detail::step<T> {
        T gradient{};
        explicit keeper(index at) { this->at = at; }
        detail::turn in_turn() const override { return detail::turn::keeper; }
        // What sweeps aside (tape::grad) bring is not kept.
        void pull(arena<T>& tape) override {
            if (!detail::gradients_apart<T>::innermost) gradient = gradient + tape.adjoint(this->at).get();
        }
        T* kept_gradient() override { return &gradient; }
        void keep_before_sweep(detail::all_kept_before_sweep& all) override {
            struct before final : detail::kept_before_sweep {
                keeper& of;
                T gradient;
                explicit before(keeper& k) : of(k), gradient(k.gradient) {}
                void put_back() noexcept override { of.gradient = std::move(gradient); }
            };
            all.push_back(std::make_unique<before>(*this));
        }
    };
    struct hooked final : detail::step<T> {
        std::unique_ptr<detail::gradient_hook<T>> hook;
        hooked(index of, std::unique_ptr<detail::gradient_hook<T>> h) : hook(std::move(h)) { this->at = of; }
        detail::turn in_turn() const override { return detail::turn::hook; }
        bool calls_user() const override { return true; }
        void pull(arena<T>& tape) override {
            if (tape.adjoint(this->at).untouched()) return;
            T const gradient = (*hook)(tape.adjoint(this->at).get());
            tape.adjoint(this->at).clear();
            tape.adjoint(this->at).add(gradient);
        }
    };

    T value_{};
    id id_ = detail::constant_id;
};

variable() -> variable<double>;  // clang would ask the first declaration, which has no default
variable(double, requires_grad_t) -> variable<double>;
variable(float, requires_grad_t) -> variable<float>;
variable(long double, requires_grad_t) -> variable<long double>;
variable(int, requires_grad_t) -> variable<double>;
template <class T>
    requires(!std::is_arithmetic_v<T>)
variable(T, requires_grad_t) -> variable<T>;
template <std::floating_point T>
variable(T) -> variable<T>;
template <class N, std::same_as<bool> Requires>
variable(N, Requires) -> variable<double>;

template <class T, class B>
    requires operands<variable<T>, B>
TYPEGRAD_INLINE variable<T>& operator+=(variable<T>& a, B const& b) {
    return a.become(a + b);
}
template <class T>
TYPEGRAD_INLINE variable<T>& operator+=(variable<T>& a, variable<T>&& b) {
    return a.become(a + static_cast<variable<T>&&>(b));
}
template <class T, class B>
    requires operands<variable<T>, B>
TYPEGRAD_INLINE variable<T>& operator-=(variable<T>& a, B const& b) {
    return a.become(a - b);
}
template <class T>
TYPEGRAD_INLINE variable<T>& operator-=(variable<T>& a, variable<T>&& b) {
    return a.become(a - static_cast<variable<T>&&>(b));
}
template <class T, class B>
    requires operands<variable<T>, B>
TYPEGRAD_INLINE variable<T>& operator*=(variable<T>& a, B const& b) {
    return a.become(a * b);
}
template <class T>
TYPEGRAD_INLINE variable<T>& operator*=(variable<T>& a, variable<T>&& b) {
    return a.become(a * static_cast<variable<T>&&>(b));
}
template <class T, class B>
    requires operands<variable<T>, B>
TYPEGRAD_INLINE variable<T>& operator/=(variable<T>& a, B const& b) {
    return a.become(a / b);
}
template <class T>
TYPEGRAD_INLINE variable<T>& operator/=(variable<T>& a, variable<T>&& b) {
    return a.become(a / static_cast<variable<T>&&>(b));
}

// Printed as its number.
template <class Character, class Traits, class T>
std::basic_ostream<Character, Traits>& operator<<(std::basic_ostream<Character, Traits>& out, variable<T> const& x) {
    return out << x.value();
}

// By numbers, as all comparisons. A bool and no concept: of two constraints that are compared, this one must not be the stronger, or
// A < B would be made of it.
namespace detail {
    template <class A, class B>
    inline constexpr bool are_compared = false;
    template <class A, class B>
        requires operands<A, B>
    inline constexpr bool are_compared<A, B> = is_variable<A> || is_variable<B>;
}
template <class A, class B>
    requires(detail::are_compared<A, B>)
constexpr std::partial_ordering operator<=>(A const& a, B const& b) {
    return op::apply<less_>(a, b)    ? std::partial_ordering::less
           : op::apply<less_>(b, a)  ? std::partial_ordering::greater
           : op::apply<equal_>(a, b) ? std::partial_ordering::equivalent
                                     : std::partial_ordering::unordered;
}

template <int N, class T = double>
struct variable_of_order_ {
    using type = variable<typename variable_of_order_<N - 1, T>::type>;
};
template <class T>
struct variable_of_order_<0, T> {
    using type = T;
};
// Variables whose gradients are variables again: of order 2, x.grad() can be differentiated once more.
template <int N, class T = double>
using variable_of_order = typename variable_of_order_<N, T>::type;

}

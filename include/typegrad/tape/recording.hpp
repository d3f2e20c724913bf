// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// The algebra of the tape's variables: an operation computes its value and, where an operand carries a derivative, records its
// partials.
#pragma once
#pragma GCC system_header

#include <typegrad/op/limits.hpp>
#include <typegrad/tape/many.hpp>
#include <typegrad/tape/norms.hpp>

#include <bit>
#include <cstdint>
#include <functional>
#include <map>
#include <type_traits>

namespace typegrad::inline v0_2::tape {

namespace detail {
    // How many tapes a number is on: that of variable<variable<double>> records what happens on that of variable<double>.
    template <class A>
    inline constexpr int depth = 0;
    template <class T>
    inline constexpr int depth<variable<T>> = depth<T> + 1;
    // What a comparison with it gives.
    template <class A>
    struct condition_beside {
        using type = bool;
    };
    template <class A>
    struct innermost {
        using type = A;
    };
    template <class T>
    struct innermost<variable<T>> : innermost<T> {};

    template <class... A>
    struct deepest;
    template <class A>
    struct deepest<A> {
        using type = A;
    };
    template <class A, class B, class... Rest>
    struct deepest<A, B, Rest...> : deepest<std::conditional_t<(depth<B> > depth<A>), B, A>, Rest...> {};

    // Whether A stands beside variable<T>: a number, an array (tape/tensor.hpp, which is deeper than any variable), or a variable on more tapes or on fewer of the same numbers.
    template <class A, class T>
    inline constexpr bool stands_beside = number_beside<A, typename innermost<T>::type> ||
                                          (depth<A> > 0 && std::is_same_v<typename innermost<A>::type, typename innermost<T>::type>);
}

namespace detail {
    // NaN, whose derivatives of all orders are NaN.
    template <class T>
    T no_number(T const& a) {
        if constexpr (is_variable<T>) return T(op::internal::no_number) + op::apply<with_slope_>(a, T(no_number(a.value())));
        else return T(op::internal::no_number);
    }

    // A norm r, or the magnitude of one number, where it is 0, in a recording that is itself differentiated (T is a variable). Let w be
    // its adjoint: the argument x receives w · x / r. Where w is 0 as well, which it is for every smooth function, w / r has the limit
    // c = ∂w/∂r, and c · x the derivative c. Where w is not 0, x receives 0 by convention, whose derivative for one number is c on either
    // side, and for several there is none: NaN. Nor is there one here where w depends on other norms that are 0 and share an argument with
    // this one (of |u| · |v| each is held while the other one changes), or where derivatives of third order
    // are asked for, which would need more of the series.
    template <class T>
    struct norm_at_zero final : step<T> {
        static constexpr int most = 3;
        T r;
        T argument[most]{};
        index operand[most]{};
        int count = 0;
        bool of_one = false, of_square = false;  // the operand is r², which receives w / 2r
        bool is_joined = false;  // its entry is a multiple of another norm's
        index joined_to = 0;     // the other norm's entry
        // Of the part |t| in a tie (record_tie), ±1/2, and between what it is. The part counts where a multiple of it is in a norm or in another tie.
        double share = 0;
        index tie[2]{};
        mutable bool has_partner = false;
        bool finite = false;
        mutable std::vector<T> lost;  // of relu and the like, whose derivative at the kink is 0 and not 1/2: what they owe less, in this sweep

        explicit norm_at_zero(T const& norm) : r(norm) {}
        bool is_norm() const override { return true; }
        bool is_alone() const { return share != 0 && !has_partner; }
        bool is_same_tie(norm_at_zero const& other) const { return share == other.share && tie[0] == other.tie[0] && tie[1] == other.tie[1]; }

        void pull(arena<T>& tape) override {
            if (is_joined) return;
            auto const less = std::exchange(lost, {});
            auto& a = tape.adjoint(this->at);
            if (a.untouched()) return;
            T const w = a.get();
            a.clear();
            if (is_alone()) return;
            using number = typename T::value_type;
            number c(0);
            bool exists = (of_one || w == T(0)) && !is_variable<number> && !(w == T(0) && varies(less));
            if (exists && w.requires_grad()) {
                // First this norm and its multiples, then the others.
                std::vector<T> norms;
                std::vector<double> ratio;
                tape.each_norm_at_zero([&](step<T> const& s) {
                    auto const& other = static_cast<norm_at_zero const&>(s);
                    if (!other.r.requires_grad() || other.is_alone()) return;
                    double const multiple = other.multiple_of(*this);
                    if (multiple > 0) norms.insert(norms.begin(), other.r), ratio.insert(ratio.begin(), multiple);
                    else if (!is_independent_of(other)) norms.push_back(other.r);
                });
                auto const slope = tape::grad(w, norms);
                for (std::size_t k = 0; k < slope.size(); ++k) {
                    if (k < ratio.size()) c = c + slope[k] * number(ratio[k]);
                    else exists = exists && slope[k] == number(0);
                }
                exists = exists && c - c == number(0);
                // Where w moves with the argument by other ways than norms, w / r depends on the direction.
                if (!of_one && exists)
                    for (number const& drift : gradients_at(w, leaves())) exists = exists && drift == number(0);
            }
            for (int k = 0; k < count; ++k) {
                if (operand[k] == 0) continue;
                if (!exists) owe(tape, k, none());
                else if (of_square) owe(tape, k, T(c * number(0.5)));
                else owe(tape, k, argument[k] * T(c));
            }
        }

        // Its tangent is 0 by convention, and no derivative of that is known here.
        void push(arena<T>& tape) override {
            if (is_joined) return;
            bool moves = false;
            for (int k = 0; k < count && !is_alone(); ++k) moves = moves || (operand[k] > 0 && !tape.adjoint(operand[k]).untouched());
            auto& a = tape.adjoint(this->at);
            a.clear();
            if (moves) a.add(none());
        }

        // By what this is a multiple of the other one, to first order; else 0. What both have been computed from changes at random.
        double multiple_of(norm_at_zero const& other) const {
            if (this == &other) return 1;
            double const ratio = change(0) / other.change(0);
            for (int sample = 1; sample < 3; ++sample)
                if (double const off = change(sample) - ratio * other.change(sample), bound = 1e-9 * change(sample); !(off <= bound && -off <= bound)) return 0;
            double const whole = std::round(ratio);
            return std::abs(ratio - whole) < 1e-13 ? whole : ratio;
        }

        void clear() override { lost.clear(); }
        // 1 or -1; of two magnitudes of one number, whether one grows with the number of the other one.
        double direction() const {
            auto const& inside = current<typename T::value_type>;
            index const i = argument[0].find();
            return random_change<typename T::value_type>(inside, i, 0)(i) < 0 ? -1 : 1;
        }
        // 0 that has that derivative by the k-th argument.
        T none(int k) const { return op::apply<with_slope_>(argument[k], T(no_number(argument[k].value()))); }

    private:
        // Whether nothing that the one has been computed from is what the other one has been.
        bool is_independent_of(norm_at_zero const& other) const {
            std::vector<index> const these = leaves(), those = other.leaves();
            return std::find_first_of(these.begin(), these.end(), those.begin(), those.end()) == these.end();
        }
        // Whether a sum is not 0, or has derivatives that are not.
        static bool varies(std::vector<T> const& terms) {
            T sum(0);
            for (T const& term : terms) sum = sum + term;
            if (!(sum == T(0)) || !sum.requires_grad()) return !(sum == T(0));
            for (auto const& slope : gradients_at(sum, leaves_of({sum.find()})))
                if (!(slope == typename T::value_type(0))) return true;
            return false;
        }
        std::vector<index> leaves() const {
            std::vector<index> from;
            for (int k = 0; k < count; ++k) from.push_back(argument[k].find());
            return leaves_of(std::move(from));
        }
        static std::vector<index> leaves_of(std::vector<index> waiting) {
            auto const& inside = current<typename T::value_type>;
            std::vector<index> seen, found;
            while (!waiting.empty()) {
                index const i = waiting.back();
                waiting.pop_back();
                if (i == 0 || std::find(seen.begin(), seen.end(), i) != seen.end()) continue;
                seen.push_back(i);
                if (i < 0 || !inside.has_operands(i)) found.push_back(i);
                else inside.each_term(i, [&](index term, auto const&) { waiting.push_back(term); });
            }
            return found;
        }
        double change(int sample) const {
            using inner = typename T::value_type;
            auto const& inside = current<inner>;
            index at[most]{}, last = 0;
            for (int k = 0; k < count; ++k) at[k] = argument[k].find(), last = at[k] > last ? at[k] : last;
            random_change<inner> const changes(inside, last, sample);
            double sum = 0;
            for (int k = 0; k < count; ++k) sum += of_square ? zero_form<inner>(inside, at[k]).at(changes) : changes(at[k]) * changes(at[k]);
            return sum > 0 ? std::sqrt(sum) : 0;
        }
        // 0, without a derivative by any argument.
        T none() const {
            T all(0);
            for (int k = 0; k < count && !finite; ++k) all = all + none(k);
            return all;
        }
        void owe(arena<T>& tape, int k, T const& x) const { tape.adjoint(operand[k]).add(x); }
    };

    // relu and fdim where they have a kink (recording::record_kink).
    template <class T>
    struct kink_with_less final : step<T> {
        norm_at_zero<T> const* norm;  // of which the part |t| is a multiple
        typename T::value_type less;

        kink_with_less(index entry, norm_at_zero<T> const* of, double lost) : norm(of), less(lost) { this->at = entry; }
        void pull(arena<T>& tape) override {
            if (auto& a = tape.adjoint(this->at); !a.untouched()) norm->lost.push_back(a.get() * less);
        }
        void push(arena<T>&) override {}
    };
    // A clamp at a bound, where it passes its first operand on. If another kink there makes it smooth, that is not the derivative.
    template <class T>
    struct clamp_at_bound final : step<T> {
        norm_at_zero<T> const* norm;
        norm_at_zero<T> const* of_bound;
        index argument;

        clamp_at_bound(index entry, norm_at_zero<T> const* of, norm_at_zero<T> const* own, index t) : norm(of), of_bound(own), argument(t) { this->at = entry; }
        void pull(arena<T>& tape) override {
            auto& a = tape.adjoint(this->at);
            if (norm->has_partner && !norm->finite && !a.untouched() && a.get().requires_grad()) tape.adjoint(argument).add(of_bound->none(0));
        }
        void push(arena<T>&) override {}
    };

    // A kink whose argument is 0 with an unknown sign, in a recording that is itself differentiated. Its entry has a partial without a derivative.
    // Where its adjoint is 0 the sign makes no difference to second derivatives (pass/kink.hpp).
    template <class T>
    struct kink_of_unknown_sign final : step<T> {
        explicit kink_of_unknown_sign(index entry) { this->at = entry; }
        void pull(arena<T>& tape) override {
            auto& a = tape.adjoint(this->at);
            if (!a.untouched() && a.get() == T(0) && !is_variable<typename T::value_type>) a.clear();
        }
        void push(arena<T>&) override {}
    };

    // What a kink needs of its argument where that is 0 (pass/curvature_at_zero.hpp): 0 if its derivative is not 0, so that it changes its sign; else 1 or
    // -1 where its second derivative is semidefinite, and 2 where it is not, or has too many variables. T is a variable of numbers.
    template <class T>
    int curvature_at_zero(index argument) {
        using real = typename T::value_type;
        auto& tape = current<T>;
        // The derivatives by what the argument has been computed from, leaves and norms that are 0: those which are variables.
        std::map<index, T, std::greater<>> adjoint{{argument, T(1)}};
        std::vector<index> at;
        std::vector<T> slope;
        bool one_side = false;
        real steepest(0);
        for (int steps = 0; !adjoint.empty(); ++steps) {
            if (steps > 1000) return 0;
            auto const [i, w] = *adjoint.begin();
            adjoint.erase(adjoint.begin());
            if (i > 0 && tape.has_operands(i)) {
                tape.each_term(i, [&](index operand, T const& partial) {
                    auto const place = adjoint.try_emplace(operand, T(0)).first;
                    place->second = place->second + w * partial;
                });
                continue;
            }
            index number = tape.number_of(i);
            if (i > 0) tape.each_norm_at_zero([&](step<T> const& s) {
                if (s.at == i) number = static_cast<norm_at_zero<T> const&>(s).r.find(), one_side = true;
            });
            steepest = std::max(steepest, std::abs(w.value()));
            if (number != 0) at.push_back(number), slope.push_back(w);
        }
        constexpr int most = 8;
        real largest(0), matrix[most][most]{}, negative[most][most]{};
        if (one_side && slope.size() == 1 && steepest != real(0)) return slope[0].value() > real(0) ? 1 : -1;
        if (!(steepest < real(1e-6))) return 0;
        auto const size = static_cast<int>(slope.size());
        if (size > most) return 2;
        for (int k = 0; k < size; ++k) {
            std::vector<real> const row = slope[static_cast<std::size_t>(k)].requires_grad() ? gradients_at(slope[static_cast<std::size_t>(k)], at) : std::vector<real>(at.size());
            for (int l = 0; l < size; ++l) {
                matrix[k][l] = row[static_cast<std::size_t>(l)];
                negative[k][l] = -matrix[k][l];
                largest = std::max(largest, std::abs(matrix[k][l]));
            }
        }
        if (steepest > 4096 * std::numeric_limits<real>::epsilon() * largest || largest == real(0)) return 0;
        return math::is_semidefinite(matrix, size) ? 1 : math::is_semidefinite(negative, size) ? -1 : 2;
    }

    template <class Op>
    inline constexpr bool is_extreme = std::is_same_v<Op, max_> || std::is_same_v<Op, min_> || std::is_same_v<Op, fmax_> || std::is_same_v<Op, fmin_>;
    template <class Op>
    inline constexpr bool is_norm = std::is_same_v<Op, sqrt_> || std::is_same_v<Op, norm_> || std::is_same_v<Op, norm_by_power_> || std::is_same_v<Op, abs_> || std::is_same_v<Op, hypot_> || std::is_same_v<Op, hypot_of_three_>;
}

template <class T>
struct recording {
    using scalar = T;

    template <class A>
    static constexpr bool takes = detail::stands_beside<A, T>;

    template <class Op, class... A>
    using result = typename std::conditional_t<Op::result == kind::condition, detail::condition_beside<typename detail::deepest<variable<T>, A...>::type>,
                                               detail::deepest<variable<T>, A...>>::type;

    template <class Op, class... A>
    TYPEGRAD_INLINE static constexpr result<Op, A...> apply(A const&... a) {
        using widest = typename detail::deepest<variable<T>, A...>::type;
        if constexpr (!std::is_same_v<widest, variable<T>>) return widest::algebra::template apply<Op>(a...);
        else if constexpr (Op::result == kind::condition) return condition<Op>(a...);
        else if constexpr (std::is_same_v<Op, select_> || std::is_same_v<Op, gate_>) return choose(a...);
        else return record<Op>(a...);
    }
    // The same, of operands that nothing else can see: those that are no references.
    template <class Op, class... A>
    TYPEGRAD_INLINE static constexpr result<Op, std::remove_cvref_t<A>...> apply_last(A&&... a) {
        using widest = typename detail::deepest<variable<T>, std::remove_cvref_t<A>...>::type;
        constexpr bool is_choice = std::is_same_v<Op, select_> || std::is_same_v<Op, gate_> || Op::result == kind::condition;
        if constexpr (detail::statements<T>::merges && std::is_same_v<widest, variable<T>> && (std::is_same_v<A, variable<T>> || ...) && !is_choice && sizeof...(A) <= 2) {
            variable<T> merged;
            if (!std::is_constant_evaluated() && merge<Op, A...>(merged, a...)) return merged;
        }
        return apply<Op>(a...);
    }

    template <class Op>
    static variable<T> constant(variable<T> const&) {
        return variable<T>(numeric<T>::template constant<Op>(tape::number<T>()).value);
    }

    // A call (op/call.hpp): two of its arguments are one entry, the sum of all is the last.
    template <class Op, std::size_t N>
    static std::array<variable<T>, static_cast<std::size_t>(Op::components)> call(std::array<variable<T>, N> const& arguments) {
        static_assert(!is_operand<T>, "typegrad::tape: second derivatives of a call of op/call.hpp are made at compile time: take typegrad::gradient of the function");
        std::array<T, N> values{};
        bool any = false;
        for (std::size_t j = 0; j < N; ++j) values[j] = arguments[j].value(), any = any || arguments[j].find() != 0;
        auto const y = Op::value(values);
        std::array<variable<T>, static_cast<std::size_t>(Op::components)> results{};
        for (std::size_t k = 0; k < results.size(); ++k) results[k] = variable<T>(y[k]);
        if (!any) return results;
        auto const slope = Op::jacobian(values, y);
        for (std::size_t k = 0; k < results.size(); ++k)
            for (std::size_t j = 0; j < N; ++j)
                if (index const at = arguments[j].find(); at != 0 && slope[k][j] != T(0))
                    results[k] = variable<T>::recorded(y[k], current<T>.record(results[k].find(), T(1), at, slope[k][j], y[k], Op::text));
        return results;
    }

private:
    // An operand that may have derivatives: by value, since what a reference leads to would have to be in memory.
    struct seen_variable {
        T number;
        index at;
    };
    template <class A>
    TYPEGRAD_INLINE static constexpr decltype(auto) value(A const& a) {
        if constexpr (std::is_same_v<A, variable<T>>) return a.value();
        else if constexpr (std::is_same_v<A, seen_variable>) return T(a.number);
        else return static_cast<T>(a);
    }
    template <class A>
    TYPEGRAD_INLINE static constexpr index find(A const& a) {
        if constexpr (std::is_same_v<A, variable<T>>) return a.find();
        else if constexpr (std::is_same_v<A, seen_variable>) return a.at;
        else return 0;
    }
    template <class Op, class... A>
    TYPEGRAD_INLINE static constexpr bool condition(A const&... a) {
        if constexpr (is_operand<T>) return op::apply<Op>(value(a)...);
        else return Op::value(value(a)...);
    }

    // Nothing is recorded: the branch that is not taken is not there.
    template <class A>
    TYPEGRAD_INLINE static constexpr variable<T> lifted(A const& a) {
        if constexpr (std::is_same_v<A, variable<T>>) return a;
        else return variable<T>(static_cast<T>(a));
    }
    TYPEGRAD_INLINE static constexpr variable<T> choose(auto const& c, auto const& a, auto const& b) { return holds(c) ? lifted(a) : lifted(b); }
    TYPEGRAD_INLINE static constexpr variable<T> choose(auto const& c, auto const& u) { return holds(c) ? lifted(u) : variable<T>(0); }
    TYPEGRAD_INLINE static constexpr bool holds(bool c) { return c; }
    TYPEGRAD_INLINE static constexpr bool holds(variable<T> const& c) { return c.value() != T(0); }

    using number = tape::number<T>;

    // Whether the last statement is an operand that nothing else can see, and the operation has become part of it: a function of that
    // operand alone, a sum, or a product or quotient where it has few terms.
    template <class Op>
    static constexpr bool is_linear = std::is_same_v<Op, add_> || std::is_same_v<Op, sub_>;
    template <class Op>
    static constexpr bool is_product = std::is_same_v<Op, mul_> || std::is_same_v<Op, div_>;
    template <class Op, class A>
    TYPEGRAD_INLINE static bool merge(variable<T>& into, A& a) {
        if constexpr (!Op::active[0]) {
            return false;
        } else {
            auto& tape = current<T>;
            if (!tape.is_open(a.identity())) return false;
            if constexpr (std::is_same_v<Op, neg_>) {
                if (!tape.can_negate()) return false;
                tape.negate_last();
                return merged(into, -value(a), a.identity());
            } else {
                T const y = numeric<T>::template value_of<Op>(value(a));
                number const da = Op::first(number(value(a)), number(y), number(1));
                if (da.is_zero || !tape.scale_last(da.value)) [[unlikely]] into = finish<Op>(y, tape.size() - 1, da);
                else merged(into, y, a.identity());
                return true;
            }
        }
    }
    template <class Op, class A, class B>
    TYPEGRAD_INLINE static bool merge(variable<T>& into, std::remove_reference_t<A>& a, std::remove_reference_t<B>& b) {
        constexpr bool of_two = std::is_same_v<std::remove_cvref_t<A>, variable<T>> && std::is_same_v<std::remove_cvref_t<B>, variable<T>>;
        constexpr bool pays = is_linear<Op> || is_product<Op> || !of_two;
        constexpr bool own_a = pays && std::is_same_v<A, variable<T>> && Op::active[0], own_b = pays && std::is_same_v<B, variable<T>> && Op::active[1];
        // std::move(x) + x: no statement is an operand of itself.
        if constexpr (pays && of_two)
            if (&a == &b) return false;
        if constexpr (own_a)
            if (current<T>.is_open(a.identity())) return merge_one<Op, true>(into, a, b);
        if constexpr (own_b)
            if (current<T>.is_open(b.identity())) return merge_one<Op, false>(into, a, b);
        return false;
    }
    // The operand a, or b, is the last statement.
    template <class Op, bool IsFirst, class A, class B>
    TYPEGRAD_INLINE static bool merge_one(variable<T>& into, A const& a, B const& b) {
        auto& tape = current<T>;
        constexpr bool of_two = std::is_same_v<A, B>;
        index j = 0;
        if constexpr (of_two) {
            if (!tape.has_room()) return false;
            if constexpr (!is_linear<Op>)
                if (!tape.has_few_terms() && !tape.has_three_terms()) return false;
            if (!(IsFirst ? find_near(b, j) : find_near(a, j))) return false;
        }
        if constexpr (is_linear<Op>) {
            constexpr bool negates = std::is_same_v<Op, sub_> && !IsFirst;
            if (negates && !tape.can_negate()) return false;
            T const y = numeric<T>::template value_of<Op>(value(a), value(b));
            if constexpr (negates) tape.negate_last();
            if constexpr (of_two) tape.add_to_last(j, std::is_same_v<Op, sub_> && IsFirst ? T(-1) : T(1));
            return merged(into, y, IsFirst ? identity(a) : identity(b));
        } else {
            T const y = numeric<T>::template value_of<Op>(value(a), value(b));
            if constexpr (of_two) {
                number const by_first = Op::first(number(value(a)), number(value(b)), number(y), number(1)), by_second = Op::second(number(value(a)), number(value(b)), number(y), number(1));
                number const d = IsFirst ? by_first : by_second, other = IsFirst ? by_second : by_first;
                if (!is_ordinary<Op>(y) || !is_harmless<Op>(other.value)) return false;
                if (!tape.has_few_terms()) [[unlikely]] {
                    auto const all = tape.scale_three_and_add(y, d.value, j, other.value);
                    return all.is_done && merged(into, all.y, IsFirst ? identity(a) : identity(b));
                }
                if (!tape.scale_last(d.value)) return false;
                tape.add_to_few(j, other.value);
            } else {
                number d;
                if constexpr (IsFirst) d = Op::first(number(value(a)), number(value(b)), number(y), number(1));
                else d = Op::second(number(value(a)), number(value(b)), number(y), number(1));
                if (d.is_zero || !tape.scale_last(d.value)) return false;
            }
            return merged(into, y, IsFirst ? identity(a) : identity(b));
        }
    }
    TYPEGRAD_INLINE static bool merged(variable<T>& into, T const& y, id made) {
        if (detail::is_leaf(made)) __builtin_unreachable();
        into = variable<T>::recorded(y, made);
        return true;
    }
    template <class A>
    TYPEGRAD_INLINE static id identity(A const& a) {
        if constexpr (std::is_same_v<A, variable<T>>) return a.identity();
        else return detail::constant_id;
    }

    // Whether nothing has to be looked at but the partials. What is 0 of these is recorded as tape/norms.hpp wants it.
    template <class Op>
    TYPEGRAD_INLINE static bool is_ordinary(T const& y) {
        constexpr bool looks_at_zero = std::is_same_v<Op, mul_> || std::is_same_v<Op, powi_> || std::is_same_v<Op, pow_> || std::is_same_v<Op, sqrt_> || std::is_same_v<Op, hypot_>;
        return !std::is_same_v<Op, with_slope_> && current<T>.has_room() && !(looks_at_zero && is_zero(y));
    }
    // Of double by its bits: NaN needs no look.
    TYPEGRAD_INLINE static bool is_zero(T const& y) {
        if constexpr (std::is_same_v<T, double>) return std::bit_cast<std::uint64_t>(y) << 1 == 0;
        else return y == T(0);
    }
    TYPEGRAD_INLINE static variable<T> made(T const& y, id made) {
        if (detail::is_leaf(made)) __builtin_unreachable();  // so that temporaries need not look when they end
        return variable<T>::recorded(y, made);
    }

    // The partial of such an operation is computed though its operand may be a constant: a branch would cost more.
    template <class Op>
    static constexpr bool is_cheap = std::is_floating_point_v<T> && (std::is_same_v<Op, add_> || std::is_same_v<Op, sub_> || std::is_same_v<Op, mul_>);

    // All that is not frequent is one call, which takes the operands and their result and gives the result back: a number that lives on
    // beside a call has to be in memory, on the frequent path as well.
    struct far_variable {
        T number;
        id handle;
    };
    struct finished {
        T y;
        id entry;  // 0: a constant
    };
    template <class A>
    TYPEGRAD_INLINE static auto far(A const& a) {
        if constexpr (std::is_same_v<A, variable<T>>) return far_variable{a.value(), a.identity()};
        else return static_cast<T>(a);
    }
    template <class A>
    TYPEGRAD_INLINE static auto seen(A const& a) {
        if constexpr (std::is_same_v<A, variable<T>>) return seen_variable{a.value(), a.find()};
        else if constexpr (std::is_same_v<A, far_variable>) return seen_variable{a.number, current<T>.find(a.handle)};
        else return static_cast<T>(a);
    }
    template <class A>
    TYPEGRAD_INLINE static bool find_near(A const& a, index& at) {
        if constexpr (std::is_same_v<A, variable<T>>) return current<T>.find_near(a.identity(), at);
        at = 0;
        return true;
    }
    template <class Op, class... A>
    [[gnu::noinline, gnu::cold]] static finished record_carefully(T y, A... a) {
        return {y, record_seen<Op>(y, seen(a)...)};
    }
    template <class Op, class... A>
    TYPEGRAD_INLINE static id record_seen(T const& y, A const&... a) {
        return (find(a) | ...) == 0 ? id{0} : record_as_it_is<Op>(y, a...);
    }
    template <class Op, class... A>
    TYPEGRAD_INLINE static variable<T> record_otherwise(T const& y, A const&... a) {
        if constexpr (detail::statements<T>::merges) {
            finished const all = record_carefully<Op>(y, far(a)...);
            return made(all.y, all.entry);
        } else {
            return made(y, record_seen<Op>(y, seen(a)...));
        }
    }

    // Of one operand: nothing but its handle is needed once y and the partial are there, so that its number need not outlive a call of
    // the standard library.
    template <class Op, class A>
    [[gnu::noinline, gnu::cold]] static finished record_far(A a) {
        T const y = numeric<T>::template value_of<Op>(a.number);
        return {y, record_seen<Op>(y, seen(a))};
    }
    template <class Op>
    [[gnu::noinline, gnu::cold]] static finished record_partial(T y, index i, T partial, bool is_zero) {
        if (is_root_of_form<Op>(y, i)) return {y, current<T>.record(0, T(0), 0, T(1), y, Op::text)};
        return {y, record_one<Op>(y, i, partial, is_zero)};
    }
    template <class Op>
    TYPEGRAD_INLINE static variable<T> finish(T const& y, index i, number const& da) {
        if (is_ordinary<Op>(y) && !da.is_zero && is_harmless<Op>(da.value)) [[likely]] return made(y, current<T>.begin_statement(i, da.value));
        finished const all = record_partial<Op>(y, i, da.value, da.is_zero);
        return made(all.y, all.entry);
    }

    template <class Op, class A>
    TYPEGRAD_INLINE static variable<T> record(A const& a) {
        if constexpr (!Op::active[0]) {
            return numeric<T>::template value_of<Op>(value(a));
        } else if constexpr (detail::statements<T>::merges) {
            index i;
            if (!find_near(a, i) || !current<T>.has_room()) [[unlikely]] {
                finished const all = record_far<Op>(far(a));
                return made(all.y, all.entry);
            }
            T const y = numeric<T>::template value_of<Op>(value(a));
            if (i == 0) return y;
            return finish<Op>(y, i, Op::first(number(value(a)), number(y), number(1)));
        } else {
            T const y = numeric<T>::template value_of<Op>(value(a));
            if constexpr (is_operand<T> && (std::is_same_v<Op, abs_> || std::is_same_v<Op, relu_>))
                if (index const i = find(a); i != 0 && value(a) == T(0)) {
                    int const sign = sign_at_zero(value(a), i);
                    if (sign == unknown_sign) return made(y, record_without_second_derivative(i, value(a), y, Op::text));
                    if (sign != 0) {
                        number const da = Op::first(number(T(sign)), number(y), number(1));
                        return made(da.is_zero ? T(0) : T(value(a) * da.value), current<T>.record(da.is_zero ? 0 : i, da.value, 0, T(0), y, Op::text));
                    }
                    if constexpr (std::is_same_v<Op, relu_> && !is_operand<typename T::value_type>)
                        if (variable<T> special; record_kink<Op>(a, 0.0, y, special)) return special;
                }
            if constexpr (is_operand<T> && std::is_same_v<Op, sqrt_>)
                if constexpr (!is_operand<typename T::value_type>)
                    if (variable<T> special; y == T(0) && record_even_root(find(a), special)) return special;
            return record_otherwise<Op>(y, a);
        }
    }
    // √(c t⁴) is √c · t · t, which is smooth.
    static bool record_even_root(index i, variable<T>& into) {
        if (i == 0) return false;
        double coefficient = 1;
        auto const factors = detail::zero_form<T>(current<T>, i).factors_of_even_root(coefficient);
        if (factors.empty()) return false;
        seen_variable product{factors[0].second, factors[0].first};
        variable<T> root;
        for (std::size_t k = 1; k < factors.size(); ++k) {
            seen_variable const factor{factors[k].second, factors[k].first};
            T const y = product.number * factor.number;
            if (!(y == T(0))) return false;  // the form is 0 by underflow
            root = made(y, record_as_it_is<mul_>(y, product, factor));
            product = {y, root.find()};
        }
        return into = coefficient == 1 ? root : record<mul_>(root, std::sqrt(coefficient)), true;
    }
    // The entry; 0: recording is off.
    template <class Op, class A>
    static id record_as_it_is(T const& y, A const& a) {
        index const i = find(a);
        if constexpr (is_operand<T> && detail::is_norm<Op>)
            if (y == T(0) && is_smooth_norm<Op>(i)) return norm_at_zero<Op>(y, a);
        if (is_root_of_form<Op>(y, i)) return current<T>.record(0, T(0), 0, T(1), y, Op::text);
        number const da = Op::first(number(value(a)), number(y), number(1));
        return record_one<Op>(y, i, da.value, da.is_zero);
    }
    // An absolute value, relu or norm that is 0 is marked, for roots of forms that it is part of (tape/norms.hpp). Of what is 0 with the derivative 0 an
    // absolute value looks like a square.
    template <class Op>
    static id record_one(T const& y, index i, T const& partial, bool is_zero) {
        if constexpr (std::is_same_v<Op, abs_> || std::is_same_v<Op, relu_>)
            if (is_zero && y == T(0)) {
                if (std::is_same_v<Op, abs_> && is_flat(i)) return current<T>.record(i, T(0), i, T(0), y, Op::text);
                return current<T>.record(0, T(0), 0, T(1), y, Op::text);
            }
        return watched<Op>(current<T>.record(is_zero ? 0 : i, partial, 0, T(0), y, Op::text), partial);
    }
    // A root of a form that is nowhere negative is a norm, whose derivative at 0 is 0 (op/root.hpp).
    template <class Op>
    static bool is_root_of_form(T const& y, index i) {
        if constexpr (std::is_same_v<Op, sqrt_>) return y == T(0) && is_nonnegative_form(i);
        else return false;
    }
    // A partial that is not finite makes NaN of an adjoint that is 0, and a sweep that is not careful passes over what has received -0 alone.
    template <class Op>
    static constexpr bool may_have_infinite_partials =
        std::is_floating_point_v<T> && !is_linear<Op> && !std::is_same_v<Op, mul_> && !std::is_same_v<Op, neg_> && !std::is_same_v<Op, fma_>;
    template <class Op>
    TYPEGRAD_INLINE static bool is_harmless(T const& partial) {
        if constexpr (may_have_infinite_partials<Op>) return detail::is_finite(partial);
        else return true;
    }
    template <class Op, class... Partials>
    static id watched(id made, Partials const&... partial) {
        if (made != 0 && !(is_harmless<Op>(partial) && ...)) current<T>.last_has_no_derivative();
        return made;
    }
    template <class Op, class A, class B>
    TYPEGRAD_INLINE static variable<T> record(A const& a, B const& b) {
        // A square is a product with itself here as well.
        if constexpr (std::is_same_v<Op, powi_> && std::is_same_v<A, variable<T>>)
            if (value(b) == T(2)) return record<mul_>(a, a);
        T const y = numeric<T>::template value_of<Op>(value(a), value(b));
        if constexpr (detail::statements<T>::merges)
            if (index i, j; find_near(a, i) && find_near(b, j) && is_ordinary<Op>(y)) [[likely]] {
                if constexpr (!Op::active[0]) i = 0;
                if constexpr (!Op::active[1]) j = 0;
                if ((i | j) == 0) return y;
                T da(0), db(0);
                if constexpr (Op::active[0] && std::is_same_v<A, variable<T>>)
                    if (is_cheap<Op> || i != 0) take(Op::first(number(value(a)), number(value(b)), number(y), number(1)), da, i);
                if constexpr (Op::active[1] && std::is_same_v<B, variable<T>>)
                    if (is_cheap<Op> || j != 0) take(Op::second(number(value(a)), number(value(b)), number(y), number(1)), db, j);
                if (!is_harmless<Op>(da) || !is_harmless<Op>(db)) [[unlikely]] return record_otherwise<Op>(y, a, b);
                if constexpr (!std::is_same_v<A, variable<T>> || !Op::active[0]) return made(y, current<T>.begin_statement(j, db));
                else if constexpr (!std::is_same_v<B, variable<T>> || !Op::active[1]) return made(y, current<T>.begin_statement(i, da));
                else {
                    // A square is one term: twice a number is exact.
                    if constexpr (std::is_same_v<Op, mul_>)
                        if (&a == &b) return made(y, current<T>.begin_statement(i, da + db));
                    return made(y, current<T>.begin_statement(i, da, j, db));
                }
            }
        if constexpr (is_operand<T> && is_kinked_of_two<Op>)
            if (variable<T> special; y == T(0) && record_at_kink<Op>(a, b, y, special)) return special;
        if constexpr (detail::is_extreme<Op> || std::is_same_v<Op, fdim_>)
            if constexpr (is_operand<T>)
                if constexpr (!is_operand<typename T::value_type>)
                    if (variable<T> special; value(a) == value(b) && record_kink<Op>(a, b, y, special)) return special;
        return record_otherwise<Op>(y, a, b);
    }
    // Where the result of such an operation is 0: max(t, 0) and the like where t is 0 and keeps its sign (pass/kink.hpp); max(a, -a) and copysign(a, b),
    // which are |a| or -|a|.
    template <class Op>
    static constexpr bool is_kinked_of_two = std::is_same_v<Op, max_> || std::is_same_v<Op, min_> || std::is_same_v<Op, fmax_> || std::is_same_v<Op, fmin_> || std::is_same_v<Op, fdim_> ||
                                             std::is_same_v<Op, copysign_>;
    template <class Op, class A, class B>
    static bool record_at_kink(A const& a, B const& b, T const& y, variable<T>& into) {
        index const i = find(a), j = find(b);
        if constexpr (std::is_same_v<Op, copysign_>) {
            if constexpr (std::is_same_v<A, variable<T>>)
                if (i != 0 && is_smooth_norm<abs_>(i)) return into = magnitude(a, std::signbit(detail::plain(y))), true;
        } else if ((i == 0) != (j == 0)) {
            T const t = i != 0 ? T(value(a)) : T(value(b));
            if (!(value(a) == T(0) && value(b) == T(0))) return false;
            int const sign = sign_at_zero(t, i != 0 ? i : j);
            if (sign == unknown_sign) return into = made(y, record_without_second_derivative(i != 0 ? i : j, t, y, Op::text)), true;
            if (sign == 0) return false;
            number const d = i != 0 ? Op::first(number(T(sign)), number(T(0)), number(y), number(1)) : Op::second(number(T(0)), number(T(sign)), number(y), number(1));
            into = made(d.is_zero ? T(0) : T(t * d.value), current<T>.record(d.is_zero ? 0 : i != 0 ? i : j, d.value, 0, T(0), y, Op::text));
            return true;
        } else if constexpr (std::is_same_v<A, variable<T>> && std::is_same_v<B, variable<T>> && !std::is_same_v<Op, fdim_>) {
            if (i != 0 && value(a) == T(0) && is_smooth_norm<abs_>(i) && (is_negative_of(i, j) || is_negative_of(j, i)))
                return into = magnitude(is_negative_of(j, i) ? a : b, std::is_same_v<Op, min_> || std::is_same_v<Op, fmin_>), true;
        }
        return false;
    }
    // A tie max(a, b) is (a + b) / 2 + |t| / 2 with t = a - b, and min(a, b) has the other sign: what |t| is multiplied by may vanish, or other ties of t
    // may cancel it, as in max(a, b) - min(a, b). A tie that stands alone is a kink. fdim(a, b) and relu(a) are t / 2 + |t| / 2, and the derivative of the former
    // part counts as 0.
    template <class Op, class A, class B>
    static bool record_kink(A const& a, B const& b, T const& y, variable<T>& into) {
        using inner = typename T::value_type;
        constexpr bool is_tie = detail::is_extreme<Op>;
        double const share = std::is_same_v<Op, min_> || std::is_same_v<Op, fmin_> ? -0.5 : 0.5;
        index const i = find(a), j = find(b);
        kink_at_zero const at = record_magnitude(a, b, share);
        if (!at.own) return false;
        T const all = T::recorded(y.value(), current<inner>.record(y.find(), inner(1), at.r.find(), inner(share), y.value(), Op::text));
        index const mean = is_tie ? current<T>.find(current<T>.record(i, T(0.5), j, T(j == 0 ? 0 : 0.5), y, Op::text)) : 0;
        id const entry = is_tie ? current<T>.record(mean, T(1), at.own->at, T(share), all, Op::text) : current<T>.record(at.own->at, T(share), 0, T(0), all, Op::text);
        into = made(all, entry);
        if (!is_tie) current<T>.add_step(std::make_unique<detail::kink_with_less<T>>(current<T>.find(entry), at.joined, 0.5 * at.ratio * at.own->direction()));
        return true;
    }
    // The part |a - b| of a kink; without `own` it is none.
    struct kink_at_zero {
        T r{};
        detail::norm_at_zero<T> const* own = nullptr;
        detail::norm_at_zero<T> const* joined = nullptr;  // the one of which it is a multiple
        double ratio = 1;
        index argument = 0;
    };
    template <class A, class B>
    static kink_at_zero record_magnitude(A const& a, B const& b, double share) {
        index const i = find(a), j = find(b);
        if (i == j || !is_smooth_norm<abs_>(i)) return {};
        T const t = value(a) - value(b);
        if (!t.requires_grad()) return {};
        index const of_t = current<T>.find(i == 0 ? current<T>.record(j, T(-1), 0, T(0), t, "-") : current<T>.record(i, T(1), j, T(j == 0 ? 0 : -1), t, "-"));
        if (of_t == 0 || is_flat(of_t)) return {};
        kink_at_zero at{op::apply<abs_>(t)};
        index const position = current<T>.find(norm_or_tie_at_zero<abs_>(share, i, j, at.r, seen_variable{t, of_t}));
        current<T>.each_norm_at_zero([&](detail::step<T> const& s) {
            auto const& other = static_cast<detail::norm_at_zero<T> const&>(s);
            if (s.at == position) at.own = &other;
        });
        at.joined = at.own, at.argument = of_t;
        if (at.own && at.own->is_joined)
            current<T>.each_norm_at_zero([&](detail::step<T> const& s) {
                auto const& other = static_cast<detail::norm_at_zero<T> const&>(s);
                if (s.at == at.own->joined_to) at.joined = &other, at.ratio = at.own->multiple_of(other);
            });
        return at;
    }
    static variable<T> magnitude(variable<T> const& a, bool negative) {
        if (negative) return record<neg_>(record<abs_>(a));
        return record<abs_>(a);
    }
    template <class Op, class A, class B>
    static id record_as_it_is(T const& y, A const& a, B const& b) {
        index i = find(a), j = find(b);
        if constexpr (!Op::active[0]) i = 0;
        if constexpr (!Op::active[1]) j = 0;
        if ((i | j) == 0) return 0;
        constexpr bool by_number = !std::is_same_v<A, seen_variable> || !std::is_same_v<B, seen_variable>;
        if constexpr (std::is_same_v<Op, powi_> || std::is_same_v<Op, pow_> || (std::is_same_v<Op, mul_> && by_number))
            if (y == T(0) && ((i == 0) != (j == 0) || std::is_same_v<Op, pow_>)) [[unlikely]] {
                id special = 0;
                if (record_zero<Op>(a, b, y, special)) return special;
            }
        if constexpr (is_operand<T> && detail::is_norm<Op>)
            if (y == T(0)) return norm_at_zero<Op>(y, a, b);
        T da(0), db(0);
        if constexpr (Op::active[0] && std::is_same_v<A, seen_variable>) {
            if (is_cheap<Op> || i != 0) take(Op::first(number(value(a)), number(value(b)), number(y), number(1)), da, i);
        }
        if constexpr (Op::active[1] && std::is_same_v<B, seen_variable>) {
            auto const second = [&]() -> number {
                // Of the graph's sweep, which may know more at an infinite operand.
                if constexpr (Op::has_second_beside_first)
                    if (i != 0) return Op::second_beside_first(number(value(a)), number(value(b)), number(y), number(1));
                return Op::second(number(value(a)), number(value(b)), number(y), number(1));
            };
            if (is_cheap<Op> || j != 0) take(second(), db, j);
        }
        if constexpr (detail::is_norm<Op>)
            if (y == T(0)) i = j = 0, da = T(0), db = T(1);
        id const made = current<T>.record(Op::active[0] ? i : 0, da, Op::active[1] ? j : 0, db, y, Op::text);
        if constexpr (std::is_same_v<Op, with_slope_>)
            if (made != 0 && !(da == da)) current<T>.last_has_no_derivative();
        return watched<Op>(made, da, db);
    }
    // Whether entry i is -j: the negative itself, q - p where j is p - q, or the same multiple of such values.
    static bool is_negative_of(index i, index j, int depth = 4) {
        if (i <= 0 || depth == 0) return false;
        int const terms = current<T>.terms_of(i);
        if (terms == 0 || terms > 2) return false;
        entry<T> const e = current<T>.entry_at(i);
        if (terms == 1 && e.operand[0] == j && is_number(e.partial[0], -1)) return true;
        if (e.operand[0] == 0 || j <= 0 || current<T>.terms_of(j) != terms) return false;
        entry<T> const f = current<T>.entry_at(j);
        auto const are_opposite = [](T const& p, T const& q) { return (is_number(p, 1) && is_number(q, -1)) || (is_number(p, -1) && is_number(q, 1)); };
        if (terms == 2 && e.operand[0] == f.operand[1] && e.operand[1] == f.operand[0]) return are_opposite(e.partial[0], f.partial[1]) && are_opposite(e.partial[1], f.partial[0]);
        if (e.operand[0] == f.operand[0] && e.operand[1] == f.operand[1]) return are_opposite(e.partial[0], f.partial[0]) && (terms == 1 || are_opposite(e.partial[1], f.partial[1]));
        return terms == 1 && is_number(e.partial[0], detail::plain(f.partial[0])) && is_number(f.partial[0], detail::plain(f.partial[0])) && is_negative_of(e.operand[0], f.operand[0], depth - 1);
    }
    // Whether a partial is that number at all points.
    static bool is_number(T const& partial, double x) {
        if constexpr (is_operand<T>) return !partial.requires_grad() && detail::plain(partial) == x;
        else return static_cast<double>(partial) == x;
    }
    // The sign that an entry keeps where it is 0, or 0 if it keeps none or is not 0. Where it is not known there is no second derivative.
    static constexpr int unknown_sign = 2;
    static int sign_at_zero(T const& t, index i) {
        if (!(t == T(0))) return 0;
        int const sign = detail::zero_form<T>(current<T>, i).sign();
        if constexpr (is_operand<T>)
            if constexpr (!is_operand<typename T::value_type>)
                if (sign == 0) return detail::curvature_at_zero<T>(i);
        return sign;
    }
    static id record_without_second_derivative(index i, T const& t, T const& y, char const* text) {
        if (has(current_kinks, kink_policy::finite)) return current<T>.record(0, T(0), 0, T(0), y, text);
        id const made = current<T>.record(i, op::apply<with_slope_>(t, T(op::internal::no_number)), 0, T(0), y, text);
        if (made != 0) current<T>.add_step(std::make_unique<detail::kink_of_unknown_sign<T>>(current<T>.find(made)));
        return made;
    }
    static bool is_flat(index i) { return detail::zero_form<T>(current<T>, i).is_flat(); }
    // 0: it is none.
    static double degree_of_form(index i) {
        detail::zero_form<T> const form(current<T>, i);
        return form.is_nonnegative() ? form.degree() : 0;
    }
    static bool is_nonnegative_form(index i) { return detail::zero_form<T>(current<T>, i).is_nonnegative(); }
    // Of an operand that is 0 and a number, what tape/norms.hpp has to tell from others: an even power looks like a square, and a multiple by
    // 0 is marked. And the root of a form by pow is a norm.
    template <class Op, class A, class B>
    [[gnu::noinline]] static bool record_zero(A const& a, B const& b, T const& y, id& into) {
        index const i = find(a);
        if constexpr (std::is_same_v<Op, mul_>) {
            T const factor = i != 0 ? T(value(b)) : T(value(a));
            if (factor != T(0)) return false;
            into = current<T>.record(i != 0 ? i : find(b), factor, 0, T(1), y, Op::text);
            return true;
        } else if constexpr (std::is_same_v<A, seen_variable>) {
            double const n = detail::plain(value(b));
            if (i == 0 || value(a) != T(0)) return false;
            // The first and second derivatives by an exponent from 2 on are 0.
            if (find(b) != 0) {
                if constexpr (is_operand<T>)
                    if (is_operand<typename T::value_type>) return false;
                if (!(n >= 2)) return false;
            }
            if (double const degree = std::is_same_v<Op, pow_> && n > 0 && n != std::floor(n) ? n * degree_of_form(i) : 0; degree >= 1 - 1e-6) {
                if constexpr (is_operand<T>) {
                    T slope(0);
                    if (!(degree > 2 + 1e-6)) slope = op::apply<with_slope_>(value(a), T(op::internal::no_number));
                    else if (is_operand<typename T::value_type>) slope = op::apply<with_slope_>(value(a), T(op::apply<with_slope_>(value(a), T(op::internal::no_number))));
                    if (n == 0.5) into = norm_at_zero<norm_by_power_>(y, a);
                    else into = current<T>.record(i, slope, 0, T(0), y, Op::text);
                } else {
                    into = current<T>.record(0, T(0), 0, T(0), y, Op::text);
                }
                return true;
            }
            if (!(n >= 2 && n <= 64) || (static_cast<double>(static_cast<int>(n) / 2 * 2) != n && n == std::floor(n) && detail::magnitude_at_zero(current<T>, i) == 0)) return false;
            number const da = Op::first(number(value(a)), number(value(b)), number(y), number(1));
            if (n == 2) into = current<T>.record(i, T(da.value * 0.5), i, T(da.value * 0.5), y, Op::text);
            else into = current<T>.record(i, da.value, i, T(0), y, Op::text);
            return true;
        } else {
            return false;
        }
    }
    template <class Op>
    static bool is_smooth_norm(index i) {
        if constexpr (std::is_same_v<Op, sqrt_>) return is_nonnegative_form(i);
        else if constexpr (std::is_same_v<Op, abs_>) return !has(current_kinks, kink_policy::left) && !has(current_kinks, kink_policy::right);
        else return true;
    }
    template <class Op, class... A>
    static id norm_at_zero(T const& y, A const&... a) {
        return norm_or_tie_at_zero<Op>(0, 0, 0, y, a...);
    }
    template <class Op, class... A>
    static id norm_or_tie_at_zero(double share, index i, index j, T const& y, A const&... a) {
        // The step needs a number of its own for r: a copy of r that r's other uses depend on.
        index operand = 0;
        if constexpr (std::is_same_v<Op, abs_>)
            if (((operand = find(a)), ...); !is_flat(operand)) operand = 0;
        id const made = current<T>.record(operand, T(0), operand, T(operand == 0 ? 1 : 0), y, Op::text);
        if (made == 0) return 0;
        auto step = std::make_unique<detail::norm_at_zero<T>>(y);
        step->at = current<T>.find(made);
        ((step->argument[step->count] = value(a), step->operand[step->count++] = find(a)), ...);
        step->of_square = std::is_same_v<Op, sqrt_> || std::is_same_v<Op, norm_> || std::is_same_v<Op, norm_by_power_>;
        step->of_one = std::is_same_v<Op, abs_>;
        index base = 0;
        if (step->of_square) base = detail::zero_form<T>(current<T>, step->operand[0]).base_of_square();
        else if (!step->of_one) base = detail::zero_form<T>(current<T>, 0).common_base(step->operand, step->count);
        if (base != 0) {
            // The root of a square is of one number, but where the number is a norm of several; and where its derivative is 0 as well there may be no kink.
            step->of_one = base < 0 || detail::random_change<T>(current<T>, base, 0)(base) != 0;
            if (index const inner = detail::magnitude_at_zero(current<T>, base); inner != 0)
                current<T>.each_norm_at_zero([&](detail::step<T> const& s) {
                    if (s.at == inner) step->of_one = static_cast<detail::norm_at_zero<T> const&>(s).of_one;
                });
        }
        step->finite = has(current_kinks, kink_policy::finite);
        step->share = share, step->tie[0] = i, step->tie[1] = j;
        // A multiple of a norm that is there moves with it, and so what both owe is owed together.
        id joined = 0;
        index joined_to = 0;
        if constexpr (!is_operand<typename T::value_type>) {
            detail::norm_at_zero<T> const* recent[8]{};
            std::size_t count = 0;
            current<T>.each_norm_at_zero([&](detail::step<T> const& s) { recent[count++ % 8] = static_cast<detail::norm_at_zero<T> const*>(&s); });
            for (detail::norm_at_zero<T> const* other : recent)
                if (other && joined == 0 && !other->is_joined)
                    if (double const ratio = step->multiple_of(*other); ratio > 0) {
                        joined = current<T>.record(other->at, T(ratio), 0, T(0), y, Op::text);
                        joined_to = other->at;
                        step->has_partner = other->has_partner = other->has_partner || share == 0 || !step->is_same_tie(*other);
                    }
        }
        if (joined != 0) step->at = current<T>.find(joined), step->is_joined = true, step->joined_to = joined_to;
        current<T>.add_step(std::move(step));
        return joined != 0 ? joined : made;
    }
    template <class Op, class A, class B, class C>
    TYPEGRAD_INLINE static variable<T> record(A const& a, B const& b, C const& c) {
        T const y = numeric<T>::template value_of<Op>(value(a), value(b), value(c));
        if constexpr (detail::statements<T>::merges)
            if (index i, j, k; find_near(a, i) && find_near(b, j) && find_near(c, k) && is_ordinary<Op>(y)) [[likely]] {
                if ((i | j | k) == 0) return y;
                T da(0), db(0), dc(0);
                take_three<Op>(y, a, b, c, da, i, db, j, dc, k);
                if (!(da == T(0) && db == T(0)) && is_harmless<Op>(da) && is_harmless<Op>(db) && is_harmless<Op>(dc)) [[likely]] {
                    id const all = current<T>.begin_statement(i, da, j, db);
                    current<T>.add_to_last(k, dc);
                    return made(y, all);
                }
            }
        if constexpr (is_operand<T> && std::is_same_v<Op, clamp_>)
            if constexpr (!is_operand<typename T::value_type>)
                if (bool const low = value(a) == value(b), high = value(a) == value(c); low || high) {
                    kink_at_zero const below = low ? record_magnitude(a, b, 0.5) : kink_at_zero{}, above = high ? record_magnitude(a, c, -0.5) : kink_at_zero{};
                    auto const all = record_otherwise<Op>(y, a, b, c);
                    for (kink_at_zero const* at : {&below, &above})
                        if (at->own && all.find() > 0) current<T>.add_step(std::make_unique<detail::clamp_at_bound<T>>(all.find(), at->joined, at->own, at->argument));
                    return all;
                }
        return record_otherwise<Op>(y, a, b, c);
    }
    // Two entries.
    template <class Op, class A, class B, class C>
    static id record_as_it_is(T const& y, A const& a, B const& b, C const& c) {
        if constexpr (is_operand<T> && detail::is_norm<Op>)
            if (y == T(0)) return norm_at_zero<Op>(y, a, b, c);
        index i = find(a), j = find(b), k = find(c);
        T da(0), db(0), dc(0);
        take_three<Op>(y, a, b, c, da, i, db, j, dc, k);
        if constexpr (detail::is_norm<Op>)
            if (y == T(0)) i = j = k = 0, da = dc = T(0), db = T(1);
        id const first_two = watched<Op>(current<T>.record(i, da, j, db, y, Op::text), da, db);
        if (first_two == 0) return 0;
        return watched<Op>(current<T>.record(current<T>.find(first_two), T(1), k, dc, y, Op::text), dc);
    }
    template <class Op, class A, class B, class C>
    TYPEGRAD_INLINE static void take_three(T const& y, A const& a, B const& b, C const& c, T& da, index& i, T& db, index& j, T& dc, index& k) {
        if (!Op::active[0]) i = 0;
        if (!Op::active[1]) j = 0;
        if (!Op::active[2]) k = 0;
        if constexpr (Op::active[0])
            if (i != 0) take(Op::first(number(value(a)), number(value(b)), number(value(c)), number(y), number(1)), da, i);
        if constexpr (Op::active[1])
            if (j != 0) take(Op::second(number(value(a)), number(value(b)), number(value(c)), number(y), number(1)), db, j);
        if constexpr (Op::active[2])
            if (k != 0) take(Op::third(number(value(a)), number(value(b)), number(value(c)), number(y), number(1)), dc, k);
    }
    // A structural zero cuts the edge.
    TYPEGRAD_INLINE static void take(number const& partial, T& into, index& at) {
        into = partial.value;
        if (partial.is_zero) at = 0;
    }
};

// Operators on temporaries, which nothing else can see.
#define TYPEGRAD_OPERATOR_OF_TEMPORARIES(symbol, stanza)                                          \
    template <class T>                                                                            \
    TYPEGRAD_INLINE variable<T> operator symbol(variable<T>&& a, variable<T> const& b) {          \
        variable<T> y = recording<T>::template apply_last<stanza>(static_cast<variable<T>&&>(a), b); \
        a.leave();                                                                                \
        return y;                                                                                 \
    }                                                                                             \
    template <class T>                                                                            \
    TYPEGRAD_INLINE variable<T> operator symbol(variable<T> const& a, variable<T>&& b) {          \
        variable<T> y = recording<T>::template apply_last<stanza>(a, static_cast<variable<T>&&>(b)); \
        b.leave();                                                                                \
        return y;                                                                                 \
    }                                                                                             \
    template <class T>                                                                            \
    TYPEGRAD_INLINE variable<T> operator symbol(variable<T>&& a, variable<T>&& b) {               \
        variable<T> y = recording<T>::template apply_last<stanza>(static_cast<variable<T>&&>(a), static_cast<variable<T>&&>(b)); \
        a.leave(), b.leave();                                                                     \
        return y;                                                                                 \
    }                                                                                             \
    template <class T, detail::number_beside<T> N>                                                \
    TYPEGRAD_INLINE variable<T> operator symbol(variable<T>&& a, N const& b) {                    \
        variable<T> y = recording<T>::template apply_last<stanza>(static_cast<variable<T>&&>(a), b); \
        a.leave();                                                                                \
        return y;                                                                                 \
    }                                                                                             \
    template <class T, detail::number_beside<T> N>                                                \
    TYPEGRAD_INLINE variable<T> operator symbol(N const& a, variable<T>&& b) {                    \
        variable<T> y = recording<T>::template apply_last<stanza>(a, static_cast<variable<T>&&>(b)); \
        b.leave();                                                                                \
        return y;                                                                                 \
    }
TYPEGRAD_OPERATOR_OF_TEMPORARIES(+, add_)
TYPEGRAD_OPERATOR_OF_TEMPORARIES(-, sub_)
TYPEGRAD_OPERATOR_OF_TEMPORARIES(*, mul_)
TYPEGRAD_OPERATOR_OF_TEMPORARIES(/, div_)
#undef TYPEGRAD_OPERATOR_OF_TEMPORARIES
template <class T>
TYPEGRAD_INLINE variable<T> operator-(variable<T>&& a) {
    variable<T> y = recording<T>::template apply_last<neg_>(static_cast<variable<T>&&>(a));
    a.leave();
    return y;
}

}

namespace typegrad::inline v0_2 {

namespace op {
    template <class T>
    inline constexpr bool takes_over<tape::recording<T>> = true;
}

// The compile-time engine runs with the tape's variables as well.
template <class T>
inline constexpr bool is_scalar<tape::variable<T>> = true;
template <class T>
inline constexpr int times_differentiated<tape::variable<T>> = times_differentiated<T> < graph::builder<double>::many ? times_differentiated<T> + 1 : times_differentiated<T>;
template <class T>
struct literal_of<tape::variable<T>> {
    using type = typename literal_of<T>::type;
};

template <class T>
struct number_type<tape::variable<T>> {
    using type = T;
};

}

template <class T>
struct std::numeric_limits<typegrad::tape::variable<T>> : typegrad::op::internal::limits_of<typegrad::tape::variable<T>, T> {};

// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// The algebra of tensors: every operation of the table, number by number, with the table's own rules for values and derivatives.
#pragma once
#pragma GCC system_header

#include <typegrad/tape/tensor/handle.hpp>

#include <utility>
#include <vector>

namespace typegrad::inline v0_2::tape {

namespace detail {

    template <class T>
    array_operand<T> as_array_operand(basic_tensor<T> const& x) {
        return x.as_operand();
    }
    template <class T>
    array_operand<T> as_array_operand(variable<T> const& x) {
        return {{}, nullptr, x.value(), x.find(), nullptr, false};
    }

    // The numbers of an operand as they stand beside those of a result: as they are, one for all, or repeated.
    template <class T>
    struct beside {
        T const* data;
        std::ptrdiff_t stride;
        owned_array<T> repeated;

        beside(array_operand<T> const& a, extents const& shape) : data(a.data()), stride(a.size() == 1 ? 0 : 1) {
            if (stride == 0 || a.shape == shape) return;
            repeated = new_owned_array<T>(size_of(shape));
            T* const into = repeated.get();
            each_broadcast(a.shape, shape, [into, from = data](std::ptrdiff_t i, std::ptrdiff_t j) { into[i] = from[j]; });
            data = into;
        }
        T operator[](std::ptrdiff_t i) const { return data[i * stride]; }
    };

    // Adds what numbers of a result owe to an operand that stood beside it.
    template <class T>
    void add_reduced(T* into, extents const& shape_of_operand, T const* owed, extents const& shape) {
        each_broadcast(shape_of_operand, shape, [into, owed](std::ptrdiff_t i, std::ptrdiff_t j) { into[j] += owed[i]; });
    }

    // An operand as a tensor again: for sweeps that are recorded themselves.
    template <class T>
    basic_tensor<T> tensor_of(array_operand<T> const& a) {
        if (a.at == 0) return a.values ? basic_tensor<T>(a.shape, a.values) : basic_tensor<T>(a.number);
        id const made = a.at > 0 ? current<T>.id_at(a.at) : current<T>.id_of_leaf(a.at);
        if (a.at < 0) current<T>.retain(made);
        if (!a.gradient) return basic_tensor<T>(variable<T>::recorded(a.number, made));
        return basic_tensor<T>(a.shape, a.values, made, a.gradient, a.is_form);
    }
    template <class T>
    basic_tensor<T> result_of(array_step<T> const& step, array<T> const& values) {
        return basic_tensor<T>(step.result_shape, values, current<T>.id_at(step.at), step.own);
    }

    // x where `open`, and elsewhere 0, to which x contributes nothing, be it infinite.
    template <class T>
    basic_tensor<T> masked(basic_tensor<T> const& x, std::vector<char> const& open) {
        auto const values = new_array<T>(x.size());
        for (std::size_t i = 0; i < open.size(); ++i) values[static_cast<std::ptrdiff_t>(i)] = open[i] != 0 ? x.data()[i] : T(0);
        return record_array("mask", x.shape(), values, {x.as_operand().without_values()}, [open](T const* w, auto const&, auto&& owe) {
        T* const into = owe(0);
        for (std::size_t i = 0; i < open.size(); ++i)
            if (open[i] != 0) into[i] += w[i];
    }, [open](recorded_debt<T> const& w, auto const&, auto& owed) {
        recorded_debt<T> debt{masked(w.owed, open), open};
        for (std::size_t i = 0; i < open.size(); ++i) debt.reached[i] = open[i] != 0 && w.reaches(i);
        owed[0] = std::move(debt);
    });
    }
    // What numbers of a result owe to an operand that stood beside it (tape/tensor/indexing.hpp).
    template <class T>
    basic_tensor<T> scattered(basic_tensor<T> const& x, extents const& shape, detail::offset_list offsets);

// How a result is a form, a sum of squares, where its operands are.
enum class form_of { none, sum, product, quotient, power };

    // An operation of the table as loops over numbers: what of it depends on its rules. Where the first operand is a form, `partial` knows.
    template <class T>
    struct number_by_number {
        using operand = array_operand<T>;
        char const* text;
        std::size_t arity;
        void (*value)(beside<T> const* a, std::ptrdiff_t size, T* y);
        void (*partial[3])(beside<T> const* a, bool form, T const* y, T const* w, std::ptrdiff_t size, T* into);  // null: none by this operand
        basic_tensor<T> (*recorded_partial[3])(basic_tensor<T> const* a, basic_tensor<T> const& y, basic_tensor<T> const& w);
        void (*refuse)(bool const* is_active);
        form_of form;
        bool is_root, is_norm, is_magnitude;

        static auto operands_beside(operand_list<T> const& in, extents const& shape) {
            std::vector<beside<T>, pooled<beside<T>>> all;
            all.reserve(in.size());
            for (auto const& a : in) all.emplace_back(a, shape);
            return all;
        }
        basic_tensor<T> operator()(operand_list<T> in) const {
            extents shape = in[0].shape;
            bool is_active[3]{};
            for (std::size_t k = 0; k < arity; ++k) {
                if (in[k].shape != shape) shape = broadcast(text, shape, in[k].shape);
                if (!partial[k]) in[k].at = 0, in[k].gradient.reset();
                is_active[k] = in[k].at != 0 && modes.recording;
            }
            if (refuse) refuse(is_active);
            std::ptrdiff_t const size = size_of(shape);
            auto const y = new_array<T>(size);
            value(operands_beside(in, shape).data(), size, y.get());
            bool const makes_form = is_form(in);
            return record_array(text, shape, y, std::move(in), [this, shape, y](T const* w, operand_list<T> const& a, auto&& owe) {
            auto const all = operands_beside(a, shape);
            std::ptrdiff_t const count = size_of(shape);
            for (std::size_t k = 0; k < arity; ++k) {
                T* const into = owe(k);
                if (!into) continue;
                if (a[k].shape == shape) {
                    partial[k](all.data(), a[0].is_form, y.get(), w, count, into);
                } else {
                    auto const owed = untouched<T>(count);
                    partial[k](all.data(), a[0].is_form, y.get(), w, count, owed.get());
                    add_reduced(into, a[k].shape, static_cast<T const*>(owed.get()), shape);
                }
            }
        }, [this, y](recorded_debt<T> const& w, array_step<T> const& step, auto& owed) {
            for (std::size_t k = 0; k < arity; ++k)
                if (step.in[k].at != 0) owed[k] = owed_again(k, w, step, y);
        }, makes_form, this);
        }

    private:
        // By the same rule, with tensors for its numbers. What contributes nothing is found by the rule for numbers: for a seed of 1 and for one of -1
        // it gives nothing then.
        recorded_debt<T> owed_again(std::size_t k, recorded_debt<T> const& w, array_step<T> const& step, array<T> const& y) const {
            auto const& a = step.in;
            extents const& shape = step.result_shape;
            std::ptrdiff_t const size = size_of(shape);
            auto const beside_each = operands_beside(a, shape);
            std::vector<T> seed(static_cast<std::size_t>(size), T(1));
            auto const up = untouched<T>(size), down = untouched<T>(size);
            partial[k](beside_each.data(), a[0].is_form, y.get(), seed.data(), size, up.get());
            seed.assign(seed.size(), T(-1));
            partial[k](beside_each.data(), a[0].is_form, y.get(), seed.data(), size, down.get());
            std::vector<char> reached(static_cast<std::size_t>(size));
            bool all = true;
            for (std::ptrdiff_t i = 0; i < size; ++i) {
                bool const arrives = w.reaches(static_cast<std::size_t>(i));
                reached[static_cast<std::size_t>(i)] = arrives && !(is_untouched(up.get()[i]) && is_untouched(down.get()[i]));
                all = all && reached[static_cast<std::size_t>(i)] != 0;
                if (arrives && y[i] == T(0) && (is_norm || form_at_root(k, a) || (is_magnitude && w.owed.data()[i] == T(0) && w.owed.requires_grad())))
                    fail(std::string("the second derivative of ") + text + " where it is 0" + place_of(shape, i) +
                         " is not known to tensors; take tape::hessian or hvp of a function of variables, or keep away from 0, as sqrt(x * x + tiny) does");
            }
            std::vector<basic_tensor<T>> numbers;
            for (auto const& each : a) numbers.push_back(tensor_of(each));
            recorded_debt<T> debt{recorded_partial[k](numbers.data(), result_of(step, y), w.owed)};
            if (debt.owed.shape() != shape) debt.owed = debt.owed + zeros<T>(shape);
            if (!all) debt.owed = masked(debt.owed, reached), debt.reached = std::move(reached);
            if (a[k].shape == shape) return debt;
            auto offsets = broadcast_offsets(a[k].shape, shape);
            recorded_debt<T> sum{debt.owed, std::vector<char>(static_cast<std::size_t>(a[k].size()))};
            for (std::size_t i = 0; i < offsets.size(); ++i)
                if (debt.reaches(i)) sum.reached[static_cast<std::size_t>(offsets[i])] = 1;
            sum.owed = scattered(debt.owed, a[k].shape, std::move(offsets));
            return sum;
        }
        bool form_at_root(std::size_t k, operand_list<T> const& a) const { return k == 0 && a[0].is_form && is_root; }
        static bool is_positive_constant(operand const& a) { return a.at == 0 && a.size() == 1 && a.data()[0] > T(0); }
        bool is_form(operand_list<T> const& in) const {
            if (form == form_of::sum) return in[0].is_form && in[1].is_form;
            if (form == form_of::quotient) return in[0].is_form && is_positive_constant(in[1]);
            if (form == form_of::product) {
                return is_same(in[0], in[1]) || (in[0].is_form && (in[1].is_form || is_positive_constant(in[1]))) || (in[1].is_form && is_positive_constant(in[0]));
            }
            if (form != form_of::power || in[1].size() != 1) return false;
            T const n = in[1].data()[0];
            return n >= T(2) && n <= T(64) && static_cast<T>(static_cast<int>(n) / 2 * 2) == n;
        }
    };

    template <class Op, class T>
    class loops_of {
        using number = tape::number<T>;
        static constexpr auto operands = std::make_index_sequence<static_cast<std::size_t>(Op::arity)>{};

        // What a rule of the table takes for its operand K.
        template <std::size_t K, class N>
        TYPEGRAD_INLINE static auto operand(T const& x) {
            if constexpr (Op::operand_kind[K] == op::kind::condition) return x != T(0);
            else return N(x);
        }
        template <std::size_t K>
        TYPEGRAD_INLINE static auto rule(auto const&... a) {
            if constexpr (K == 0) return Op::first(a...);
            else if constexpr (K == 1) return Op::second(a...);
            else return Op::third(a...);
        }
        template <std::size_t... K>
        static void value(beside<T> const* a, std::ptrdiff_t size, T* y) {
            for (std::ptrdiff_t i = 0; i < size; ++i) y[i] = static_cast<T>(Op::value(operand<K, T>(a[K][i])...));
        }
        // The root of a form is a norm, whose derivative at 0 is 0 (op/root.hpp).
        static bool is_norm_at_zero(beside<T> const* a, std::ptrdiff_t i) {
            if constexpr (std::is_same_v<Op, sqrt_>) return a[0][i] == T(0);
            else if constexpr (std::is_same_v<Op, pow_>) return a[0][i] == T(0) && a[1][i] >= T(0.5) && a[1][i] < T(1);
            else return false;
        }
        template <std::size_t Of, std::size_t... K>
        static void partial(beside<T> const* a, bool form, T const* y, T const* w, std::ptrdiff_t size, T* into) {
            for (std::ptrdiff_t i = 0; i < size; ++i) {
                if (is_untouched(w[i]) || (Of == 0 && form && is_norm_at_zero(a, i))) continue;
                number const owed = rule<Of>(operand<K, number>(a[K][i])..., number(y[i]), number(w[i]));
                if (!owed.is_zero) into[i] += owed.value;
            }
        }
        template <std::size_t Of, std::size_t... K>
        static constexpr auto partial_by(std::index_sequence<K...>) -> void (*)(beside<T> const*, bool, T const*, T const*, std::ptrdiff_t, T*) {
            if constexpr (Of < sizeof...(K) && Op::result != op::kind::condition && Op::active[Of]) return &partial<Of, K...>;
            else return nullptr;
        }
        template <std::size_t Of, std::size_t... K>
        static basic_tensor<T> recorded_partial(basic_tensor<T> const* a, basic_tensor<T> const& y, basic_tensor<T> const& w) {
            return basic_tensor<T>(rule<Of>(a[K]..., y, w));
        }
        template <std::size_t Of, std::size_t... K>
        static constexpr auto recorded_partial_by(std::index_sequence<K...>) -> basic_tensor<T> (*)(basic_tensor<T> const*, basic_tensor<T> const&, basic_tensor<T> const&) {
            if constexpr (Of < sizeof...(K) && Op::result != op::kind::condition && Op::active[Of]) return &recorded_partial<Of, K...>;
            else return nullptr;
        }
        // A derivative that is not known throws where it would be recorded, not in the sweep.
        template <std::size_t Of, std::size_t... K>
        static void refuse_one([[maybe_unused]] bool const* is_active, std::index_sequence<K...>) {
            if constexpr (Of < sizeof...(K) && !Op::differentiable[Of])
                if (is_active[Of]) (void)rule<Of>(operand<K, number>(T(1))..., number(T(1)), number(T(1)));
        }
        static void refuse(bool const* is_active) { refuse_one<0>(is_active, operands), refuse_one<1>(is_active, operands), refuse_one<2>(is_active, operands); }
        template <std::size_t... K>
        static constexpr number_by_number<T> made(std::index_sequence<K...>) {
            constexpr bool refuses = !Op::differentiable[0] || !Op::differentiable[1] || !Op::differentiable[2];
            constexpr form_of form = std::is_same_v<Op, add_>   ? form_of::sum
                                     : std::is_same_v<Op, mul_>  ? form_of::product
                                     : std::is_same_v<Op, div_>  ? form_of::quotient
                                     : std::is_same_v<Op, powi_> ? form_of::power
                                                                 : form_of::none;
        return {Op::text, sizeof...(K), &value<K...>, {partial_by<0>(operands), partial_by<1>(operands), partial_by<2>(operands)},
                {recorded_partial_by<0>(operands), recorded_partial_by<1>(operands), recorded_partial_by<2>(operands)}, refuses ? &refuse : nullptr, form,
                std::is_same_v<Op, sqrt_> || std::is_same_v<Op, pow_>, is_norm<Op> && !std::is_same_v<Op, sqrt_> && !std::is_same_v<Op, abs_>, std::is_same_v<Op, abs_>};
        }

    public:
        static constexpr number_by_number<T> all = made(operands);
    };

}

template <class T>
struct tensors {
    using scalar = T;

    template <class A>
    static constexpr bool takes = std::is_arithmetic_v<A> || (detail::depth<A> > 0 && std::is_same_v<typename detail::innermost<A>::type, T>);
    template <class Op, class... A>
    using result = basic_tensor<T>;

    template <class Op, class... A>
    static basic_tensor<T> apply(A const&... a) {
        static_assert(((detail::depth<A> <= 1 || detail::is_tensor<A>)&&...), "typegrad::tape: gradients of tensors are numbers, so that variables of order 2 do not stand beside them");
        return detail::loops_of<Op, T>::all({operand(a)...});
    }
    template <class Op>
    static basic_tensor<T> constant(basic_tensor<T> const&) {
        return basic_tensor<T>(Op::template value<T>());
    }

private:
    template <class A>
    static detail::array_operand<T> operand(A const& a) {
        if constexpr (std::is_arithmetic_v<A>) return {{}, nullptr, static_cast<T>(a), 0, nullptr, false};
        else return detail::as_array_operand<T>(a);
    }
};

#define TYPEGRAD_TENSOR_CALLED(name)                             \
    template <class T>                                           \
    basic_tensor<T> basic_tensor<T>::name() const {              \
        return basic_tensor<T>(typegrad::name(*this));           \
    }
TYPEGRAD_TENSOR_CALLED(abs)
TYPEGRAD_TENSOR_CALLED(exp)
TYPEGRAD_TENSOR_CALLED(log)
TYPEGRAD_TENSOR_CALLED(sqrt)
TYPEGRAD_TENSOR_CALLED(square)
TYPEGRAD_TENSOR_CALLED(sin)
TYPEGRAD_TENSOR_CALLED(cos)
TYPEGRAD_TENSOR_CALLED(tanh)
TYPEGRAD_TENSOR_CALLED(sigmoid)
TYPEGRAD_TENSOR_CALLED(relu)
#undef TYPEGRAD_TENSOR_CALLED
template <class T>
basic_tensor<T> basic_tensor<T>::pow(basic_tensor const& exponent) const {
    return basic_tensor<T>(typegrad::pow(*this, exponent));
}
template <class T>
basic_tensor<T> basic_tensor<T>::clamp(basic_tensor const& low, basic_tensor const& high) const {
    return basic_tensor<T>(typegrad::clamp(*this, low, high));
}

}

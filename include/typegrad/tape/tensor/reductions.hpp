// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Sums and the like along an axis, or of all numbers; softmax and cross-entropy, which neither overflow nor lose a small probability.
#pragma once
#pragma GCC system_header

#include <typegrad/tape/tensor/indexing.hpp>

#include <cmath>
#include <concepts>

namespace typegrad::inline v0_2::tape {

namespace detail {

    // Pairwise, so that rounding grows with the logarithm of n.
    template <class T>
    T sum_of(T const* x, std::ptrdiff_t n, std::ptrdiff_t stride) {
        if (n > 32) return sum_of(x, n / 2, stride) + sum_of(x + n / 2 * stride, n - n / 2, stride);
        T sum(0);
        for (std::ptrdiff_t k = 0; k < n; ++k) sum += x[k * stride];
        return sum;
    }

    // The shape without an axis, or with 1 in its place.
    inline extents reduced(extents shape, std::size_t axis, bool stays) {
        if (stays) shape[axis] = 1;
        else shape.erase(shape.begin() + static_cast<std::ptrdiff_t>(axis));
        return shape;
    }

    // A reduction of x along an axis: of each line one number, reduce(first, n, stride).
    // again(w, step): what a recorded sweep owes to x, where w has the shape of x with 1 in place of the axis.
    template <class T, class Reduce, class Give, class Again>
    basic_tensor<T> reduce_lines(char const* operation, basic_tensor<T> const& x, std::ptrdiff_t axis, bool stays, array_operand<T> operand, Reduce reduce, Give give, Again again,
                                 bool form = false) {
        std::size_t const k = axis_of(operation, x.shape(), axis);
        along const lines(x.shape(), k);
        extents const shape = reduced(x.shape(), k, stays);
        auto const y = new_array<T>(size_of(shape));
        lines.each_line([&](std::ptrdiff_t first, std::ptrdiff_t at) { y[at] = reduce(x.data() + first, lines.n, lines.inner); });
        return record_array(operation, shape, y, {std::move(operand)}, [lines, y, give](T const* w, auto const& a, auto&& owe) {
        T* const into = owe(0);
        lines.each_line([&](std::ptrdiff_t first, std::ptrdiff_t at) {
            if (!is_untouched(w[at])) give(into + first, a[0].values ? a[0].values.get() + first : nullptr, lines.n, lines.inner, y[at], w[at]);
        });
    }, [lines, k, again](recorded_debt<T> const& w, auto const& step, auto& owed) {
        recorded_debt<T> debt = again(w.owed.reshape(reduced(step.in[0].shape, k, true)), step);
        if (!w.reached.empty()) {
            if (debt.reached.empty()) debt.reached.assign(static_cast<std::size_t>(step.in[0].size()), 1);
            lines.each_line([&](std::ptrdiff_t first, std::ptrdiff_t at) {
                for (std::ptrdiff_t i = 0; i < lines.n && !w.reaches(static_cast<std::size_t>(at)); ++i) debt.reached[static_cast<std::size_t>(first + i * lines.inner)] = 0;
            });
        }
        owed[0] = std::move(debt);
    }, form);
    }
    template <class T>
    basic_tensor<T> sum_along(char const* operation, basic_tensor<T> const& x, std::ptrdiff_t axis, bool stays, bool is_mean) {
        T const count = is_mean ? static_cast<T>(x.shape()[axis_of(operation, x.shape(), axis)]) : T(1);
        if (count == T(0)) misfit(std::string(operation) + " of no numbers: axis " + std::to_string(axis) + " of a tensor of shape " + written(x.shape()));
        auto operand = x.as_operand();
        bool const form = operand.is_form;
    return reduce_lines(operation, x, axis, stays, std::move(operand).without_values(), [count](T const* a, std::ptrdiff_t n, std::ptrdiff_t stride) { return sum_of(a, n, stride) / count; },
                        [count](T* into, T const*, std::ptrdiff_t n, std::ptrdiff_t stride, T, T w) {
                            for (std::ptrdiff_t k = 0; k < n; ++k) into[k * stride] += w / count;
                        },
                        [count](basic_tensor<T> const& w, auto const& step) { return recorded_debt<T>{(count == T(1) ? w : w / count).broadcast_to(step.in[0].shape)}; }, form);
    }
    // The largest number of each line, or the smallest. NaN is both. Of equals each has its share of the derivative: the least subgradient; a
    // derivative from the right is the first one's for max, the last one's for min.
    template <bool IsMax, class T>
    std::ptrdiff_t extreme_at(T const* a, std::ptrdiff_t n, std::ptrdiff_t stride) {
        std::ptrdiff_t best = 0;
        for (std::ptrdiff_t k = 1; k < n; ++k) {
            T const x = a[k * stride], y = a[best * stride];
            if (!(y != y) && (x != x || (IsMax ? y < x : x < y))) best = k;
        }
        return best;
    }
    template <bool IsMax, class T>
    void give_extreme(T* into, T const* a, std::ptrdiff_t n, std::ptrdiff_t stride, T y, T w) {
        bool const right = has(current_kinks, kink_policy::right), left = has(current_kinks, kink_policy::left);
        std::ptrdiff_t equals = 0, first = -1, last = -1;
        for (std::ptrdiff_t k = 0; k < n; ++k)
            if (a[k * stride] == y) ++equals, first = first < 0 ? k : first, last = k;
        for (std::ptrdiff_t k = 0; k < n; ++k) {
            if (y != y) into[k * stride] += w * y;
            else if (a[k * stride] != y) continue;
            else if (!left && !right) into[k * stride] += w / static_cast<T>(equals);
            else if (k == (right == IsMax ? first : last)) into[k * stride] += w;
        }
    }
    template <bool IsMax, class T>
    basic_tensor<T> extreme_along(char const* operation, basic_tensor<T> const& x, std::ptrdiff_t axis, bool stays) {
        if (x.shape()[axis_of(operation, x.shape(), axis)] == 0) misfit(std::string(operation) + " of no numbers: axis " + std::to_string(axis) + " of a tensor of shape " + written(x.shape()));
    return reduce_lines(operation, x, axis, stays, x.as_operand(),
                        [](T const* a, std::ptrdiff_t n, std::ptrdiff_t stride) { return a[extreme_at<IsMax>(a, n, stride) * stride]; },
                        &give_extreme<IsMax, T>, [lines = along(x.shape(), axis_of(operation, x.shape(), axis))](basic_tensor<T> const& w, auto const& step) {
                            // The shares of each number: of those that are not the largest none, whatever the others owe.
                            std::ptrdiff_t const size = step.in[0].size();
                            auto const shares = new_array<T>(size);
                            std::fill_n(shares.get(), size, T(0));
                            T const* const a = step.in[0].data();
                            lines.each_line([&](std::ptrdiff_t first, std::ptrdiff_t) {
                                T const y = a[first + extreme_at<IsMax>(a + first, lines.n, lines.inner) * lines.inner];
                                give_extreme<IsMax>(shares.get() + first, a + first, lines.n, lines.inner, y, T(1));
                            });
                            recorded_debt<T> debt{w * basic_tensor<T>(step.in[0].shape, shares)};
                            for (std::ptrdiff_t i = 0; i < size; ++i) debt.reached.push_back(!(shares[i] == T(0)));
                            return debt;
                        });
    }

    // Π aₖ, and for each number the product of the others, which is not 0 where that number alone is: of those before it and of those behind it.
    template <class T>
    basic_tensor<T> product_along(char const* operation, basic_tensor<T> const& x, std::ptrdiff_t axis, bool stays) {
        return reduce_lines(operation, x, axis, stays, x.as_operand(),
                            [](T const* a, std::ptrdiff_t n, std::ptrdiff_t stride) {
                                T product(1);
                                for (std::ptrdiff_t k = 0; k < n; ++k) product *= a[k * stride];
                                return product;
                            },
                            [](T* into, T const* a, std::ptrdiff_t n, std::ptrdiff_t stride, T, T w) {
                                std::vector<T, pooled<T>> behind(static_cast<std::size_t>(n), T(1));
                                for (std::ptrdiff_t k = n - 1; k > 0; --k) behind[static_cast<std::size_t>(k - 1)] = behind[static_cast<std::size_t>(k)] * a[k * stride];
                                T before(1);
                                for (std::ptrdiff_t k = 0; k < n; before *= a[k++ * stride]) into[k * stride] += w * (before * behind[static_cast<std::size_t>(k)]);
                            },
                            [axis](basic_tensor<T> const& w, auto const& step) {
                                // Each number in turn is replaced by 1.
                                extents const& shape = step.in[0].shape;
                                auto const k = static_cast<std::ptrdiff_t>(axis_of("prod", shape, axis));
                                extents repeated = shape, others(shape.size() - static_cast<std::size_t>(k) + 1, 1);
                                std::ptrdiff_t const n = shape[static_cast<std::size_t>(k)];
                                repeated.insert(repeated.begin() + k, n);
                                others[0] = others[1] = n;
                                auto const each = tensor_of(step.in[0]).unsqueeze(k).broadcast_to(repeated);
                                return recorded_debt<T>{w * product_along("prod", basic_tensor<T>(select(eye<T>(n).reshape(others), T(1), each)), k + 1, false)};
                            });
    }
    // The sums of each number and those before it, or behind it.
    template <class T>
    basic_tensor<T> running_sum(basic_tensor<T> const& x, std::ptrdiff_t axis, bool from_behind) {
        along const lines(x.shape(), axis_of("cumsum", x.shape(), axis));
        auto const add_up = [lines](T const* from, T* into, bool backward, T const& start) {
            lines.each_line([&](std::ptrdiff_t first, std::ptrdiff_t) {
                T sum = start;
                for (std::ptrdiff_t k = 0; k < lines.n; ++k) {
                    std::ptrdiff_t const at = first + (backward ? lines.n - 1 - k : k) * lines.inner;
                    into[at] += sum += from[at];
                }
            });
        };
        auto const y = touched_zeros<T>(x.size(), nullptr);
        add_up(x.data(), y.get(), from_behind, T(0));
        return record_array("cumsum", x.shape(), y, {x.as_operand().without_values()},
                            [add_up, from_behind](T const* w, auto const&, auto&& owe) { add_up(w, owe(0), !from_behind, adjoint<T>().value); },
                            [lines, axis, from_behind](recorded_debt<T> const& w, auto const&, auto& owed) {
            recorded_debt<T> debt{running_sum(w.owed, axis, !from_behind), w.reached};
            if (!w.reached.empty())
                lines.each_line([&](std::ptrdiff_t first, std::ptrdiff_t) {
                    char any = 0;
                    for (std::ptrdiff_t k = 0; k < lines.n; ++k) {
                        char& here = debt.reached[static_cast<std::size_t>(first + (from_behind ? k : lines.n - 1 - k) * lines.inner)];
                        here = any = static_cast<char>(any | here);
                    }
                });
            owed[0] = std::move(debt);
        });
    }

    // A reduction along several axes: they stand behind the others, as one. one(x, axis, stays) is that along one.
    template <class T, class One>
    basic_tensor<T> reduce_axes(char const* operation, basic_tensor<T> const& x, axes const& over, bool stays, bool needs_numbers, One one) {
        auto const& named = over.list();
        if (named.size() == 1) return one(x, named[0], stays);
        extents const& shape = x.shape();
        if (named.empty()) misfit(std::string(operation) + " along no axis of a shape " + written(shape) + "; of all numbers it is x." + operation + "()");
        std::vector<char> is_named(shape.size());
        for (auto const axis : named)
            if (std::exchange(is_named[axis_of(operation, shape, axis)], char(1)) != 0) misfit(std::string(operation) + " along the axes " + written(named) + " of a shape " + written(shape) + "; each axis is named once");
        extents order, behind, kept, kept_all = shape;
        std::ptrdiff_t count = 1;
        for (std::size_t k = 0; k < shape.size(); ++k) {
            (is_named[k] != 0 ? behind : order).push_back(static_cast<std::ptrdiff_t>(k));
            if (is_named[k] != 0) count *= std::exchange(kept_all[k], 1);
            else kept.push_back(shape[k]);
        }
        if (count == 0 && needs_numbers) misfit(std::string(operation) + " of no numbers: axes " + written(named) + " of a tensor of shape " + written(shape));
        order.insert(order.end(), behind.begin(), behind.end());
        kept.push_back(count);
        auto const y = one((std::is_sorted(order.begin(), order.end()) ? x : x.permute(order)).reshape(kept), -1, false);
        return stays ? y.reshape(kept_all) : y;
    }

    // exp(aₖ - m) and their sum, with the largest of a for m, where that is finite. log(Σ exp(aₖ)) is m + log(sum).
    template <class T>
    struct exponentials {
        T shift = T(0), sum = T(0);

        exponentials(T const* a, std::ptrdiff_t n, std::ptrdiff_t stride) {
            if (n > 0) shift = a[extreme_at<true>(a, n, stride) * stride];
            if (!is_finite(shift)) shift = T(0);
            for (std::ptrdiff_t k = 0; k < n; ++k) sum += std::exp(a[k * stride] - shift);
        }
        T logarithm() const { return shift + std::log(sum); }
    };

    // A tensor of the shape of x, line by line. again(w, y, axis): what a recorded sweep owes to x.
    template <class T, class Make, class Give, class Again>
    basic_tensor<T> map_lines(char const* operation, basic_tensor<T> const& x, std::ptrdiff_t axis, Make make, Give give, Again again) {
        along const lines(x.shape(), axis_of(operation, x.shape(), axis));
        auto const y = new_array<T>(x.size());
        lines.each_line([&](std::ptrdiff_t first, std::ptrdiff_t) { make(x.data() + first, y.get() + first, lines.n, lines.inner); });
        return record_array(operation, x.shape(), y, {x.as_operand().without_values()}, [lines, y, give](T const* w, auto const&, auto&& owe) {
        T* const into = owe(0);
        lines.each_line([&](std::ptrdiff_t first, std::ptrdiff_t) {
            bool any = false;
            for (std::ptrdiff_t k = 0; k < lines.n; ++k) any = any || !is_untouched(w[first + k * lines.inner]);
            if (any) give(into + first, y.get() + first, w + first, lines.n, lines.inner);
        });
    }, [y, axis, again](recorded_debt<T> const& w, auto const& step, auto& owed) { owed[0] = {again(w.owed, result_of(step, y), axis)}; });
    }

}

#define TYPEGRAD_REDUCTION(name, needs_numbers, ...)                                                                                                       \
    template <class T>                                                                                                                      \
    basic_tensor<T> basic_tensor<T>::name(axes const& over) const {                                                                         \
        return detail::reduce_axes(#name, *this, over, false, needs_numbers, [](basic_tensor<T> const& x, std::ptrdiff_t axis, bool stays) __VA_ARGS__);   \
    }                                                                                                                                       \
    template <class T>                                                                                                                      \
    basic_tensor<T> basic_tensor<T>::name(axes const& over, keepdim_t) const {                                                              \
        return detail::reduce_axes(#name, *this, over, true, needs_numbers, [](basic_tensor<T> const& x, std::ptrdiff_t axis, bool stays) __VA_ARGS__);    \
    }                                                                                                                                       \
    template <class T>                                                                                                                      \
    basic_tensor<T> basic_tensor<T>::name() const {                                                                                         \
        return flatten().name(0);                                                                                                           \
    }
TYPEGRAD_REDUCTION(sum, false, { return detail::sum_along("sum", x, axis, stays, false); })
TYPEGRAD_REDUCTION(mean, true, { return detail::sum_along("mean", x, axis, stays, true); })
TYPEGRAD_REDUCTION(prod, false, { return detail::product_along("prod", x, axis, stays); })
TYPEGRAD_REDUCTION(max, true, { return detail::extreme_along<true>("max", x, axis, stays); })
TYPEGRAD_REDUCTION(min, true, { return detail::extreme_along<false>("min", x, axis, stays); })
// The variance with n - 1, as PyTorch's. Its root is a norm, with the derivative 0 where all numbers are equal.
TYPEGRAD_REDUCTION(var, true, {
    std::ptrdiff_t const count = x.shape()[detail::axis_of("var", x.shape(), axis)];
    if (count < 2) detail::misfit("var of fewer than two numbers: axis " + std::to_string(axis) + " of a tensor of shape " + detail::written(x.shape()));
    auto const from_mean = x - x.mean(axis, keepdim);
    return detail::sum_along("var", from_mean * from_mean, axis, stays, false) / static_cast<T>(count - 1);
})
#undef TYPEGRAD_REDUCTION

// The sums of each number and those before it along an axis.
template <class T>
basic_tensor<T> basic_tensor<T>::cumsum(std::ptrdiff_t axis) const {
    return detail::running_sum(*this, axis, false);
}

#define TYPEGRAD_ARG_EXTREME(name, is_max)                                                                                                                          \
    template <class T>                                                                                                                                              \
    std::vector<std::ptrdiff_t> basic_tensor<T>::name(std::ptrdiff_t axis) const {                                                                                  \
        std::size_t const k = detail::axis_of(#name, shape(), axis);                                                                                                \
        if (shape()[k] == 0) detail::misfit(#name " of no numbers: axis " + std::to_string(axis) + " of a tensor of shape " + detail::written(shape()));            \
        detail::along const lines(shape(), k);                                                                                                                      \
        std::vector<std::ptrdiff_t> all;                                                                                                                            \
        lines.each_line([&](std::ptrdiff_t first, std::ptrdiff_t) { all.push_back(detail::extreme_at<is_max>(data() + first, lines.n, lines.inner)); });            \
        return all;                                                                                                                                                 \
    }
TYPEGRAD_ARG_EXTREME(argmax, true)
TYPEGRAD_ARG_EXTREME(argmin, false)
#undef TYPEGRAD_ARG_EXTREME

namespace detail {
    // Axes as an argument of a function: an integer, or several in braces.
    template <class A>
    concept names_axes = std::integral<A> || std::same_as<A, std::initializer_list<std::ptrdiff_t>> || std::same_as<A, axes> || std::same_as<A, extents> ||
                         std::same_as<A, std::vector<std::ptrdiff_t>>;
}

// Of all numbers, or along axes: sum(x), sum(x, 1), sum(x, {0, 2}, tape::keepdim).
#define TYPEGRAD_REDUCTION(name)                                                                       \
    template <class T>                                                                                 \
    basic_tensor<T> name(basic_tensor<T> const& x) {                                                   \
        return x.name();                                                                               \
    }                                                                                                  \
    template <class T, detail::names_axes Axes = std::initializer_list<std::ptrdiff_t>>                \
    basic_tensor<T> name(basic_tensor<T> const& x, Axes const& along) {                                \
        return x.name(axes(along));                                                                    \
    }                                                                                                  \
    template <class T, detail::names_axes Axes = std::initializer_list<std::ptrdiff_t>>                \
    basic_tensor<T> name(basic_tensor<T> const& x, Axes const& along, keepdim_t) {                     \
        return x.name(axes(along), keepdim);                                                           \
    }
TYPEGRAD_REDUCTION(sum)
TYPEGRAD_REDUCTION(mean)
TYPEGRAD_REDUCTION(prod)
TYPEGRAD_REDUCTION(var)
#undef TYPEGRAD_REDUCTION
template <class T>
basic_tensor<T> cumsum(basic_tensor<T> const& x, std::ptrdiff_t axis) {
    return x.cumsum(axis);
}
// The largest number, and the smallest. max(x, 1) compares each number with 1; along an axis it is x.max(1).
template <class T>
basic_tensor<T> max(basic_tensor<T> const& x) {
    return x.max();
}
template <class T>
basic_tensor<T> min(basic_tensor<T> const& x) {
    return x.min();
}

// The Euclidean norm of all numbers, with the derivative 0 where it is 0; as of typegrad::vec.
template <class T>
basic_tensor<T> norm(basic_tensor<T> const& x) {
    return sqrt((x * x).sum());
}
template <class T>
basic_tensor<T> basic_tensor<T>::norm() const {
    return tape::norm(*this);
}

namespace detail {
    template <class T>
    basic_tensor<T> log_sum_exp_along(basic_tensor<T> const& x, std::ptrdiff_t axis, bool stays) {
        return reduce_lines("log_sum_exp", x, axis, stays, x.as_operand(),
                            [](T const* a, std::ptrdiff_t n, std::ptrdiff_t stride) { return exponentials<T>(a, n, stride).logarithm(); },
                            [](T* into, T const* a, std::ptrdiff_t n, std::ptrdiff_t stride, T, T w) {
                                exponentials<T> const e(a, n, stride);
                                for (std::ptrdiff_t k = 0; k < n; ++k) into[k * stride] += w * (std::exp(a[k * stride] - e.shift) / e.sum);
                            },
                            [axis](basic_tensor<T> const& w, auto const& step) { return recorded_debt<T>{w * softmax(tensor_of(step.in[0]), axis)}; });
    }
}
// log(Σ exp(x)) along an axis. Of no numbers -∞. (A template of the axis: log_sum_exp(x, 1) would else be that of each number and 1.)
template <class T, std::integral Axis = std::ptrdiff_t>
basic_tensor<T> log_sum_exp(basic_tensor<T> const& x, Axis axis = -1) {
    return detail::log_sum_exp_along(x, static_cast<std::ptrdiff_t>(axis), false);
}
template <class T, std::integral Axis>
basic_tensor<T> log_sum_exp(basic_tensor<T> const& x, Axis axis, keepdim_t) {
    return detail::log_sum_exp_along(x, static_cast<std::ptrdiff_t>(axis), true);
}
// exp(x) / Σ exp(x) along an axis.
template <class T>
basic_tensor<T> softmax(basic_tensor<T> const& x, std::ptrdiff_t axis = -1) {
    return detail::map_lines("softmax", x, axis,
                             [](T const* a, T* y, std::ptrdiff_t n, std::ptrdiff_t stride) {
                                 detail::exponentials<T> const e(a, n, stride);
                                 for (std::ptrdiff_t k = 0; k < n; ++k) y[k * stride] = std::exp(a[k * stride] - e.shift) / e.sum;
                             },
                             [](T* into, T const* y, T const* w, std::ptrdiff_t n, std::ptrdiff_t stride) {
                                 T sum(0);
                                 for (std::ptrdiff_t k = 0; k < n; ++k) sum += w[k * stride] * y[k * stride];
                                 for (std::ptrdiff_t k = 0; k < n; ++k) into[k * stride] += y[k * stride] * (w[k * stride] - sum);
                             },
                             [](basic_tensor<T> const& w, basic_tensor<T> const& y, std::ptrdiff_t of) { return y * (w - (w * y).sum(of, keepdim)); });
}
// x - log(Σ exp(x)) along an axis.
template <class T>
basic_tensor<T> log_softmax(basic_tensor<T> const& x, std::ptrdiff_t axis = -1) {
    return detail::map_lines("log_softmax", x, axis,
                             [](T const* a, T* y, std::ptrdiff_t n, std::ptrdiff_t stride) {
                                 detail::exponentials<T> const e(a, n, stride);
                                 T const logarithm = std::log(e.sum);
                                 for (std::ptrdiff_t k = 0; k < n; ++k) y[k * stride] = (a[k * stride] - e.shift) - logarithm;
                             },
                             [](T* into, T const* y, T const* w, std::ptrdiff_t n, std::ptrdiff_t stride) {
                                 T sum(0);
                                 for (std::ptrdiff_t k = 0; k < n; ++k) sum += w[k * stride];
                                 for (std::ptrdiff_t k = 0; k < n; ++k) into[k * stride] += w[k * stride] - std::exp(y[k * stride]) * sum;
                             },
                             [](basic_tensor<T> const& w, basic_tensor<T> const& y, std::ptrdiff_t of) { return w - exp(y) * w.sum(of, keepdim); });
}

template <class T>
basic_tensor<T> basic_tensor<T>::softmax(std::ptrdiff_t axis) const {
    return tape::softmax(*this, axis);
}
template <class T>
basic_tensor<T> basic_tensor<T>::log_softmax(std::ptrdiff_t axis) const {
    return tape::log_softmax(*this, axis);
}

namespace detail {
    // Where in each row of numbers that of its class is.
    template <class Classes>
    offset_list places_of_classes(char const* operation, extents const& shape, Classes const& classes) {
        along const lines(shape, axis_of(operation, shape, -1));
        offset_list chosen;
        for (auto const c : classes) {
            if (static_cast<double>(c) != std::floor(static_cast<double>(c)))
                misfit(std::string(operation) + ": " + written(c) + " is no class, which is an integer; probabilities are given to cross_entropy as a tensor of the logits' shape");
            chosen.push_back(static_cast<std::ptrdiff_t>(c));
            if (chosen.back() < 0 || chosen.back() >= lines.n) misfit(std::string(operation) + ": class " + std::to_string(chosen.back()) + " for logits of shape " + written(shape));
        }
        if (static_cast<std::ptrdiff_t>(chosen.size()) != lines.outer || lines.outer == 0)
            misfit(operation, shape, {static_cast<std::ptrdiff_t>(chosen.size())}, "one class is needed for each row of logits, and at least one row");
        return chosen;
    }
}

// The mean over rows of -log(probability of the row's class), where probabilities are softmax(logits) along the last axis: PyTorch's
// cross_entropy. Classes are integers, one a row; of a vector of logits there is one row.
template <class T, class Classes>
    requires detail::list_of_numbers<Classes>
basic_tensor<T> cross_entropy(basic_tensor<T> const& logits, Classes const& classes) {
    std::size_t const last = detail::axis_of("cross_entropy", logits.shape(), -1);
    detail::along const lines(logits.shape(), last);
    auto const chosen = detail::places_of_classes("cross_entropy", logits.shape(), classes);
    T loss(0);
    lines.each_line([&](std::ptrdiff_t first, std::ptrdiff_t row) {
        detail::exponentials<T> const e(logits.data() + first, lines.n, 1);
        loss += std::log(e.sum) - (logits.data()[first + chosen[static_cast<std::size_t>(row)]] - e.shift);
    });
    auto const value = detail::new_array<T>(1);
    value[0] = loss / static_cast<T>(lines.outer);
    return detail::record_array("cross_entropy", {}, value, {logits.as_operand()}, [lines, chosen](T const* w, auto const& a, auto&& owe) {
        T* const into = owe(0);
        T const share = w[0] / static_cast<T>(lines.outer);
        lines.each_line([&](std::ptrdiff_t first, std::ptrdiff_t row) {
            detail::exponentials<T> const e(a[0].data() + first, lines.n, 1);
            for (std::ptrdiff_t k = 0; k < lines.n; ++k) {
                T const p = std::exp(a[0].data()[first + k] - e.shift) / e.sum;
                into[first + k] += share * (k == chosen[static_cast<std::size_t>(row)] ? p - T(1) : p);
            }
        });
    }, [lines, chosen](detail::recorded_debt<T> const& w, auto const& step, auto& owed) {
        auto const ones = detail::new_array<T>(step.in[0].size());
        std::fill_n(ones.get(), step.in[0].size(), T(0));
        lines.each_line([&](std::ptrdiff_t first, std::ptrdiff_t row) { ones[first + chosen[static_cast<std::size_t>(row)]] = T(1); });
        owed[0] = {(softmax(detail::tensor_of(step.in[0])) - basic_tensor<T>(step.in[0].shape, ones)) * (w.owed / static_cast<T>(lines.outer))};
    });
}
// The same with probabilities in place of classes, in the shape of the logits. A probability of 0 counts for nothing, be the class excluded.
template <class T>
basic_tensor<T> cross_entropy(basic_tensor<T> const& logits, basic_tensor<T> const& probabilities) {
    if (probabilities.shape() != logits.shape()) detail::misfit("cross_entropy", logits.shape(), probabilities.shape(), "probabilities have the shape of the logits");
    auto const logarithms = log_softmax(logits);
    std::ptrdiff_t const size = logits.size();
    T const rows = static_cast<T>(size / std::max<std::ptrdiff_t>(1, logits.shape().back()));
    if (size == 0) detail::misfit("cross_entropy", logits.shape(), probabilities.shape(), "at least one row is needed");
    auto const value = detail::new_array<T>(1);
    value[0] = T(0);
    for (std::ptrdiff_t i = 0; i < size; ++i)
        if (probabilities.data()[i] != T(0)) value[0] -= probabilities.data()[i] * logarithms.data()[i];
    value[0] /= rows;
    return detail::record_array("cross_entropy", {}, value, {logarithms.as_operand(), probabilities.as_operand()}, [size, rows](T const* w, auto const& a, auto&& owe) {
        for (std::size_t k = 0; k < 2; ++k)
            if (T* const into = owe(k))
                for (std::ptrdiff_t i = 0; i < size; ++i) into[i] -= w[0] / rows * a[1 - k].data()[i];
    }, [rows](detail::recorded_debt<T> const& w, auto const& step, auto& owed) {
        for (std::size_t k = 0; k < 2; ++k)
            if (step.in[k].at != 0) owed[k] = {-(detail::tensor_of(step.in[1 - k]) * (w.owed / rows))};
    });
}

// The mean over rows of -x of the row's class, where x are logarithms of probabilities, as log_softmax gives them: PyTorch's nll_loss.
template <class T, class Classes>
    requires detail::list_of_numbers<Classes>
basic_tensor<T> nll_loss(basic_tensor<T> const& logarithms, Classes const& classes) {
    auto offsets = detail::places_of_classes("nll_loss", logarithms.shape(), classes);
    for (std::size_t row = 0; row < offsets.size(); ++row) offsets[row] += static_cast<std::ptrdiff_t>(row) * logarithms.shape().back();
    extents const rows{static_cast<std::ptrdiff_t>(offsets.size())};
    return -detail::moved("nll_loss", logarithms, rows, std::move(offsets)).mean();
}
// The mean of (x - y)², of two tensors of one shape.
template <class T>
basic_tensor<T> mse_loss(basic_tensor<T> const& x, basic_tensor<T> const& y) {
    if (x.shape() != y.shape()) detail::misfit("mse_loss", x.shape(), y.shape(), "both have one shape; x.squeeze() or x.reshape(y.shape()) makes one of (n, 1) and (n,)");
    auto const difference = x - y;
    return (difference * difference).mean();
}
// The mean of -t log(p) - (1 - t) log(1 - p) with p = sigmoid(x), which neither overflows nor loses a small probability: the loss of logistic regression.
// PyTorch's name.
template <class T>
basic_tensor<T> binary_cross_entropy_with_logits(basic_tensor<T> const& x, basic_tensor<T> const& t) {
    if (x.shape() != t.shape())
        detail::misfit("binary_cross_entropy_with_logits", x.shape(), t.shape(), "both have one shape; x.squeeze() or x.reshape(t.shape()) makes one of (n, 1) and (n,)");
    return (t * softplus(-x) + (1 - t) * softplus(x)).mean();
}

}

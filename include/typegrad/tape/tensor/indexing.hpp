// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Numbers of a tensor in another order, fewer of them, or some more than once: reshape, transpose, slices, and tensors put together.
// A result is an array of its own and no view, but for reshape, which shares the numbers.
#pragma once
#pragma GCC system_header

#include <typegrad/tape/flexible.hpp>
#include <typegrad/tape/tensor/elementwise.hpp>

#include <initializer_list>

namespace typegrad::inline v0_2::tape {

namespace detail {

    template <class T>
    basic_tensor<T> scattered(basic_tensor<T> const& x, extents const& shape, detail::offset_list offsets);

    // A tensor of which number i is the number offsets[i] of x, or 0 where that is -1.
    template <class T>
    basic_tensor<T> moved(char const* operation, basic_tensor<T> const& x, extents const& shape, detail::offset_list offsets) {
        auto const values = new_array<T>(size_of(shape));
        for (std::size_t i = 0; i < offsets.size(); ++i) values[static_cast<std::ptrdiff_t>(i)] = offsets[i] < 0 ? T(0) : x.data()[offsets[i]];
        auto own = x.as_operand();
        bool const form = own.is_form;
        auto const from = std::allocate_shared<offset_list const>(pooled<offset_list>(), std::move(offsets));
        return record_array(operation, shape, values, {std::move(own).without_values()}, [from](T const* w, auto const&, auto&& owe) {
        T* const into = owe(0);
        for (std::size_t i = 0; i < from->size(); ++i)
            if ((*from)[i] >= 0) into[(*from)[i]] += w[i];
    }, [from](recorded_debt<T> const& w, auto const& step, auto& owed) {
        recorded_debt<T> debt{scattered(w.owed, step.in[0].shape, *from), std::vector<char>(static_cast<std::size_t>(step.in[0].size()))};
        for (std::size_t i = 0; i < from->size(); ++i)
            if ((*from)[i] >= 0 && w.reaches(i)) debt.reached[static_cast<std::size_t>((*from)[i])] = 1;
        owed[0] = std::move(debt);
    }, form);
    }
    // The other way: number i of x is added to number offsets[i] of what begins as zeros.
    template <class T>
    basic_tensor<T> scattered(basic_tensor<T> const& x, extents const& shape, detail::offset_list offsets) {
        auto const values = new_array<T>(size_of(shape));
        std::fill_n(values.get(), size_of(shape), T(0));
        for (std::size_t i = 0; i < offsets.size(); ++i)
            if (offsets[i] >= 0) values[offsets[i]] += x.data()[i];
        auto const to = std::allocate_shared<offset_list const>(pooled<offset_list>(), std::move(offsets));
        return record_array("scatter", shape, values, {x.as_operand().without_values()}, [to](T const* w, auto const&, auto&& owe) {
        T* const into = owe(0);
        for (std::size_t i = 0; i < to->size(); ++i)
            if ((*to)[i] >= 0) into[i] += w[(*to)[i]];
    }, [to](recorded_debt<T> const& w, auto const& step, auto& owed) {
        recorded_debt<T> debt{moved("gather", w.owed, step.in[0].shape, *to), std::vector<char>(to->size())};
        for (std::size_t i = 0; i < to->size(); ++i) debt.reached[i] = (*to)[i] >= 0 && w.reaches(static_cast<std::size_t>((*to)[i]));
        owed[0] = std::move(debt);
    });
    }

    // What an index makes of one axis.
    struct part {
        std::ptrdiff_t start, step, count;
        bool stays;
    };
    inline part part_of(every_t, extents const& shape, std::size_t axis) { return {0, 1, shape[axis], true}; }
    inline part part_of(range const& r, extents const& shape, std::size_t axis) {
        if (r.step < 1) misfit("a range with step " + std::to_string(r.step) + "; steps are positive");
        std::ptrdiff_t const n = shape[axis], begin = std::clamp<std::ptrdiff_t>(r.begin < 0 ? r.begin + n : r.begin, 0, n);
        std::ptrdiff_t const end = std::clamp<std::ptrdiff_t>(r.end < 0 ? r.end + n : r.end, begin, n);
        return {begin, r.step, (end - begin) / r.step + ((end - begin) % r.step != 0 ? 1 : 0), true};
    }
    template <class N>
        requires std::is_integral_v<N>
    part part_of(N i, extents const& shape, std::size_t axis) {
        auto const at = static_cast<std::ptrdiff_t>(i);
        std::ptrdiff_t const n = shape[axis];
        if (at < -n || at >= n) misfit("index " + std::to_string(at) + " of axis " + std::to_string(axis) + " of a tensor of shape " + written(shape));
        return {at < 0 ? at + n : at, 1, 1, false};
    }

    // The parts of all axes of x together.
    template <class T>
    basic_tensor<T> parts(char const* operation, basic_tensor<T> const& x, std::vector<part> const& along) {
        auto const strides = strides_of(x.shape());
        extents shape;
        detail::offset_list steps;
        std::ptrdiff_t start = 0;
        for (std::size_t k = 0; k < along.size(); ++k) {
            start += along[k].start * strides[k];
            if (!along[k].stays) continue;
            shape.push_back(along[k].count);
            steps.push_back(along[k].step * strides[k]);
        }
        return moved(operation, x, shape, offsets_of(shape, steps, start));
    }
    inline std::vector<part> whole(extents const& shape) {
        std::vector<part> along;
        for (std::size_t k = 0; k < shape.size(); ++k) along.push_back(part_of(every, shape, k));
        return along;
    }

}

template <class T>
template <class Range>
    requires detail::list_of_variables<Range, T>
basic_tensor<T>::basic_tensor(Range const& variables) {
    detail::operand_list<T> in;
    for (auto const& x : variables) in.push_back(detail::as_array_operand(x));
    auto const values = detail::new_array<T>(static_cast<std::ptrdiff_t>(in.size()));
    for (std::size_t k = 0; k < in.size(); ++k) values[static_cast<std::ptrdiff_t>(k)] = in[k].number;
    extents const to{static_cast<std::ptrdiff_t>(in.size())};
    *this = detail::record_array("tensor", to, values, std::move(in), [](T const* w, auto const& a, auto&& owe) {
        for (std::size_t k = 0; k < a.size(); ++k)
            if (T* const into = owe(k)) *into += w[k];
    }, [](detail::recorded_debt<T> const& w, auto const& step, auto& owed) {
        for (std::size_t k = 0; k < step.in.size(); ++k)
            if (step.in[k].at != 0 && w.reaches(k)) owed[k] = {w.owed[static_cast<std::ptrdiff_t>(k)]};
    });
}
template <class T>
basic_tensor<T>::basic_tensor(variable<T> const& x) : basic_tensor(basic_tensor(std::array{x}).reshape({})) {}

// The same numbers in another shape, of which one extent may be -1: what is left for it.
template <class T>
basic_tensor<T> basic_tensor<T>::reshape(extents to) const {
    std::ptrdiff_t const numbers = size();
    std::ptrdiff_t known = 1;
    std::ptrdiff_t* open = nullptr;
    bool fits = true;
    for (auto& n : to) {
        if (n != -1) known *= n;
        else fits = open == nullptr, open = &n;
    }
    if (open && known > 0) *open = numbers / known;
    if (!fits || std::any_of(to.begin(), to.end(), [](auto n) { return n < 0; }) || detail::size_of(to) != numbers)
        detail::misfit("reshape", shape(), to, std::to_string(numbers) + " numbers are to be laid out anew, and one extent may be -1");
    auto own = as_operand();
    auto const values = own.values;
    bool const form = own.is_form;
    return detail::record_array("reshape", std::move(to), values, {std::move(own).without_values()}, [numbers](T const* w, auto const&, auto&& owe) {
        T* const into = owe(0);
        for (std::ptrdiff_t i = 0; i < numbers; ++i) into[i] += w[i];
    }, [](detail::recorded_debt<T> const& w, auto const& step, auto& owed) { owed[0] = {w.owed.reshape(step.in[0].shape), w.reached}; }, form);
}

// Without the axes of extent 1, or without one of them.
template <class T>
basic_tensor<T> basic_tensor<T>::squeeze() const {
    extents to = shape();
    std::erase(to, 1);
    return reshape(to);
}
template <class T>
basic_tensor<T> basic_tensor<T>::squeeze(std::ptrdiff_t axis) const {
    std::size_t const k = detail::axis_of("squeeze", shape(), axis);
    if (shape()[k] != 1) detail::misfit("squeeze: axis " + std::to_string(axis) + " of a shape " + detail::written(shape()) + ", whose extent is not 1; index it, or reduce it by sum() or mean()");
    extents to = shape();
    to.erase(to.begin() + static_cast<std::ptrdiff_t>(k));
    return reshape(to);
}
// With a new axis of extent 1, which is there then: x.unsqueeze(-1) makes columns.
template <class T>
basic_tensor<T> basic_tensor<T>::unsqueeze(std::ptrdiff_t axis) const {
    extents to = shape();
    to.push_back(1);
    std::size_t const k = detail::axis_of("unsqueeze", to, axis);
    std::rotate(to.begin() + static_cast<std::ptrdiff_t>(k), to.end() - 1, to.end());
    return reshape(to);
}

// Tensors are arguments and results of tape::gradient, value_and_gradient, jacobian, vjp and jvp; a Jacobian has a row and a column for each of their
// numbers.
template <class T>
struct flexible_shape<basic_tensor<T>> {
    static constexpr bool is_flexible = true;
    using scalar = T;
    template <class>
    using rebind = basic_tensor<T>;

    static std::size_t leaves(basic_tensor<T> const& x) { return static_cast<std::size_t>(x.size()); }
    template <class Use>
    static void each(basic_tensor<T> const& x, Use&& use) {
        for (auto const& number : x.variables()) use(number);
    }
    template <class U, class Next>
    static basic_tensor<T> made(basic_tensor<T> const& like, Next&& next) {
        static_assert(std::is_same_v<U, T> || std::is_same_v<U, variable<T>>, "typegrad::tape: gradients of tensors are numbers; take tape::hessian and hvp of functions of numbers, std::vector or Eigen's matrices");
        std::vector<U> numbers;
        for (std::ptrdiff_t i = 0; i < like.size(); ++i) numbers.push_back(next());
        return basic_tensor<T>(numbers).reshape(like.shape());
    }
};

// Axis k of the result is axis axes[k].
template <class T>
basic_tensor<T> basic_tensor<T>::permute(extents const& axes) const {
    auto const own = detail::strides_of(shape());
    extents to;
    detail::offset_list strides;
    detail::offset_list used(shape().size(), 0);
    for (auto const axis : axes) {
        std::size_t const k = detail::axis_of("permute", shape(), axis);
        if (used[k]++ != 0) detail::misfit("permute", shape(), axes, "each axis is named once");
        to.push_back(shape()[k]);
        strides.push_back(own[k]);
    }
    if (to.size() != shape().size()) detail::misfit("permute", shape(), axes, "each axis is named once");
    return detail::moved("permute", *this, to, detail::offsets_of(to, strides));
}
// All axes in reverse: of a matrix its transpose.
template <class T>
basic_tensor<T> basic_tensor<T>::transpose() const {
    extents axes;
    for (std::ptrdiff_t k = dim(); k-- > 0;) axes.push_back(k);
    return permute(axes);
}
template <class T>
basic_tensor<T> basic_tensor<T>::transpose(std::ptrdiff_t axis, std::ptrdiff_t other) const {
    extents axes;
    for (std::ptrdiff_t k = 0; k < dim(); ++k) axes.push_back(k);
    std::swap(axes[detail::axis_of("transpose", shape(), axis)], axes[detail::axis_of("transpose", shape(), other)]);
    return permute(axes);
}

// Repeated along axes of extent 1 and new first axes.
template <class T>
basic_tensor<T> basic_tensor<T>::broadcast_to(extents const& to) const {
    if (detail::broadcast("broadcast_to", shape(), to) != to) detail::misfit("broadcast_to", shape(), to, "axes of extent 1 are repeated, others stay");
    return detail::moved("broadcast_to", *this, to, detail::broadcast_offsets(shape(), to));
}

// The part at i of an axis, without that axis.
template <class T>
basic_tensor<T> basic_tensor<T>::select(std::ptrdiff_t axis, std::ptrdiff_t i) const {
    auto along = detail::whole(shape());
    std::size_t const k = detail::axis_of("x[i]", shape(), axis);
    along[k] = detail::part_of(i, shape(), k);
    return detail::parts("select", *this, along);
}
template <class T>
basic_tensor<T> basic_tensor<T>::slice(std::ptrdiff_t axis, range const& of_axis) const {
    auto along = detail::whole(shape());
    std::size_t const k = detail::axis_of("slice", shape(), axis);
    along[k] = detail::part_of(of_axis, shape(), k);
    return detail::parts("slice", *this, along);
}
template <class T>
template <class... Index>
basic_tensor<T> basic_tensor<T>::operator()(Index const&... of_axis) const {
    if (static_cast<std::ptrdiff_t>(sizeof...(Index)) > dim())
        detail::misfit(std::to_string(sizeof...(Index)) + " indices of a tensor of shape " + detail::written(shape()));
    auto along = detail::whole(shape());
    [[maybe_unused]] std::size_t k = 0;
    ((along[k] = detail::part_of(of_axis, shape(), k), ++k), ...);
    return detail::parts("slice", *this, along);
}
// The parts at these indices of an axis, in this order; an index may come again.
template <class T>
template <class Indices>
basic_tensor<T> basic_tensor<T>::index_select(std::ptrdiff_t axis, Indices const& indices) const {
    std::size_t const k = detail::axis_of("index_select", shape(), axis);
    detail::along const lines(shape(), k);
    detail::offset_list starts;
    for (auto const i : indices) starts.push_back(detail::part_of(i, shape(), k).start);
    extents to = shape();
    to[k] = static_cast<std::ptrdiff_t>(starts.size());
    detail::offset_list offsets;
    offsets.reserve(static_cast<std::size_t>(detail::size_of(to)));
    for (std::ptrdiff_t o = 0; o < lines.outer; ++o)
        for (std::ptrdiff_t const start : starts)
            for (std::ptrdiff_t i = 0; i < lines.inner; ++i) offsets.push_back((o * lines.n + start) * lines.inner + i);
    return detail::moved("index_select", *this, to, std::move(offsets));
}

// Tensors one behind the other along an axis.
template <class T>
basic_tensor<T> concat(std::vector<basic_tensor<T>> const& parts, std::ptrdiff_t axis = 0) {
    if (parts.empty()) detail::misfit("concat of no tensors");
    std::size_t const k = detail::axis_of("concat", parts[0].shape(), axis);
    extents shape = parts[0].shape();
    shape[k] = 0;
    detail::operand_list<T> in;
    for (auto const& part : parts) {
        extents other = part.shape();
        if (other.size() != shape.size()) detail::misfit("concat", parts[0].shape(), part.shape(), "all axes but the one that grows must be equal");
        shape[k] += std::exchange(other[k], shape[k]);
        other[k] = shape[k];
        if (other != shape) detail::misfit("concat", parts[0].shape(), part.shape(), "all axes but the one that grows must be equal");
        in.push_back(part.as_operand().without_values());
    }
    // Each part is blocks of numbers side by side, one from each part in turn.
    detail::along const lines(shape, k);
    detail::offset_list lengths;
    for (auto const& part : parts) lengths.push_back(part.shape()[k] * lines.inner);
    std::ptrdiff_t const outer = lines.outer, stride = lines.n * lines.inner;
    auto const values = detail::new_array<T>(detail::size_of(shape));
    std::ptrdiff_t begin = 0;
    for (std::size_t p = 0; p < parts.size(); begin += lengths[p++])
        for (std::ptrdiff_t o = 0; o < outer; ++o) std::copy_n(parts[p].data() + o * lengths[p], lengths[p], values.get() + o * stride + begin);
    return detail::record_array("concat", shape, values, std::move(in), [lengths, outer, stride](T const* w, auto const&, auto&& owe) {
        std::ptrdiff_t first = 0;
        for (std::size_t p = 0; p < lengths.size(); first += lengths[p++]) {
            T* const into = owe(p);
            for (std::ptrdiff_t o = 0; into && o < outer; ++o)
                for (std::ptrdiff_t i = 0; i < lengths[p]; ++i) into[o * lengths[p] + i] += w[o * stride + first + i];
        }
    }, [k](detail::recorded_debt<T> const& w, auto const& step, auto& owed) {
        std::ptrdiff_t first = 0;
        for (std::size_t p = 0; p < owed.size(); first += step.in[p++].shape[k])
            if (step.in[p].at != 0) owed[p] = {w.owed.slice(static_cast<std::ptrdiff_t>(k), {first, first + step.in[p].shape[k]})};
    });
}
template <class T>
basic_tensor<T> concat(std::initializer_list<basic_tensor<T>> parts, std::ptrdiff_t axis = 0) {
    return concat(std::vector<basic_tensor<T>>(parts), axis);
}
// Tensors of one shape along a new axis.
template <class T>
basic_tensor<T> stack(std::vector<basic_tensor<T>> const& parts, std::ptrdiff_t axis = 0) {
    std::vector<basic_tensor<T>> longer;
    for (auto const& part : parts) {
        if (part.shape() != parts[0].shape()) detail::misfit("stack", parts[0].shape(), part.shape(), "all must have one shape");
        longer.push_back(part.unsqueeze(axis));
    }
    return concat(longer, axis);
}
template <class T>
basic_tensor<T> stack(std::initializer_list<basic_tensor<T>> parts, std::ptrdiff_t axis = 0) {
    return stack(std::vector<basic_tensor<T>>(parts), axis);
}

}

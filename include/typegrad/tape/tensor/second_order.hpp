// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Gradients of tensors that are recorded tensors again: of any order, each sweep being recorded like what it sweeps over.
#pragma once
#pragma GCC system_header

#include <typegrad/tape/tensor/products.hpp>

#include <algorithm>
#include <functional>
#include <map>
#include <set>
#include <utility>
#include <vector>

namespace typegrad::inline v0_2::tape {

namespace detail {

    template <class T>
    void add_debt(std::map<index, recorded_debt<T>, std::greater<>>& all, index at, recorded_debt<T> debt) {
        auto const place = all.find(at);
        if (place == all.end()) {
            all.emplace(at, std::move(debt));
            return;
        }
        recorded_debt<T>& sum = place->second;
        sum.owed = sum.owed + debt.owed;
        if (debt.reached.empty()) sum.reached.clear();
        for (std::size_t i = 0; i < sum.reached.size(); ++i) sum.reached[i] |= debt.reached[i];
    }

    // Whether an entry of the record depends on one of these.
    template <class T>
    bool depends_on(index entry, std::vector<index> const& wanted) {
        std::map<index, step<T> const*, std::greater<>> functions;
        current<T>.each_function([&](step<T> const& s) { functions.emplace(s.at, &s); });
        std::vector<index> waiting{entry};
        std::set<index> seen;
        while (!waiting.empty()) {
            index const i = waiting.back();
            waiting.pop_back();
            if (i == 0 || !seen.insert(i).second) continue;
            if (std::find(wanted.begin(), wanted.end(), i) != wanted.end()) return true;
            if (i < 0) continue;
            current<T>.each_term(i, [&](index operand, T const&) { waiting.push_back(operand); });
            // The function that has made it, or of whose results it is one.
            if (auto const made_by = functions.lower_bound(i); made_by != functions.end() && i - made_by->first <= made_by->second->outputs && made_by->second->operands())
                waiting.insert(waiting.end(), made_by->second->operands()->begin(), made_by->second->operands()->end());
        }
        return false;
    }

    // One may register another one.
    template <class T>
    void look_at_hooks(array_gradient<T>& gradient, basic_tensor<T>& owed) {
        for (std::size_t k = 0, count = gradient.hooks.size(); k < count; ++k) gradient.hooks[k]->look_at(owed);
    }

    template <class T>
    std::vector<basic_tensor<T>> recorded_gradients(basic_tensor<T> const& y, std::vector<basic_tensor<T>> const& by) {
        std::vector<index> wanted;
        std::vector<basic_tensor<T>> gradients;
        for (auto const& x : by) {
            wanted.push_back(x.find());
            if (wanted.back() == 0) fail("grad(y, x, create_graph) of an x that does not require grad; make it a leaf: x.requires_grad_()");
            gradients.push_back(zeros<T>(x.shape()));
        }
        if (y.size() != 1) misfit("grad(y, x, create_graph) of a y of shape " + written(y.shape()) + ", which is not one number; reduce it by sum() or mean()");
        std::map<index, recorded_debt<T>, std::greater<>> all;
        if (index const at = y.find(); at != 0) all.emplace(at, recorded_debt<T>{ones<T>(y.shape())});
        while (!all.empty()) {
            auto const next = all.extract(all.begin());
            index const at = next.key();
            recorded_debt<T>& debt = next.mapped();
            auto const* const step = at > 0 ? current<T>.function_at(at) : nullptr;
            bool const is_tensor = step && !step->shape().empty();
            if (at > 0 && !is_tensor) {
                if (!depends_on<T>(at, wanted)) continue;
                fail("grad(y, x, create_graph) of a y that has been computed by way of variables, whose record holds numbers; keep what is between x and y a tensor, or take "
                     "tape::variable_of_order<2>");
            }
            auto const* const array = static_cast<array_step<T> const*>(step);
            if (array)
                look_at_hooks(*array->own, debt.owed);
            for (std::size_t k = 0; k < by.size(); ++k) {
                if (wanted[k] != at) continue;
                if (!array) look_at_hooks(*by[k].gradient(), debt.owed);
                gradients[k] = debt.owed;
            }
            if (!array) continue;
            typename array_step<T>::kinks_as_recorded const policy(array->kinks);
            auto owed = array->give_again(debt);
            for (std::size_t k = 0; k < owed.size(); ++k)
                if (owed[k]) add_debt(all, array->in[k].at, std::move(*owed[k]));
        }
        return gradients;
    }

}

// The gradients of y, one number, by tensors, as recorded tensors that can be differentiated again, as often as wanted:
//
//     tensor const slope = tape::grad(y, x, tape::create_graph);
//     (slope * slope).sum().backward();
//
// All by which y depends on x must be tensors. Where a norm is 0 its second derivative is not known here, and is refused.
template <class T>
std::vector<basic_tensor<T>> grad(basic_tensor<T> const& y, std::vector<basic_tensor<T>> const& by, create_graph_t) {
    return detail::recorded_gradients(y, by);
}
template <class T>
basic_tensor<T> grad(basic_tensor<T> const& y, basic_tensor<T> const& by, create_graph_t) {
    return detail::recorded_gradients(y, std::vector{by})[0];
}

template <class T>
std::vector<basic_tensor<T>> grad(basic_tensor<T> const& y, std::initializer_list<basic_tensor<T>> by, create_graph_t) {
    return detail::recorded_gradients(y, std::vector<basic_tensor<T>>(by));
}

}

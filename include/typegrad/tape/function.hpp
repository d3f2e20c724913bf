// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// A function of many values as one node of the tape, with an adjoint of its own.
#pragma once
#pragma GCC system_header

#include <typegrad/tape/scope.hpp>

namespace typegrad::inline v0_2::tape {

namespace detail {
    template <class T, class Pull>
    struct function_step final : step<T> {
        index_list inputs;
        Pull pull_back;

        function_step(index_list in, Pull p) : inputs(std::move(in)), pull_back(std::move(p)) {}
        index_list const* operands() const override { return &inputs; }
        bool calls_user() const override { return true; }
        void pull(arena<T>& tape) override {
            bool any = false;
            std::vector<T> w(static_cast<std::size_t>(this->outputs));
            for (index k = 0; k < this->outputs; ++k) {
                auto& a = tape.adjoint(this->at + 1 + k);
                any = any || !a.untouched();
                w[static_cast<std::size_t>(k)] = a.get();
                a.clear();
            }
            if (!any) return;
            auto const owed = pulled(w);
            for (std::size_t j = 0; j < inputs.size(); ++j)
                if (inputs[j] != 0) tape.adjoint(inputs[j]).add(owed[j]);
        }
        // A row of the Jacobian at a time.
        void push(arena<T>& tape) override {
            for (index k = 0; k < this->outputs; ++k) {
                std::vector<T> w(static_cast<std::size_t>(this->outputs), T(0));
                w[static_cast<std::size_t>(k)] = T(1);
                auto const row = pulled(w);
                auto& tangent = tape.adjoint(this->at + 1 + k);
                tangent.clear();
                for (std::size_t j = 0; j < inputs.size(); ++j)
                    if (inputs[j] > 0 && !tape.adjoint(inputs[j]).untouched()) tangent.add(row[j] * tape.adjoint(inputs[j]).value);
            }
        }

    private:
        std::vector<T> pulled(std::vector<T> const& w) {
            std::vector<T> owed = pull_back(w);
            if (owed.size() != inputs.size())
                fail("record_function: pull gives " + std::to_string(owed.size()) + " gradients for " + std::to_string(inputs.size()) + " inputs; it gives one an input");
            return owed;
        }
    };
}

// Records a function of these inputs with these values as one node. Where a sweep arrives there, pull(w) is called with the
// gradients of the outputs, and gives those of the inputs: wᵀ times the Jacobian, as a std::vector<T>.
template <class T, class Pull>
std::vector<variable<T>> record_function(std::vector<variable<T>> const& inputs, std::vector<T> const& values, Pull pull) {
    detail::index_list at;
    bool any = false;
    for (auto const& x : inputs) {
        at.push_back(x.find());
        any = any || at.back() != 0;
    }
    std::vector<variable<T>> outputs(values.begin(), values.end());
    if (!any) return outputs;
    auto node = std::make_unique<detail::function_step<T, Pull>>(std::move(at), std::move(pull));
    node->outputs = static_cast<index>(values.size());
    node->at = current<T>.record_outputs(node->outputs, values.data());
    if (node->at == 0) return outputs;
    for (std::size_t k = 0; k < values.size(); ++k) outputs[k] = variable<T>::recorded(values[k], current<T>.id_at(node->at + 1 + static_cast<index>(k)));
    current<T>.add_step(std::move(node));
    return outputs;
}

}

// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Steps of gradient descent for tensors: PyTorch's SGD and Adam, and clip_grad_norm_.
#pragma once
#pragma GCC system_header

#include <typegrad/tape/tensor/reductions.hpp>

#include <cmath>
#include <initializer_list>
#include <utility>
#include <vector>

namespace typegrad::inline v0_2::tape {

namespace detail {

    // The leaves that an optimiser changes in place, so that all copies of them change.
    template <class T>
    class parameters_of_optimiser {
    public:
        explicit parameters_of_optimiser(char const* name, std::vector<basic_tensor<T>> all) : all_(std::move(all)) {
            for (auto const& p : all_)
                if (!p.is_leaf())
                    fail(std::string(name) + ": a parameter of shape " + written(p.shape()) + " is a recorded value, which does not change; give it leaves: x.requires_grad_()");
        }
        void zero_grad() {
            for (auto& p : all_) p.zero_grad();
        }
        // Each that has received a gradient becomes what change(k, number, gradient, i) gives for its number i. One that is frozen stays.
        template <class Change>
        void change(Change&& change) {
            for (std::size_t k = 0; k < all_.size(); ++k) {
                basic_tensor<T>& p = all_[k];
                if (!p.requires_grad() || !p.gradient()->get()) continue;
                auto const gradient = p.grad();
                std::ptrdiff_t const size = p.size();
                auto const values = new_array<T>(size);
                change.begin(k, size);
                for (std::ptrdiff_t i = 0; i < size; ++i) values[i] = change(k, p.data()[i], gradient.data()[i], i);
                p.set_value(basic_tensor<T>(p.shape(), values));
            }
        }

    private:
        std::vector<basic_tensor<T>> all_;
    };

}

struct sgd_settings {
    double rate = 1e-3, momentum = 0, weight_decay = 0;
};

// Gradient descent, with momentum, as PyTorch's SGD:
//
//     tape::sgd optimiser({w, b}, {.rate = 0.1, .momentum = 0.9});
//     optimiser.zero_grad();
//     loss.backward();
//     optimiser.step();
//
// A parameter that no sweep has reached since zero_grad(), or that is no leaf any more, stays as it is.
template <class T>
class sgd {
public:
    sgd(std::vector<basic_tensor<T>> parameters, sgd_settings const& settings) : parameters_("sgd", std::move(parameters)), step_{settings, {}} {}
    sgd(std::initializer_list<basic_tensor<T>> parameters, sgd_settings const& settings) : sgd(std::vector<basic_tensor<T>>(parameters), settings) {}
    void zero_grad() { parameters_.zero_grad(); }
    void step() { parameters_.change(step_); }

private:
    struct change {
        sgd_settings how;
        std::vector<std::vector<T>> velocity;  // of each parameter; none before its first step

        bool is_first = false;
        void begin(std::size_t k, std::ptrdiff_t size) {
            if (velocity.size() <= k) velocity.resize(k + 1);
            is_first = velocity[k].empty();
            if (how.momentum != 0) velocity[k].resize(static_cast<std::size_t>(size));
        }
        T operator()(std::size_t k, T x, T gradient, std::ptrdiff_t i) {
            gradient += static_cast<T>(how.weight_decay) * x;
            if (how.momentum != 0) {
                T& v = velocity[k][static_cast<std::size_t>(i)];
                gradient = v = is_first ? gradient : static_cast<T>(how.momentum) * v + gradient;
            }
            return x - static_cast<T>(how.rate) * gradient;
        }
    };
    detail::parameters_of_optimiser<T> parameters_;
    change step_;
};
template <class T>
sgd(std::initializer_list<basic_tensor<T>>, sgd_settings) -> sgd<T>;

struct adam_settings {
    double rate = 1e-3, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weight_decay = 0;
};

// Adam, with the settings of PyTorch's; otherwise like sgd.
template <class T>
class adam {
public:
    adam(std::vector<basic_tensor<T>> parameters, adam_settings const& settings = {}) : parameters_("adam", std::move(parameters)), step_{settings, {}} {}
    adam(std::initializer_list<basic_tensor<T>> parameters, adam_settings const& settings = {}) : adam(std::vector<basic_tensor<T>>(parameters), settings) {}
    void zero_grad() { parameters_.zero_grad(); }
    void step() { parameters_.change(step_); }

private:
    struct moments {
        std::vector<T> first{}, second{};
        int steps = 0;
        T rate{}, root_of_correction{};
    };
    struct change {
        adam_settings how;
        std::vector<moments> all;

        void begin(std::size_t k, std::ptrdiff_t size) {
            if (all.size() <= k) all.resize(k + 1);
            moments& m = all[k];
            m.first.resize(static_cast<std::size_t>(size)), m.second.resize(static_cast<std::size_t>(size));
            ++m.steps;
            m.rate = static_cast<T>(how.rate / (1 - std::pow(how.beta1, m.steps)));
            m.root_of_correction = static_cast<T>(std::sqrt(1 - std::pow(how.beta2, m.steps)));
        }
        T operator()(std::size_t k, T x, T gradient, std::ptrdiff_t i) {
            moments& m = all[k];
            T &first = m.first[static_cast<std::size_t>(i)], &second = m.second[static_cast<std::size_t>(i)];
            gradient += static_cast<T>(how.weight_decay) * x;
            first = static_cast<T>(how.beta1) * first + static_cast<T>(1 - how.beta1) * gradient;
            second = static_cast<T>(how.beta2) * second + static_cast<T>(1 - how.beta2) * gradient * gradient;
            return x - m.rate * first / (std::sqrt(second) / m.root_of_correction + static_cast<T>(how.epsilon));
        }
    };
    detail::parameters_of_optimiser<T> parameters_;
    change step_;
};
template <class T>
adam(std::initializer_list<basic_tensor<T>>) -> adam<T>;
template <class T>
adam(std::initializer_list<basic_tensor<T>>, adam_settings) -> adam<T>;

// Scales the gradients of these leaves so that the norm of all of them together is at most `most`, and gives the norm that they had.
template <class T>
T clip_grad_norm_(std::vector<basic_tensor<T>> const& parameters, std::type_identity_t<T> most) {
    T sum(0);
    for (auto const& p : parameters)
        if (p.requires_grad()) sum += square(p.grad()).sum().item();
    T const norm = std::sqrt(sum);
    if (!(norm > most)) return norm;
    for (auto p : parameters)
        if (p.requires_grad()) p.set_grad(p.grad() * (most / norm));
    return norm;
}
template <class T>
T clip_grad_norm_(std::initializer_list<basic_tensor<T>> parameters, std::type_identity_t<T> most) {
    return clip_grad_norm_(std::vector<basic_tensor<T>>(parameters), most);
}

}

// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// PyTorch through libtorch, on one thread: eager, reverse, tensors of one number or of a batch of points. For formulas of scalars.
#pragma once

#include <cstddef>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <ATen/Parallel.h>
#include <torch/torch.h>

#include "inputs.hpp"

namespace bench {

template <class Problem>
inline constexpr bool is_formula = order_of<Problem> == 1 && is_scalar_valued<Problem> && data_of<Problem> == 0 &&
                                   inputs_of<Problem> == std::tuple_size_v<point_of<Problem>>;

template <class Problem>
auto torch_value_and_gradient(std::vector<at::Tensor> const& inputs) {
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
        at::Tensor const value = Problem::primal(inputs[I]...);
        return std::pair(value, torch::autograd::grad({value}, inputs, {torch::ones_like(value)}));
    }(std::make_index_sequence<inputs_of<Problem>>());
}

struct torch_scalars {
    static constexpr auto name = "libtorch";
    template <class Problem>
    static constexpr bool applies = is_formula<Problem>;

    template <class Problem>
    static auto evaluate(auto const&... arguments) {
        auto const [value, gradient] =
            torch_value_and_gradient<Problem>({torch::tensor(arguments, torch::dtype(torch::kDouble).requires_grad(true))...});
        result_of<Problem> result{};  // g++ does not see that the loop fills it
        result.value = value.template item<double>();
        for (std::size_t i = 0; i < gradient.size(); ++i) result.gradient[i] = gradient[i].template item<double>();
        return result;
    }
};

// The sample points, over and over, as one tensor for each argument.
template <std::size_t Size>
struct torch_batch {
    static inline auto const name_text = "libtorch x" + std::to_string(Size);
    static inline char const* const name = name_text.c_str();
    template <class Problem>
    static constexpr bool applies = is_formula<Problem>;

    static constexpr std::size_t batch_size = Size;

    template <class Problem>
    static auto prepare(auto const& points) {
        std::vector<at::Tensor> inputs;
        for (std::size_t i = 0; i < inputs_of<Problem>; ++i) inputs.push_back(torch::empty(Size, torch::kDouble));
        for (std::size_t point = 0; point < Size; ++point) {
            std::size_t i = 0;
            flatten(points[point % points.size()], [&](double number) { inputs[i++].template data_ptr<double>()[point] = number; });
        }
        for (auto& input : inputs) input.requires_grad_();
        return inputs;
    }

    template <class Problem>
    static auto evaluate(std::vector<at::Tensor> const& inputs) {
        return torch_value_and_gradient<Problem>(inputs);
    }

    static std::vector<double> numbers(std::pair<at::Tensor, std::vector<at::Tensor>> const& result, std::size_t point) {
        std::vector<double> all{result.first.data_ptr<double>()[point]};
        for (auto const& partial : result.second) all.push_back(partial.contiguous().data_ptr<double>()[point]);
        return all;
    }
};

// Other engines run on one thread too.
inline bool const torch_is_on_one_thread = (at::set_num_threads(1), true);

using peers = engine_list<torch_scalars, torch_batch<1024>, torch_batch<65536>>;

}  // namespace bench

// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// A function over PyTorch's tensors: one entry of PyTorch's record, whose backward pass is compiled.
//
//     auto const price = typegrad::for_torch<0, 3>(f);   // f(x, p): a number, and a std::array of 3
//     at::Tensor const y = price(x, p);                  // x: any shape, p: any shape and then 3; together they broadcast
//     y.sum().backward();
//
// A size is the last dimension of an argument's tensor, 0 that of a number. The function gives one number, and y has the shape that the others
// broadcast to, or a std::array, whose size is then y's last dimension. Tensors are of double or of float, all alike, on the processor; the rows are
// spread over PyTorch's threads. The gradient has no derivatives of its own: create_graph is refused.
#pragma once
#pragma GCC system_header

#include <typegrad/macros/save.hpp>

#include <typegrad/transform/products.hpp>

#include <ATen/ATen.h>
#include <ATen/ExpandUtils.h>
#include <ATen/Parallel.h>
#include <torch/csrc/autograd/function.h>
#include <torch/csrc/autograd/functions/utils.h>
#include <torch/csrc/autograd/saved_variable.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace typegrad::inline v0_2 {

namespace detail {
    template <class T, int Size>
    struct row_of_tensor {
        using type = std::array<T, static_cast<std::size_t>(Size)>;
        static type load(T const* row) {
            type numbers;
            std::copy(row, row + Size, numbers.begin());
            return numbers;
        }
    };
    template <class T>
    struct row_of_tensor<T, 0> {
        using type = T;
        static T load(T const* row) { return *row; }
    };
    // Of float tensors with data of double the results are double.
    template <class Number, class T>
        requires std::is_arithmetic_v<Number>
    void store_row(Number number, T* row) {
        *row = static_cast<T>(number);
    }
    template <class Number, std::size_t N, class T>
    void store_row(std::array<Number, N> const& numbers, T* row) {
        for (std::size_t i = 0; i < N; ++i) row[i] = static_cast<T>(numbers[i]);
    }

    template <class F, int... Sizes>
    class function_for_torch {
    public:
        static constexpr std::size_t count = sizeof...(Sizes);
        using tensors = std::array<at::Tensor, count>;
        static constexpr std::array<std::int64_t, count> sizes{Sizes...};

        explicit function_for_torch(F const& f) : function_(f) {}

        // The tensors as rows that lie one after the other, as many of each.
        struct rows {
            tensors tensor;
            std::vector<std::int64_t> shape;  // of the rows
            std::int64_t count = 1;

            explicit rows(tensors const& given) {
                for (std::size_t k = 0; k < given.size(); ++k) {
                    at::Tensor const& t = given[k];
                    TORCH_CHECK(t.device().is_cpu() && (t.scalar_type() == at::kDouble || t.scalar_type() == at::kFloat) && t.scalar_type() == given[0].scalar_type(),
                                "typegrad::for_torch: argument ", k, " must be a tensor of double or float on the processor, and all of the same");
                    TORCH_CHECK(sizes[k] == 0 || (t.dim() > 0 && t.size(-1) == sizes[k]), "typegrad::for_torch: the last dimension of argument ", k, " must be ", sizes[k], ", and its shape is ", t.sizes());
                    shape = at::infer_size(shape, leading(t, k));
                }
                for (auto const n : shape) count *= n;
                for (std::size_t k = 0; k < given.size(); ++k) tensor[k] = given[k].expand(with_last(shape, sizes[k])).contiguous();
            }
            static at::IntArrayRef leading(at::Tensor const& t, std::size_t k) { return sizes[k] == 0 ? t.sizes() : t.sizes().slice(0, static_cast<std::size_t>(t.dim() - 1)); }
        };
        static std::vector<std::int64_t> with_last(std::vector<std::int64_t> shape, std::int64_t last) {
            if (last > 0) shape.push_back(last);
            return shape;
        }

        template <class T>
        using result = std::remove_cvref_t<decltype(evaluate(std::declval<F const&>())(std::declval<typename row_of_tensor<T, Sizes>::type const&>()...))>;
        template <class T>
        static constexpr std::int64_t result_size() {
            if constexpr (std::is_arithmetic_v<result<T>>) return 0;
            else return static_cast<std::int64_t>(std::tuple_size_v<result<T>>);
        }

        at::Tensor value(tensors const& given) const {
            rows const r(given);
            return given[0].scalar_type() == at::kDouble ? value_of<double>(r, std::make_index_sequence<count>{}) : value_of<float>(r, std::make_index_sequence<count>{});
        }
        // By each argument, in its shape.
        tensors gradient(tensors const& given, at::Tensor const& cotangent) const {
            rows const r(given);
            tensors all = given[0].scalar_type() == at::kDouble ? gradient_of<double>(r, cotangent, std::make_index_sequence<count>{}) : gradient_of<float>(r, cotangent, std::make_index_sequence<count>{});
            for (std::size_t k = 0; k < count; ++k) all[k] = at::sum_to(all[k], given[k].sizes());
            return all;
        }

    private:
        template <class T, std::size_t... I>
        at::Tensor value_of(rows const& r, std::index_sequence<I...>) const {
            at::Tensor y = at::empty(with_last(r.shape, result_size<T>()), r.tensor[0].options());
            std::array<T const*, count> const from{r.tensor[I].template data_ptr<T>()...};
            T* const to = y.data_ptr<T>();
            in_parts(r.count, [&](std::int64_t i) {
                store_row(evaluate(function_)(row_of_tensor<T, Sizes>::load(from[I] + i * width(Sizes))...), to + i * width(result_size<T>()));
            });
            return y;
        }
        template <class T, std::size_t... I>
        tensors gradient_of(rows const& r, at::Tensor const& cotangent, std::index_sequence<I...>) const {
            constexpr int size = static_cast<int>(result_size<T>());
            at::Tensor const w = cotangent.contiguous();
            tensors all{at::empty_like(r.tensor[I], at::MemoryFormat::Contiguous)...};
            std::array<T const*, count> const from{r.tensor[I].template data_ptr<T>()...};
            std::array<T*, count> const to{all[I].template data_ptr<T>()...};
            T const* const weight = w.data_ptr<T>();
            in_parts(r.count, [&](std::int64_t i) {
                auto const gradient = vjp(function_)(row_of_tensor<T, Sizes>::load(from[I] + i * width(Sizes))..., row_of_tensor<T, size>::load(weight + i * width(size))).gradient;
                if constexpr (count == 1) store_row(gradient, to[0] + i * width(sizes[0]));
                else (store_row(std::get<I>(gradient), to[I] + i * width(Sizes)), ...);
            });
            return all;
        }
        static constexpr std::int64_t width(std::int64_t size) { return size == 0 ? 1 : size; }
        static void in_parts(std::int64_t number, auto const& each) {
            at::parallel_for(0, number, 1024, [&](std::int64_t begin, std::int64_t end) {
                for (std::int64_t i = begin; i < end; ++i) each(i);
            });
        }

        [[no_unique_address]] F function_;
    };

    // The entry of PyTorch's record.
    template <class F, int... Sizes>
    struct node_for_torch : torch::autograd::Node {
        using function = function_for_torch<F, Sizes...>;
        function f;
        std::vector<torch::autograd::SavedVariable> saved;

        explicit node_for_torch(function const& given) : f(given) {}

        std::string name() const override { return "typegrad"; }
        torch::autograd::variable_list apply(torch::autograd::variable_list&& cotangents) override {
            std::lock_guard<std::mutex> const lock(mutex_);
            TORCH_CHECK(!at::GradMode::is_enabled(), "typegrad::for_torch: the gradient has no derivatives of its own; call backward without create_graph, or differentiate twice in the function that is given: "
                                                     "for_torch of gradient(f)");
            torch::autograd::variable_list result(function::count);
            if (!cotangents[0].defined()) return result;
            typename function::tensors given;
            for (std::size_t k = 0; k < function::count; ++k) given[k] = saved[k].unpack();
            auto const gradient = f.gradient(given, cotangents[0]);
            for (std::size_t k = 0; k < function::count; ++k)
                if (task_should_compute_output(k)) result[k] = gradient[k];
            return result;
        }
        void release_variables() override {
            std::lock_guard<std::mutex> const lock(mutex_);
            for (auto& each : saved) each.reset_data();
        }
    };

    template <class F, int... Sizes>
    struct caller_for_torch {
        function_for_torch<F, Sizes...> function;

        template <class... Tensors>
        at::Tensor operator()(Tensors const&... arguments) const {
            static_assert(sizeof...(Tensors) == sizeof...(Sizes), "typegrad::for_torch<sizes…>: a size for each argument of the function, 0 for a number");
            std::array<at::Tensor, sizeof...(Sizes)> const given{arguments...};
            at::Tensor y;
            {
                at::AutoGradMode const without(false);
                y = function.value(given);
            }
            if (torch::autograd::compute_requires_grad(arguments...)) {
                std::shared_ptr<node_for_torch<F, Sizes...>> const node(new node_for_torch<F, Sizes...>(function), torch::autograd::deleteNode);
                node->set_next_edges(torch::autograd::collect_next_edges(arguments...));
                for (at::Tensor const& t : given) node->saved.emplace_back(t, false);
                torch::autograd::set_history(y, node);
            }
            return y;
        }
    };
}

// The function over tensors, an operator of PyTorch's.
template <int... Sizes, class F>
auto for_torch(F const& f) {
    return detail::caller_for_torch<F, Sizes...>{detail::function_for_torch<F, Sizes...>(f)};
}

}

#include <typegrad/macros/restore.hpp>

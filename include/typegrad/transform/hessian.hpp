// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// hessian(f)(a, b, …) and value_gradient_and_hessian(f)(a, b, …): all second derivatives of a function to a scalar.
#pragma once
#pragma GCC system_header

#include <typegrad/pass/derive.hpp>
#include <typegrad/transform/gradient.hpp>

namespace typegrad::inline v0_2 {

namespace detail {
    struct sparse_hessian_result;

    // The Jacobian of the gradient, by a sweep over the sweep: with WithGradient behind the value and the gradient.
    template <bool WithGradient>
    struct second_derivatives_of_one : stanza {
        using sparse = sparse_hessian_result;  // its pattern is theirs
        static constexpr bool with_gradient = WithGradient;

        template <class Request, class Result, class... S>
        static consteval mistake mistake_in() {
            return leaves<Result> == 1 ? mistake::none : mistake::hessian_of_several;
        }
        template <class Transform, int Sweeps, class Literal, class... A>
        using recipe = pass::second_derivatives<traced<typename Transform::function_type, Literal, A...>, leaf_selection<typename Transform::request, A...>, WithGradient, Sweeps>;

        template <class At>
        static constexpr auto leaves_at(At const& at) {
            static_assert(At::rows == 1, "typegrad::hessian: the function returns several values; return one of them");
            using value = typename At::value;
            using selection = typename At::selection;
            constexpr int n = selection::count, before = WithGradient ? 1 + n : 0;
            std::array<value, static_cast<std::size_t>(before + n * n) + 1> all{};
            value slope[static_cast<std::size_t>(n) + 1];
            value* const gradient = WithGradient ? all.data() + 1 : slope;
            value* const matrix = all.data() + before;
            if constexpr (WithGradient) all[0] = at.y[0];
            at.row_of(at.y[0], gradient);
            // Each row up to its diagonal; the rest is its mirror image.
            for (int k = 0, input = 0; k < n; ++input) {
                if (!selection::contains(input)) continue;
                at.at.row(gradient[k], [=](int i) { return i <= input && selection::contains(i); }, At::kinks, matrix + k * n);
                ++k;
            }
            for (int i = 0; i < n; ++i)
                for (int j = i + 1; j < n; ++j) matrix[i * n + j] = matrix[j * n + i];
            at.substitute(all.data(), before + n * n);
            return all;
        }
    };
    struct hessian_result : second_derivatives_of_one<false> {
        template <class... S>
        using refused = refused_matrix;
        template <class Request, class Result, class... S>
        TYPEGRAD_INLINE static constexpr auto shape(auto const* leaf) {
            return jacobian_result::shape<Request, std::array<int, static_cast<std::size_t>(leaf_selection<Request, S...>::count)>, S...>(leaf);
        }
    };
    struct value_gradient_and_hessian_result : second_derivatives_of_one<true> {
        template <class... S>
        using refused = value_with_gradient_and_hessian<double, refused_gradient<S...>, refused_matrix>;
        template <class Request, class Result, class... S>
        TYPEGRAD_INLINE static constexpr auto shape(auto const* leaf) {
            using scalar = std::remove_cvref_t<decltype(*leaf)>;
            using row = gradient_row<Request, scalar, S...>;
            using matrix = decltype(hessian_result::shape<Request, Result, S...>(leaf));
            value_with_gradient_and_hessian<scalar, typename row::type, matrix> result;
            result.value = *leaf++;
            row::fill(result.gradient, leaf);
            leaf += leaf_selection<Request, S...>::count;
            each_leaf<matrix>(result.hessian, [&](auto& entry) TYPEGRAD_INLINE_LAMBDA { entry = *leaf++; });
            return result;
        }
    };
}

// hessian(f)(a, b, …): the second derivatives of a function to a scalar, row-major, one row and one column a leaf of the
// differentiated arguments. Each entry off the diagonal is computed once.
template <class F, class... Policies>
    requires(!is_operand<F>)
constexpr auto hessian(F f, Policies...) {
    return detail::asked<detail::hessian_result, F, Policies...>{f};
}
TYPEGRAD_ONLY_SAYS_OF(hessian, hessian_result)

// value_gradient_and_hessian(f)(a, b, …): { value, gradient, hessian }, from one evaluation.
template <class F, class... Policies>
    requires(!is_operand<F>)
constexpr auto value_gradient_and_hessian(F f, Policies...) {
    return detail::asked<detail::value_gradient_and_hessian_result, F, Policies...>{f};
}

}

// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// The front door for functions: derivative, gradient, jacobian, and their variants with the value.
//
// A function is any stateless generic callable: a lambda with `auto` parameters, a function object with a template
// operator(). It is traced once, in a constant expression; what is left at run time is arithmetic. The results are
// callable objects, in constant expressions too:
//
//     static_assert(typegrad::derivative([](auto x) { return 5*x*x*x + 2*x*x + 4*x + 8; })(2.0) == 72.0);
//     auto [dx, dy] = typegrad::gradient([](auto x, auto y) { return x * y + sin(x); })(2.0, 0.5);
#pragma once
#pragma GCC system_header

#include <typegrad/pass/eliminate.hpp>
#include <typegrad/rewrite/product_parts.hpp>
#include <typegrad/transform/call.hpp>

namespace typegrad::inline v0_2 {

namespace detail {
    // Rows that are differentiated: loops/gradient_in_rows.hpp. Buffers: where the gradients in rows go.
    template <class Kind, class Request, class T, class Buffers, class F, class... A>
    constexpr auto gradient_in_rows(Buffers const& buffers, F const& function, A const&... arguments);
    struct new_vectors {};
    template <class Transform, class... Buffer>
    struct transform_into;
    // A function that gives as many results as rows: loops/results_by_rows.hpp.
    template <class Kind, class Request, class T, class F, class... A>
    constexpr auto results_by_rows(F const& function, A const&... arguments);

    struct sparse_jacobian_result;

    // The Jacobian's rows, with WithValue behind the values: consecutive leaves.
    template <bool WithValue>
    struct first_derivatives : stanza {
        using sparse = sparse_jacobian_result;  // its pattern is theirs
        static constexpr bool with_value = WithValue;
        static constexpr bool takes_results_by_rows = true;

        template <class Transform, int Sweeps, class Literal, class... A>
        static constexpr auto recipe_of_sweeps() {
            using source = rewrite::to_differentiate<typename Transform::request, traced<typename Transform::function_type, Literal, A...>>;
            using selection = leaf_selection<typename Transform::request, A...>;
            if constexpr (Sweeps == 0) return std::type_identity<pass::jacobian<source, selection, WithValue>>{};
            else return std::type_identity<pass::reversed<source, selection, WithValue, false, Sweeps>>{};
        }
        template <class Transform, int Sweeps, class Literal, class... A>
        using recipe = typename decltype(recipe_of_sweeps<Transform, Sweeps, Literal, A...>())::type;

        template <class At>
        static constexpr auto leaves_at(At const& at) {
            constexpr int values = WithValue ? At::rows : 0, count = values + At::rows * At::selection::count;
            std::array<typename At::value, static_cast<std::size_t>(count) + 1> leaf{};
            for (int i = 0; i < values; ++i) leaf[static_cast<std::size_t>(i)] = at.y[static_cast<std::size_t>(i)];
            auto* entry = leaf.data() + values;
            for (auto const& value : at.y) entry = at.row_of(value, entry);
            at.at.substitute(at.point, leaf.data(), count, At::kinks);
            return leaf;
        }

        template <class T, class Kind, class F, class Request, class... A>
        static constexpr auto at_rows(transform<Kind, F, Request> const& self, A const&... arguments) {
            if constexpr (any({is_rows<A>...}) && differentiates_rows<Request, A...>) return gradient_in_rows<Kind, Request, T>(new_vectors{}, self.function, arguments...);
            else return results_by_rows<Kind, Request, T>(self.function, arguments...);
        }
    };

    // Of a function to one value, in the shapes of its arguments.
    template <bool WithValue>
    struct gradient_in_shapes : first_derivatives<WithValue> {
        static constexpr bool in_rows = true;
        static constexpr bool applies_to_expressions = true;

        template <class Request, class F, class... A>
        static consteval mistake mistake_in_arguments() {
            return mistake_in_call<Request, true, A...>();
        }
        template <class Transform, class... Buffer>
        static constexpr auto into(Transform const& transform, Buffer&... buffer) {
            return transform_into<Transform, Buffer...>{transform, {buffer...}};
        }
    };
    struct derivative_result : first_derivatives<false> {
        static constexpr bool applies_to_expressions = true;
        template <class... S>
        using refused = double;
        template <class Request, class Result, class... S>
        static consteval mistake mistake_in() {
            if constexpr (sizeof...(S) == 1) return leaves<Result> == 1 && (... && is_leaf<S>) ? mistake::none : mistake::derivative_of_several;
            else return mistake::derivative_of_several;
        }
        template <class Request, class Result, class... S>
        TYPEGRAD_INLINE static constexpr auto shape(auto const* leaf) {
            static_assert(mistake_in<Request, Result, S...>() == mistake::none, "typegrad::derivative: the function must take one scalar and return one; for several arguments use gradient, for several "
                                                                                "results jacobian");
            return *leaf;
        }
    };
    struct gradient_result : gradient_in_shapes<false> {
        template <class... S>
        using refused = refused_gradient<S...>;
        template <class Request, class Result, class... S>
        static consteval mistake mistake_in() {
            return leaves<Result> == 1 ? mistake::none : mistake::gradient_of_several;
        }
        template <class Request, class Result, class... S>
        TYPEGRAD_INLINE static constexpr auto shape(auto const* leaf) {
            static_assert(leaves<Result> == 1, "typegrad::gradient: the function returns several values; use jacobian, or return one of them");
            using row = gradient_row<Request, std::remove_cvref_t<decltype(*leaf)>, S...>;
            typename row::type gradient;
            row::fill(gradient, leaf);
            return gradient;
        }
    };
    struct value_and_gradient_result : gradient_in_shapes<true> {
        template <class... S>
        using refused = value_with_gradient<double, refused_gradient<S...>>;
        template <class Request, class Result, class... S>
        static consteval mistake mistake_in() {
            return leaves<Result> == 1 ? mistake::none : mistake::value_and_gradient_of_several;
        }
        template <class Request, class Result, class... S>
        TYPEGRAD_INLINE static constexpr auto shape(auto const* leaf) {
            static_assert(leaves<Result> == 1, "typegrad::value_and_gradient: the function returns several values; use value_and_jacobian, or return one of them");
            using scalar = std::remove_cvref_t<decltype(*leaf)>;
            using row = gradient_row<Request, scalar, S...>;
            value_with_gradient<scalar, typename row::type> result;
            result.value = *leaf;
            row::fill(result.gradient, leaf + 1);
            return result;
        }
    };

    template <class Request, class Result, class T, class... S>
    using jacobian_matrix = std::array<std::array<T, static_cast<std::size_t>(leaf_selection<Request, S...>::count)>, static_cast<std::size_t>(leaves<Result>)>;

    struct jacobian_result : first_derivatives<false> {
        template <class... S>
        using refused = refused_matrix;
        template <class Request, class Result, class... S>
        TYPEGRAD_INLINE static constexpr auto shape(auto const* leaf) {
            using matrix = jacobian_matrix<Request, Result, std::remove_cvref_t<decltype(*leaf)>, S...>;
            matrix jacobian;
            each_leaf<matrix>(jacobian, [&](auto& entry) TYPEGRAD_INLINE_LAMBDA { entry = *leaf++; });
            return jacobian;
        }
    };
    struct value_and_jacobian_result : first_derivatives<true> {
        template <class... S>
        using refused = value_with_jacobian<refused_matrix, refused_matrix>;
        template <class Request, class Result, class... S>
        TYPEGRAD_INLINE static constexpr auto shape(auto const* leaf) {
            using scalar = std::remove_cvref_t<decltype(*leaf)>;
            using matrix = jacobian_matrix<Request, Result, scalar, S...>;
            value_with_jacobian<rebind<Result, scalar>, matrix> result;
            auto const take = [&](auto& entry) TYPEGRAD_INLINE_LAMBDA { entry = *leaf++; };
            each_leaf<Result>(result.value, take);
            each_leaf<matrix>(result.jacobian, take);
            return result;
        }
    };
}

// derivative(f)(x): df/dx of a function of one scalar.
template <class F, class... Policies>
    requires(!is_operand<F>)
constexpr auto derivative(F f, Policies...) {
    return detail::asked<detail::derivative_result, F, Policies...>{f};
}
TYPEGRAD_ONLY_SAYS_OF(derivative, derivative_result)

// Only says so.
TYPEGRAD_UNAVAILABLE("typegrad: of an expression derivative names the variable, derivative(y, x); of a value there is none: write a function, derivative([](auto x) { return x * x; })(a)")
constexpr auto derivative(operand const&) {
    return without_its_header{};
}

TYPEGRAD_UNAVAILABLE("typegrad: of an expression derivative names a variable itself, derivative(y, x), and its value is derivative(y, x)(x = 2.0)")
constexpr auto derivative(operand const&, any_argument) {
    return without_its_header{};
}

// gradient(f)(a, b, …): the partial derivatives of a function to a scalar. One differentiated argument: in that
// argument's own shape; several: a std::tuple of shapes. gradient(f, wrt<0, 2>) selects arguments, gradient(f, kinks::right)
// the derivative at kinks (op/policy.hpp); so for all that follow.
template <class F, class... Policies>
    requires(!is_operand<F>)
constexpr auto gradient(F f, Policies...) {
    return detail::asked<detail::gradient_result, F, Policies...>{f};
}
TYPEGRAD_ONLY_SAYS_OF(gradient, gradient_result)
#define TYPEGRAD_GRADIENT_OF_A_VALUE \
    "typegrad: gradient is of a function, gradient([](auto x) { return x * x; })(a), or of an expression; of a value of the tape there are y.backward() and x.grad(), or tape::grad(y, x)"
TYPEGRAD_UNAVAILABLE(TYPEGRAD_GRADIENT_OF_A_VALUE)
constexpr auto gradient(operand const&, any_argument = 0) {
    return without_its_header{};
}

// value_and_gradient(f)(a, b, …): { value, gradient }, from one evaluation.
template <class F, class... Policies>
    requires(!is_operand<F>)
constexpr auto value_and_gradient(F f, Policies...) {
    return detail::asked<detail::value_and_gradient_result, F, Policies...>{f};
}
TYPEGRAD_ONLY_SAYS_OF(value_and_gradient, value_and_gradient_result)
TYPEGRAD_UNAVAILABLE(TYPEGRAD_GRADIENT_OF_A_VALUE)
constexpr auto value_and_gradient(operand const&, any_argument = 0) {
    return without_its_header{};
}
#undef TYPEGRAD_GRADIENT_OF_A_VALUE

// jacobian(f)(a, b, …): row-major, one row a leaf of the result, one column a leaf of the differentiated arguments.
template <class F, class... Policies>
    requires(!is_operand<F>)
constexpr auto jacobian(F f, Policies...) {
    return detail::asked<detail::jacobian_result, F, Policies...>{f};
}
TYPEGRAD_ONLY_SAYS_OF(jacobian, jacobian_result)

// value_and_jacobian(f)(a, b, …): { value, jacobian }, from one evaluation.
template <class F, class... Policies>
    requires(!is_operand<F>)
constexpr auto value_and_jacobian(F f, Policies...) {
    return detail::asked<detail::value_and_jacobian_result, F, Policies...>{f};
}
TYPEGRAD_ONLY_SAYS_OF(value_and_jacobian, value_and_jacobian_result)

}

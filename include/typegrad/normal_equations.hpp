// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// What a solver of least squares takes. Of residuals r(b, row) over all rows, in one loop:
//
//     constexpr auto residual = [](auto const& b, auto x, auto y) { return y - b[0] * (1 - exp(-b[1] * x)); };
//     auto const [matrix, gradient, sum_of_squares] = typegrad::normal_equations(residual)(b, typegrad::rows(xs, ys));
//
// or of a function that gives all residuals, as many as its type says:
//
//     auto const [matrix, gradient, sum_of_squares] = typegrad::normal_equations(residuals)(b);
//
// A step of Gauss and Newton solves matrix · step = -gradient.
#pragma once
#pragma GCC system_header

#include <typegrad/macros/save.hpp>

#include <typegrad/loops.hpp>
#include <typegrad/transform/products.hpp>

namespace typegrad::inline v0_2 {

// JᵀJ, Jᵀr and r·r. J: the derivatives of all residuals in the leaves of the parameters. The gradient, in the parameters' shape, is that
// of r·r/2.
template <class Matrix, class Gradient, class Squares>
struct normal_equations_of_rows {
    Matrix matrix;
    Gradient gradient;
    Squares sum_of_squares;
};
TYPEGRAD_SHAPE_OF_PARTS(normal_equations_of_rows, detail::part_of_three)

namespace detail {
    template <class Parameters, class Rows>
    struct residual_arguments {
        using type = shape_list<Parameters>;
    };
    template <class Parameters, class... Column>
    struct residual_arguments<Parameters, row_range<Column...>> {
        using type = shape_list<Parameters, typename Column::row...>;
    };
    template <class Parameters, class T, class... Column>
    struct residual_arguments<Parameters, traced_rows<T, Column...>> : residual_arguments<Parameters, row_range<Column...>> {};
    template <class T, int N>
    using square_of_parameters = std::array<std::array<T, static_cast<std::size_t>(N)>, static_cast<std::size_t>(N)>;
    template <class... A>
    struct residual_call {
        using type = shape_list<A...>;
    };
    template <class Parameters, class Rows>
    struct residual_call<Parameters, Rows> : residual_arguments<Parameters, Rows> {};

    struct normal_equations_result : stanza_traced_itself {
        template <class Request, class... A>
        using point = typename residual_call<A...>::type;
        template <class... A>
        using refused = normal_equations_of_rows<refused_matrix, refused_gradient<A...>, double>;
        template <class Request, class F, class... A>
        static consteval mistake mistake_in_arguments() {
            if constexpr (sizeof...(A) == 1) return any({is_rows<A>...}) ? mistake::residuals_of_rows : mistake::none;
            else if constexpr (sizeof...(A) != 2) return mistake::residuals_of_rows;
            else return []<class Parameters, class Rows>(shape_list<Parameters, Rows>) { return is_rows<Rows> && !is_rows<Parameters> ? mistake::none : mistake::residuals_of_rows; }(shape_list<A...>{});
        }

        template <class Traced, bool InRows, class Transform, class Parameters, class Rows>
        static constexpr auto on_traced(Transform const& self, Parameters const& b, Rows const& rows) {
            static_assert(!is_known_rows<Rows>, TYPEGRAD_KNOWN_ROWS);
            return shaped_sums<Traced, Parameters>(sum(rows, [&](auto const&... part) { return products<leaves<Parameters>>(linearised(self, b, part...)); }));
        }
        template <class Traced, bool InRows, class Transform, class Parameters>
        static constexpr auto on_traced(Transform const& self, Parameters const& b) {
            return shaped_sums<Traced, Parameters>(products<leaves<Parameters>>(linearised(self, with_traced_leaves<Traced>(b))));
        }
        template <class Transform, class T, class Parameters, class... A>
        static constexpr auto result(T const* leaf) {
            using in_numbers = normal_equations_of_rows<square_of_parameters<T, leaves<Parameters>>, typename gradient_row<request<>, T, Parameters>::type, T>;
            return shaped<in_numbers, T>([&] { return *leaf++; });
        }

    private:
        template <class Traced, class Parameters, class Sums>
        static constexpr auto shaped_sums(Sums const& sums) {
            constexpr auto n = static_cast<std::size_t>(leaves<Parameters>);
            auto const& [products, gradient, squares] = sums;
            normal_equations_of_rows<square_of_parameters<Traced, leaves<Parameters>>, rebind<Parameters, Traced>, Traced> result{{}, {}, squares};
            auto next = products.begin();
            for (std::size_t i = 0; i < n; ++i)
                for (std::size_t j = 0; j <= i; ++j) result.matrix[i][j] = result.matrix[j][i] = *next++;
            auto entry = gradient.begin();
            each_leaf<Parameters>(result.gradient, [&](auto& leaf) { leaf = *entry++; });
            return result;
        }
        // The residuals of a row, and their derivatives in the parameters.
        template <class F, class Request, class Parameters, class... Part>
        static constexpr auto linearised(transform<normal_equations_result, F, Request> const& self, Parameters const& b, Part const&... part) {
            using in_parameters = request<positions<0>, Request::kinks, Request::fast>;  // how loops run is the outer call's
            return transform<value_and_jacobian_result, F, in_parameters>{self.function}(b, part...);
        }
        template <int Parameters, class Value, class Jacobian>
        static constexpr auto products(value_with_jacobian<Value, Jacobian> const& row) {
            constexpr auto N = static_cast<std::size_t>(Parameters);
            using T = scalar_of<Jacobian>;
            auto const r = flatten<T, Value>(row.value);
            std::tuple<std::array<T, N*(N + 1) / 2>, std::array<T, N>, T> sums{};
            auto& [products, gradient, squares] = sums;
            for (std::size_t k = 0; k < r.size(); ++k) {
                auto const& slope = row.jacobian[k];
                squares = k == 0 ? r[k] * r[k] : squares + r[k] * r[k];
                auto next = products.begin();
                for (std::size_t i = 0; i < N; ++i) {
                    gradient[i] = k == 0 ? slope[i] * r[k] : gradient[i] + slope[i] * r[k];
                    for (std::size_t j = 0; j <= i; ++j, ++next) *next = k == 0 ? slope[i] * slope[j] : *next + slope[i] * slope[j];
                }
            }
            return sums;
        }
    };
}

// normal_equations(r)(b, rows): JᵀJ, Jᵀr and r·r of the residuals r(b, row), or r(b, part…) of columns side by side: one or several a row, in any
// shape. normal_equations(r)(b): of the residuals r(b), unrolled, in one program. In b, a number or any shape of numbers, they are differentiated. Policies for kinks, fast, and how loops run may follow r.
template <class F, class... Policies>
    requires(!is_operand<F>)
constexpr auto normal_equations(F f, Policies...) {
    return detail::transform<detail::normal_equations_result, F, detail::request_of<Policies...>>{f};
}

}

#include <typegrad/macros/restore.hpp>

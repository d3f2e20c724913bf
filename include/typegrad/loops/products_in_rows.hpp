// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Products with derivatives in rows: jvp, directional, vjp and hvp of numbers. A tangent in rows is an argument of rows, and what the rows of a
// product receive is added where the tangent's are.
#pragma once
#pragma GCC system_header

#include <typegrad/loops/gradient_in_rows.hpp>
#include <typegrad/transform/products.hpp>

namespace typegrad::inline v0_2::detail {

template <class A>
constexpr std::size_t rows_of(A const& argument) {
    if constexpr (is_rows<A>) return argument.rows_in_all();
    else return 0;
}

template <class Self, class T, class Points, class... A>
struct call_in_rows;
template <class Self, class T, class... S, class... A>
struct call_in_rows<Self, T, shape_list<S...>, A...> {
    using Request = typename Self::request;
    using source = traced_last<transform_in_rows<Self>, literal_for<T>, A...>;
    using program = graph::made<rewrite::as_requested<Request, source>>;
    using result = typename source::result;
    using selection = selection_with_rows<Request, S...>;
    using row = gradient_with_rows<Request, T, std::index_sequence_for<S...>, S...>;
    static constexpr int in_rows = Self::kind::results_in_rows;
    static constexpr int values = leaves<result> - in_rows * selection::count;
    static constexpr std::size_t buffers = static_cast<std::size_t>(in_rows) * row::buffers;

    // Whether there is a product: one whose additions are made in the steps of a recurrence there is not (trace/nested.hpp).
    static constexpr bool has_product = []<std::size_t... I>(std::index_sequence<I...>) {
        auto const is_missing = [](std::size_t argument) {
            int const output = program::graph.outputs[values + selection::count + selection::before(argument)];
            return output < 0 && program::graph.literals[~output] == 1;
        };
        return in_rows < 2 || !(false || ... || (row::template is_in_rows<I> && is_missing(I)));
    }(std::index_sequence_for<S...>{});

    template <class Buffers>
    static constexpr auto call(Buffers const& given, Self const& self, A const&... arguments) {
        return call_at(std::index_sequence_for<S...>{}, std::make_index_sequence<sizeof...(A) - sizeof...(S)>{}, given, self, arguments...);
    }

private:
    template <std::size_t... I, std::size_t... Behind, class Buffers>
    static constexpr auto call_at(std::index_sequence<I...>, std::index_sequence<Behind...>, Buffers const& given, Self const& self, A const&... arguments) {
        constexpr bool is_new = std::is_same_v<Buffers, new_vectors>;
        auto const all = std::tie(arguments...);
        auto const point = std::tie(std::get<I>(all)...);
        if constexpr (Self::kind::what_follows == mistake::tangents) {
            std::size_t const of_tangent[] = {rows_of(std::get<sizeof...(I) + Behind>(all))...};
            std::size_t next = 0;
            auto const compare = [&](std::size_t argument, std::size_t rows) {
                std::size_t const moving = of_tangent[next++];
                if (moving != rows) refuse_rows("the tangent of argument " + std::to_string(argument) + " has " + std::to_string(moving) + " rows, and the argument has " + std::to_string(rows));
            };
            ((selects<Request, I> ? compare(I, rows_of(std::get<I>(all))) : void()), ...);
        }
        typename row::parts gradient, product;
        [[maybe_unused]] auto of_gradient = [&] {
            if constexpr (is_new && in_rows > 0) return row::new_rows(gradient, point);
            else return new_vectors{};
        }();
        [[maybe_unused]] auto of_product = [&] {
            if constexpr (is_new && in_rows > 1) return row::new_rows(product, point);
            else return new_vectors{};
        }();
        if constexpr (!is_new) {
            auto const prepare = [&]<std::size_t At>(std::integral_constant<std::size_t, At>, auto buffer, auto const& argument) { prepare_buffer<At>(buffer, argument, arguments...); };
            row::take(gradient, given, point, prepare);
            if constexpr (in_rows > 1) {
                row::template take<row::buffers>(product, given, point, prepare);
                std::apply([&](auto const&... one) { (refuse_twice(one, gradient), ...); }, product);
            }
        }
        auto const targets = std::tuple_cat(row::targets(gradient), [&] {
            if constexpr (in_rows > 1) return std::tuple_cat(selected<I>(row::targets(product))...);
            else return std::tuple((static_cast<void>(Behind), back::no_target{})...);
        }());
        auto const leaf = evaluated_into<program, T, Request>(targets, self, arguments...);
        T const* next = leaf.data();
        if constexpr (in_rows == 0) return Self::kind::template result<Self, T, A...>(next);
        else {
            row::fill(gradient, next + values);
            auto slope = row::joined(gradient, of_gradient);
            if constexpr (in_rows == 1) {
                using value = rebind<decltype(std::declval<result>().value), T>;
                return value_with_gradient<value, decltype(slope)>{shaped<value, T>([&] { return *next++; }), std::move(slope)};
            } else {
                row::fill(product, next + values + selection::count);
                auto moved = row::joined(product, of_product);
                return value_with_hessian_product<T, decltype(slope), decltype(moved)>{*next, std::move(slope), std::move(moved)};
            }
        }
    }
    template <std::size_t At>
    static constexpr auto selected([[maybe_unused]] auto const& targets) {
        if constexpr (selects<Request, At>) return std::tuple(std::get<At>(targets));
        else return std::tuple<>{};
    }
    // A buffer of the product may be none of the gradient's.
    template <class Part>
    static constexpr void refuse_twice([[maybe_unused]] Part const& part, auto const& gradient) {
        if constexpr (requires { part.data() + part.size(); typename Part::element_type; }) {
            if (std::is_constant_evaluated()) return;
            auto const compare = [&]<class Other>(Other const& other) {
                if constexpr (requires { typename Other::element_type; })
                    if (overlaps(column_in_memory<typename Other::element_type>{other.data()}, other.size(), part.data(), part.data() + part.size())) refuse_rows("into: the product's buffer is the gradient's");
            };
            std::apply([&](auto const&... other) { (compare(other), ...); }, gradient);
        }
    }
};

template <class Self, class T, class Buffers, class... A>
constexpr auto products_in_rows(Buffers const& buffers, Self const& self, A const&... arguments) {
    static_assert(!is_differentiated<T>, TYPEGRAD_ROWS_DIFFERENTIATED);
    using call = call_in_rows<Self, T, typename Self::template of_function<A...>, A...>;
    static_assert(call::has_product, TYPEGRAD_NO_PRODUCT_IN_STEPS);
    if constexpr (!call::has_product) return typename Self::kind::template refused<A...>{};
    else return call::call(buffers, self, arguments...);
}

// What into(buffer…) gives.
template <class Self, class... Buffer>
struct product_into {
    Self transform;
    std::tuple<Buffer&...> buffers;

    template <class... A>
    constexpr auto operator()(A const&... arguments) const {
        constexpr bool gives = Self::kind::results_in_rows > 0 && Self::template gives_rows<A...>();
        if constexpr (!gives) return transform(arguments...);  // that says what is wrong
        else {
            using scalar = scalar_of_call<typename Self::function_type, A...>;
            static_assert(sizeof...(Buffer) == call_in_rows<Self, scalar, typename Self::template of_function<A...>, A...>::buffers,
                          "typegrad: into(buffer…) takes a container for each argument of rows that is differentiated, of hvp all for the gradient and then all for the product");
            return products_in_rows<Self, scalar>(std::apply([](auto&... buffer) { return std::tuple(std::span(buffer.data(), buffer.size())...); }, buffers), transform, arguments...);
        }
    }
};

}

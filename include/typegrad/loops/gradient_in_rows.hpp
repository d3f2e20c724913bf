// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Gradients in rows: as many rows as the argument has, in a std::vector or in the caller's memory.
#pragma once
#pragma GCC system_header

#include <typegrad/back/loops.hpp>
#include <typegrad/transform/gradient.hpp>

#include <span>
#include <type_traits>
#include <vector>

namespace typegrad::inline v0_2::detail {

// So many rows of zeros. (Clang cannot make a vector of a given size in a constant expression, with libstdc++ 12.)
template <class Row>
constexpr std::vector<Row> rows_of_zeros(std::size_t count) {
    if (!std::is_constant_evaluated()) return std::vector<Row>(count);
    std::vector<Row> rows;
    for (std::size_t i = 0; i < count; ++i) rows.push_back(Row{});
    return rows;
}

// The gradient in one argument. Where it is not differentiated there is none.
template <class T, bool Selected, class A>
struct part_of_gradient {
    using type = back::no_target;
};
template <class T, class A>
struct part_of_gradient<T, true, A> {
    using type = rebind<A, T>;
};
template <class T, class A>
    requires is_rows<A>
struct part_of_gradient<T, true, A> {
    using type = std::span<rebind<typename A::row, T>>;
};

template <class Request, class T, class Indices, class... A>
struct gradient_with_rows;
template <class Request, class T, std::size_t... I, class... A>
struct gradient_with_rows<Request, T, std::index_sequence<I...>, A...> {
    using parts = std::tuple<typename part_of_gradient<T, selects<Request, I>, A>::type...>;
    template <std::size_t At>
    static constexpr bool is_in_rows = is_rows<std::tuple_element_t<At, std::tuple<A...>>> && selects<Request, At>;
    static constexpr std::size_t buffers = (0 + ... + is_in_rows<I>);
    static constexpr std::size_t before(std::size_t argument) {
        std::size_t count = 0;
        ((count += I < argument && is_in_rows<I>), ...);
        return count;
    }

    // Where what the rows receive is added.
    static constexpr auto targets(parts const& all) {
        return std::tuple(target<I>(all)...);
    }
    // Makes vectors for what is in rows. Arguments: the tuple of all.
    static constexpr auto new_rows(parts& all, auto const& arguments) {
        return std::tuple_cat(new_part<I>(all, std::get<I>(arguments))...);
    }
    // Takes the buffers from the First-th on, of which use(argument's number, buffer, argument) may refuse one.
    template <std::size_t First = 0>
    static constexpr void take(parts& all, auto const& given, auto const& arguments, auto const& use) {
        (take_part<First, I>(all, given, std::get<I>(arguments), use), ...);
    }
    static constexpr void fill(parts& all, T const* leaf) {
        (fill_part<I>(all, leaf + selection_with_rows<Request, A...>::before(I)), ...);
    }
    // The parts of the arguments that are differentiated: one alone, or a tuple.
    template <class Vectors>
    static constexpr auto joined(parts& all, Vectors& vectors) {
        auto selected = std::tuple_cat(part<I>(all, vectors)...);
        if constexpr (std::tuple_size_v<decltype(selected)> == 1) return std::get<0>(std::move(selected));
        else return selected;
    }

private:
    template <std::size_t At>
    static constexpr auto target(parts const& all) {
        if constexpr (is_in_rows<At>) return std::get<At>(all).data();
        else return back::no_target{};
    }
    template <std::size_t At>
    static constexpr auto new_part([[maybe_unused]] parts& all, [[maybe_unused]] auto const& argument) {
        if constexpr (is_in_rows<At>) {
            auto rows = rows_of_zeros<typename std::tuple_element_t<At, parts>::value_type>(argument.rows_in_all());
            std::get<At>(all) = rows;
            return std::tuple(std::move(rows));
        } else {
            return std::tuple<>{};
        }
    }
    template <std::size_t First, std::size_t At>
    static constexpr void take_part([[maybe_unused]] parts& all, [[maybe_unused]] auto const& given, [[maybe_unused]] auto const& argument, [[maybe_unused]] auto const& use) {
        if constexpr (is_in_rows<At>) use(std::integral_constant<std::size_t, At>{}, std::get<At>(all) = std::get<First + before(At)>(given), argument);
    }
    template <std::size_t At>
    static constexpr void fill_part([[maybe_unused]] parts& all, [[maybe_unused]] T const* leaf) {
        if constexpr (selects<Request, At> && !is_in_rows<At>) each_leaf<std::tuple_element_t<At, std::tuple<A...>>>(std::get<At>(all), [&](auto& entry) { entry = *leaf++; });
    }
    template <std::size_t At, class Vectors>
    static constexpr auto part(parts& all, Vectors& vectors) {
        if constexpr (!selects<Request, At>) return std::tuple<>{};
        else if constexpr (is_in_rows<At> && !std::is_same_v<Vectors, new_vectors>) return std::tuple(std::move(std::get<before(At)>(vectors)));
        else return std::tuple(std::get<At>(all));
    }
};

// Whether a column lies in that memory.
template <class Column>
constexpr bool overlaps(Column const& column, std::size_t count, void const* first, void const* last) {
    if constexpr (requires { static_cast<void const*>(column.first + count); }) {
        auto const address = [](void const* p) { return reinterpret_cast<std::uintptr_t>(p); };
        return address(column.first) < address(last) && address(first) < address(column.first + count);
    } else {
        return false;
    }
}
template <class A>
constexpr bool argument_overlaps(A const& argument, void const* first, void const* last) {
    if constexpr (is_rows<A>) return std::apply([&](auto const&... column) { return (... || overlaps(column, argument.rows_in_all(), first, last)); }, argument.columns);
    else return false;
}

// The outputs of a program for a call; what rows receive goes to the targets.
template <class Program, class T, class Request, class F, class... A>
constexpr auto evaluated_into(auto const& targets, F const& function, A const&... arguments) {
    auto const inputs = inputs_of_call<T>(function, arguments...);
    return state<F>::with_held(function, [&](auto const&... held) { return back::evaluate_loops_into<Program, typename Request::execution>(targets, inputs, arguments..., held...); });
}

// The caller's memory for what the rows of that argument receive: as many rows, zeros, and none of the data.
template <std::size_t At, class Row, class Argument, class... A>
constexpr void prepare_buffer(std::span<Row> buffer, Argument const& argument, A const&... arguments) {
    if (buffer.size() != argument.rows_in_all())
        refuse_rows("into: the buffer has " + std::to_string(buffer.size()) + " rows, and argument " + std::to_string(At) + " has " + std::to_string(argument.rows_in_all()));
    if (!std::is_constant_evaluated() && (... || argument_overlaps(arguments, buffer.data(), buffer.data() + buffer.size()))) refuse_rows("into: the buffer is among the data of the arguments");
    for (Row& row : buffer) each_leaf<Row>(row, [](auto& entry) { entry = std::remove_reference_t<decltype(entry)>(0); });
}

template <class Kind, class Request, class T, class Buffers, class F, class... A>
constexpr auto gradient_in_rows(Buffers const& buffers, F const& function, A const&... arguments) {
    static_assert(!is_differentiated<T>, TYPEGRAD_ROWS_DIFFERENTIATED);
    using source = traced<F, literal_for<T>, A...>;
    using recipe = rewrite::as_requested<Request, pass::reversed<rewrite::to_differentiate<Request, source>, selection_with_rows<Request, A...>, Kind::with_value>>;
    using shaped = gradient_with_rows<Request, T, std::index_sequence_for<A...>, A...>;
    typename shaped::parts all;
    auto const given = std::tie(arguments...);
    auto vectors = [&] {
        if constexpr (std::is_same_v<Buffers, new_vectors>) return shaped::new_rows(all, given);
        else {
            static_assert(std::tuple_size_v<Buffers> == shaped::buffers, "typegrad: into(buffer…) takes one container for each argument of rows that is differentiated");
            shaped::take(all, buffers, given, [&]<std::size_t At>(std::integral_constant<std::size_t, At>, auto buffer, auto const& argument) { prepare_buffer<At>(buffer, argument, arguments...); });
            return new_vectors{};
        }
    }();
    auto const leaf = evaluated_into<graph::made<recipe>, T, Request>(shaped::targets(all), function, arguments...);
    shaped::fill(all, leaf.data() + Kind::with_value);
    auto gradient = shaped::joined(all, vectors);
    if constexpr (Kind::with_value) return value_with_gradient<T, decltype(gradient)>{leaf[0], std::move(gradient)};
    else return gradient;
}

// What into(buffer…) gives.
template <class Transform, class... Buffer>
struct transform_into {
    Transform transform;
    std::tuple<Buffer&...> buffers;

    template <class... A>
    constexpr auto operator()(A const&... arguments) const {
        using request = typename Transform::request;
        static_assert(differentiates_rows<request, A...>, "typegrad: into(buffer…) is for gradients in typegrad::rows, and none of the differentiated arguments is rows");
        if constexpr (Transform::template gives_rows<A...>())
            return gradient_in_rows<typename Transform::kind, request, scalar_of_call<typename Transform::function_type, A...>>(
                std::apply([](auto&... buffer) { return std::tuple(std::span(buffer.data(), buffer.size())...); }, buffers), transform.function, arguments...);
        else return transform(arguments...);  // that says what is wrong
    }
};

}

// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Loops over rows of data whose number is known at run time only:
//
//     constexpr auto misfit = [](auto const& b, auto const& rows) {
//         return sum(rows, [&](auto const& row) { return square(row[1] - b[0] * (1 - exp(-b[1] * row[0]))); });
//     };
//     std::vector<std::array<double, 2>> table = …;
//     auto const [value, slope] = value_and_gradient(misfit, wrt<0>)(b, typegrad::rows(table));
//
// The body is traced once and becomes a loop; value and gradient are one loop. What is differentiated is what the body takes from
// outside, b here and all that is computed from it; and the rows where they are asked for, gradient(f, wrt<1>): as many rows. They are not
// copied, and must outlive the call. Nothing is allocated but gradients in rows.
//
//     rows(table)              a std::vector, std::array, std::span: what has data() and size(). A row is a number, or a shape of
//                              numbers: a std::array, std::tuple, a Boost.Hana Struct (hana/struct.hpp)
//     rows<3>(m)               the rows of a matrix of Eigen's, with that many columns (eigen.hpp)
//     rows(xs, ys)             columns side by side, of one length. The body takes as many arguments, or one std::tuple
//     indices(n), pairs(n)     the numbers 0 … n-1, as values of the functions' scalar type; the pairs i < j of them
//     batch(rows, numbers)     the rows with these numbers
//     compressed_rows(begin, columns…)   rows in parts, for loops in loops
//     where(rows, condition)   in a function: the rows for which the condition holds
//
// In a function x[i] is the row of that number.
//
//     sum, mean, product       of what the body returns for all rows: a number or any shape of numbers, each of which is reduced
//     max, min                 NaN where a row gives NaN; rows that are equally large share the derivative evenly
//     log_sum_exp              log(Σ exp(body)), without overflow
//     transform                what the body returns for each row, in a std::vector
//
//     repeat, fold, repeat_while, scan   recurrences: trace/fold.hpp
//
// Over no rows a sum is 0, a product 1, log_sum_exp -∞; mean, max and min throw std::invalid_argument. The order in which rows are
// reduced is fixed (back/reduce.hpp), so the value is that of the same call with plain numbers, to the last bit.
#pragma once
#pragma GCC system_header

#include <typegrad/macros/save.hpp>

// First, so that what it says of a mistake is not said to be included from half of the library.
#include <typegrad/trace/rows.hpp>

#include <typegrad/back/loops.hpp>
#include <typegrad/transform/gradient.hpp>
#include <typegrad/loops/gradient_in_rows.hpp>
#include <typegrad/loops/products_in_rows.hpp>
#include <typegrad/loops/results_by_rows.hpp>
#include <typegrad/loops/sparse_hessian_in_rows.hpp>
#include <typegrad/op/custom.hpp>
#include <typegrad/pass/loop.hpp>
#include <typegrad/trace/algorithms.hpp>
#include <typegrad/trace/fold.hpp>

#include <array>
#include <cstddef>
#include <limits>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace typegrad::inline v0_2 {

namespace detail {
    template <class... Data>
    constexpr std::size_t common_size(Data const&... data) {
        std::size_t const size[] = {static_cast<std::size_t>(column_of<Data>::size(data))...};
        for (std::size_t i = 1; i < sizeof...(Data); ++i)
            if (size[i] != size[0])
                refuse_rows("rows: column " + std::to_string(i) + " has " + std::to_string(size[i]) + " rows, and column 0 has " + std::to_string(size[0]));
        return size[0];
    }
}

template <class... Data>
    requires(sizeof...(Data) > 0 && (... && detail::has_rows<Data>))
constexpr auto rows(Data const&... data) {
    constexpr bool are_numbers = (... && (detail::mistake_in_shape<scalar_of<detail::row_given_by<Data>>>() == detail::mistake::none));
    static_assert(are_numbers, "typegrad::rows: a row must be a number, or a shape of numbers: a std::array, std::tuple, vec, mat, or a Boost.Hana Struct (typegrad/hana/struct.hpp)");
    if constexpr (!are_numbers) return without_its_header{};
    else return row_range<decltype(detail::column_of<Data>::make(data))...>{{detail::column_of<Data>::make(data)...}, detail::common_size(data...)};
}

// Only says so: of other containers.
#define TYPEGRAD_ROWS_OF_DATA                                                                                                                    \
    "typegrad::rows: the data are a std::vector, std::array or std::span of numbers or of shapes of numbers, which lie one after the other; of Eigen " \
    "a vector, or rows<3>(matrix), with <typegrad/eigen.hpp>; the numbers 0 to n - 1 are indices(n)"
template <auto... N>
constexpr auto rows(only_says::anything) {
    static_assert(is_included<N...>, TYPEGRAD_ROWS_OF_DATA);
    return without_its_header{};
}

// Rows in parts: part i are the rows from begin[i] on that come before begin[i + 1], so that begin has one number more than there are parts. In
// a function `compressed[i]` are the rows of that part. std::invalid_argument where begin descends, or exceeds the number of rows.
template <class Begin, class... Data>
    requires(sizeof...(Data) > 0 && (... && detail::has_rows<Data>) && std::is_integral_v<std::remove_cvref_t<decltype(*std::declval<Begin const&>().data())>>)
constexpr auto compressed_rows(Begin const& begin, Data const&... data) {
    auto const all = rows(data...);
    auto const* const first = begin.data();
    auto const size = static_cast<std::size_t>(begin.size());
    if (size == 0) detail::refuse_rows("compressed_rows: begin is empty; it has one number more than there are parts");
    for (std::size_t i = 0; i < size; ++i)
        if (static_cast<std::size_t>(first[i]) > all.count || (i > 0 && static_cast<std::size_t>(first[i]) < static_cast<std::size_t>(first[i - 1]))) detail::refuse_rows("compressed_rows: part " + std::to_string(i > 0 ? i - 1 : 0) + " does not lie among the " + std::to_string(all.count) + " rows");
    return row_parts<std::remove_cvref_t<decltype(*first)>, decltype(detail::column_of<Data>::make(data))...>{all.columns, all.count, first, size - 1};
}

// The numbers 0 … n-1 as rows, in the scalar type of the other arguments.
constexpr row_range<detail::column_of_numbers> indices(std::size_t n) {
    return {{}, n};
}

// The pairs i < j of the numbers 0 … n-1: the body takes i and j.
constexpr row_range<detail::column_of_pairs<false>, detail::column_of_pairs<true>> pairs(std::size_t n) {
    return {{}, n > 0 ? n * (n - 1) / 2 : 0};
}

// A mini-batch: the rows with these numbers, of a std::vector or std::span of integers. std::out_of_range where one is no row.
template <class... Column, class Numbers>
    requires std::is_integral_v<std::remove_cvref_t<decltype(*std::declval<Numbers const&>().data())>>
constexpr auto batch(row_range<Column...> const& rows, Numbers const& numbers) {
    using number = std::remove_cvref_t<decltype(*numbers.data())>;
    number const* const first = numbers.data();
    auto const size = static_cast<std::size_t>(numbers.size());
    for (std::size_t i = 0; i < size; ++i)
        if (static_cast<std::size_t>(first[i]) >= rows.count) detail::refuse_index("batch: number " + std::to_string(i) + " is row " + std::to_string(first[i]) + " of " + std::to_string(rows.count));
    return std::apply([&](auto const&... column) { return row_range<detail::column_of_batch<Column, number>...>{{detail::column_of_batch<Column, number>{column, first}...}, size}; }, rows.columns);
}

// In a function: the rows for which condition(row) holds. The others give nothing, neither values nor derivatives; but their indices are checked.
template <class Rows, class Condition>
    requires is_loop_range<Rows>
constexpr auto where(Rows const& rows, Condition const& condition) {
    return filtered_rows<Rows, Condition>{rows, condition};
}

namespace detail {
    // What the body gives for a row, whose columns are these.
    template <class Body, class... Part>
    TYPEGRAD_INLINE constexpr auto of_row(Body const& body, Part const&... part) {
        if constexpr (takes_columns<Body, Part...>) return body(part...);
        else return body(std::tuple<Part...>(part...));
    }

    // The numbers that a body gives are traced values if it is traced, and what comes out of the reduction is then one more.
    template <class T>
    struct reduced_number {
        using type = T;
    };
    template <class T>
        requires(std::is_integral_v<T>)
    struct reduced_number<T> {
        using type = double;
    };
    template <class L>
    struct reduced_number<condition<L>> {
        using type = tracer<L>;
    };

    template <class Op, std::size_t>
    using same_for_each = Op;
    template <class Op, std::size_t... K>
    auto reductions_by(std::index_sequence<K...>) -> back::reductions<same_for_each<Op, K>...>;

    template <class Column>
    inline constexpr bool is_number_of_row = std::is_base_of_v<column_of_numbers, Column>;
    // Stands for the rows of a loop whose body has been traced before: that of an expression (columns.hpp).
    struct column_traced_before : column_of_numbers {};

    // The loop over these rows, and what the body gives in it. A second loop over the same rows is traced as one of its own: a row that the user's
    // code has kept from the first one must not be taken for a row of this one.
    template <class T, class... Column, class Body>
    constexpr auto traced_loop(traced_rows<T, Column...> const& rows, Body const& body) {
        using algebra = tracing<typename T::builder::literal_type>;
        auto& graph = *rows.count.graph();
        int const before = graph.node_count();
        T const shared = algebra::template append<op::loop_>(rows.count, T(graph.loop_depth()));
        T loop = shared;
        constexpr bool is_traced = (false || ... || std::is_same_v<Column, column_traced_before>);
        for (int number = 1; !is_traced && loop.id() < before; ++number) loop = algebra::template append<op::loop_>(rows.count, T(graph.loop_depth() + number * op::another_loop));
        int next = 0;
        std::tuple<rebind<typename Column::row, T>...> const row{shaped<typename Column::row, T>([&] {
            int const k = next++;
            return algebra::template append<op::row_>(loop, T(is_number_of_row<Column> ? -1 : k));
        })...};
        graph.enter_loop();
        auto y = std::apply([&](auto const&... part) { return of_row(body, part...); }, row);
        graph.leave_loop();
        if (loop.id() != shared.id()) {
            pass::detail::joined_loop join(graph, loop.id(), shared.id());
            each_leaf<decltype(y)>(y, [&](auto const& leaf) { join.need(leaf); });
            if (join.run()) {
                loop = shared;
                each_leaf<decltype(y)>(y, [&](auto& leaf) { join.put(leaf); });
            }
        }
        return std::pair(loop, y);
    }
    template <class Op, class T, class... Column, class Body>
    constexpr auto reduced(traced_rows<T, Column...> const& rows, Body const& body) {
        using literal = typename T::builder::literal_type;
        using algebra = tracing<literal>;
        auto const traced = traced_loop(rows, body);
        using result = std::remove_cvref_t<decltype(traced.second)>;
        std::array<T, static_cast<std::size_t>(leaves<result>)> all{};
        T* into = all.data();
        each_leaf<result>(traced.second, [&]<class Leaf>(Leaf const& leaf) {
            if constexpr (std::is_same_v<Leaf, condition<literal>>) *into++ = algebra::template append<Op>(algebra::in_kind(op::kind::value, leaf.value()), traced.first);
            else *into++ = algebra::template append<Op>(T(leaf), traced.first);
        });
        T const* from = all.data();
        return shaped<result, T>([&] { return *from++; });
    }
    template <class Op, class Rows, class Body>
        requires is_known_rows<Rows>
    constexpr auto reduced(Rows const& rows, Body const& body) {
        auto const at = [&](std::size_t i) { return std::apply([&](auto const&... column) { return of_row(body, column[i]...); }, rows.columns); };
        using result = std::remove_cvref_t<decltype(at(0))>;
        using number = typename reduced_number<scalar_of<result>>::type;
        constexpr auto count = static_cast<std::size_t>(leaves<result>);
        using all = decltype(reductions_by<Op>(std::make_index_sequence<count>{}));
        auto const leaves_of = [&](std::size_t i) {
            auto const y = at(i);
            std::array<number, count> leaf{};
            number* next = leaf.data();
            each_leaf<result>(y, [&](auto const& value) { *next++ = number(value); });
            return leaf;
        };
        auto const reduce = [&]<class T>(T* sum, auto const& add) {
            if constexpr (is_part<Rows>) back::reduce_in_order<all>(rows.count, sum, add);
            else back::reduce<all>(rows.count, sum, [&](std::size_t first, std::size_t last, T* of_block) { back::detail::reduce_block<all>(first, last, of_block, add); });
        };
        auto const in_shape = [](std::array<number, count> const& sum) {
            number const* next = sum.data();
            return shaped<result, number>([&] { return *next++; });
        };
        using apart = sums_over_rows<number>;
        if constexpr (apart::equals_share && op::is_extreme_over<Op>) return in_shape(apart::template extreme<Op, count>(rows.count, leaves_of));
        if constexpr (apart::are_apart && Op::active[0]) {
            if (apart::is_worth_it(rows.count)) return in_shape(apart::template reduced<Op, all>(rows.count, reduce, leaves_of));
        }
        auto const row_by_row = [&] {
            std::array<number, count> sum{};
            reduce(sum.data(), [&](std::size_t i, number* so_far) { all::combine(so_far, leaves_of(i).data()); });
            return in_shape(sum);
        };
        if constexpr (apart::are_apart && !Op::active[0]) {
            typename apart::without_record const values_alone;
            return row_by_row();
        } else {
            return row_by_row();
        }
    }

    // f of each number in a shape, and of those beside it in others.
    template <class Shape, class F, class... More>
    constexpr auto each_number(F const& f, Shape const& first, More const&... more) {
        auto const parts = std::tuple(flatten<scalar_of<Shape>, Shape>(first), flatten<scalar_of<More>, More>(more)...);
        auto const at = [&](std::size_t k) { return std::apply([&](auto const&... part) { return f(part[k]...); }, parts); };
        std::size_t next = 0;
        return shaped<Shape, decltype(at(0))>([&] { return at(next++); });
    }

    template <class T, class... Column>
    constexpr T number_of(traced_rows<T, Column...> const& rows) {
        return op::apply<op::count_>(rows.count);
    }
    template <class... Column>
    constexpr double number_of(row_range<Column...> const& rows) {
        return static_cast<double>(rows.count);
    }

    // A row that is left out gives what changes no result.
    template <class Op, class Rows, class Condition, class Body>
    constexpr auto reduced(filtered_rows<Rows, Condition> const& filtered, Body const& body) {
        return reduced<Op>(filtered.rows, [&](auto const&... part) {
            auto const holds = of_row(filtered.condition, part...);
            auto const y = of_row(body, part...);
            using value = scalar_of<decltype(y)>;
            using number = typename reduced_number<value>::type;
            if constexpr (std::is_same_v<value, bool> || !std::is_constructible_v<number, value>) return number(select(holds && y, number(1), Op::template identity<number>()));
            else return each_number([&](auto const& v) { return number(select(holds, number(v), Op::template identity<number>())); }, y);
        });
    }
    template <class Count, class Rows, class Condition>
    constexpr auto number_left(filtered_rows<Rows, Condition> const& filtered) {
        return reduced<Count>(filtered.rows, [&](auto const&... part) { return of_row(filtered.condition, part...); });
    }
    template <class Rows, class Condition>
    constexpr auto number_of(filtered_rows<Rows, Condition> const& filtered) {
        return number_left<op::sum_over_>(filtered);
    }
    // Of what has no value over no rows.
    template <class Op, class Rows, class Body>
    constexpr auto reduced_some(Rows const& rows, Body const& body) {
        auto const value = reduced<Op>(rows, body);
        if constexpr (requires { rows.condition; }) {
            auto const left = number_left<op::number_left_<Op>>(rows);
            return each_number([&](auto const& v) { return select(left == 0, 0.0, v); }, value);
        } else {
            return value;
        }
    }
}

// Declared here alone, these would hide the operators of the same names.
using op::log_sum_exp, op::max, op::min;
using op::standard::max, op::standard::min;

// Each reduction has the same six lines at its beginning: they compile the body and say what is wrong with it. (A function or a class in their place
// puts three more lines of clang before the first line of the user's.)

// Over no rows: 0.
template <class Rows, class Body>
    requires is_loop_range<Rows>
constexpr auto sum(Rows const& rows, Body const& body) {
    using compiled = decltype(std::declval<detail::asked_body<Rows, Body> const&>()(std::declval<detail::part_alone<Rows>>()));
    using in_loop = detail::body_of_loop<Rows, Body, compiled>;
    static_assert(in_loop::takes_row, TYPEGRAD_BODY_TAKES_A_ROW);
    static_assert(in_loop::returns, TYPEGRAD_BODY_RETURNS_NOTHING);
    static_assert(in_loop::returns_numbers, TYPEGRAD_BODY_RETURNS_NO_NUMBER);
    if constexpr (!requires { typename std::type_identity<compiled>; requires in_loop::is_right; }) return scalar_of<Rows>(0);
    else {
        return detail::reduced<op::sum_over_>(rows, body);
    }
}

// Only say so: of arguments of other types.
#define TYPEGRAD_SUM_OF_ROWS                                                                                                                                   \
    "typegrad: sum, mean, max and the like take rows and a body: sum(rows, [&](auto const& row) { return …; }), where rows are an argument typegrad::rows(data), " \
    "of two columns rows(a, b); the elements of a std::array are summed by a for loop"
template <class Never = void>
constexpr double sum(only_says::anything) { static_assert(!std::is_void_v<Never>, TYPEGRAD_SUM_OF_ROWS); return 0; }
template <class Never = void>
constexpr double sum(only_says::anything, only_says::anything) { static_assert(!std::is_void_v<Never>, TYPEGRAD_SUM_OF_ROWS); return 0; }
template <class Never = void>
constexpr auto sum(only_says::anything, only_says::anything, only_says::anything) { static_assert(!std::is_void_v<Never>, TYPEGRAD_SUM_OF_ROWS); return 0.0; }
template <class Never = void>
constexpr double mean(only_says::anything) { static_assert(!std::is_void_v<Never>, TYPEGRAD_SUM_OF_ROWS); return 0; }
template <class Never = void>
constexpr double mean(only_says::anything, only_says::anything) { static_assert(!std::is_void_v<Never>, TYPEGRAD_SUM_OF_ROWS); return 0; }
template <class Never = void>
constexpr auto mean(only_says::anything, only_says::anything, only_says::anything) { static_assert(!std::is_void_v<Never>, TYPEGRAD_SUM_OF_ROWS); return 0.0; }
template <class Never = void>
constexpr double product(only_says::anything) { static_assert(!std::is_void_v<Never>, TYPEGRAD_SUM_OF_ROWS); return 0; }
template <class Never = void>
constexpr double product(only_says::anything, only_says::anything) { static_assert(!std::is_void_v<Never>, TYPEGRAD_SUM_OF_ROWS); return 0; }
template <class Never = void>
constexpr auto product(only_says::anything, only_says::anything, only_says::anything) { static_assert(!std::is_void_v<Never>, TYPEGRAD_SUM_OF_ROWS); return 0.0; }
template <class Never = void>
constexpr double log_sum_exp(only_says::anything, only_says::anything) { static_assert(!std::is_void_v<Never>, TYPEGRAD_SUM_OF_ROWS); return 0; }
template <class Never = void>
constexpr auto log_sum_exp(only_says::anything, only_says::anything, only_says::anything) {
    static_assert(!std::is_void_v<Never>, TYPEGRAD_SUM_OF_ROWS);
    return 0.0;
}
template <class Rows>
    requires is_loop_range<Rows>
constexpr double max(Rows const&) { static_assert(!is_loop_range<Rows>, TYPEGRAD_SUM_OF_ROWS); return 0; }
template <class Rows>
    requires is_loop_range<Rows>
constexpr double min(Rows const&) { static_assert(!is_loop_range<Rows>, TYPEGRAD_SUM_OF_ROWS); return 0; }

// Of rows with more than a body behind them.
#define TYPEGRAD_ROWS_AND_A_BODY \
    "typegrad: sum, mean, max and the like take rows and one body, sum(rows, body), and nothing else; what more the body needs it captures, [&]"
template <class Rows, class Body, class... More>
concept rows_and_more_than_a_body = is_loop_range<Rows> && !is_loop_range<Body> && sizeof...(More) > 0;
template <class Rows, class Body, class... More>
    requires rows_and_more_than_a_body<Rows, Body, More...>
constexpr double sum(Rows const&, Body const&, More const&...) { static_assert(!is_loop_range<Rows>, TYPEGRAD_ROWS_AND_A_BODY); return 0; }
template <class Rows, class Body, class... More>
    requires rows_and_more_than_a_body<Rows, Body, More...>
constexpr double mean(Rows const&, Body const&, More const&...) { static_assert(!is_loop_range<Rows>, TYPEGRAD_ROWS_AND_A_BODY); return 0; }
template <class Rows, class Body, class... More>
    requires rows_and_more_than_a_body<Rows, Body, More...>
constexpr double product(Rows const&, Body const&, More const&...) { static_assert(!is_loop_range<Rows>, TYPEGRAD_ROWS_AND_A_BODY); return 0; }
template <class Rows, class Body, class... More>
    requires rows_and_more_than_a_body<Rows, Body, More...>
constexpr double log_sum_exp(Rows const&, Body const&, More const&...) { static_assert(!is_loop_range<Rows>, TYPEGRAD_ROWS_AND_A_BODY); return 0; }
template <class Rows, class Body, class... More>
    requires rows_and_more_than_a_body<Rows, Body, More...>
constexpr double max(Rows const&, Body const&, More const&...) { static_assert(!is_loop_range<Rows>, TYPEGRAD_ROWS_AND_A_BODY); return 0; }
template <class Rows, class Body, class... More>
    requires rows_and_more_than_a_body<Rows, Body, More...>
constexpr double min(Rows const&, Body const&, More const&...) { static_assert(!is_loop_range<Rows>, TYPEGRAD_ROWS_AND_A_BODY); return 0; }

// Over no rows: std::invalid_argument.
template <class Rows, class Body>
    requires is_loop_range<Rows>
constexpr auto mean(Rows const& rows, Body const& body) {
    using compiled = decltype(std::declval<detail::asked_body<Rows, Body> const&>()(std::declval<detail::part_alone<Rows>>()));
    using in_loop = detail::body_of_loop<Rows, Body, compiled>;
    static_assert(in_loop::takes_row, TYPEGRAD_BODY_TAKES_A_ROW);
    static_assert(in_loop::returns, TYPEGRAD_BODY_RETURNS_NOTHING);
    static_assert(in_loop::returns_numbers, TYPEGRAD_BODY_RETURNS_NO_NUMBER);
    if constexpr (!requires { typename std::type_identity<compiled>; requires in_loop::is_right; }) return scalar_of<Rows>(0);
    else {
        auto const n = detail::number_of(rows);
        return detail::each_number(
            [&]<class T>(T const& sum) {
                if constexpr (std::is_floating_point_v<T>) return sum / static_cast<T>(n);
                else return sum / n;
            },
            detail::reduced_some<op::sum_of_some_>(rows, body));
    }
}

// Over no rows: 1.
template <class Rows, class Body>
    requires is_loop_range<Rows>
constexpr auto product(Rows const& rows, Body const& body) {
    using compiled = decltype(std::declval<detail::asked_body<Rows, Body> const&>()(std::declval<detail::part_alone<Rows>>()));
    using in_loop = detail::body_of_loop<Rows, Body, compiled>;
    static_assert(in_loop::takes_row, TYPEGRAD_BODY_TAKES_A_ROW);
    static_assert(in_loop::returns, TYPEGRAD_BODY_RETURNS_NOTHING);
    static_assert(in_loop::returns_numbers, TYPEGRAD_BODY_RETURNS_NO_NUMBER);
    if constexpr (!requires { typename std::type_identity<compiled>; requires in_loop::is_right; }) return scalar_of<Rows>(0);
    else {
        auto const value = detail::reduced<op::product_over_>(rows, body);
        if constexpr (!op::is_operand<scalar_of<Rows>>) return value;
        else {
            // The derivative by a factor is the product of the others. So factors that are 0 are taken out; of those one or two are another factor,
            // and the third derivatives of more are missing.
            using number = scalar_of<Rows>;
            auto const of_each = [&](auto const& f) { return [&](auto const&... part) { return detail::each_number(f, detail::of_row(body, part...)); }; };
            auto const zeros = detail::reduced<op::sum_over_>(rows, of_each([](number v) { return number(select(v == 0, number(1), number(0))); }));
            auto const others = detail::reduced<op::product_over_>(rows, of_each([](number v) { return number(select(v == 0, number(1), v)); }));
            auto const sum = detail::reduced<op::sum_over_>(rows, of_each([](number v) { return number(select(v == 0, v, number(0))); }));
            auto const squares = detail::reduced<op::sum_over_>(rows, of_each([](number v) { return number(select(v == 0, v * v, number(0))); }));
            return detail::each_number(
                [](number y, number n, number p, number s, number q) {
                    number const none = pass::detail::vanishing(s, number(op::internal::no_number), 3);
                    number const form = select(n == 0, p, select(n == 1, p * s, select(n == 2, p * ((s * s - q) * 0.5), none)));
                    return y.is_literal() ? y : number(op::apply<op::differentiated_as_>(y, form));
                },
                value, zeros, others, sum, squares);
        }
    }
}

// log(Σ exp(body)), without overflow. Over no rows: -∞.
template <class Rows, class Body>
    requires is_loop_range<Rows>
constexpr auto log_sum_exp(Rows const& rows, Body const& body) {
    using compiled = decltype(std::declval<detail::asked_body<Rows, Body> const&>()(std::declval<detail::part_alone<Rows>>()));
    using in_loop = detail::body_of_loop<Rows, Body, compiled>;
    static_assert(in_loop::takes_row, TYPEGRAD_BODY_TAKES_A_ROW);
    static_assert(in_loop::returns, TYPEGRAD_BODY_RETURNS_NOTHING);
    static_assert(in_loop::returns_numbers, TYPEGRAD_BODY_RETURNS_NO_NUMBER);
    if constexpr (!requires { typename std::type_identity<compiled>; requires in_loop::is_right; }) return scalar_of<Rows>(0);
    else {
        // Any shift gives the same, so that none is differentiated.
        auto const shift = detail::each_number([](auto const& m) { return select(isfinite(m), stop_gradient(m), 0.0); }, detail::reduced<op::shift_over_>(rows, body));
        auto const sum = detail::reduced<op::sum_over_>(rows, [&](auto const&... part) {
            return detail::each_number([](auto const& v, auto const& m) { return exp(v - m); }, detail::of_row(body, part...), shift);
        });
        // Over no rows there is no derivative.
        auto const n = detail::number_of(rows);
        return detail::each_number([&](auto const& m, auto const& s) { return select(n == 0, -std::numeric_limits<double>::infinity(), m + log(s)); }, shift, sum);
    }
}

// The largest value. Over no rows: std::invalid_argument.
template <class Rows, class Body>
    requires is_loop_range<Rows>
constexpr auto max(Rows const& rows, Body const& body) {
    using compiled = decltype(std::declval<detail::asked_body<Rows, Body> const&>()(std::declval<detail::part_alone<Rows>>()));
    using in_loop = detail::body_of_loop<Rows, Body, compiled>;
    static_assert(in_loop::takes_row, TYPEGRAD_BODY_TAKES_A_ROW);
    static_assert(in_loop::returns, TYPEGRAD_BODY_RETURNS_NOTHING);
    static_assert(in_loop::returns_numbers, TYPEGRAD_BODY_RETURNS_NO_NUMBER);
    if constexpr (!requires { typename std::type_identity<compiled>; requires in_loop::is_right; }) return scalar_of<Rows>(0);
    else {
        return detail::reduced_some<op::max_over_>(rows, body);
    }
}

// The smallest value. Over no rows: std::invalid_argument.
template <class Rows, class Body>
    requires is_loop_range<Rows>
constexpr auto min(Rows const& rows, Body const& body) {
    using compiled = decltype(std::declval<detail::asked_body<Rows, Body> const&>()(std::declval<detail::part_alone<Rows>>()));
    using in_loop = detail::body_of_loop<Rows, Body, compiled>;
    static_assert(in_loop::takes_row, TYPEGRAD_BODY_TAKES_A_ROW);
    static_assert(in_loop::returns, TYPEGRAD_BODY_RETURNS_NOTHING);
    static_assert(in_loop::returns_numbers, TYPEGRAD_BODY_RETURNS_NO_NUMBER);
    if constexpr (!requires { typename std::type_identity<compiled>; requires in_loop::is_right; }) return scalar_of<Rows>(0);
    else {
        return detail::reduced_some<op::min_over_>(rows, body);
    }
}

// As many results as rows, in a std::vector: body(row) for each. A function that returns it has a Jacobian by rows: jacobian and
// value_and_jacobian give a std::vector of the Jacobian of each row.
template <class Rows, class Body>
    requires(is_known_rows<Rows> && is_loop_range<Rows>)
constexpr auto transform(Rows const& rows, Body const& body) {
    static_assert(detail::body_of_loop<Rows, Body>::takes_row, TYPEGRAD_BODY_TAKES_A_ROW);
    static_assert(detail::body_of_loop<Rows, Body>::returns, TYPEGRAD_BODY_RETURNS_NOTHING);
    auto const at = [&](std::size_t i) { return std::apply([&](auto const&... column) { return detail::of_row(body, column[i]...); }, rows.columns); };
    std::vector<std::remove_cvref_t<decltype(at(0))>> results;
    results.reserve(rows.count);
    for (std::size_t i = 0; i < rows.count; ++i) results.push_back(at(i));
    return results;
}
template <class T, class... Column, class Body>
constexpr auto transform(traced_rows<T, Column...> const& rows, Body const& body) {
    using loop_rows = traced_rows<T, Column...>;
    using compiled = decltype(std::declval<detail::asked_body<loop_rows, Body> const&>()(std::declval<detail::part_alone<loop_rows>>()));
    using in_loop = detail::body_of_loop<loop_rows, Body, compiled>;
    static_assert(in_loop::takes_row, TYPEGRAD_BODY_TAKES_A_ROW);
    static_assert(in_loop::returns, TYPEGRAD_BODY_RETURNS_NOTHING);
    static_assert(in_loop::returns_numbers, TYPEGRAD_BODY_RETURNS_NO_NUMBER);
    if constexpr (!requires { typename std::type_identity<compiled>; requires in_loop::is_right; }) return T(0);
    else {
        auto const traced = detail::traced_loop(rows, body);
        using result = std::remove_cvref_t<decltype(traced.second)>;
        auto const leaf = detail::flatten<T, result>(traced.second);
        auto next = leaf.begin();
        auto const row = detail::shaped<result, T>([&] { return *next++; });
        return traced_results<std::remove_const_t<decltype(row)>, T>{{}, row, T(op::apply<op::row_>(traced.first, T(-1)))};
    }
}
template <class T, class... Column, class Body>
void transform(traced_part<T, Column...> const& rows, Body const& body) = delete;  // results are as many as an argument's rows

}

#include <typegrad/macros/restore.hpp>

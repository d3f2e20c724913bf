// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Rows of data as an argument: where they are, how many there are, and what a row is. They are neither owned nor copied.
#pragma once
#pragma GCC system_header

#include <typegrad/op/gather.hpp>
#include <typegrad/trace/call.hpp>

#include <concepts>
#include <cstddef>
#include <functional>
#include <stdexcept>
#include <string>
#include <tuple>
#include <utility>

namespace typegrad::inline v0_2 {

// The row of an aggregate whose members have types of their own, `struct observation { double t, y; }`: its members in order. They have no
// names here, and compilers that look for one print this name: `auto const& [t, y] = row;`.
template <class... Members>
struct row_of_a_struct_take_it_apart_by_auto_const_a_b : std::tuple<Members...> {
    using std::tuple<Members...>::tuple;
};

}

template <class... Members>
struct std::tuple_size<typegrad::row_of_a_struct_take_it_apart_by_auto_const_a_b<Members...>> : std::tuple_size<std::tuple<Members...>> {};
template <std::size_t I, class... Members>
struct std::tuple_element<I, typegrad::row_of_a_struct_take_it_apart_by_auto_const_a_b<Members...>> : std::tuple_element<I, std::tuple<Members...>> {};

namespace typegrad::inline v0_2 {

TYPEGRAD_SHAPE_OF_PARTS(row_of_a_struct_take_it_apart_by_auto_const_a_b, std::get)

namespace detail {
    template <class... Members>
    inline constexpr bool mixed<row_of_a_struct_take_it_apart_by_auto_const_a_b<Members...>> = mixed<std::tuple<Members...>>;

    // std::invalid_argument. Without exceptions the program ends.
    [[noreturn, gnu::noinline, gnu::cold]] inline void refuse_rows(std::string const& what) {
#ifdef __cpp_exceptions
        throw std::invalid_argument("typegrad: " + what);
#else
        static_cast<void>(what);
        __builtin_trap();
#endif
    }

    // std::out_of_range.
    [[noreturn, gnu::noinline, gnu::cold]] inline void refuse_index(std::string const& what) {
#ifdef __cpp_exceptions
        throw std::out_of_range("typegrad: " + what);
#else
        static_cast<void>(what);
        __builtin_trap();
#endif
    }

    [[noreturn, gnu::noinline, gnu::cold]] inline void refuse_steps(double count) {
        refuse_rows("repeat, fold: the number of steps is " + std::to_string(count) + ", and should be an integer from 0 on that the type of the state can hold");
    }

    std::string index_in_words(auto const& index) {
        auto const number = static_cast<double>(index);
        return number == math::trunc(number) && math::abs(number) < 1e18 ? std::to_string(static_cast<long long>(number)) : std::to_string(number);
    }

    // Columns. `row` is the shape of what one gives to a row.
    template <class S>
    struct column_in_memory {
        using row = S;
        S const* first = nullptr;
        TYPEGRAD_INLINE constexpr S const& operator[](std::size_t i) const { return first[i]; }
    };
    // Of aggregates whose members have types of their own: a row is a std::tuple of the members, and is taken apart by structured bindings.
    template <class S>
    struct column_of_members {
        using members = aggregate::tied<S const>;
        template <class... M>
        static auto values(std::tuple<M const&...>) -> row_of_a_struct_take_it_apart_by_auto_const_a_b<M...>;
        using row = decltype(values(std::declval<members>()));
        S const* first = nullptr;
        TYPEGRAD_INLINE constexpr members operator[](std::size_t i) const { return aggregate::members<std::tuple_size_v<members>>(first[i]); }
    };
    template <class S>
    consteval bool is_row_of_members() {
        if constexpr (!aggregate::plain<S> || mistake_in_shape<scalar_of<S>>() == mistake::none) return false;
        else return aggregate::count<S>() <= aggregate::most_members && !aggregate::has_arrays<S>(std::make_index_sequence<aggregate::count<S>()>{});
    }
    // What a container gives to rows. (Eigen's objects have strides: eigen.hpp.)
    template <class Data>
    struct column_of;
    template <class Data>
        requires(!requires { Data::RowsAtCompileTime; }) && requires(Data const& data) {
            data.data();
            data.size();
        }
    struct column_of<Data> {
        static constexpr auto size(Data const& data) { return data.size(); }
        static constexpr auto make(Data const& data) {
            using element = std::remove_cvref_t<decltype(*data.data())>;
            if constexpr (is_row_of_members<element>()) return column_of_members<element>{data.data()};
            else return column_in_memory<element>{data.data()};
        }
    };
    // std::cref says what holds of all: rows refer.
    template <class Data>
        requires requires(Data const& data) { column_of<std::remove_const_t<Data>>::make(data); }
    struct column_of<std::reference_wrapper<Data>> : column_of<std::remove_const_t<Data>> {};
    template <class Data>
    concept has_rows = requires(Data const& data) { column_of<Data>::make(data); };
    template <class Data>
    using row_given_by = typename decltype(column_of<Data>::make(std::declval<Data const&>()))::row;

    // The rows of these numbers.
    template <class Column, class Number>
    struct column_of_batch {
        using row = typename Column::row;
        Column all;
        Number const* numbers;
        TYPEGRAD_INLINE constexpr decltype(auto) operator[](std::size_t i) const { return all[static_cast<std::size_t>(numbers[i])]; }
    };
    // The pairs (0, 1), (0, 2), (1, 2), (0, 3), …: their first numbers, or their second ones.
    template <bool Second>
    struct column_of_pairs {
        using row = int;
        TYPEGRAD_INLINE constexpr double operator[](std::size_t k) const {
            auto second = static_cast<std::size_t>((1 + math::sqrt(1 + 8 * static_cast<double>(k))) / 2);
            // The root is rounded.
            second -= second * (second - 1) / 2 > k;
            second += second * (second + 1) / 2 <= k;
            return static_cast<double>(Second ? second : k - second * (second - 1) / 2);
        }
    };
    // The numbers 0, 1, …
    struct column_of_numbers {
        using row = int;  // whatever scalar the other arguments have
        TYPEGRAD_INLINE constexpr double operator[](std::size_t i) const { return static_cast<double>(i); }
    };
}

namespace detail {
    // What one row of these columns is: of one column what that gives, else a std::tuple.
    template <class... Row>
    struct joined_rows {
        using type = std::tuple<Row...>;
    };
    template <class Row>
    struct joined_rows<Row> {
        using type = Row;
    };
    template <class... Column>
    using row_of = typename joined_rows<typename Column::row...>::type;
}

// What typegrad::rows gives.
template <class... Column>
struct row_range {
    std::tuple<Column...> columns;
    std::size_t count = 0;

    using row = detail::row_of<Column...>;

    constexpr std::size_t size() const { return count; }
    constexpr std::size_t rows_in_all() const { return count; }
    constexpr std::size_t limit(int) const { return count; }

    // The row of that number, which may be one that was computed. std::out_of_range where there is none.
    constexpr decltype(auto) operator[](auto index) const {
        auto const i = static_cast<std::size_t>(index >= 0 ? index : 0);
        if (!(index >= 0) || static_cast<decltype(index)>(i) != index || i >= count) [[unlikely]] detail::refuse_index("index " + detail::index_in_words(index) + " in rows of which there are " + std::to_string(count));
        if constexpr (sizeof...(Column) == 1) return std::get<0>(columns)[i];
        else return std::apply([&](auto const&... column) { return row(column[i]...); }, columns);
    }
    // The K-th number of a row.
    template <int K, class T>
    TYPEGRAD_INLINE constexpr T leaf(std::size_t i) const {
        T found{};
        int next = 0;
        [&]<std::size_t... C>(std::index_sequence<C...>) TYPEGRAD_INLINE_LAMBDA {
            (each_leaf<typename Column::row>(std::get<C>(columns)[i], [&](auto const& value) TYPEGRAD_INLINE_LAMBDA {
                 if (next++ == K) found = static_cast<T>(value);
            }), ...);
        }(std::index_sequence_for<Column...>{});
        return found;
    }
};

namespace detail {
    // A column from some row on.
    template <class Column>
    struct later_column {
        using row = typename Column::row;
        Column all;
        std::size_t before;
        TYPEGRAD_INLINE constexpr decltype(auto) operator[](std::size_t i) const { return all[before + i]; }
    };
    template <class Column>
    constexpr later_column<Column> from_row(Column const& all, std::size_t before) {
        return {all, before};
    }
    template <class S>
    constexpr column_in_memory<S> from_row(column_in_memory<S> const& all, std::size_t before) {
        return {all.first + before};
    }
}

// A part of compressed rows. There are few of them: they are reduced one after the other.
template <class... Column>
struct row_part : row_range<Column...> {};

// What typegrad::where gives: those rows for which the condition holds. Only a function has them, and no call takes them.
template <class Rows, class Condition>
struct filtered_rows {
    Rows rows;
    Condition condition;
};

// What typegrad::compressed_rows gives: rows in parts. Part i: the rows from begin[i] on that come before begin[i + 1].
template <class Begin, class... Column>
struct row_parts {
    using row = detail::row_of<Column...>;

    std::tuple<Column...> columns;
    std::size_t total = 0;
    Begin const* begin = nullptr;
    std::size_t count = 0;  // of parts

    constexpr std::size_t size() const { return count; }
    constexpr std::size_t rows_in_all() const { return total; }
    constexpr std::size_t limit(int leaf) const { return leaf < 0 ? count : total; }

    // The rows of a part. std::out_of_range where there is none.
    constexpr auto operator[](auto index) const {
        auto const i = static_cast<std::size_t>(index >= 0 ? index : 0);
        if (!(index >= 0) || static_cast<decltype(index)>(i) != index || i >= count) [[unlikely]] detail::refuse_index("index " + detail::index_in_words(index) + " in rows of which there are " + std::to_string(count) + " parts");
        return part(i);
    }
    TYPEGRAD_INLINE constexpr auto part(std::size_t i) const {
        auto const first = static_cast<std::size_t>(begin[i]), last = static_cast<std::size_t>(begin[i + 1]);
        return [&]<std::size_t... C>(std::index_sequence<C...>) TYPEGRAD_INLINE_LAMBDA {
            return row_part<decltype(detail::from_row(std::get<C>(columns), first))...>{{{detail::from_row(std::get<C>(columns), first)...}, last - first}};
        }(std::index_sequence_for<Column...>{});
    }
    template <int K, class T>
    TYPEGRAD_INLINE constexpr T leaf(std::size_t i) const {
        return static_cast<T>(K == op::rows_in_part ? static_cast<std::size_t>(begin[i + 1]) - static_cast<std::size_t>(begin[i]) : static_cast<std::size_t>(begin[i]));
    }
};

#define TYPEGRAD_NO_LOOP_OVER_ROWS                                                                                                                         \
    "typegrad: how many rows there are is not known while a function is traced, so a for loop cannot run over them; write sum(rows, body), mean, max, " \
    "fold(rows, state, step)"

// The same in a function that is traced. Of all rows nothing is known but that they have a number.
template <class T, class... Column>
struct traced_rows {
    T count{};

    // Only say so.
    TYPEGRAD_UNAVAILABLE(TYPEGRAD_NO_LOOP_OVER_ROWS)
    constexpr std::size_t size() const { return 0; }
    TYPEGRAD_UNAVAILABLE(TYPEGRAD_NO_LOOP_OVER_ROWS)
    constexpr T const* begin() const { return nullptr; }
    constexpr T const* end() const { return nullptr; }

    constexpr auto operator[](auto const& index) const {
        int next = 0;
        return detail::shaped<detail::row_of<Column...>, T>([&] { return T(op::apply<op::element_>(count, T(index), T(next++))); });
    }
};

// A part of compressed rows in such a function.
template <class T, class... Column>
struct traced_part : traced_rows<T, Column...> {
    constexpr auto operator[](auto const&) const = delete;  // a row is found among all rows, and not in a part of them
};
template <class T, class... Column>
struct traced_parts {
    T count{};

    constexpr traced_part<T, Column...> operator[](auto const& index) const { return {{T(op::apply<op::element_>(count, T(index), T(op::rows_in_part)))}}; }
};

template <class... Column>
inline constexpr bool is_rows<row_range<Column...>> = true;
template <class... Column>
inline constexpr bool is_rows<row_part<Column...>> = true;
template <class... Column>
inline constexpr bool is_known_rows<row_part<Column...>> = true;
template <class Rows>
inline constexpr bool is_part = false;
template <class... Column>
inline constexpr bool is_part<row_part<Column...>> = true;
template <class Begin, class... Column>
inline constexpr bool is_rows<row_parts<Begin, Column...>> = true;
template <class Begin, class... Column>
inline constexpr bool is_known_rows<row_parts<Begin, Column...>> = true;
template <class T, class... Column>
inline constexpr bool is_rows<traced_parts<T, Column...>> = true;
template <class T, class... Column>
inline constexpr bool is_rows<traced_part<T, Column...>> = true;
template <class Rows, class Condition>
struct shape<filtered_rows<Rows, Condition>> : shape<Rows> {};
// Whether a loop can run over them, and not over their parts alone.
template <class Rows>
inline constexpr bool is_loop_range = is_rows<Rows>;
template <class Rows, class Condition>
inline constexpr bool is_loop_range<filtered_rows<Rows, Condition>> = true;
template <class Begin, class... Column>
inline constexpr bool is_loop_range<row_parts<Begin, Column...>> = false;
template <class T, class... Column>
inline constexpr bool is_loop_range<traced_parts<T, Column...>> = false;
template <class... Column>
inline constexpr bool is_known_rows<row_range<Column...>> = true;
template <class T, class... Column>
inline constexpr bool is_rows<traced_rows<T, Column...>> = true;

namespace detail {
    template <class U, class... Column>
    struct rows_with {
        using type = row_range<Column...>;
    };
    template <class L, class... Column>
    struct rows_with<tracer<L>, Column...> {
        using type = traced_rows<tracer<L>, Column...>;
    };

    template <class Begin, class U, class... Column>
    struct parts_with {
        using type = row_parts<Begin, Column...>;
    };
    template <class Begin, class L, class... Column>
    struct parts_with<Begin, tracer<L>, Column...> {
        using type = traced_parts<tracer<L>, Column...>;
    };

    template <class... Column>
    inline constexpr bool mixed<row_range<Column...>> = true;
    template <class Begin, class... Column>
    inline constexpr bool mixed<row_parts<Begin, Column...>> = true;
}

template <class... Column>
struct shape<row_range<Column...>> {
    using scalar = typename detail::first_scalar<typename Column::row...>::type;
    template <class U>
    using rebind = typename detail::rows_with<U, Column...>::type;
    static constexpr int leaves = 1;

    template <class Use>
    TYPEGRAD_INLINE static constexpr void each(auto&& value, Use&& use) {
        if constexpr (requires { value.columns; }) {
            auto const number = static_cast<double>(value.count);
            use(number);
        } else {
            use(value.count);
        }
    }
};
template <class Begin, class... Column>
struct shape<row_parts<Begin, Column...>> : shape<row_range<Column...>> {
    template <class U>
    using rebind = typename detail::parts_with<Begin, U, Column...>::type;
};
template <class T, class... Column>
struct shape<traced_parts<T, Column...>> : shape<row_range<Column...>> {
    using scalar = T;
    template <class U>
    using rebind = traced_parts<U, Column...>;
};
template <class T, class... Column>
struct shape<traced_part<T, Column...>> : shape<row_range<Column...>> {
    using scalar = T;
    template <class U>
    using rebind = traced_part<U, Column...>;
};
template <class T, class... Column>
struct shape<traced_rows<T, Column...>> : shape<row_range<Column...>> {
    using scalar = T;
};

// Has operators that only say why there are none.
#define TYPEGRAD_AS_MANY_AS_ROWS \
    "typegrad: what transform or scan gives has as many elements as there are rows, and no operators; compute in the body, or return typegrad::sum(results, body)"
struct many_results {
    template <class A, class B>
        requires(std::derived_from<A, many_results> || std::derived_from<B, many_results>)
    friend constexpr op::no_result operator+(A const&, B const&) {
        static_assert(std::is_void_v<A>, TYPEGRAD_AS_MANY_AS_ROWS);
        return {};
    }
    template <class A, class B>
        requires(std::derived_from<A, many_results> || std::derived_from<B, many_results>)
    friend constexpr op::no_result operator-(A const&, B const&) {
        static_assert(std::is_void_v<A>, TYPEGRAD_AS_MANY_AS_ROWS);
        return {};
    }
    template <class A, class B>
        requires(std::derived_from<A, many_results> || std::derived_from<B, many_results>)
    friend constexpr op::no_result operator*(A const&, B const&) {
        static_assert(std::is_void_v<A>, TYPEGRAD_AS_MANY_AS_ROWS);
        return {};
    }
    template <class A, class B>
        requires(std::derived_from<A, many_results> || std::derived_from<B, many_results>)
    friend constexpr op::no_result operator/(A const&, B const&) {
        static_assert(std::is_void_v<A>, TYPEGRAD_AS_MANY_AS_ROWS);
        return {};
    }
};

// What typegrad::transform gives in a function that is traced: what the body gives for a row, and that row's number.
template <class Row, class T>
struct traced_results : many_results {
    Row row;
    T number;
};
template <class Row, class T>
struct shape<traced_results<Row, T>> {
    using scalar = T;
    template <class U>
    using rebind = traced_results<typename shape<Row>::template rebind<U>, U>;
    static constexpr int leaves = shape<Row>::leaves + 1;

    template <class Use>
    TYPEGRAD_INLINE static constexpr void each(auto&& value, Use&& use) {
        shape<Row>::each(value.row, use);
        use(value.number);
    }
};
template <class Row, class T>
inline constexpr bool is_by_rows<traced_results<Row, T>> = true;

// What typegrad::scan gives in such a function: the state after a step, the number of the step, the end of the recurrence.
template <class Row, class T, class... Column>
struct traced_states : many_results {
    Row row;
    T number, end;
};
template <class Row, class T, class... Column>
struct shape<traced_states<Row, T, Column...>> {
    using scalar = T;
    template <class U>
    using rebind = traced_states<typename shape<Row>::template rebind<U>, U, Column...>;
    static constexpr int leaves = shape<Row>::leaves + 2;

    template <class Use>
    TYPEGRAD_INLINE static constexpr void each(auto&& value, Use&& use) {
        shape<Row>::each(value.row, use);
        use(value.number);
        use(value.end);
    }
};
template <class Row, class T, class... Column>
inline constexpr bool is_by_rows<traced_states<Row, T, Column...>> = true;
template <class Result>
inline constexpr bool is_states = false;
template <class Row, class T, class... Column>
inline constexpr bool is_states<traced_states<Row, T, Column...>> = true;

namespace detail {
    // With what the body of a loop over such rows is called: a value of each column.
    template <class... Part>
    struct part_list {};
    template <class Rows>
    struct parts_of_row {
        using type = part_list<>;
    };
    template <class T, class... Column>
    struct parts_of_row<traced_rows<T, Column...>> {
        using type = part_list<rebind<typename Column::row, T>...>;
    };
    template <class T, class... Column>
    struct parts_of_row<traced_part<T, Column...>> : parts_of_row<traced_rows<T, Column...>> {};
    template <class... Column>
    struct parts_of_row<row_range<Column...>> {
        using type = part_list<std::remove_cvref_t<decltype(std::declval<Column const&>()[0])>...>;
    };
    template <class... Column>
    struct parts_of_row<row_part<Column...>> : parts_of_row<row_range<Column...>> {};
    template <class Rows, class Condition>
    struct parts_of_row<filtered_rows<Rows, Condition>> : parts_of_row<Rows> {};
    // The body is compiled where the loop is called, so that few lines lead to an error in it:
    // decltype(std::declval<asked_body<Rows, Body> const&>()(std::declval<part_alone<Rows>>())). Of one column nothing stands between it and the loop.
    struct several_parts {
        several_parts operator()(...) const;
    };
    template <class Parts, class Body, class... State>
    struct asked_of_parts {
        using body = several_parts;
        using part = int;
    };
    template <class Part, class Body, class... State>
    struct asked_of_parts<part_list<Part>, Body, State...> {
        using body = or_not_callable<Body>;
        using part = Part const&;
    };
    // Of several columns the body is called with all of them; if it does not take them, with one std::tuple.
    struct all_parts {};
    template <class Given, class Body, class Row, class... State>
    struct given_or_of_tuple {
        using type = Given;
    };
    template <class Body, class Row, class... State>
    struct given_or_of_tuple<not_callable, Body, Row, State...> {
        using type = decltype(std::declval<or_not_callable<Body> const&>()(std::declval<State const&>()..., std::declval<Row const&>()));
    };
    // After an error in the body g++ knows no type of this call. Then it is another one, and the error is the only one.
    struct said_of_body {};
    template <class First, class Second, class... More, class Body, class... State>
    struct asked_of_parts<part_list<First, Second, More...>, Body, State...> {
        using part = all_parts;
        struct body {
            using given = decltype(std::declval<or_not_callable<Body> const&>()(std::declval<State const&>()..., std::declval<First const&>(), std::declval<Second const&>(), std::declval<More const&>()...));
            typename given_or_of_tuple<given, Body, std::tuple<First, Second, More...>, State...>::type operator()(State const&..., all_parts) const;
            said_of_body operator()(...) const;
        };
    };
    // (A step takes a state before the row.)
    template <class Rows, class Body, class... State>
    using asked_body = typename asked_of_parts<typename parts_of_row<Rows>::type, Body, State...>::body;
    template <class Rows>
    using part_alone = typename asked_of_parts<typename parts_of_row<Rows>::type, int>::part;
    // Whether the compiler has found an error in a body that gave `Compiled`, and cannot be called any more.
    template <class Compiled>
    inline constexpr bool can_be_called = !std::is_same_v<Compiled, not_callable> && !std::is_same_v<Compiled, several_parts>;

    // Whether a body takes the columns of a row, or one std::tuple of them.
    template <class Body, class... Part>
    concept takes_columns = requires(Body const& body, Part const&... part) { body(part...); };
    template <class Body, class... Part>
    concept takes_row = takes_columns<Body, Part...> || (sizeof...(Part) > 1 && takes_columns<Body, std::tuple<Part...>>);

    // What it gives.
    template <class Parts, class Body>
    struct given_to_body {
        using type = not_callable;
    };
    template <class... Part, class Body>
        requires takes_columns<Body, Part...>
    struct given_to_body<part_list<Part...>, Body> {
        using type = decltype(std::declval<Body const&>()(std::declval<Part const&>()...));
    };
    template <class... Part, class Body>
        requires(!takes_columns<Body, Part...> && takes_row<Body, Part...>)
    struct given_to_body<part_list<Part...>, Body> {
        using type = decltype(std::declval<Body const&>()(std::declval<std::tuple<Part...> const&>()));
    };

    template <class Given>
    consteval bool gives_numbers() {
        using result = std::remove_cvref_t<Given>;
        if constexpr (std::is_void_v<result> || std::is_same_v<result, not_callable> || std::is_base_of_v<op::no_result, result>) return true;
        else return is_scalar<scalar_of<result>> || op::is_operand<scalar_of<result>>;
    }
    // Of the body of a loop: whether it takes a row, returns something, and returns numbers.
    template <class Rows, class Body, class Compiled = several_parts>
    struct body_of_loop {
        using parts = typename parts_of_row<Rows>::type;
        using given = typename given_to_body<parts, Body>::type;
        static constexpr bool takes = !std::is_same_v<given, not_callable>;
        static constexpr bool takes_row = takes || can_be_called<Compiled>, returns = !std::is_void_v<given>, returns_numbers = gives_numbers<given>();
        static constexpr bool is_right = takes && returns && returns_numbers && !std::is_base_of_v<op::no_result, std::remove_cvref_t<given>>;
    };
#define TYPEGRAD_BODY_TAKES_A_ROW                                                                                                                            \
    "typegrad: the body of a loop takes a row: as many arguments as typegrad::rows has columns, or one std::tuple of them, declared auto; of a row that is " \
    "an array the elements are row[0], row[1], …"
#define TYPEGRAD_BODY_RETURNS_NOTHING "typegrad: the body of a loop returns nothing; end it with `return` and the value that is to be reduced"
#define TYPEGRAD_BODY_RETURNS_NO_NUMBER "typegrad: what the body of a loop returns is neither a number nor a std::array, std::tuple, vec, mat or aggregate of numbers; return one of these"
}

}

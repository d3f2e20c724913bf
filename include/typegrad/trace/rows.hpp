// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Rows of data as an argument: where they are, how many there are, and what a row is. They are neither owned nor copied.
#pragma once
#pragma GCC system_header

#include <typegrad/op/loop.hpp>
#include <typegrad/trace/call.hpp>

#include <cstddef>
#include <stdexcept>
#include <string>
#include <tuple>
#include <utility>

namespace typegrad {

namespace detail {
    // std::invalid_argument. Without exceptions the program ends.
    [[noreturn, gnu::noinline, gnu::cold]] inline void refuse_rows(std::string const& what) {
#ifdef __cpp_exceptions
        throw std::invalid_argument("typegrad: " + what);
#else
        static_cast<void>(what);
        __builtin_trap();
#endif
    }

    // Columns. `row` is the shape of what one gives to a row.
    template <class S>
    struct column_in_memory {
        using row = S;
        S const* first = nullptr;
        TYPEGRAD_INLINE constexpr S const& operator[](std::size_t i) const { return first[i]; }
    };
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
        static constexpr auto make(Data const& data) { return column_in_memory<std::remove_cvref_t<decltype(*data.data())>>{data.data()}; }
    };
    template <class Data>
    concept has_rows = requires(Data const& data) { column_of<Data>::make(data); };
    template <class Data>
    using row_given_by = typename decltype(column_of<Data>::make(std::declval<Data const&>()))::row;

    // The numbers 0, 1, …
    struct column_of_numbers {
        using row = int;  // whatever scalar the other arguments have
        TYPEGRAD_INLINE constexpr double operator[](std::size_t i) const { return static_cast<double>(i); }
    };
}

// What typegrad::rows gives.
template <class... Column>
struct row_range {
    std::tuple<Column...> columns;
    std::size_t count = 0;

    constexpr std::size_t size() const { return count; }
};

// The same in a function that is traced. Of all rows nothing is known but that they have a number.
template <class T, class... Column>
struct traced_rows {
    T count{};
};

template <class... Column>
inline constexpr bool is_rows<row_range<Column...>> = true;
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

    template <class... Column>
    inline constexpr bool mixed<row_range<Column...>> = true;
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
template <class T, class... Column>
struct shape<traced_rows<T, Column...>> : shape<row_range<Column...>> {
    using scalar = T;
};

}

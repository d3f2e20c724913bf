// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Elements that are found by their index (op/gather.hpp), where a graph is evaluated: back/loops.hpp.
#pragma once
#pragma GCC system_header

#include <typegrad/back/loop_plan.hpp>
#include <typegrad/back/registers.hpp>
#include <typegrad/trace/rows.hpp>

#include <cstddef>
#include <limits>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>

namespace typegrad::inline v0_2::back {

// Of an argument whose rows are not differentiated: no place for what they receive.
struct no_target {};

namespace detail {
    // in_turn{true, (f(I), true)...}: as a fold over commas, but clang takes no fold of more than 256.
    using in_turn = bool const[];

    // The arguments of a call, which of them has the input of that number, and where what their rows receive is added: the first of as many
    // rows as an argument has.
    template <class Targets, bool Checks, class... A>
    struct arguments_of_call {
        static constexpr bool checks = Checks;

        std::tuple<A const&...> all;
        Targets targets;

        static constexpr std::size_t with_input(int input) {
            int const size[] = {leaves<A>...};
            std::size_t i = 0;
            for (; input >= size[i]; ++i) input -= size[i];
            return i;
        }
    };

    // The row of a loop, whose body's inputs from `First` on are its number and its numbers. Argument: which one the row is of.
    template <int First, std::size_t Argument, class Values, class... Row>
    struct row_of_loop {
        std::size_t number;
        Values const& values;

        static constexpr bool has(int input) { return input == First || (input > First && is_integer[static_cast<std::size_t>(input - First)]); }
        // That input of the body, which is an integer.
        template <int Input>
        TYPEGRAD_INLINE constexpr auto integer() const {
            if constexpr (Input == First) return number;
            else return leaf<Input - First - 1, long long>(values);
        }
        static std::string where(std::size_t number) { return "row " + std::to_string(number) + " of argument " + std::to_string(Argument) + " has "; }

        template <int K, class Number>
        TYPEGRAD_INLINE static constexpr Number leaf(Values const& row) {
            Number found{};
            int next = 0;
            each_leaf<std::tuple<Row...>>(row, [&](auto const& value) TYPEGRAD_INLINE_LAMBDA {
                if (next++ == K) found = static_cast<Number>(value);
            });
            return found;
        }

    private:
        static constexpr auto is_integer = [] {
            std::array<bool, static_cast<std::size_t>(2 + (0 + ... + leaves<Row>))> result{};
            std::size_t next = 1;
            std::tuple<Row...> const row{};
            each_leaf<std::tuple<Row...>>(row, [&]<class Leaf>(Leaf const&) { result[next++] = std::is_integral_v<Leaf> && !std::is_same_v<Leaf, bool>; });
            return result;
        }();
    };
    struct outside_of_loops {
        std::size_t number = 0;

        static constexpr bool has(int) { return false; }
        static std::string where(std::size_t) { return {}; }
    };

    // All by value: an object whose address is taken would be stored in each row.
    template <std::size_t Argument, class Row, class Index>
    [[noreturn, gnu::noinline, gnu::cold]] void refuse_index(std::size_t row, Index index, std::size_t limit) {
        typegrad::detail::refuse_index(Row::where(row) + "index " + typegrad::detail::index_in_words(index) + " in argument " + std::to_string(Argument) + ", which has " + std::to_string(limit) + " rows");
    }

    // The index of an element or place that is that node, checked unless the policy says otherwise.
    template <class Source, int Node, class Arguments, class T>
    TYPEGRAD_INLINE constexpr std::size_t index_of(Arguments const& arguments, auto const& row, T const& value) {
        constexpr std::size_t table = Arguments::with_input(loops_of<Source>::table_of(Node));
        constexpr int operand = loops_of<Source>::index_operand(Node);
        [[maybe_unused]] std::size_t const limit = std::get<table>(arguments.all).limit(loops_of<Source>::leaf_of(Node));
        using row_type = std::remove_cvref_t<decltype(row)>;
        if constexpr (operand >= 0 && operand < Source::graph.input_count && row_type::has(operand)) {
            auto const index = static_cast<std::size_t>(row.template integer<operand>());
            if (Arguments::checks && index >= limit) [[unlikely]] refuse_index<table, row_type>(row.number, static_cast<long long>(index), limit);
            return index;
        } else if constexpr (!Arguments::checks) {
            return static_cast<std::size_t>(value);
        } else {
            // Numbers from there on a T may have rounded.
            constexpr T most = std::numeric_limits<T>::radix == 2 ? T(static_cast<unsigned long long>(1) << (std::numeric_limits<T>::digits < 63 ? std::numeric_limits<T>::digits : 63)) : T(0);
            bool const is_number = value >= 0 && value < most;
            auto const index = static_cast<std::size_t>(is_number ? value : T(0));
            if (!is_number || static_cast<T>(index) != value || index >= limit) [[unlikely]] refuse_index<table, row_type>(row.number, value, limit);
            return index;
        }
    }

    template <class Source, int Node, class T, class Arguments>
    TYPEGRAD_INLINE constexpr std::size_t index_of([[maybe_unused]] T* slot, Arguments const& arguments, auto const& row) {
        constexpr int operand = loops_of<Source>::index_operand(Node);
        if constexpr (operand < 0) return index_of<Source, Node>(arguments, row, static_cast<T>(Source::graph.literals[~operand]));
        else return index_of<Source, Node>(arguments, row, static_cast<T const&>(slot[loops_of<Source>::plan.slot[operand] - 1]));
    }

    // Of one row, which is found and checked once, for the first of its elements.
    template <class Source>
    constexpr bool are_of_one_row(int a, int b) {
        return are_of_one_row(Source::graph, a, b);
    }
    template <class Source, int E>
    inline constexpr bool is_first_of_row = [] {
        auto const& plan = loops_of<Source>::plan;
        for (int k = 0; k < E; ++k)
            if (are_of_one_row<Source>(plan.elements[k], plan.elements[E])) return false;
        return true;
    }();

    // Finds the elements of a phase.
    template <class Source, int First, int E, class T>
    TYPEGRAD_INLINE constexpr void take_element([[maybe_unused]] T* slot, [[maybe_unused]] auto const& rows, [[maybe_unused]] std::size_t index) {
        constexpr int first = loops_of<Source>::plan.elements[First], node = loops_of<Source>::plan.elements[E];
        if constexpr (are_of_one_row<Source>(first, node)) {
            constexpr int to = loops_of<Source>::plan.slot[node] - 1, leaf = loops_of<Source>::leaf_of(node);
            slot[to] = rows.template leaf<leaf, T>(index);
        }
    }
    template <class Source, int Phase, int First, class T, class Arguments, int... E>
    TYPEGRAD_INLINE constexpr void find_row([[maybe_unused]] T* slot, [[maybe_unused]] Arguments const& arguments, [[maybe_unused]] auto const& row, std::integer_sequence<int, E...>) {
        constexpr int first = loops_of<Source>::plan.elements[First];
        if constexpr (loops_of<Source>::plan.phase_of[first] == Phase && is_first_of_row<Source, First>) {
            auto const index = index_of<Source, first>(slot, arguments, row);
            auto const& rows = std::get<Arguments::with_input(loops_of<Source>::table_of(first))>(arguments.all);
            (take_element<Source, First, E>(slot, rows, index), ...);
        }
    }
    template <class Source, int Phase, class T, class Arguments, int... E>
    TYPEGRAD_INLINE constexpr void find_elements_before([[maybe_unused]] T* slot, [[maybe_unused]] Arguments const& arguments, [[maybe_unused]] auto const& row, [[maybe_unused]] std::integer_sequence<int, E...> all) {
        (find_row<Source, Phase, E>(slot, arguments, row, all), ...);
    }
}

}

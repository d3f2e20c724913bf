// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Elements that are found by their index, and what is added to rows (op/gather.hpp), where a graph is evaluated: back/loops.hpp.
#pragma once
#pragma GCC system_header

#include <typegrad/back/loop_plan.hpp>
#include <typegrad/trace/rows.hpp>

#include <cstddef>
#include <limits>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>

namespace typegrad::back {

// Of an argument whose rows are not differentiated: no place for what they receive.
struct no_target {};

namespace detail {
    // The arguments of a call, which of them has the input of that number, and where what their rows receive is added: the first of as many
    // rows as an argument has.
    template <class Targets, class... A>
    struct arguments_of_call {
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
        std::string where() const { return "row " + std::to_string(number) + " of argument " + std::to_string(Argument) + " has "; }

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
        static constexpr bool has(int) { return false; }
        std::string where() const { return {}; }
    };

    template <std::size_t Argument>
    [[noreturn, gnu::noinline, gnu::cold]] void refuse_index(std::string const& where, std::string const& index, std::size_t limit) {
        typegrad::detail::refuse_index(where + "index " + index + " in argument " + std::to_string(Argument) + ", which has " + std::to_string(limit) + " rows");
    }

    // The index of an element or place that is that node, checked.
    template <class Source, int Node, class Arguments, class T>
    TYPEGRAD_INLINE constexpr std::size_t index_of(Arguments const& arguments, auto const& row, T const& value) {
        constexpr std::size_t table = Arguments::with_input(loops_of<Source>::table_of(Node));
        constexpr int operand = loops_of<Source>::index_operand(Node);
        std::size_t const limit = std::get<table>(arguments.all).limit(loops_of<Source>::leaf_of(Node));
        if constexpr (operand >= 0 && operand < Source::graph.input_count && std::remove_cvref_t<decltype(row)>::has(operand)) {
            auto const index = static_cast<std::size_t>(row.template integer<operand>());
            if (index >= limit) [[unlikely]] refuse_index<table>(row.where(), std::to_string(static_cast<long long>(index)), limit);
            return index;
        } else {
            // Numbers from there on a T may have rounded.
            constexpr T most = std::numeric_limits<T>::radix == 2 ? T(static_cast<unsigned long long>(1) << (std::numeric_limits<T>::digits < 63 ? std::numeric_limits<T>::digits : 63)) : T(0);
            bool const is_number = value >= 0 && value < most;
            auto const index = static_cast<std::size_t>(is_number ? value : T(0));
            if (!is_number || static_cast<T>(index) != value || index >= limit) [[unlikely]] refuse_index<table>(row.where(), typegrad::detail::index_in_words(value), limit);
            return index;
        }
    }

    // Finds the elements of a phase. Those of one row are checked once.
    template <class Source, int E>
    inline constexpr bool is_checked = [] {
        auto const& plan = loops_of<Source>::plan;
        for (int k = 0; k < E; ++k)
            if (loops_of<Source>::table_of(plan.elements[k]) == loops_of<Source>::table_of(plan.elements[E]) && loops_of<Source>::index_operand(plan.elements[k]) == loops_of<Source>::index_operand(plan.elements[E]))
                return true;
        return false;
    }();
    template <class Source, int Phase, class T, class Arguments, int... E>
    TYPEGRAD_INLINE constexpr void find_elements_before([[maybe_unused]] T* slot, [[maybe_unused]] Arguments const& arguments, [[maybe_unused]] auto const& row, std::integer_sequence<int, E...>) {
        ([&]() TYPEGRAD_INLINE_LAMBDA {
            constexpr int node = loops_of<Source>::plan.elements[E], operand = loops_of<Source>::index_operand(node);
            if constexpr (loops_of<Source>::plan.phase_of[node] == Phase) {
                T value{};
                if constexpr (operand < 0) value = static_cast<T>(Source::graph.literals[~operand]);
                else value = slot[loops_of<Source>::plan.slot[operand] - 1];
                auto const index = index_of<Source, node>(arguments, row, value);
                slot[loops_of<Source>::plan.slot[node] - 1] = std::get<Arguments::with_input(loops_of<Source>::table_of(node))>(arguments.all).template leaf<loops_of<Source>::leaf_of(node), T>(index);
            }
        }(), ...);
    }

    // Adds to rows what the last phase has given behind the outputs of the graph.
    template <class Source, class Arguments, int... A>
    TYPEGRAD_INLINE constexpr void add_to_rows(Arguments const& arguments, auto const& row, auto const& output, std::integer_sequence<int, A...>) {
        ([&]() TYPEGRAD_INLINE_LAMBDA {
            constexpr int place = loops_of<Source>::place_of(loops_of<Source>::plan.additions[A]);
            constexpr std::size_t first = static_cast<std::size_t>(Source::graph.output_count + 2 * A), argument = Arguments::with_input(loops_of<Source>::table_of(place));
            auto& target = std::get<argument>(arguments.targets)[index_of<Source, place>(arguments, row, output[first + 1])];
            int next = 0;
            each_leaf<std::remove_cvref_t<decltype(target)>>(target, [&](auto& leaf) TYPEGRAD_INLINE_LAMBDA {
                if (next++ == loops_of<Source>::leaf_of(place)) leaf += output[first];
            });
        }(), ...);
    }
}

}

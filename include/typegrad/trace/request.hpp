// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// What a call asks for beside the function: which arguments are differentiated, and the policies.
#pragma once
#pragma GCC system_header

#include <typegrad/op/policy.hpp>
#include <typegrad/trace/mistake.hpp>
#include <typegrad/trace/shape.hpp>

namespace typegrad::inline v0_2 {

// The positions of the arguments that are differentiated.
template <int... Positions>
struct positions {};

// gradient(f, wrt<0, 2>): differentiate in the first and third argument. The others are passive. Results, and the tangents that are
// given, come in the order of the positions: wrt<2, 0> has that of the third argument first.
template <int... Positions>
constexpr positions<Positions...> wrt() {
    return {};
}
// Only says so.
template <class... N>
    requires(sizeof...(N) > 0 && (std::is_integral_v<N> && ...))
constexpr auto wrt(N...) {
    static_assert(detail::has_no_mistake<N...>, "typegrad: the positions of arguments stand in angle brackets: wrt<0>, wrt<0, 2>");
    return static_cast<positions<0> (*)()>(&wrt<0>);
}
namespace detail {
    struct no_position {
        template <std::floating_point N>
        constexpr no_position(N) {}
    };
}
template <detail::no_position... Positions>
    requires(sizeof...(Positions) > 0)
constexpr auto wrt() {
    static_assert(sizeof...(Positions) == 0, "typegrad: wrt<…> takes the positions of arguments, which are integers from 0 on: wrt<0>, wrt<0, 2>");
    return positions<0>();
}

// gradient(f, unchecked): indices of rows (trace/rows.hpp) are not compared with the number of rows. An index that is no row is undefined
// behaviour then.
struct unchecked_t {
    static constexpr bool checks = false;
};
inline constexpr unchecked_t unchecked{};

// gradient(f, fast): sums and products in another order where that is cheaper, see rewrite/fast.hpp; and of an operator's two
// formulas the cheaper one, tanh' as 1 - tanh².
struct fast_t {};
inline constexpr fast_t fast{};

namespace detail {
    struct all_arguments {};

    // How loops over rows run: the rows of a block, and the blocks. lanes.hpp, parallel.hpp and distributed.hpp have other ways. Checks: whether indices are checked.
    struct row_after_row {};
    struct block_after_block {};
    template <class Rows = row_after_row, class Blocks = block_after_block, bool Checks = true>
    struct execution {
        using rows = Rows;
        using blocks = Blocks;
        static constexpr bool checks = Checks;
        using in_a_row = execution<Rows, block_after_block, Checks>;  // of loops inside of others
    };

    // How a sum, a product, a maximum or a minimum over rows of such numbers is computed, where the rows are known. The tape has a way of its own: tape/sums.hpp.
    template <class Number>
    struct sums_over_rows {
        static constexpr bool are_apart = false, equals_share = false;
    };

    // A request that says nothing of it has void for it: a short name.
    template <class Execution>
    struct execution_or_default {
        using type = Execution;
    };
    template <>
    struct execution_or_default<void> {
        using type = execution<>;
    };

    // Of a function, Wrt is `positions` or all_arguments; of an expression, its variables that are differentiated.
    template <class Wrt = all_arguments, kink_policy Kinks = kink_policy::least_norm, bool Fast = false, class Execution = void>
    struct request {
        using wrt = Wrt;
        static constexpr kink_policy kinks = Fast ? Kinks | kink_policy::fast : Kinks;
        static constexpr bool fast = Fast;
        using execution = typename execution_or_default<Execution>::type;
    };
    template <class Request>
    inline constexpr bool says_how_loops_run = !std::is_same_v<typename Request::execution, execution<>>;

    template <int... Positions>
    consteval bool are_distinct() {
        int const all[] = {Positions..., 0};
        for (std::size_t i = 0; i < sizeof...(Positions); ++i)
            for (std::size_t j = 0; j < i; ++j)
                if (all[i] == all[j]) return false;
        return true;
    }

    template <class Policy>
    inline constexpr bool is_choice = false;
    template <kink_policy Choice>
    inline constexpr bool is_choice<kinks::choice<Choice>> = true;
    template <>
    inline constexpr bool is_choice<fast_t> = true;
    template <class Policy>
    inline constexpr bool is_policy = is_choice<Policy>;
    template <int... Positions>
    inline constexpr bool is_policy<positions<Positions...> (*)()> = true;
    template <int... Positions>
    inline constexpr bool is_policy<positions<Positions...>> = true;  // wrt<0>()
    // A policy for the rows of a block, or for the blocks, names that way to run as `rows` or `blocks`.
    template <class Policy>
    concept row_policy = requires { typename Policy::rows; };
    template <class Policy>
    concept block_policy = requires { typename Policy::blocks; };
    template <class Policy>
        requires(row_policy<Policy> || block_policy<Policy>)
    inline constexpr bool is_policy<Policy> = true;
    template <>
    inline constexpr bool is_policy<unchecked_t> = true;
    template <class Wrt>
    inline constexpr bool names_variables = false;  // of an expression: expr/evaluate.hpp
    template <class Wrt, class Policy>
    inline constexpr bool is_policy_beside = names_variables<Wrt> ? is_choice<Policy> || names_variables<Policy> : is_policy<Policy>;
    template <class Policy>
    inline constexpr bool names_one_twice = false;
    template <int... Positions>
    inline constexpr bool names_one_twice<positions<Positions...> (*)()> = !are_distinct<Positions...>();
    template <int... Positions>
    inline constexpr bool names_one_twice<positions<Positions...>> = !are_distinct<Positions...>();

    template <class Policy>
    inline constexpr bool selects_where = names_variables<Policy>;
    template <int... Positions>
    inline constexpr bool selects_where<positions<Positions...> (*)()> = true;
    template <int... Positions>
    inline constexpr bool selects_where<positions<Positions...>> = true;
    template <class Policy>
    inline constexpr kink_policy choice_of = kink_policy::least_norm;
    template <kink_policy Choice>
    inline constexpr kink_policy choice_of<kinks::choice<Choice>> = Choice;
    template <class... Policies>
    inline constexpr kink_policy choices_of = (kink_policy::least_norm | ... | choice_of<Policies>);

    // Policies come in any order; each replaces its part of the request.
    template <class Request, class Policy>
    struct requested {
        using type = Request;
    };
    template <class Before, kink_policy Kinks, bool Fast, class Execution, class Variables>
        requires names_variables<Variables>
    struct requested<request<Before, Kinks, Fast, Execution>, Variables> {
        using type = request<Variables, Kinks, Fast, Execution>;
    };
    template <class Before, kink_policy Kinks, bool Fast, class Execution, int... Positions>
    struct requested<request<Before, Kinks, Fast, Execution>, positions<Positions...> (*)()> {
        using type = std::conditional_t<are_distinct<Positions...>(), request<positions<Positions...>, Kinks, Fast, Execution>, request<Before, Kinks, Fast, Execution>>;
    };
    template <class Wrt, kink_policy Kinks, bool Fast, class Execution, int... Positions>
    struct requested<request<Wrt, Kinks, Fast, Execution>, positions<Positions...>> : requested<request<Wrt, Kinks, Fast, Execution>, positions<Positions...> (*)()> {};
    template <class Arguments, kink_policy Before, bool Fast, class Execution, kink_policy Choice>
    struct requested<request<Arguments, Before, Fast, Execution>, kinks::choice<Choice>> {
        using type = request<Arguments, Before | Choice, Fast, Execution>;
    };
    template <class Arguments, kink_policy Kinks, bool Before, class Execution>
    struct requested<request<Arguments, Kinks, Before, Execution>, fast_t> {
        using type = request<Arguments, Kinks, true, Execution>;
    };
    template <class Arguments, kink_policy Kinks, bool Fast, class Execution, row_policy Policy>
    struct requested<request<Arguments, Kinks, Fast, Execution>, Policy> {
        using before = typename execution_or_default<Execution>::type;
        using type = request<Arguments, Kinks, Fast, execution<typename Policy::rows, typename before::blocks, before::checks>>;
    };
    template <class Arguments, kink_policy Kinks, bool Fast, class Execution, block_policy Policy>
    struct requested<request<Arguments, Kinks, Fast, Execution>, Policy> {
        using before = typename execution_or_default<Execution>::type;
        using type = request<Arguments, Kinks, Fast, execution<typename before::rows, typename Policy::blocks, before::checks>>;
    };
    template <class Arguments, kink_policy Kinks, bool Fast, class Execution>
    struct requested<request<Arguments, Kinks, Fast, Execution>, unchecked_t> {
        using before = typename execution_or_default<Execution>::type;
        using type = request<Arguments, Kinks, Fast, execution<typename before::rows, typename before::blocks, false>>;
    };

    template <class Request, class... Policies>
    struct requested_by {
        using type = Request;
    };
    template <class Request, class Policy, class... Rest>
    struct next_request {
        using type = requested_by<typename requested<Request, Policy>::type, Rest...>;
    };
    template <class Request, class Policy, class... Rest>
    struct requested_by<Request, Policy, Rest...>
        : std::conditional_t<is_policy_beside<typename Request::wrt, Policy>, next_request<Request, Policy, Rest...>, next_request<Request, void>>::type {
        using before = typename Request::wrt;
        static_assert(is_policy_beside<before, Policy> || names_variables<before>, "typegrad: an unknown policy; what may follow the function is wrt<positions…>, kinks::left, kinks::right, kinks::finite, fast; "
                                                                                                    "and for loops over rows unchecked, lanes (typegrad/lanes.hpp), parallel (typegrad/parallel.hpp), distributed (typegrad/distributed.hpp). A point comes in "
                                                                                                    "parentheses of its own: gradient(f)(2.0)");
        static_assert(is_policy_beside<before, Policy> || !names_variables<before>, "typegrad: an unknown policy; what may follow the expression is wrt(x, …), kinks::left, kinks::right, kinks::finite, fast");
        static_assert(!names_one_twice<Policy>, "typegrad: wrt<…> names an argument twice");
        static_assert(!(selects_where<Policy> && (selects_where<Rest> || ...)), "typegrad: wrt stands twice; name all in one: wrt<0, 1>, or wrt(x, y) of an expression");
        static_assert(!has(choices_of<Policy, Rest...>, kink_policy::left) || !has(choices_of<Policy, Rest...>, kink_policy::right), "typegrad: kinks::left and kinks::right are two answers to one question; name one of them");
    };

    template <class... Policies>
    using request_of = typename requested_by<request<>, Policies...>::type;

    template <class Request, std::size_t Argument>
    inline constexpr bool selects = true;
    template <int... Positions, kink_policy Kinks, bool Fast, class Execution, std::size_t Argument>
    inline constexpr bool selects<request<positions<Positions...>, Kinks, Fast, Execution>, Argument> = ((Positions == static_cast<int>(Argument)) || ...);

    template <class Request, int Arguments>
    inline constexpr bool selects_arguments = true;
    template <int... Positions, kink_policy Kinks, bool Fast, class Execution, int Arguments>
    inline constexpr bool selects_arguments<request<positions<Positions...>, Kinks, Fast, Execution>, Arguments> = ((0 <= Positions && Positions < Arguments) && ...);

    // How many positions are named, 0 where all arguments are selected.
    template <class Request>
    inline constexpr int named_positions = 0;
    template <int... Positions, kink_policy Kinks, bool Fast, class Execution>
    inline constexpr int named_positions<request<positions<Positions...>, Kinks, Fast, Execution>> = static_cast<int>(sizeof...(Positions));

    template <class Request, class... S, std::size_t... I>
    constexpr bool selects_rows(std::index_sequence<I...>) {
        return any({(is_rows<S> && selects<Request, I>)...});
    }

    // The leaves of the selected ones among arguments of the shapes S; of rows the one that stands for all of them.
    template <class Request, class... S>
    struct selection_with_rows {
        static_assert(selects_arguments<Request, static_cast<int>(sizeof...(S))>, TYPEGRAD_WRT_OUT_OF_RANGE);
        static_assert(!says_how_loops_run<Request> || any({false, is_rows<S>...}), TYPEGRAD_NO_LOOP_TO_RUN);
        static constexpr kink_policy kinks = Request::kinks;

        static constexpr bool contains(int leaf) {
            if (selects_all) return leaf < count;
            for (std::size_t i = 0; i < sizeof...(S); ++i) {
                if (leaf < size[i]) return selected[i];
                leaf -= size[i];
            }
            return false;
        }

    private:
        template <std::size_t... I>
        static constexpr auto selected_arguments(std::index_sequence<I...>) {
            return std::array<bool, sizeof...(S)>{selects<Request, I>...};
        }
        static constexpr std::array<int, sizeof...(S)> size = {leaves<S>...};
        static constexpr auto selected = selected_arguments(std::index_sequence_for<S...>{});
        static constexpr bool selects_all = [] {
            for (bool const is_selected : selected)
                if (!is_selected) return false;
            return true;
        }();

    public:
        // The selected leaves of the arguments before that one.
        static constexpr int before(std::size_t argument) {
            int sum = 0;
            for (std::size_t i = 0; i < argument; ++i) sum += selected[i] ? size[i] : 0;
            return sum;
        }
        static constexpr int count = before(sizeof...(S));
    };
    // The same where no rows may be selected.
    template <class Request, class... S>
    struct leaf_selection : selection_with_rows<Request, S...> {
        static_assert(!selects_rows<Request, S...>(std::index_sequence_for<S...>{}), TYPEGRAD_ROWS_DIFFERENTIATED);
    };
}

}
